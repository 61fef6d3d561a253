"""A look at the tables of the stages: how many rows, and the first of them in columns that people can read.

Every stage ends with such a look, so it must cost milliseconds on the largest repository. The public views join whole
tables before they show the first row; the queries beside this file take some rows of the tables below and join those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from codegraph_dagster.store import database

if TYPE_CHECKING:
    import duckdb

_PACKAGE = "codegraph_dagster.store.previews"
_WORKING = "work"

STORED: Final = {
    "nodes": ("ir", "definitions"),
    "chunks": ("main", "chunks"),
    "imports": ("ir", "imports"),
    "occurrences": ("links", "occurrences"),
    "symbols": ("main", "symbols"),
    "call_edges": ("links", "calls"),
}
"""The public tables with a preview, and the stored table that has one row for each row of it."""


def count_rows(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """The rows of a public table of the working database, which is attached."""
    stored = database.qualified(_WORKING, *STORED[table])
    return int(connection.execute(f"SELECT count(*) FROM {stored}").fetchall()[0][0])


def first_rows(connection: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, Any]]:
    """Some rows of a public table of the working database, which is attached, as plain values by column."""
    found = connection.execute(database.script_text(_PACKAGE, f"{table}.sql"))
    columns = [str(column[0]) for column in found.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
