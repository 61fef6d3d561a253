"""Keeps what was extracted from contents that files no longer have, for when they have them again.

A checkout of another branch and back, a rebase or an undone edit then parses nothing. The rows of a file follow from
its content and from what `ListedFile.extraction` says, so by these two they are found. They are put here when they are
about to be replaced, so that a first run writes nothing here; and they come out as workers leave them, as staged files,
so that whatever follows makes no difference between the two.

The cache is a DuckDB database in a file of its own, whose blocks have checksums. It may be missing, damaged or in use
at any time: then files are extracted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.ir.columns import table
from codegraph_dagster.ir.diagnostics import Diagnostic
from codegraph_dagster.ir.extract import SCHEMAS
from codegraph_dagster.ir.staging import FROM_CACHE, forget_batch, write_batch
from codegraph_dagster.ir.taking_over import copy_files, delete_files, moved_rows, moving
from codegraph_dagster.ir.tasks import BatchOutcome, FileOutcome
from codegraph_dagster.store import database
from codegraph_dagster.store.faults import first_line
from codegraph_dagster.store.working import ALIAS, WorkingStore

if TYPE_CHECKING:
    import duckdb

_PACKAGE: Final = "codegraph_dagster.ir.cache"
_ALIAS: Final = "cache"

# The cache may hold as much as the repository has now, and this much of a small one.
_LEAST_BYTES: Final = 1_000_000
_BYTES_PER_FILE: Final = 1_000  # an empty file takes some place too

WORTHWHILE_BYTES = 500_000
"""Less source is extracted in the time that it takes to look it up, or to keep it: a tenth of a second."""


@dataclass(frozen=True, slots=True)
class Content:
    """What the rows of a file follow from: its content, and the digest of all else."""

    content_hash: str
    extraction: str
    size: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class _Entry:
    number: int
    content: Content
    status: str
    lines: int
    used: int


class ExtractionCache:
    """The cache of one repository. `version` is that of the extraction: what another one wrote is not looked at."""

    def __init__(self, store: WorkingStore, version: str, log: Callable[[str], None]) -> None:
        self._store = store
        self._path = store.layout.extractions(store.name)
        self._version = version
        self._log = log

    def exchange(
        self, wanted: Mapping[int, Content], stale: Mapping[int, Content], folder: Path, sizes: Sequence[int]
    ) -> BatchOutcome:
        """Stage below `folder` what is known of the files `wanted`, and keep the rows of the files `stale`.

        The latter are in the working database, under their numbers there. `sizes` are those of all files that the
        repository has now: as much is kept at most. Returns what became of the files that were known. Nothing is done
        for so few that it would take longer than to extract them. When anything is wrong with the cache, it is
        removed, and nothing is known.
        """
        import duckdb

        if _bytes(stale) < WORTHWHILE_BYTES and (_bytes(wanted) < WORTHWHILE_BYTES or not self._path.is_file()):
            return BatchOutcome()
        limit = max(sum(sizes) + len(sizes) * _BYTES_PER_FILE, _LEAST_BYTES)
        try:
            with self._attached() as connection:
                return self._exchange(connection, wanted, stale, folder, limit)
        except (duckdb.Error, CodegraphError, OSError, pa.ArrowException) as error:
            forget_batch(folder, FROM_CACHE)
            if not _is_in_use(error):
                forget(self._store)
            self._log(f"ir: nothing is taken from {self._path}: {first_line(error)}")
            return BatchOutcome()

    def _exchange(
        self,
        connection: duckdb.DuckDBPyConnection,
        wanted: Mapping[int, Content],
        stale: Mapping[int, Content],
        folder: Path,
        limit: int,
    ) -> BatchOutcome:
        entries = _entries(connection)
        known = {entry.content: entry for entry in entries}
        found = {number: known[content] for number, content in wanted.items() if content in known}
        outcome = _stage(connection, found, folder)
        there = _contents(connection)
        saved = {
            number: content
            for number, content in stale.items()
            if content not in known and there.get(number) == (content.content_hash, content.extraction)
        }
        now = 1 + max((entry.used for entry in entries), default=0)
        # What is in the working database from now on is the first to go: it comes back here when it is replaced.
        again = [known[content].number for content in stale.values() if content in known]
        with database.transaction(connection):
            for numbers, used in ((again, now + 1), ([entry.number for entry in found.values()], now)):
                if numbers:
                    with moving(connection, {number: number for number in numbers}):
                        connection.execute(database.script_text(_PACKAGE, "use.sql"), {"used": used})
            if saved:
                first = 1 + max((entry.number for entry in entries), default=0)
                _add(connection, {number: first + place for place, number in enumerate(saved)}, saved, now + 1)
            if saved or found:
                _drop(connection, limit)
        connection.execute(f"CHECKPOINT {_ALIAS}")
        return outcome

    @contextmanager
    def _attached(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection with the cache attached, and the working database to read."""
        # Of its own, because a damaged file can make a whole DuckDB unusable.
        with self._store.connect() as connection, self._store.reading(connection):
            self._attach(connection)
            if not self._is_ours(connection):
                connection.execute(f"DETACH {_ALIAS}")
                forget(self._store)
                self._attach(connection)
                _create(connection, self._version)
            yield connection

    def _attach(self, connection: duckdb.DuckDBPyConnection) -> None:
        database.attach(connection, self._path, _ALIAS, read_only=False, is_logged=False)

    def _is_ours(self, connection: duckdb.DuckDBPyConnection) -> bool:
        import duckdb

        try:
            rows = connection.execute(database.script_text(_PACKAGE, "version.sql")).fetchall()
        except duckdb.CatalogException:
            return False
        return rows == [(self._version,)]


