"""Readers of a published database that look whether it is whole and of one state, as processes of their own."""

from __future__ import annotations

import time
import traceback
from pathlib import Path
from typing import Any

import duckdb

# The generations of all stages, the rows of a table and of a view over it, and definitions that are not there.
_STATE = """
SELECT
    (SELECT generation FROM repository),
    (SELECT count(DISTINCT generation) FROM stage_runs),
    (SELECT count(*) FROM stage_runs, repository WHERE stage_runs.generation <> repository.generation),
    (SELECT count(*) FROM resolved_occurrences) - (SELECT count(*) FROM occurrences),
    (SELECT count(*) FROM call_edges ANTI JOIN symbols ON symbols.symbol = call_edges.callee_symbol)
"""


def look(connection: duckdb.DuckDBPyConnection) -> str:
    """The generation of a database. Raises AssertionError when it is not whole."""
    generation, generations, differing, missing, unknown = connection.execute(_STATE).fetchall()[0]
    assert (generations, differing, missing, unknown) == (1, 0, 0, 0), (generations, differing, missing, unknown)
    return str(generation)


def read_again_and_again(path: Path, stop: Any, answers: Any, ready: Any = None, pause: float = 0.5) -> None:
    """Open the database, look at it twice, close it, until told to stop; answers with counts and errors."""
    queries, states, errors = 0, set(), []
    if ready is not None:
        ready.release()
    while not stop.is_set():
        try:
            with duckdb.connect(str(path), read_only=True, config={"threads": 1}) as connection:
                state = look(connection)
                time.sleep(0.05)
                assert look(connection) == state, "the state of an open database has changed"
            states.add(state)
        except Exception:
            errors.append(traceback.format_exc())
        queries += 2
        time.sleep(pause)
    answers.put({"queries": queries, "states": len(states), "errors": errors})


def keep_reading(path: Path, stop: Any, answers: Any, ready: Any = None) -> None:
    """Hold one connection all the time, and find the same in it all the time."""
    queries, errors = 0, []
    with duckdb.connect(str(path), read_only=True, config={"threads": 1}) as connection:
        state = look(connection)
        if ready is not None:
            ready.release()
        while not stop.wait(0.2):
            queries += 1
            try:
                assert look(connection) == state, "the state of an open database has changed"
            except Exception:
                errors.append(traceback.format_exc())
    answers.put({"queries": queries, "states": 1, "errors": errors})
