"""What an earlier run of stage `ir` left in the working database, and how much of it still holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.ir.diagnostics import Diagnostic
from codegraph_dagster.ir.fingerprints import Fingerprint
from codegraph_dagster.ir.listing import ListedFile
from codegraph_dagster.ir.worker import BatchOutcome, FileOutcome
from codegraph_dagster.store.bookkeeping import StageState, find_states
from codegraph_dagster.store.database import script_text
from codegraph_dagster.store.working import WorkingStore

if TYPE_CHECKING:
    import duckdb

_PACKAGE: Final = "codegraph_dagster.ir"

# Taking over rows costs something too; beyond this share of the bytes a clean build is as fast.
_MOST_CHANGED: Final = 0.5


@dataclass(frozen=True)
class Earlier:
    """What the working database says of the run that wrote its rows."""

    stage: StageState
    root: str
    revision: str | None
    generation: str
    fingerprints: Mapping[str, Fingerprint]
    extractions: Mapping[str, str]
    """By path: what else than the content the rows of a file follow from."""


@dataclass(frozen=True)
class Kept:
    """The files whose rows are taken over.

    `numbers`: their old numbers and the new ones. `outcome`: what became of them, by the new numbers. `stale`: the
    old numbers whose rows are not taken over. `is_in_place`: every file has the number that it had.
    """

    numbers: Mapping[int, int]
    outcome: BatchOutcome
    stale: Sequence[int]
    is_in_place: bool


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
        log(f"ir: everything is read anew, the working database says nothing of what is in it: {_first_line(error)}")
        return None
    if stage is None or repository is None:
        return None
    root, revision, generation = repository
    return Earlier(
        stage,
        root,
        revision,
        generation,
        {row[0]: Fingerprint(*row[1:8]) for row in rows},
        {row[0]: row[8] for row in rows if row[8] is not None},
    )


def find_kept(
    store: WorkingStore,
    earlier: Earlier,
    listed: Sequence[ListedFile],
    fingerprints: Mapping[str, Fingerprint],
    version: str,
) -> Kept | None:
    """Which rows of the working database those of a clean build would equal; None when too few are left.

    Raises CodegraphError when the database cannot be read.
    """
    with store.connect() as connection, store.reading(connection):
        old = {row[0]: row for row in connection.execute(script_text(_PACKAGE, "extracted.sql")).fetchall()}
        findings = _findings(connection)
    numbers: dict[int, int] = {}
    outcome = BatchOutcome()
    changed_bytes = 0
    for file in listed:
        source = file.source
        if source.skip_reason is not None:
            continue  # no rows, and nothing to do
        known, now = old.get(source.path), fingerprints.get(source.path)
        if (
            known is not None
            and now is not None
            and known[5] == now.content_hash
            and earlier.extractions.get(source.path) == file.extraction(version)
        ):
            _, number, status, size, lines, digest = known
            numbers[number] = file.file_no
            outcome.files.append(FileOutcome(file.file_no, status, size, lines, digest))
            outcome.diagnostics += findings.get(source.path, ())
        else:
            changed_bytes += source.size
    if changed_bytes > _MOST_CHANGED * sum(file.source.size for file in listed) or not numbers:
        return None
    paths = {file.source.path: file.file_no for file in listed}
    is_in_place = paths == {path: row[1] for path, row in old.items()}
    return Kept(numbers, outcome, [row[1] for row in old.values() if row[1] not in numbers], is_in_place)


def _findings(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Diagnostic]]:
    """What the extraction found in each file. Rows of the listing, which is always new, are left out by the query."""
    found: dict[str, list[Diagnostic]] = {}
    for row in connection.execute(script_text(_PACKAGE, "findings.sql")).fetchall():
        found.setdefault(row[0], []).append(Diagnostic(*row))
    return found


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
