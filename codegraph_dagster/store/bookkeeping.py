"""What the working database knows about the stages that wrote it, so that a run can tell what is left to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegraph_dagster.store.database import script_text
from codegraph_dagster.store.working import ALIAS

if TYPE_CHECKING:
    import duckdb

_PACKAGE = "codegraph_dagster.store"


@dataclass(frozen=True, slots=True)
class StageState:
    """A stage whose rows are in the database.

    `inputs` is what the rows follow from; None when they must be computed again in any case. `computation`
    identifies the run that wrote them. `rows` counts them by table.
    """

    stage: str
    inputs: str | None
    data_version: str
    computation: str
    rows: Mapping[str, int]
    items: int = 0
    errors: int = 0


def find_states(connection: duckdb.DuckDBPyConnection, alias: str = ALIAS) -> dict[str, StageState]:
    """The stages of the database that is attached under a name."""
    text = script_text(_PACKAGE, "stage_states.sql").replace(f"{ALIAS}.", f"{alias}.")
    return {
        row[0]: StageState(row[0], row[1], row[2], row[3], dict(zip(row[4], row[5], strict=True)), row[6], row[7])
        for row in connection.execute(text).fetchall()
    }


def record_state(connection: duckdb.DuckDBPyConnection, state: StageState) -> None:
    """Put a stage's state in the place of its last one, in the database attached as `work`."""
    connection.execute(script_text(_PACKAGE, "forget_state.sql"), {"stage": state.stage})
    connection.execute(
        script_text(_PACKAGE, "record_state.sql"),
        {
            "stage": state.stage,
            "inputs": state.inputs,
            "data_version": state.data_version,
            "computation": state.computation,
            "tables": list(state.rows),
            "counts": list(state.rows.values()),
        },
    )