def forget(store: WorkingStore) -> None:
    """Remove the cache of a repository."""
    with suppress(OSError):  # then it cannot be used, which costs time and nothing else
        store.layout.extractions(store.name).unlink()


def _bytes(contents: Mapping[int, Content]) -> int:
    return sum(content.size for content in contents.values())


def _is_in_use(error: Exception) -> bool:
    return " lock on file" in str(error) or "same database file" in str(error)


def _create(connection: duckdb.DuckDBPyConnection, version: str) -> None:
    with database.transaction(connection):
        database.run_script(connection, _PACKAGE, "schema.sql")
        for name in SCHEMAS:
            source, target = database.qualified(ALIAS, "ir", name), database.qualified(_ALIAS, "ir", name)
            connection.execute(f"CREATE TABLE {target} AS FROM {source} LIMIT 0")
        connection.execute(database.script_text(_PACKAGE, "write_version.sql"), {"version": version})


def _entries(connection: duckdb.DuckDBPyConnection) -> list[_Entry]:
    """The last used first."""
    rows = connection.execute(database.script_text(_PACKAGE, "entries.sql")).fetchall()
    return [_Entry(row[0], Content(*row[1:4]), *row[4:]) for row in rows]


def _contents(connection: duckdb.DuckDBPyConnection) -> dict[int, tuple[str, str]]:
    """What the rows in the working database follow from, by file: another run may have changed it a moment ago."""
    rows = connection.execute(database.script_text(_PACKAGE, "in_working_database.sql")).fetchall()
    return {number: (content_hash, extraction) for number, content_hash, extraction in rows}


def _stage(connection: duckdb.DuckDBPyConnection, found: Mapping[int, _Entry], folder: Path) -> BatchOutcome:
    """Write the rows of the entries as a worker would, for the files with these numbers."""
    outcome = BatchOutcome()
    if not found:
        return outcome
    with moving(connection, {entry.number: number for number, entry in found.items()}):
        for name, schema in SCHEMAS.items():
            rows = connection.sql(moved_rows(name, _ALIAS))
            write_batch(folder, FROM_CACHE, {name: _as(schema, rows.to_arrow_table())})
        found_in = connection.execute(database.script_text(_PACKAGE, "findings.sql")).fetchall()
    outcome.diagnostics = [Diagnostic(*row) for row in found_in]
    outcome.files = [
        FileOutcome(number, entry.status, entry.content.size, entry.lines, entry.content.content_hash)
        for number, entry in found.items()
    ]
    return outcome


def _as(schema: pa.Schema, rows: pa.Table) -> pa.Table:
    """Rows of the database in a worker's schema: one chunk, because a file has one dictionary for each column."""
    columns: list[Any] = []
    for wanted in schema:
        column = rows.column(wanted.name).combine_chunks()
        columns.append(column.dictionary_encode() if pa.types.is_dictionary(wanted.type) else column.cast(wanted.type))
    return pa.Table.from_arrays(columns, schema=schema)


def _add(
    connection: duckdb.DuckDBPyConnection, entries: Mapping[int, int], saved: Mapping[int, Content], used: int
) -> None:
    """Copy the rows of files of the working database under the numbers of new entries."""
    incoming = table(
        {
            "file_no": list(saved),
            "entry": [entries[number] for number in saved],
            "extraction": [content.extraction for content in saved.values()],
            "used": [used] * len(saved),
        },
        [("file_no", pa.int32()), ("entry", pa.int32()), ("extraction", pa.string()), ("used", pa.int64())],
    )
    connection.register("saved", incoming)
    database.run_script(connection, _PACKAGE, "add.sql")
    connection.unregister("saved")
    copy_files(connection, entries, ALIAS, _ALIAS)


def _drop(connection: duckdb.DuckDBPyConnection, limit: int) -> None:
    """Delete the entries that were not used for the longest time, until the others keep to the limit."""
    dropped: list[int] = []
    for entry in _entries(connection):
        limit -= entry.content.size + _BYTES_PER_FILE
        if limit < 0:
            dropped.append(entry.number)
    if dropped:
        connection.register("dropped", table({"entry": dropped}, [("entry", pa.int32())]))
        database.run_script(connection, _PACKAGE, "drop.sql")
        connection.unregister("dropped")
        delete_files(connection, dropped, _ALIAS)
