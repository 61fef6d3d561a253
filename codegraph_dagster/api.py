"""The Python API: index a folder through the same Dagster job as everything else, and look at the result."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal

import yaml

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.paths import DATA_DIR_VARIABLE, REGISTRY_VARIABLE, DataLayout
from codegraph_dagster.settings import DEFAULT_CHUNK_MAX_CHARS, DEFAULT_MAX_FILE_BYTES, RepositorySettings, check_name
from codegraph_dagster.store.faults import explained
from codegraph_dagster.store.replacing import temporary

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

# A view with one row for each row of a table, which is counted without a join.
_COUNTED = {
    "nodes": "ir.definitions",
    "imports": "ir.imports",
    "occurrences": "links.occurrence_keys",
    "resolved_occurrences": "links.occurrence_keys",
    "call_edges": "links.calls",
}

Executor = Literal["multiprocess", "in_process"]


@dataclass(frozen=True)
class IndexConfig:
    """What to index and how.

    `repo_name` names the database, by default after the folder. `parallel_workers` is the number of parsing
    processes, by default the CPUs that may be used. `data_dir` is where the databases go, by default what
    `CODEGRAPH_DATA_DIR` says, else the project's `data/`. `executor="in_process"` runs the stages one after
    the other in one process; the rows are the same. `full` reads every file anew, whatever is known from earlier
    runs. The rest is as in the registry of repositories.
    """

    repo_path: str | Path
    repo_name: str | None = None
    parallel_workers: int | None = None
    data_dir: str | Path | None = None
    executor: Executor = "multiprocess"
    languages: tuple[str, ...] | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    max_file_bytes: int = DEFAULT_MAX_FILE_BYTES
    chunk_max_chars: int = DEFAULT_CHUNK_MAX_CHARS
    disabled_stages: tuple[str, ...] = ()
    full: bool = False

    @classmethod
    def from_settings(cls, settings: RepositorySettings, **changes: Any) -> IndexConfig:
        """The configuration that indexes a repository of the registry."""
        values: dict[str, Any] = {
            "repo_path": settings.path,
            "repo_name": settings.name,
            "parallel_workers": settings.parallel_workers,
            "languages": settings.languages,
            "include": settings.include,
            "exclude": settings.exclude,
            "max_file_bytes": settings.max_file_bytes,
            "chunk_max_chars": settings.chunk_max_chars,
            "disabled_stages": settings.disabled_stages,
        }
        return cls(**{**values, **changes})

    @property
    def name(self) -> str:
        """The repository's name: as given, or made from the folder's."""
        if self.repo_name is not None:
            return self.repo_name
        folder = re.sub(r"[^A-Za-z0-9_-]+", "_", Path(self.repo_path).expanduser().absolute().resolve().name)
        return folder.lstrip("-")[:100] or "repository"

    @property
    def layout(self) -> DataLayout:
        """Where the generated files go."""
        return DataLayout.of(self.data_dir)


@dataclass(frozen=True)
class StageResult:
    """One stage of a run: its status, seconds of wall and of CPU time, bytes of memory, its rows, errors found.

    `status`: `computed`; `cached` when nothing that its rows follow from has changed; `disabled` when it is off.
    """

    name: str
    status: str
    seconds: float
    cpu_seconds: float
    peak_rss_bytes: int
    rows: int
    errors: int


@dataclass(frozen=True)
class IndexResult:
    """What an index run gave.

    `seconds` is the time of the whole run and `lines_per_second` counts by it; `errors` is the number of problems
    in single files (see the table `diagnostics`).
    """

    name: str
    run_id: str
    database: Path
    seconds: float
    lines: int
    errors: int
    stages: dict[str, StageResult] = field(repr=False)
    tables: tuple[str, ...] = field(repr=False)

    @property
    def lines_per_second(self) -> float:
        """Source lines over the seconds of the whole run."""
        return self.lines / self.seconds

    @cached_property
    def counts(self) -> dict[str, int]:
        """The number of rows of each public table and view."""
        return self.counts_of(self.tables)

    def connect(self) -> duckdb.DuckDBPyConnection:
        """Open the published database for reading."""
        import duckdb

        return duckdb.connect(str(self.database), read_only=True)

    def count(self, table: str) -> int:
        """The number of rows of a public table or view. Raises CodegraphError for an unknown name."""
        return self.counts_of([table])[table]

    def counts_of(self, tables: Iterable[str]) -> dict[str, int]:
        """The number of rows of these public tables and views. Raises CodegraphError for an unknown name."""
        counted = {table: _COUNTED.get(table) or self._public(table) for table in tables}
        with self.connect() as connection:
            return {
                table: int(connection.execute(f"SELECT count(*) FROM {rows}").fetchall()[0][0])
                for table, rows in counted.items()
            }

    def table(self, name: str) -> pd.DataFrame:
        """A public table or view as a pandas frame. Raises CodegraphError for an unknown name."""
        with self.connect() as connection:
            return connection.execute(f"SELECT * FROM {self._public(name)}").df()

    def _public(self, name: str) -> str:
        if name not in self.tables:
            raise CodegraphError(f"unknown table {name!r}; known: {', '.join(self.tables)}")
        return f'main."{name}"'


def index_repository(config: IndexConfig, *, log: Callable[[str], None] | None = None) -> IndexResult:
    """Index one folder and publish its database. `log` gets a line of text for each thing that happens.

    Raises CodegraphError with one clear line when the folder cannot be indexed; the last published database
    is then left as it is.
    """
    start = time.perf_counter()
    path = Path(config.repo_path).expanduser().absolute()
    if not path.is_dir():
        raise CodegraphError(f"{path} is not a folder" if path.exists() else f"{path} does not exist")
    if "?" in str(config.layout.data_dir):
        # Dagster's database is named by a URL, in which it would begin the options.
        raise CodegraphError(f"the data folder {config.layout.data_dir} cannot be used: its path has a '?' in it")
    problem = check_name(config.name)
    if problem:
        raise CodegraphError(problem)
    if config.executor not in ("multiprocess", "in_process"):
        raise CodegraphError(f"unknown executor {config.executor!r}; known: multiprocess, in_process")
    outcome, reader = _launch(config, path, log or (lambda _: None))
    if not outcome["success"]:
        failures = [f"{step}: {message}" if step else message for step, message in outcome["failures"].items()]
        raise CodegraphError("; ".join(failures) or f"{config.name}: the run {outcome['run_id']} failed")
    return reader.read(outcome["run_id"], time.perf_counter() - start)


def _launch(config: IndexConfig, path: Path, log: Callable[[str], None]) -> tuple[dict[str, Any], _ResultReader]:
    """Run the job in a process of its own, with a registry that has this one repository."""
    layout = config.layout
    # Of this run alone: another one of the same name may have other settings. Absolute, because a step process may
    # have another current folder.
    registry = temporary(layout.scratch(config.name), "registry")
    try:
        with explained(registry):
            registry.parent.mkdir(parents=True, exist_ok=True)
            registry.write_text(_registry_text(config, path), encoding="utf-8")
        return _run(config, registry, log)
    finally:
        with suppress(OSError):
            registry.unlink(missing_ok=True)


def _run(config: IndexConfig, registry: Path, log: Callable[[str], None]) -> tuple[dict[str, Any], _ResultReader]:
    environment = {
        **os.environ,
        DATA_DIR_VARIABLE: str(config.layout.data_dir),
        REGISTRY_VARIABLE: str(registry),
        # Nothing of the current folder is to be imported: it may be the repository.
        "PYTHONSAFEPATH": "1",
    }
    command = [sys.executable, "-m", "codegraph_dagster.defs.launch", config.name]
    if config.executor == "in_process":
        command.append("--sequential")
    if config.full:
        command.append("--full")
    with tempfile.TemporaryFile("w+", errors="replace") as errors:
        process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        with _ended_with(process):
            reader = _ResultReader(config)
            assert process.stdout is not None
            outcome = _follow(process.stdout, log)
            process.wait()
        if outcome is None:
            errors.seek(0)
            raise CodegraphError(f"{config.name}: {_unexpected_end(process.returncode, errors.read())}")
    return outcome, reader


def _unexpected_end(code: int, errors: str) -> str:
    if code < 0:
        return (
            f"the run was killed ({signal.Signals(-code).name}); what is published is not touched. "
            "Index again; should it be killed again, the memory may be too small"
        )
    last = next((line for line in reversed(errors.splitlines()) if line.strip()), "no output")
    return f"the run ended with exit code {code}: {last.strip()}"


def _follow(output: IO[str], log: Callable[[str], None]) -> dict[str, Any] | None:
    """Pass on what the run says; returns its last word, None when it ended without."""
    for line in output:
        try:
            said = json.loads(line)
        except ValueError:  # printed by something else
            continue
        if not isinstance(said, dict):
            continue
        if "log" in said:
            log(said["log"])
        elif "run_id" in said:
            return said
    return None


@contextmanager
def _ended_with(process: subprocess.Popen[str]) -> Iterator[None]:
    """Leave no run behind when this process is interrupted: the run gets time to end its steps."""
    try:
        yield
    except BaseException:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        raise


def _registry_text(config: IndexConfig, path: Path) -> str:
    entry: dict[str, Any] = {
        "name": config.name,
        "path": str(path),
        "include": list(config.include),
        "exclude": list(config.exclude),
        "max_file_bytes": config.max_file_bytes,
        "chunk_max_chars": config.chunk_max_chars,
        "disabled_stages": list(config.disabled_stages),
    }
    if config.languages is not None:
        entry["languages"] = list(config.languages)
    if config.parallel_workers is not None:
        entry["parallel_workers"] = config.parallel_workers
    return yaml.safe_dump({"repositories": [entry]}, allow_unicode=True, sort_keys=False)


class _ResultReader:
    """Reads what a run left, with a DuckDB that is opened while the run begins: the first one takes its time."""

    def __init__(self, config: IndexConfig) -> None:
        from codegraph_dagster.store.working import WorkingStore, schema_fingerprint

        self._config = config
        # What the run did stands in the working database: a published one that is up to date is left as it is.
        self._store = WorkingStore(config.layout, config.name)
        self._connection = self._store.connect()
        # What takes longer the first time.
        self._rows("public_tables.sql")
        schema_fingerprint()

    def read(self, run_id: str, seconds: float) -> IndexResult:
        """The result of the run."""
        from codegraph_dagster.store import database

        published = self._config.layout.published(self._config.name)
        with self._connection as connection:
            database.attach(connection, published, "published", read_only=True)
            with database.using(connection, "published"):
                tables = tuple(str(table) for (table,) in self._rows("public_tables.sql"))
                lines, errors = self._rows("totals.sql")[0]
            with self._store.reading(connection):
                stages = {str(row[0]): StageResult(*row) for row in self._rows("stage_results.sql")}
        return IndexResult(self._config.name, run_id, published, seconds, int(lines), int(errors), stages, tables)

    def _rows(self, script: str) -> list[tuple[Any, ...]]:
        from codegraph_dagster.store.database import script_text

        return self._connection.execute(script_text("codegraph_dagster.store", script)).fetchall()
