"""Takes rows of files over from one database to another under new numbers, or deletes them where they are.

Every row of schema `ir` is of one file, and its keys begin with the file's number (see `store/schema/ir.sql`), so
rows can be told apart, and numbers be changed, without a look at what they mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from codegraph_dagster.ir.columns import table
from codegraph_dagster.ir.extract import SCHEMAS
from codegraph_dagster.ir.keys import FILE_SHIFT
from codegraph_dagster.store import database
from codegraph_dagster.store.working import ALIAS

if TYPE_CHECKING:
    import duckdb

OLD: Final = "old"
"""The name under which the old working database is attached."""

_MOVED: Final = "moved"


def delete_files(connection: duckdb.DuckDBPyConnection, numbers: Sequence[int], alias: str = ALIAS) -> None:
    """Delete the rows of the files with these numbers from the database that is attached under a name."""
    connection.register("stale", table({"file_no": numbers}, [("file_no", pa.int32())]))
    for name in SCHEMAS:
        for target in stored(alias, name):
            connection.execute(f"DELETE FROM {target} WHERE {_file_number(name)} IN (SELECT file_no FROM stale)")
    connection.unregister("stale")


def stored(alias: str, name: str) -> list[str]:
    """Where the rows of a table of schema `ir` stand, quoted: first those of a build, then those that came later."""
    if alias == ALIAS and name == "sources":
        return [database.qualified(alias, "texts", part) for part in ("settled", "recent")]
    return [database.qualified(alias, "ir", name)]


def copy_files(
    connection: duckdb.DuckDBPyConnection, numbers: Mapping[int, int], source: str = OLD, target: str = ALIAS
) -> None:
    """Copy the rows of the files with these old numbers from one attached database to another, under the new ones."""
    with moving(connection, numbers):
        for name in SCHEMAS:
            connection.execute(f"INSERT INTO {stored(target, name)[0]} BY NAME {moved_rows(name, source)}")


@contextmanager
def moving(connection: duckdb.DuckDBPyConnection, numbers: Mapping[int, int]) -> Iterator[None]:
    """Let the queries of `moved_rows` know which files are meant: their old numbers and the new ones."""
    columns = {"old_no": list(numbers), "new_no": list(numbers.values())}
    moved = table(columns, [("old_no", pa.int32()), ("new_no", pa.int32())])
    connection.register(_MOVED, moved)
    try:
        yield
    finally:
        connection.unregister(_MOVED)


def moved_rows(name: str, source: str) -> str:
    """The query for the rows that these files have in one table of the attached database `source`."""
    schema = SCHEMAS[name]
    keys = [_key(field.name) for field in schema if pa.types.is_int64(field.type)]
    replaced = [f"{key} + (m.new_no - m.old_no)::BIGINT * {1 << FILE_SHIFT} AS {key}" for key in keys]
    if "file_no" in schema.names:
        replaced.append("m.new_no AS file_no")
    return (
        f"SELECT t.* REPLACE ({', '.join(replaced)}) FROM {database.qualified(source, 'ir', name)} AS t "
        f"JOIN {_MOVED} AS m ON m.old_no = {_file_number(name)}"
    )


def _file_number(table: str) -> str:
    """The number of a row's file, as an SQL expression on the row `t`."""
    schema = SCHEMAS[table]
    if "file_no" in schema.names:
        return "file_no"
    key = next(field.name for field in schema if pa.types.is_int64(field.type))
    return f"({_key(key)} >> {FILE_SHIFT})"


def _key(name: str) -> str:
    return database.identifier(name)
