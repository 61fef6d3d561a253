"""Takes rows of unchanged files over: in the working database itself, or into a new one under new numbers.

Every row of schema `ir` is of one file, and its keys begin with the file's number (see `store/schema/ir.sql`), so
rows can be told apart, and numbers be changed, without a look at what they mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from codegraph_dagster.ir.extract import SCHEMAS
from codegraph_dagster.ir.keys import FILE_SHIFT
from codegraph_dagster.store import database
from codegraph_dagster.store.working import ALIAS

if TYPE_CHECKING:
    import duckdb

OLD: Final = "old"
"""The name under which the old working database is attached."""


def delete_files(connection: duckdb.DuckDBPyConnection, numbers: Sequence[int]) -> None:
    """Delete the rows of these files from the database attached as `work`."""
    connection.register("stale", pa.table({"file_no": pa.array(numbers, pa.int32())}))
    for name in SCHEMAS:
        table = database.qualified(ALIAS, "ir", name)
        connection.execute(f"DELETE FROM {table} WHERE {_file_number(name)} IN (SELECT file_no FROM stale)")
    connection.unregister("stale")


def copy_files(connection: duckdb.DuckDBPyConnection, numbers: Mapping[int, int]) -> None:
    """Copy the rows of the files with these old numbers from the database `old` to `work`, under the new numbers."""
    moved = pa.table({"old_no": pa.array(list(numbers), pa.int32()), "new_no": pa.array(numbers.values(), pa.int32())})
    connection.register("moved", moved)
    for name, schema in SCHEMAS.items():
        keys = [_key(field.name) for field in schema if pa.types.is_int64(field.type)]
        replaced = [f"{key} + (m.new_no - m.old_no)::BIGINT * {1 << FILE_SHIFT} AS {key}" for key in keys]
        if "file_no" in schema.names:
            replaced.append("m.new_no AS file_no")
        source, target = database.qualified(OLD, "ir", name), database.qualified(ALIAS, "ir", name)
        connection.execute(
            f"INSERT INTO {target} BY NAME SELECT t.* REPLACE ({', '.join(replaced)}) "
            f"FROM {source} AS t JOIN moved AS m ON m.old_no = {_file_number(name)}"
        )
    connection.unregister("moved")


def _file_number(table: str) -> str:
    """The number of a row's file, as an SQL expression on the row `t`."""
    schema = SCHEMAS[table]
    if "file_no" in schema.names:
        return "file_no"
    key = next(field.name for field in schema if pa.types.is_int64(field.type))
    return f"({_key(key)} >> {FILE_SHIFT})"


def _key(name: str) -> str:
    return database.identifier(name)
