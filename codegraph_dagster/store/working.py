"""The working database of one repository: its lock, its creation, and access to it.

All stages of a repository write to one file. The lock is a `flock` on a file beside it, so the kernel frees
it when its holder dies. It is held while the database is attached and no longer: shared to read, exclusive to
write.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.paths import DataLayout
from codegraph_dagster.store import database

if TYPE_CHECKING:
    import duckdb

ALIAS = "work"
"""The name under which the working database is attached."""

SCHEMA_PACKAGE = "codegraph_dagster.store.schema"
SCHEMA_SCRIPTS = ("ir.sql", "links.sql", "changes.sql", "bookkeeping.sql", "public.sql", "comments.sql")


class WorkingStore:
    """The working database of one repository."""

    def __init__(self, layout: DataLayout, name: str) -> None:
        self.name = name
        self.layout = layout
        self.path = layout.working(name)
        self.lock_path = layout.lock(name)
        self.scratch = layout.scratch(name)

    def connect(self) -> duckdb.DuckDBPyConnection:
        """An in-memory DuckDB that spills, when it must, to a folder beside the working database."""
        return database.connect(self.scratch / "spill")

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
        with self.exclusive(), self._attached(connection, read_only=False), _transaction(connection):
            yield

    @contextmanager
    def creating(self, connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
        """Attach a fresh database with the whole schema as `work`; in the end it replaces the working one.

        It is built in a file beside the old one, which stays as it is until then, and also after an
        exception. The lock is held only for the replacement.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # A builder that died left its file behind; the process id keeps two living builders apart.
        new = self.path.with_name(f"{self.path.name}.{os.getpid()}.new")
        _remove_database(new)
        try:
            database.attach(connection, new, ALIAS, read_only=False)
            try:
                with _using(connection, ALIAS):
                    for script in SCHEMA_SCRIPTS:
                        database.run_script(connection, SCHEMA_PACKAGE, script)
                yield
            finally:
                connection.execute(f"DETACH {ALIAS}")
            with self.exclusive():
                self._remove_abandoned(new)
                # A log left by a killed writer belongs to the old file; DuckDB would take it for the new
                # one's.
                _wal(self.path).unlink(missing_ok=True)
                new.replace(self.path)
        finally:
            _remove_database(new)

    def copy_to(self, target: Path) -> None:
        """Copy the database to another file, under the shared lock."""
        self._checkpoint()
        with self.shared():
            self._require()
            shutil.copyfile(self.path, target)

    def remove_scratch(self) -> None:
        """Delete what runs of this repository staged or spilled and did not need afterwards."""
        shutil.rmtree(self.scratch, ignore_errors=True)

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
            database.attach(connection, self.path, ALIAS, read_only=read_only)
        except duckdb.Error as error:
            raise CodegraphError(_cannot_open(self.name, self.path, str(error))) from error
        try:
            with self.reporting_damage():
                yield
        finally:
            connection.execute(f"DETACH {ALIAS}")

    @contextmanager
    def reporting_damage(self) -> Iterator[None]:
        """Say what to do when DuckDB finds the file damaged: in its middle that shows only when a table is read."""
        import duckdb

        try:
            yield
        except duckdb.Error as error:
            damaged = isinstance(error, duckdb.IOException | duckdb.FatalException) or "orrupt" in str(error)
            if not damaged:
                raise
            raise CodegraphError(_cannot_open(self.name, self.path, str(error))) from error

    def _require(self) -> None:
        if not self.path.is_file():
            raise CodegraphError(f"{self.name}: there is no working database {self.path}; run the stage `ir` first")

    def _checkpoint(self) -> None:
        """Take into the file what a killed writer had committed to its log only."""
        if _wal(self.path).exists():
            with self.connect() as connection, self.writing(connection):
                connection.execute("CHECKPOINT work")

    def _remove_abandoned(self, current: Path) -> None:
        """Delete half-built databases whose builder is gone."""
        for path in self.path.parent.glob(f"{self.path.name}.*.new"):
            pid = path.name.removeprefix(f"{self.path.name}.").removesuffix(".new")
            if path != current and pid.isdigit() and not Path(f"/proc/{pid}").exists():
                _remove_database(path)


def current_generation(connection: duckdb.DuckDBPyConnection) -> str:
    """The generation of the working database that is attached: which run of stage `ir` its rows come from."""
    row = connection.execute(database.script_text("codegraph_dagster.store", "generation.sql")).fetchone()
    if row is None or row[0] is None:
        raise CodegraphError("the working database was left without a generation; run the stage `ir` again")
    return str(row[0])


@contextmanager
def _using(connection: duckdb.DuckDBPyConnection, alias: str) -> Iterator[None]:
    connection.execute(f"USE {database.identifier(alias)}")
    try:
        yield
    finally:
        connection.execute("USE memory")


@contextmanager
def _transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    connection.execute("BEGIN TRANSACTION")
    try:
        yield
    except BaseException:
        # The statement that failed may have ended the transaction itself.
        with suppress(Exception):
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _cannot_open(name: str, path: Path, reason: str) -> str:
    first_line = reason.splitlines()[0]
    if " lock on file" in first_line:
        return f"{name}: the working database {path} is open in another program: {first_line}"
    return (
        f"{name}: the working database {path} cannot be read or written; delete it and index again "
        f"(it is generated): {first_line}"
    )


def _wal(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _remove_database(path: Path) -> None:
    path.unlink(missing_ok=True)
    _wal(path).unlink(missing_ok=True)
