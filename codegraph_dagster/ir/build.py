"""Stage `ir`: discover a repository's files, extract them in worker processes, load the rows into a fresh database."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from codegraph_dagster.ir import scip_symbol
from codegraph_dagster.ir.diagnostics import Diagnostic
from codegraph_dagster.ir.discover import Discovery, SourceFile, discover
from codegraph_dagster.ir.extract import EXTRACTOR_VERSION, SCHEMAS
from codegraph_dagster.ir.keys import file_id
from codegraph_dagster.ir.progress import Progress
from codegraph_dagster.ir.run import extract_files
from codegraph_dagster.ir.staging import forget_table, open_table
from codegraph_dagster.ir.worker import BatchOutcome, FileOutcome, FileTask
from codegraph_dagster.languages import languages, suffixes
from codegraph_dagster.languages.imports import ImportableName
from codegraph_dagster.settings import RepositorySettings
from codegraph_dagster.stages.report import StageClock, StageReport, record_run
from codegraph_dagster.store import database
from codegraph_dagster.store.working import ALIAS, WorkingStore

if TYPE_CHECKING:
    import duckdb

Log = Callable[[str], None]

_PACKAGE: Final = "codegraph_dagster.ir"


@dataclass(frozen=True, slots=True)
class _ListedFile:
    """A discovered file with its number and the name it is imported under."""

    file_no: int
    source: SourceFile
    module: str
    root: str
    is_package: bool
    is_stub: bool
    is_test: bool
    symbol_prefix: str
    importable: tuple[ImportableName, ...]


def build_ir(
    store: WorkingStore,
    settings: RepositorySettings,
    *,
    log: Log,
    workers: int | None = None,
    run_id: str = "",
) -> StageReport:
    """Read the whole repository and replace its working database by a fresh one that has the `ir` tables.

    A file that cannot be read or parsed becomes a row in `ir.diagnostics`. Raises CodegraphError when the
    repository itself cannot be read; the old database is then kept.
    """
    clock = StageClock()
    workers = workers or settings.workers
    discovery = discover(settings, suffixes(), _project_file_names())
    listed = _name_files(discovery)
    log(f"ir: {len(listed):,} files in {settings.path}, {workers} worker processes")
    folder = store.temporary("ir")
    try:
        outcome = _extract(listed, discovery, settings, folder, workers, Progress(log))
        generation = _generation(listed, outcome, settings)
        with store.connect() as connection, store.creating(connection, log=log):
            rows = _load(connection, folder)
            _load_files(connection, listed, outcome)
            rows["ir.module_names"] = _load_module_names(connection, listed)
            diagnostics = [*discovery.diagnostics, *outcome.diagnostics]
            _load_diagnostics(connection, diagnostics)
            _describe_repository(connection, discovery, settings, generation, listed)
            rows["ir.files"] = len(listed)
            rows["ir.diagnostics"] = len(diagnostics)
            report = StageReport(
                name="ir",
                status="computed",
                generation=generation,
                seconds=clock.seconds,
                cpu_seconds=clock.cpu_seconds,
                peak_rss_bytes=clock.peak_rss_bytes,
                rows=rows,
                errors=sum(finding.severity == "error" for finding in diagnostics),
                workers=workers,
                items=len(listed),
                run_id=run_id or uuid.uuid4().hex,
                started_at=clock.started_at,
            )
            record_run(connection, report)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    lines = sum(file.lines for file in outcome.files)
    log(f"ir: {lines:,} lines, {sum(rows.values()):,} rows in {clock.seconds:.2f} s")
    return report


def _project_file_names() -> frozenset[str]:
    return frozenset().union(*(language.project_file_names for language in languages().values()))


def _name_files(discovery: Discovery) -> list[_ListedFile]:
    """Number the files and find out under which module name, and with which symbols, each is known."""
    by_language: dict[str, list[tuple[int, SourceFile]]] = {}
    for number, source in enumerate(discovery.files):
        by_language.setdefault(source.language, []).append((number, source))
    listed: list[_ListedFile] = []
    for name, numbered in by_language.items():
        language = languages()[name]
        modules = language.assign_modules([source.path for _, source in numbered], discovery.project_files)
        prefix = scip_symbol.prefix(language.manager, *language.package_identity(discovery.root))
        taken: set[str] = set()
        for (number, source), module in zip(numbered, modules, strict=True):
            # Symbols must be unique: of several files with one module name, the later ones go by their path.
            namespace = module.module if module.module not in taken else source.path
            taken.add(namespace)
            listed.append(
                _ListedFile(
                    number,
                    source,
                    module.module,
                    module.root,
                    module.is_package,
                    module.is_stub,
                    language.is_test_path(source.path),
                    prefix + scip_symbol.namespace(namespace or source.path),
                    tuple(module.importable),
                )
            )
    return sorted(listed, key=lambda file: file.file_no)


def _extract(
    listed: Sequence[_ListedFile],
    discovery: Discovery,
    settings: RepositorySettings,
    folder: Path,
    workers: int,
    progress: Progress,
) -> BatchOutcome:
    tasks: dict[str, list[tuple[FileTask, int]]] = {}
    outcome = BatchOutcome()
    for file in listed:
        source = file.source
        if source.skip_reason is not None:
            outcome.files.append(FileOutcome(file.file_no, "skipped", source.size, 0, None))
            continue
        task = FileTask(file.file_no, source.path, source.disk_path, file.module, file.symbol_prefix, file.is_test)
        tasks.setdefault(source.language, []).append((task, source.size))
    found = extract_files(tasks, discovery.root, folder, settings.max_file_bytes, workers, progress)
    outcome.files += found.files
    outcome.diagnostics += found.diagnostics
    return outcome


def _generation(listed: Sequence[_ListedFile], outcome: BatchOutcome, settings: RepositorySettings) -> str:
    """What the rows of stage `ir` follow from, as a digest: the same rows have the same generation anywhere."""
    contents = {file.file_no: file.content_hash for file in outcome.files}
    digest = blake2b(digest_size=16)
    versions = sorted(f"{name}={language.version}" for name, language in languages().items())
    digest.update(repr((EXTRACTOR_VERSION, versions, settings.max_file_bytes)).encode())
    for file in listed:
        known_as = (file.source.path, file.symbol_prefix, file.importable)
        digest.update(repr((known_as, contents.get(file.file_no))).encode())
    return digest.hexdigest()


def _load(connection: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, int]:
    """Load what the workers left of every table; returns the number of rows by table."""
    rows: dict[str, int] = {}
    for name in SCHEMAS:
        staged = open_table(folder, name)
        rows[f"ir.{name}"] = 0
        if staged is not None:
            target = database.qualified(ALIAS, "ir", name)
            connection.register("incoming", staged)
            inserted = connection.execute(f"INSERT INTO {target} BY NAME FROM incoming").fetchall()
            connection.unregister("incoming")
            rows[f"ir.{name}"] = int(inserted[0][0])
            forget_table(folder, name)  # rows are on the disk once, or nearly so
    return rows


def _insert(connection: duckdb.DuckDBPyConnection, script: str, table: pa.Table) -> None:
    connection.register("incoming", table)
    try:
        database.run_script(connection, _PACKAGE, script)
    finally:
        connection.unregister("incoming")


def _load_files(connection: duckdb.DuckDBPyConnection, listed: Sequence[_ListedFile], outcome: BatchOutcome) -> None:
    results = {file.file_no: file for file in outcome.files}
    ordered = [results[file.file_no] for file in listed]
    _insert(
        connection,
        "load_files.sql",
        pa.table(
            {
                "file_no": pa.array([file.file_no for file in listed], pa.int32()),
                "file_id": pa.array([file_id(file.source.path) for file in listed], pa.uint64()),
                "path": pa.array([file.source.path for file in listed], pa.string()),
                "language": pa.array([file.source.language for file in listed], pa.string()),
                "module": pa.array([file.module for file in listed], pa.string()),
                "root": pa.array([file.root for file in listed], pa.string()),
                "is_package": pa.array([file.is_package for file in listed], pa.bool_()),
                "is_stub": pa.array([file.is_stub for file in listed], pa.bool_()),
                "size_bytes": pa.array([result.size_bytes for result in ordered], pa.int64()),
                "lines": pa.array([result.lines for result in ordered], pa.int32()),
                "content_hash": pa.array([result.content_hash for result in ordered], pa.string()),
                "status": pa.array([result.status for result in ordered], pa.string()),
                "is_test": pa.array([file.is_test for file in listed], pa.bool_()),
            }
        ),
    )


def _load_module_names(connection: duckdb.DuckDBPyConnection, listed: Sequence[_ListedFile]) -> int:
    names = [(file.file_no, *name) for file in listed for name in file.importable]
    fields = {
        "file_no": pa.int32(),
        "module": pa.string(),
        "folder": pa.string(),
        "is_local": pa.bool_(),
        "outranks_standard": pa.bool_(),
        "rank": pa.int32(),
    }
    columns = list(zip(*names, strict=True)) or [()] * len(fields)
    table = pa.table(
        {name: pa.array(values, kind) for (name, kind), values in zip(fields.items(), columns, strict=True)}
    )
    _insert(connection, "load_module_names.sql", table)
    return len(names)


def _load_diagnostics(connection: duckdb.DuckDBPyConnection, diagnostics: Sequence[Diagnostic]) -> None:
    columns: Mapping[str, list[object]] = {
        name: [getattr(finding, name) for finding in diagnostics] for name in Diagnostic._fields
    }
    kinds = [pa.string()] * 5 + [pa.int32()] * 4
    table = pa.table(
        {name: pa.array(values, kind) for (name, values), kind in zip(columns.items(), kinds, strict=True)}
    )
    _insert(connection, "load_diagnostics.sql", table)


def _describe_repository(
    connection: duckdb.DuckDBPyConnection,
    discovery: Discovery,
    settings: RepositorySettings,
    generation: str,
    listed: Sequence[_ListedFile],
) -> None:
    connection.execute(
        database.script_text(_PACKAGE, "describe_repository.sql"),
        {
            "name": settings.name,
            "root": str(discovery.root),
            "revision": discovery.revision,
            "generation": generation,
            "indexed_at": datetime.now(UTC).isoformat(),
            "extractor_version": EXTRACTOR_VERSION,
            "languages": sorted({file.source.language for file in listed}),
        },
    )
