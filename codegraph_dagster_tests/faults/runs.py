"""Runs of `codegraph index` that a test can watch and disturb, and what they must leave behind."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from codegraph_dagster.ir.build import build_ir
from codegraph_dagster.paths import DataLayout
from codegraph_dagster.settings import RepositorySettings
from codegraph_dagster.stages.runner import run_stage
from codegraph_dagster.store.publish import publish
from codegraph_dagster.store.working import WorkingStore
from codegraph_dagster_tests.processes import belonging_to, command_line, wait_until
from codegraph_dagster_tests.repositories import write_repository
from codegraph_dagster_tests.stages.stages import ALL_STAGES

CODEGRAPH = Path(sys.executable).with_name("codegraph")
NAME = "example"
# What differs between two runs that give the same rows.
_TIMES = {"main.repository": ("indexed_at", "root"), "main.stage_runs": (), "main.comparison": (), "main.changes": ()}


@dataclass(frozen=True)
class Ended:
    """A run that is over, and what it said."""

    code: int
    errors: str


@dataclass(frozen=True)
class Workplace:
    """A repository and a data folder for it."""

    folder: Path

    @property
    def source(self) -> Path:
        return self.folder / "source"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def published(self) -> Path:
        return self.layout.published(NAME)

    @property
    def layout(self) -> DataLayout:
        return DataLayout(self.data)

    @property
    def store(self) -> WorkingStore:
        return WorkingStore(self.layout, NAME)

    @classmethod
    def create(cls, folder: Path, modules: int = 40, repeat: int = 4) -> Workplace:
        place = cls(folder)
        write_repository(place.source, modules, repeat)
        return place

    def change(self) -> None:
        """A commit, so to say."""
        (self.source / "package" / "m3.py").write_text("class Other:\n    def other(self): return self.other()\n")
        (self.source / "package" / "new.py").write_text("from package.m3 import Other\nOther().other()\n")

    @contextmanager
    def running(self, *options: str, name: str = NAME) -> Iterator[subprocess.Popen[str]]:
        """Start `codegraph index`, which does everything anew; kills it when the block ends before it does."""
        where = ["--name", name, "--data", self.data]
        command = [CODEGRAPH, "index", self.source, *where, "--full", "--quiet", *options]
        with subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    def index(self, *options: str) -> Ended:
        """Run `codegraph index` to its end."""
        with self.running(*options) as process:
            return finish(process)

    def build_clean(self, folder: Path) -> Path:
        """Build the same index anew, in this process, in another data folder; returns the published database."""
        store = WorkingStore(DataLayout(folder), NAME)
        settings = RepositorySettings(NAME, self.source, parallel_workers=2)
        build_ir(store, settings, log=lambda line: None)
        for stage in ALL_STAGES:
            run_stage(stage, store, settings, log=lambda line: None)
        publication = publish(store, log=lambda line: None)
        assert publication.refusal is None
        return publication.path

    def left_over(self) -> list[str]:
        """Files that no run is to leave behind, and processes that do not end."""
        with suppress(AssertionError):
            wait_until(lambda: not belonging_to(self.data), seconds=20)
        expected = {"index/example.duckdb", "work/example.duckdb", "work/example.lock", "work/example.run"}
        found = {
            str(path.relative_to(self.data))
            for folder in ("index", "work")
            for path in (self.data / folder).rglob("*")
            if not path.is_dir() or path.parent.name != "work"
        }
        return sorted(found - expected) + [f"process {pid}: {command_line(pid)}" for pid in belonging_to(self.data)]


def finish(process: subprocess.Popen[str]) -> Ended:
    _, errors = process.communicate(timeout=300)
    return Ended(process.returncode, errors)


def contents(database: Path) -> dict[str, tuple[int, int]]:
    """The number of rows and a digest of them for each table, without what says when and where they were made."""
    found: dict[str, tuple[int, int]] = {}
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = connection.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables()").fetchall()
        for (table,) in tables:
            without = _TIMES.get(table)
            if without == () or table.startswith("bookkeeping."):
                continue
            columns = f"* EXCLUDE ({', '.join(without)})" if without else "*"
            query = f"SELECT count(*), coalesce(sum(hash(t)::HUGEINT), 0) FROM (SELECT {columns} FROM {table}) AS t"
            found[table] = connection.execute(query).fetchall()[0]
    return found


def same_file(path: Path) -> tuple[int, int, int]:
    """What tells whether a file has been replaced or written to."""
    status = path.stat()
    return status.st_ino, status.st_mtime_ns, status.st_size
