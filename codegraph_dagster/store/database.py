"""Connections to DuckDB that keep to the machine's limits, and SQL read from the package's files."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.resources import memory_limit_bytes, usable_cpus

if TYPE_CHECKING:
    import duckdb

STORAGE_VERSION = "v1.5.0"
"""The oldest DuckDB release that can open the files that are written here."""

MEMORY_VARIABLE = "CODEGRAPH_MEMORY"
"""Names the memory that all databases of a run may take together, for example `2GiB`."""

SIMULTANEOUS_STAGES = 4
"""So many stages run at once, each with a DuckDB of its own; together they keep to the machine's limits."""

_SHARE_OF_MEMORY = 0.7
_MOST_MEMORY = 8 * 2**30
_LEAST_MEMORY = 2**30
_UNITS = {"": 1, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30, "KB": 10**3, "MB": 10**6, "GB": 10**9}


def connect(scratch: Path | None = None, *, shares_cpus: bool = False) -> duckdb.DuckDBPyConnection:
    """Open an in-memory DuckDB whose threads and memory keep to this process's limits.

    `scratch` is the folder it spills to when the memory does not suffice (created when needed, as are those above it;
    None: DuckDB's own choice). `shares_cpus`: other stages run at the same time, so it takes its share of them.
    Nothing is downloaded: extensions that are not built in are off.
    """
    import duckdb

    cpus = usable_cpus()
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": math.ceil(cpus / SIMULTANEOUS_STAGES) if shares_cpus else cpus,
        "memory_limit": f"{memory_budget_bytes() // SIMULTANEOUS_STAGES // 2**20}MiB",
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    if scratch is not None:
        # DuckDB creates the folder itself, but none above it. One that cannot be there is missed only when something
        # must be spilled, and then DuckDB says so.
        with suppress(OSError):
            scratch.parent.mkdir(parents=True, exist_ok=True)
        config["temp_directory"] = str(scratch)
    return duckdb.connect(":memory:", config=config)


def memory_budget_bytes() -> int:
    """Bytes that all databases of a run may take together: what CODEGRAPH_MEMORY says, else a share of the memory that
    this process may use. Raises CodegraphError when the variable is no size."""
    given = os.environ.get(MEMORY_VARIABLE, "").strip()
    if not given:
        return max(min(int(memory_limit_bytes() * _SHARE_OF_MEMORY), _MOST_MEMORY), _LEAST_MEMORY)
    size = re.fullmatch(r"([0-9]+)\s*([A-Za-z]*)", given, re.ASCII)
    budget = int(size[1]) * _UNITS.get(size[2].upper(), 0) if size else 0
    if budget < _LEAST_MEMORY:
        raise CodegraphError(
            f"{MEMORY_VARIABLE}={given}: expected a size of at least {_LEAST_MEMORY // 2**30}GiB, for example 2GiB"
        )
    return budget


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


@contextmanager
def using(connection: duckdb.DuckDBPyConnection, alias: str) -> Iterator[None]:
    """Let names without a database mean what is in the attached one."""
    connection.execute(f"USE {identifier(alias)}")
    try:
        yield
    finally:
        connection.execute("USE memory")


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """One transaction, which an exception rolls back."""
    connection.execute("BEGIN TRANSACTION")
    try:
        yield
    except BaseException:
        # The statement that failed may have ended the transaction itself.
        with suppress(Exception):
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def has_tables(connection: duckdb.DuckDBPyConnection, *tables: str) -> bool:
    """Whether there are these tables or views, named by quoted identifiers. Not for a transaction: it would end.

    (DuckDB's list of tables takes longer than many a statement of a stage.)
    """
    import duckdb

    try:
        for table in tables:
            connection.execute(f"SELECT 1 FROM {table} LIMIT 0")
    except duckdb.CatalogException:
        return False
    return True


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
