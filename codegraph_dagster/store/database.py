"""Connections to DuckDB that keep to the machine's limits, and SQL read from the package's files."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from codegraph_dagster.resources import memory_limit_bytes, usable_cpus

if TYPE_CHECKING:
    import duckdb

STORAGE_VERSION = "v1.5.0"
"""The oldest DuckDB release that can open the files that are written here."""

# Several stages run at once, each with a DuckDB of its own; together they stay below the machine's memory.
_SIMULTANEOUS_STAGES = 4
_SHARE_OF_MEMORY = 0.7


def connect(scratch: Path | None = None) -> duckdb.DuckDBPyConnection:
    """Open an in-memory DuckDB whose threads and memory keep to this process's limits.

    `scratch` is the folder it spills to when the memory does not suffice (created when needed; None: DuckDB's
    own choice). Nothing is downloaded: extensions that are not built in are off.
    """
    import duckdb

    memory = int(memory_limit_bytes() * _SHARE_OF_MEMORY / _SIMULTANEOUS_STAGES)
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": usable_cpus(),
        "memory_limit": f"{max(memory // 2**20, 256)}MiB",
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    if scratch is not None:
        config["temp_directory"] = str(scratch)
    return duckdb.connect(":memory:", config=config)


def attach(
    connection: duckdb.DuckDBPyConnection, path: Path, alias: str, *, read_only: bool, is_logged: bool = True
) -> None:
    """Attach a database file under a name. Raises duckdb.Error when it cannot be opened.

    Without the log every row is written once instead of twice, and what is committed is in the file only after a
    CHECKPOINT. Detaching makes one, but keeps its errors to itself: make it before.
    """
    option = "READ_ONLY" if read_only else f"STORAGE_VERSION '{STORAGE_VERSION}'"
    if not read_only and not is_logged:
        option += ", RECOVERY_MODE 'no_wal_writes'"
    # The type, because DuckDB would call an extension for a file of another program that it recognizes. ATTACH takes
    # no parameters in DuckDB 1.5.
    connection.execute(f"ATTACH {literal(str(path))} AS {identifier(alias)} (TYPE duckdb, {option})")


def run_script(connection: duckdb.DuckDBPyConnection, package: str, name: str) -> None:
    """Execute every statement of the file `name` (with `.sql`) of a package (`codegraph_dagster.store`)."""
    connection.execute(script_text(package, name))


@cache
def script_text(package: str, name: str) -> str:
    """The text of an SQL file of a package."""
    return files(package).joinpath(name).read_text(encoding="utf-8")


def literal(value: str) -> str:
    """A string as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A name as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def qualified(*parts: str) -> str:
    """Names joined to one dotted, quoted SQL identifier."""
    return ".".join(identifier(part) for part in parts)
