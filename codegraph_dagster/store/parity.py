"""Whether two databases have the same rows, in whatever order: an incremental run leaves those of a clean one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from codegraph_dagster.rule_result import RuleResult
from codegraph_dagster.store import database

if TYPE_CHECKING:
    import duckdb

_PACKAGE: Final = "codegraph_dagster.store"
_LEFT: Final = "work"
_RIGHT: Final = "clean"

# When and by whom rows were written differs between two builds, and so does what was published before.
_OF_A_RUN: Final = frozenset({"main.stage_runs", "main.changes", "main.comparison"})
_OF_A_MOMENT: Final = {"main.repository": ("indexed_at",)}


def compare_databases(
    connection: duckdb.DuckDBPyConnection, left: Path, right: Path, *, internal: bool = True
) -> tuple[RuleResult, ...]:
    """One result for each table and view of either database: the rows that only one of them has, and one of these.

    Tables about runs are left out; without `internal` those that only the stages read as well. Raises duckdb.Error
    when a file cannot be read.
    """
    database.attach(connection, left, _LEFT, read_only=True)
    database.attach(connection, right, _RIGHT, read_only=True)
    try:
        names = [name for (name,) in connection.execute(database.script_text(_PACKAGE, "all_tables.sql")).fetchall()]
        return tuple(
            _compare(connection, name)
            for name in names
            if name not in _OF_A_RUN and (internal or name.startswith("main."))
        )
    finally:
        connection.execute(f"DETACH {_LEFT}")
        connection.execute(f"DETACH {_RIGHT}")


def _compare(connection: duckdb.DuckDBPyConnection, name: str) -> RuleResult:
    hidden = _OF_A_MOMENT.get(name)
    columns = f"* EXCLUDE ({', '.join(hidden)})" if hidden else "*"
    left, right = (f"SELECT {columns} FROM {database.qualified(alias, *name.split('.'))}" for alias in (_LEFT, _RIGHT))
    query = f"({left} EXCEPT ALL {right}) UNION ALL ({right} EXCEPT ALL {left})"
    found = connection.execute(f"SELECT count(*), any_value(d)::VARCHAR FROM ({query}) AS d").fetchall()
    return RuleResult(name, *found[0])
