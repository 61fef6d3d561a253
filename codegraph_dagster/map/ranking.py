"""Ranks the files and symbols of a published database by their place in the reference graph."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.store import database
from codegraph_dagster.store.published import open_published
from codegraph_dagster.store.replacing import replacing

if TYPE_CHECKING:
    import duckdb

_PACKAGE = "codegraph_dagster.map"


@contextmanager
def open_map(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a published database with a temporary table `repository_map` beside its own tables.

    Columns: level (`symbol` or `file`), position (from 1, of its level), score (of a level they add up to 1), path,
    symbol, name (qualified; a file's: its module), kind, start_line (from 0), signature, enclosing_symbol,
    reference_count (uses by others), is_test. Symbol, signature and enclosing_symbol are NULL for a file. Test code
    has a score only as far as other code refers to it. Raises CodegraphError when there is no such database.
    """
    with open_published(path) as connection:
        _rank(connection)
        yield connection


def write_map(path: Path, target: Path) -> int:
    """Write the table `repository_map` of a published database as a Parquet file; returns its number of rows.

    The file is replaced at once: a reader sees the old one or the new one. Raises CodegraphError as `open_map`.
    """
    with open_map(path) as connection:
        return copy_map(connection, target)


def copy_map(connection: duckdb.DuckDBPyConnection, target: Path) -> int:
    """The same of a connection that `open_map` gave. Raises CodegraphError when the file cannot be written."""
    import duckdb

    try:
        with replacing(target) as new:
            # COPY takes no parameter for the file in DuckDB 1.5.
            copied = connection.execute(f"COPY repository_map TO {database.literal(str(new))} (FORMAT parquet)")
            return int(copied.fetchall()[0][0])
    except (OSError, duckdb.IOException) as error:
        raise CodegraphError(f"{target} cannot be written: {str(error).splitlines()[0]}") from error


def _rank(connection: duckdb.DuckDBPyConnection) -> None:
    import numpy as np

    from codegraph_dagster.map.pagerank import pagerank

    database.run_script(connection, _PACKAGE, "graph.sql")
    nodes = connection.execute(database.script_text(_PACKAGE, "nodes.sql")).fetchnumpy()
    edges = connection.execute(database.script_text(_PACKAGE, "edges.sql")).fetchnumpy()
    units, start = nodes["unit"], np.asarray(nodes["is_start"], dtype=np.float64)
    scores = pagerank(
        np.searchsorted(units, edges["source"]),
        np.searchsorted(units, edges["target"]),
        np.asarray(edges["weight"], dtype=np.float64),
        start / max(start.sum(), 1.0),
    )
    # A dictionary of arrays: an Arrow table or a frame would make DuckDB import pandas.
    connection.register("map_scores", {"unit": units, "score": scores})
    database.run_script(connection, _PACKAGE, "ranking.sql")
    connection.unregister("map_scores")
