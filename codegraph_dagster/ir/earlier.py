"""What an earlier run of stage `ir` left in the working database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.ir.fingerprints import Fingerprint
from codegraph_dagster.store.bookkeeping import StageState, find_states
from codegraph_dagster.store.database import script_text
from codegraph_dagster.store.faults import first_line
from codegraph_dagster.store.working import WorkingStore

_PACKAGE: Final = "codegraph_dagster.ir"


@dataclass(frozen=True)
class Earlier:
    """What the working database says of the run that wrote its rows."""

    stage: StageState
    generation: str
    extractor_version: str
    fingerprints: Mapping[str, Fingerprint]
    extractions: Mapping[str, str]
    """By path: what else than the content the rows of a file follow from."""


def read_earlier(store: WorkingStore, log: Callable[[str], None]) -> Earlier | None:
    """What is known from an earlier run; None when there was none, or when it left nothing that can be used."""
    import duckdb

    if not store.path.is_file():
        return None
    try:
        # A connection of its own: a damaged file can make a whole DuckDB unusable.
        with store.connect() as connection, store.reading(connection):
            stage = find_states(connection).get("ir")
            rows = connection.execute(script_text(_PACKAGE, "fingerprints.sql")).fetchall()
            repository = connection.execute(script_text(_PACKAGE, "repository.sql")).fetchone()
    except (CodegraphError, duckdb.Error) as error:
        log(f"ir: everything is read anew, the working database says nothing of what is in it: {first_line(error)}")
        return None
    if stage is None or repository is None:
        return None
    _, _, generation, version = repository
    return Earlier(
        stage,
        generation,
        version,
        {row[0]: Fingerprint(*row[1:8]) for row in rows},
        {row[0]: row[8] for row in rows if row[8] is not None},
    )
