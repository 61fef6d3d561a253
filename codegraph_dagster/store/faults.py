"""What DuckDB and the file system say when something is wrong with the disk or a file, in words that help the user."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from codegraph_dagster.errors import CodegraphError

# DuckDB has no type of exception for each of these, only its text; that of the system is the C library's. The last
# ones are those of SQLite, in which Dagster keeps its history.
_FULL = ("No space left on device", "Disk quota exceeded", "max_temp_directory_size", "database or disk is full")
_REFUSED = (
    "Read-only file system",
    "Permission denied",
    "Operation not permitted",
    "attempt to write a readonly database",
    "unable to open database file",
)
_DAMAGED = (
    "Corrupt database file",
    "Could not read enough bytes",
    "not a valid DuckDB database file",
    "Trying to read a database file with version number",  # of a later release
)

_NUMBERS_FULL = (errno.ENOSPC, errno.EDQUOT)
_NUMBERS_REFUSED = (errno.EROFS, errno.EACCES, errno.EPERM)


def is_damage(error: Exception) -> bool:
    """Whether DuckDB says that a file is no database, or not whole; not that the disk or the memory failed."""
    import duckdb

    text = str(error)
    if any(sign in text for sign in (*_FULL, *_REFUSED)):
        return False
    if isinstance(error, duckdb.FatalException | duckdb.SerializationException):
        return True
    return any(sign in text for sign in _DAMAGED)


def explanation(error: Exception, path: Path | None = None) -> str | None:
    """One line that says what happened and what to do; None for what is no fault of the disk, the memory or a file.

    `path` is the file or folder at hand, for errors that do not name it.
    """
    import duckdb

    said = first_line(error)
    if isinstance(error, OSError):
        named = error.filename2 or error.filename  # of two files the one that is written
        path = Path(str(named)) if named else path
        said = error.strerror or said
        is_full, is_refused = error.errno in _NUMBERS_FULL, error.errno in _NUMBERS_REFUSED
    else:
        # The text of a later error quotes the one that began it, in a line of its own.
        is_full, is_refused = (any(sign in str(error) for sign in signs) for signs in (_FULL, _REFUSED))
    where = f" ({path})" if path is not None and str(path) not in said else ""
    if is_full:
        # What DuckDB says first is often a consequence only.
        where = where or f" ({said})"
        return f"the disk is full{where}; what is published is not touched. Free some space and index again"
    if is_refused:
        return f"{said}{where}: give this user the right to it, or choose another data folder"
    if isinstance(error, duckdb.Error) and " lock on file" in said:
        return f"the database{where} is open in another program: {said}"
    if isinstance(error, duckdb.OutOfMemoryException):
        return f"the memory does not suffice: {said}; run fewer stages at once, or on a machine with more memory"
    return None


@contextmanager
def explained(path: Path | None = None) -> Iterator[None]:
    """Turn faults of the disk, the memory and files into CodegraphError."""
    import duckdb

    try:
        yield
    except (OSError, duckdb.Error) as error:
        text = explanation(error, path)
        if text is None:
            raise
        raise CodegraphError(text) from error


def first_line(error: Exception) -> str:
    """What an exception says, without hints and stack."""
    return next(iter(str(error).splitlines()), type(error).__name__)
