"""The working database of one repository: its lock, its creation, and access to it.

All stages of a repository write to one file. The lock is a `flock` on a file beside it, so the kernel frees
it when its holder dies. It is held while the database is attached and no longer: shared to read, exclusive to
write.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.paths import DataLayout
from codegraph_dagster.store import database
from codegraph_dagster.store.aside import move_foreign_aside, why_not_ours
from codegraph_dagster.store.faults import explanation, first_line, is_damage
from codegraph_dagster.store.replacing import beside, remove_abandoned, temporary

if TYPE_CHECKING:
    import duckdb

ALIAS = "work"
"""The name under which the working database is attached."""

Inspect = Callable[["duckdb.DuckDBPyConnection"], None]
"""Looks at the working database while it is attached: to attach it again takes longer than many a look."""

SCHEMA_PACKAGE = "codegraph_dagster.store.schema"
MACRO_SCRIPTS = (
    "macros/names.sql",
    "macros/find_symbol.sql",
    "macros/find_definition.sql",
    "macros/find_references.sql",
    "macros/search_symbols.sql",
    "macros/calls.sql",
    "macros/impact.sql",
    "macros/outline.sql",
    "macros/dependents.sql",
    "macros/chunk_context.sql",
)
SCHEMA_SCRIPTS = (
    "ir.sql",
    "links.sql",
    "known.sql",
    "changes.sql",
    "bookkeeping.sql",
    "public.sql",
    "comments.sql",
    *MACRO_SCRIPTS,
    "version.sql",
)
_PACKAGE = "codegraph_dagster.store"
_INDEX_AGAIN = (
    "index again (`index_repository`): it is then built anew, and a file that is foreign or damaged moved aside"
)


class WorkingStore:
    """The working database of one repository."""

    def __init__(self, layout: DataLayout, name: str) -> None:
        self.name = name
        self.layout = layout
        self.path = layout.working(name)
        self.lock_path = layout.lock(name)
        self.scratch = layout.scratch(name)

    def connect(self, *, shares_cpus: bool = False) -> duckdb.DuckDBPyConnection:
        """An in-memory DuckDB that spills, when it must, to a folder of its own beside the working database.

        `shares_cpus`: other stages run at the same time.
        """
        return database.connect(self.temporary("spill"), shares_cpus=shares_cpus)

    def temporary(self, purpose: str) -> Path:
        """A path for what this process needs for a while. Should it die, others know that nobody needs it."""
        return temporary(self.scratch, purpose)

    def remove_abandoned(self) -> None:
        """Delete what processes that have died left behind: staged and spilled rows, half-made databases."""
        remove_abandoned(self.scratch)
        for target in (self.path, self.layout.published(self.name), self.layout.scip(self.name)):
            remove_abandoned(target.parent, f".{target.name}")

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Hold the lock together with other readers; waits for a writer."""
        with self._locked(fcntl.LOCK_SH):
            yield

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Hold the lock alone; waits for readers and writers."""
        with self._locked(fcntl.LOCK_EX):
            yield

    @contextmanager
    def reading(self, connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
        """Attach the database read-only as `work`, under the shared lock."""
        with self.shared(), self._attached(connection, read_only=True):
            yield

    @contextmanager
    def writing(self, connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
        """Attach the database as `work`, under the exclusive lock, in one transaction.

        An exception rolls everything back.
        """
        with self.exclusive(), self._attached(connection, read_only=False):
            with database.transaction(connection):
                yield
            connection.execute(f"CHECKPOINT {ALIAS}")

    @contextmanager
    def creating(
        self, connection: duckdb.DuckDBPyConnection, *, log: Callable[[str], None] = lambda line: None
    ) -> Iterator[None]:
        """Attach a fresh database with the whole schema as `work`; in the end it replaces the working one.

        It is built in a file beside the old one, which stays as it is until then, and also after an
        exception. The lock is held only for the replacement. A file in the place of the working database
        that is none of this project, or damaged, is moved aside.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        new = beside(self.path)
        _remove_database(new)
        try:
            with self.reporting_damage():
                database.attach(connection, new, ALIAS, read_only=False)
                try:
                    with database.using(connection, ALIAS):
                        for script in SCHEMA_SCRIPTS:
                            database.run_script(connection, SCHEMA_PACKAGE, script)
                    record = database.script_text(_PACKAGE, "record_schema.sql")
                    connection.execute(record, {"fingerprint": schema_fingerprint()})
                    yield
                finally:
                    connection.execute(f"DETACH {ALIAS}")
            with self.exclusive():
                self._make_room(log)
                # A log left by a killed writer belongs to the old file; DuckDB would take it for the new
                # one's.
                _wal(self.path).unlink(missing_ok=True)
                new.replace(self.path)
        finally:
            _remove_database(new)

    @contextmanager
    def settled(self) -> Iterator[Path]:
        """Hold the shared lock, and have all that was committed in the file, which is given."""
        self._checkpoint()
        with self.shared():
            self._require()
            yield self.path

    @contextmanager
    def _locked(self, operation: int) -> Iterator[None]:
        self.lock_path.parent.mkdir(parents=True, exist_ok=True)
        # Never deleted: a lock on a file that another process has unlinked guards nothing.
        descriptor = os.open(self.lock_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, operation)
            yield
        finally:
            os.close(descriptor)

    @contextmanager
    def _attached(self, connection: duckdb.DuckDBPyConnection, *, read_only: bool) -> Iterator[None]:
        import duckdb

        self._require()
        try:
            database.attach(connection, self.path, ALIAS, read_only=read_only, is_logged=False)
        except duckdb.Error as error:
            raise CodegraphError(self._cannot_open(error)) from error
        with self.reporting_damage():
            try:
                self.require_schema(connection)
                yield
            finally:
                # Writes to the disk what the transaction has left in the log, so this may be what fails.
                connection.execute(f"DETACH {ALIAS}")

    @contextmanager
    def reporting_damage(self) -> Iterator[None]:
        """Say what to do when the file is damaged, which may show only when a table is read, or the disk is full."""
        import duckdb

        try:
            yield
        except duckdb.Error as error:
            if not is_damage(error) and explanation(error) is None:
                raise
            raise CodegraphError(self._cannot_open(error)) from error

    def require_schema(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Raise CodegraphError when the database that is attached as `work` has not the schema of this version."""
        if _schema_of(connection) == schema_fingerprint():
            return
        problem = why_not_ours(connection, ALIAS) or "was written by another version of this project"
        raise CodegraphError(f"{self.name}: the working database {self.path} {problem}; {_INDEX_AGAIN}")

    def _cannot_open(self, error: Exception) -> str:
        known = explanation(error, self.path)
        if known is not None:
            return f"{self.name}: {known}"
        return f"{self.name}: the working database {self.path} cannot be read ({first_line(error)}); {_INDEX_AGAIN}"

    def _make_room(self, log: Callable[[str], None]) -> None:
        """Move aside what is no database of this project, and say it when one of another version is replaced."""
        if move_foreign_aside(self.path, log) is not None or not self.path.exists():
            return
        with database.connect() as connection, suppress(Exception):  # it is in use, or damaged where nobody looks
            database.attach(connection, self.path, ALIAS, read_only=True)
            if _schema_of(connection) != schema_fingerprint():
                log(f"{self.path} was written by another version of this project: it is built anew")

    def _require(self) -> None:
        if not self.path.is_file():
            raise CodegraphError(f"{self.name}: there is no working database {self.path}; run the stage `ir` first")

    def _checkpoint(self) -> None:
        """Take into the file what a killed writer had committed to its log only."""
        if _wal(self.path).exists():
            with self.connect() as connection, self.writing(connection):
                connection.execute("CHECKPOINT work")


@cache
def schema_fingerprint() -> str:
    """The version of the schema that new databases get: it changes whenever one of the scripts does."""
    texts = [database.script_text(SCHEMA_PACKAGE, script) for script in SCHEMA_SCRIPTS]
    return blake2b("\0".join(texts).encode(), digest_size=8).hexdigest()


def _schema_of(connection: duckdb.DuckDBPyConnection) -> str | None:
    if not database.has_tables(connection, database.qualified(ALIAS, "ir", "schema_version")):
        return None
    rows = connection.execute(database.script_text(_PACKAGE, "schema_version.sql")).fetchall()
    return str(rows[0][0]) if rows else None


def current_generation(connection: duckdb.DuckDBPyConnection) -> str:
    """The generation of the working database that is attached: which run of stage `ir` its rows come from."""
    row = connection.execute(database.script_text("codegraph_dagster.store", "generation.sql")).fetchone()
    if row is None or row[0] is None:
        raise CodegraphError("the working database was left without a generation; run the stage `ir` again")
    return str(row[0])


def _wal(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _remove_database(path: Path) -> None:
    path.unlink(missing_ok=True)
    _wal(path).unlink(missing_ok=True)
