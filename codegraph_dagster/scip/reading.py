"""Reads the rows of an index from a published database, one document at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.store import database
from codegraph_dagster.store.faults import first_line

if TYPE_CHECKING:
    import duckdb

_PACKAGE = "codegraph_dagster.scip"
_ALIAS = "graph"
_ROWS_AT_ONCE = 10_000
_LINES_AT_ONCE = 100_000
"""So many lines of source are sorted at once: few enough for the least memory that `database.connect` allows."""

Row = tuple[Any, ...]


@contextmanager
def reading(path: Path, scratch: Path | None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Attach a published database read-only as `graph`; `scratch` is where large sorts spill.

    Raises CodegraphError when there is none, when it cannot be read, or when it is no database of this project.
    """
    import duckdb

    if not path.is_file():
        raise CodegraphError(f"there is no published database {path}; index the repository first")
    with database.connect(scratch) as connection:
        try:
            database.attach(connection, path, _ALIAS, read_only=True)
            yield connection
        except duckdb.OutOfMemoryException as error:
            raise CodegraphError(
                f"{path} cannot be exported with the memory that may be used: {first_line(error)}"
            ) from error
        except duckdb.Error as error:
            raise CodegraphError(
                f"{path} cannot be read as a published database; if it is damaged, index the repository again: "
                f"{first_line(error)}"
            ) from error


def select(connection: duckdb.DuckDBPyConnection, query: str, **parameters: str) -> Iterator[Row]:
    """The rows of the SQL file `query`, fetched a few at a time, on a cursor of their own."""
    with connection.cursor() as cursor:
        cursor.execute(database.script_text(_PACKAGE, query), parameters)
        while rows := cursor.fetchmany(_ROWS_AT_ONCE):
            yield from rows


def slices(documents: Iterable[Row]) -> Iterator[list[Row]]:
    """Cut the rows of documents.sql into pieces that keep the memory of sorting their occurrences bounded."""
    piece: list[Row] = []
    lines = 0
    for row in documents:
        piece.append(row)
        lines += row[2] or 0
        if lines >= _LINES_AT_ONCE:
            yield piece
            piece, lines = [], 0
    if piece:
        yield piece


class ByDocument:
    """Rows that are sorted by their first column, a path, handed out in groups of one path."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._groups = groupby(rows, itemgetter(0))
        self._next = next(self._groups, None)

    def take(self, path: str) -> list[Row]:
        """The rows of a path; none when the next rows are of another one. Ask in the order of the rows."""
        if self._next is None or self._next[0] != path:
            return []
        rows = list(self._next[1])
        self._next = next(self._groups, None)
        return rows

    def require_end(self) -> None:
        """Raises RuntimeError when rows are left: they were of a path that nobody has asked for."""
        if self._next is not None:
            raise RuntimeError(f"rows of {self._next[0]} belong to no document")
