"""Writes the rows of a database into a new one and does nothing else: what DuckDB takes for the rows of a cold index.

    python benchmarks/write_only.py DATABASE WORKERS

Prints the seconds, from rows that are in memory to a file that holds them. As in the pipeline, as many tables are
written at once as there are workers, and each is written once.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb

from codegraph_dagster.store import database

TABLES = Path(__file__).with_name("tables.sql")


def main() -> None:
    """Read all tables, write them, and print the seconds."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("database", type=Path)
    options.add_argument("workers", type=int)
    given = options.parse_args()
    with database.connect() as connection, tempfile.TemporaryDirectory() as folder:
        database.attach(connection, given.database, "finished", read_only=True)
        database.attach(connection, Path(folder) / "new.duckdb", "new", read_only=False, is_logged=False)
        tables = _read(connection)
        start = time.perf_counter()
        with ThreadPoolExecutor(given.workers) as pool:
            list(pool.map(lambda table: _write(connection.cursor(), *table), tables))
        connection.execute("CHECKPOINT new")
        print(time.perf_counter() - start)


def _read(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, Any]]:
    """The tables of the attached database, each under its qualified name in the new one; the largest first."""
    found = connection.execute(TABLES.read_text()).fetchall()
    tables = []
    for schema, table in found:
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {database.qualified('new', schema)}")
        rows = connection.sql(f"FROM {database.qualified('finished', schema, table)}").to_arrow_table()
        tables.append((database.qualified("new", schema, table), rows))
    return tables


def _write(cursor: duckdb.DuckDBPyConnection, name: str, rows: Any) -> None:
    cursor.register("incoming", rows)
    cursor.execute(f"CREATE TABLE {name} AS FROM incoming").fetchall()


if __name__ == "__main__":
    main()
