"""Files that lie where a database of this project belongs and are none: they are moved aside, never deleted."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from codegraph_dagster.store import database
from codegraph_dagster.store.faults import explanation, first_line

if TYPE_CHECKING:
    import duckdb

_ALIAS = "found"


def move_foreign_aside(path: Path, log: Callable[[str], None], reason: str | None = None) -> Path | None:
    """Move what lies at `path` aside when it is no database of this project, or damaged; returns where it is now.

    `reason` says why, when that is known already. A log of writes beside it goes along.
    """
    if not os.path.lexists(path):
        return None
    reason = reason or why_foreign(path)
    if reason is None:
        return None
    aside = _move(path)
    log(f"{path} {reason}: moved aside to {aside}, another one takes its place")
    return aside


def move_log_aside(path: Path, log: Callable[[str], None]) -> None:
    """Move away the log that another program's writes left beside a published database: it belongs to that state."""
    writes = path.with_name(f"{path.name}.wal")
    if writes.exists():
        aside = _move(writes)
        log(f"{writes} was written by another program: moved aside to {aside}")


def why_foreign(path: Path) -> str | None:
    """Why a file is no readable database of this project; None when it is one, or is in use and so cannot be told."""
    import duckdb

    if path.is_dir():
        return "is a folder"
    # A connection of its own: a damaged file can make a whole DuckDB unusable.
    with database.connect() as connection:
        try:
            database.attach(connection, path, _ALIAS, read_only=True)
            return why_not_ours(connection, _ALIAS)
        except duckdb.Error as error:
            return None if explanation(error) else f"cannot be read ({first_line(error)})"


def why_not_ours(connection: duckdb.DuckDBPyConnection, alias: str) -> str | None:
    """Why the database that is attached under a name is none of this project; None when it is one."""
    known_by = [database.qualified(alias, "main", name) for name in ("repository", "stage_runs")]
    return None if database.has_tables(connection, *known_by) else "is no database of this project"


def _move(path: Path) -> Path:
    number = 1
    while os.path.lexists(aside := path.with_name(f"{path.name}.set-aside-{number}")):
        number += 1
    path.rename(aside)
    writes = path.with_name(f"{path.name}.wal")
    if writes.exists():
        writes.rename(aside.with_name(f"{aside.name}.wal"))
    return aside
