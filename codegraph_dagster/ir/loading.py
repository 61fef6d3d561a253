"""Loads what the worker processes left, and what is known of the files, into the tables of schema `ir`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from codegraph_dagster.ir.columns import table
from codegraph_dagster.ir.diagnostics import Diagnostic
from codegraph_dagster.ir.extract import SCHEMAS
from codegraph_dagster.ir.fingerprints import Fingerprint
from codegraph_dagster.ir.keys import file_id
from codegraph_dagster.ir.listing import ListedFile
from codegraph_dagster.ir.staging import forget_table, open_table, staged_bytes
from codegraph_dagster.ir.taking_over import stored
from codegraph_dagster.ir.tasks import FileOutcome
from codegraph_dagster.store import database
from codegraph_dagster.store.working import ALIAS

if TYPE_CHECKING:
    import duckdb

_PACKAGE: Final = "codegraph_dagster.ir"

_FILES: Final = (
    ("file_no", pa.int32()),
    ("file_id", pa.uint64()),
    ("path", pa.string()),
    ("language", pa.string()),
    ("module", pa.string()),
    ("root", pa.string()),
    ("is_package", pa.bool_()),
    ("is_stub", pa.bool_()),
    ("size_bytes", pa.int64()),
    ("lines", pa.int32()),
    ("content_hash", pa.string()),
    ("status", pa.string()),
    ("is_test", pa.bool_()),
)
_MODULE_NAMES: Final = (
    ("file_no", pa.int32()),
    ("module", pa.string()),
    ("folder", pa.string()),
    ("is_local", pa.bool_()),
    ("outranks_standard", pa.bool_()),
    ("rank", pa.int32()),
)


def load_folder(connection: duckdb.DuckDBPyConnection, folder: Path, *, threads: int = 1) -> None:
    """Add the rows of every table that the workers left in a folder, to a new database.

    `threads`: so many tables at once, each in a transaction of its own; only one can be in that of the connection.
    """
    if threads == 1:
        for name in SCHEMAS:
            _load(connection, folder, name, stored(ALIAS, name)[0])
        return
    # DuckDB writes what it reads from Arrow in one thread for each statement. The largest table first.
    names = sorted(SCHEMAS, key=lambda name: staged_bytes(folder, name), reverse=True)
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda name: _load(connection.cursor(), folder, name, stored(ALIAS, name)[0]), names))


def add_folder(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Add the rows of every table that the workers left in a folder, to those that are there."""
    for name in SCHEMAS:
        _load(connection, folder, name, stored(ALIAS, name)[-1])
    database.run_script(connection, _PACKAGE, "settle_texts.sql")


def _load(connection: duckdb.DuckDBPyConnection, folder: Path, name: str, target: str) -> None:
    staged = open_table(folder, name)
    if staged is None:
        return
    connection.register("incoming", staged)
    connection.execute(f"INSERT INTO {target} BY NAME FROM incoming").fetchall()
    connection.unregister("incoming")
    forget_table(folder, name)  # rows are on the disk once, or nearly so


def count_rows(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """The number of rows of every table that the extraction fills."""
    tables = {f"ir.{name}": database.qualified(ALIAS, "ir", name) for name in SCHEMAS}
    return {
        name: int(connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])
        for name, table in tables.items()
    }


def _insert(connection: duckdb.DuckDBPyConnection, script: str, rows: pa.Table) -> None:
    connection.register("incoming", rows)
    try:
        database.run_script(connection, _PACKAGE, script)
    finally:
        connection.unregister("incoming")


def load_files(
    connection: duckdb.DuckDBPyConnection, listed: Sequence[ListedFile], outcomes: Mapping[int, FileOutcome]
) -> None:
    """Write the row of each file, in place of those that are there."""
    ordered = [outcomes[file.file_no] for file in listed]
    _insert(
        connection,
        "load_files.sql",
        table(
            {
                "file_no": [file.file_no for file in listed],
                "file_id": [file_id(file.source.path) for file in listed],
                "path": [file.source.path for file in listed],
                "language": [file.source.language for file in listed],
                "module": [file.module for file in listed],
                "root": [file.root for file in listed],
                "is_package": [file.is_package for file in listed],
                "is_stub": [file.is_stub for file in listed],
                "size_bytes": [result.size_bytes for result in ordered],
                "lines": [result.lines for result in ordered],
                "content_hash": [result.content_hash for result in ordered],
                "status": [result.status for result in ordered],
                "is_test": [file.is_test for file in listed],
            },
            _FILES,
        ),
    )


def load_module_names(connection: duckdb.DuckDBPyConnection, listed: Sequence[ListedFile]) -> int:
    """Write the names of modules, in place of those that are there; returns their number."""
    names = [(file.file_no, *name) for file in listed for name in file.importable]
    columns = list(zip(*names, strict=True)) or [()] * len(_MODULE_NAMES)
    named = {name: values for (name, _), values in zip(_MODULE_NAMES, columns, strict=True)}
    _insert(connection, "load_module_names.sql", table(named, _MODULE_NAMES))
    return len(names)


def load_diagnostics(connection: duckdb.DuckDBPyConnection, diagnostics: Sequence[Diagnostic]) -> None:
    """Write the findings of stage `ir`, in place of those that are there."""
    columns = {name: [getattr(finding, name) for finding in diagnostics] for name in Diagnostic._fields}
    kinds = [pa.string()] * 5 + [pa.int32()] * 4
    _insert(connection, "load_diagnostics.sql", table(columns, list(zip(columns, kinds, strict=True))))


def load_fingerprints(
    connection: duckdb.DuckDBPyConnection, fingerprints: Mapping[str, Fingerprint], extractions: Mapping[str, str]
) -> None:
    """Write what is known of the files that were read, in place of what is there."""
    known = list(fingerprints.values())
    kinds = [
        (field.name, pa.string() if field.type == "str" else pa.uint64() if field.name == "inode" else pa.int64())
        for field in fields(Fingerprint)
    ]
    columns: dict[str, Sequence[object]] = {name: [getattr(one, name) for one in known] for name, _ in kinds}
    columns["path"] = list(fingerprints)
    columns["extraction"] = [extractions.get(path) for path in fingerprints]
    kinds += [("path", pa.string()), ("extraction", pa.string())]
    _insert(connection, "load_fingerprints.sql", table(columns, kinds))
