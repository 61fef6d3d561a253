"""Extracts the files of a repository, but those whose rows still hold, and writes the rows."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Final

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.ir.cache import ExtractionCache
from codegraph_dagster.ir.earlier import Earlier
from codegraph_dagster.ir.kept import Kept, find_kept
from codegraph_dagster.ir.listing import ListedFile, name_files
from codegraph_dagster.ir.loading import (
    add_folder,
    count_rows,
    load_diagnostics,
    load_files,
    load_fingerprints,
    load_folder,
    load_module_names,
)
from codegraph_dagster.ir.progress import Progress
from codegraph_dagster.ir.run import extract_files
from codegraph_dagster.ir.snapshot import STAGE, Snapshot
from codegraph_dagster.ir.state import RepositoryState
from codegraph_dagster.ir.taking_over import OLD, copy_files, delete_files
from codegraph_dagster.ir.tasks import BatchOutcome, FileOutcome, FileTask
from codegraph_dagster.resources import usable_cpus
from codegraph_dagster.stages.report import StageClock, StageReport, record_run
from codegraph_dagster.store import database
from codegraph_dagster.store.bookkeeping import StageState, record_state
from codegraph_dagster.store.working import Inspect, WorkingStore

if TYPE_CHECKING:
    import duckdb

Log = Callable[[str], None]

_PACKAGE: Final = "codegraph_dagster.ir"


def build_rows(
    store: WorkingStore,
    source: Snapshot,
    earlier: Earlier | None,
    clock: StageClock,
    log: Log,
    workers: int,
    run_id: str,
    inspect: Inspect,
) -> StageReport:
    """Bring the rows to what the files say, with all that still holds of what an `earlier` run left.

    Without one every file is extracted, into a new database. Raises CodegraphError when it cannot be written.
    """
    listed = name_files(source.discovery, source.identities)
    log(f"ir: {len(listed):,} files in {source.settings.path}, {workers} worker processes")
    if earlier is not None:
        cache = ExtractionCache(store, source.version, log)
        try:
            with _staging(store) as folder:
                kept = find_kept(store, earlier, listed, source.state.fingerprints, source.version, cache, folder)
                return _build(store, source, listed, kept, folder, clock, log, workers, run_id, inspect)
        except CodegraphError as error:
            log(f"ir: everything is read anew: {error}")
    with _staging(store) as folder:
        return _build(store, source, listed, None, folder, clock, log, workers, run_id, inspect)


@contextmanager
def _staging(store: WorkingStore) -> Iterator[Path]:
    """The folder for the rows of a build until they are in the database."""
    folder = store.temporary("ir")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _build(
    store: WorkingStore,
    source: Snapshot,
    listed: Sequence[ListedFile],
    kept: Kept | None,
    folder: Path,
    clock: StageClock,
    log: Log,
    workers: int,
    run_id: str,
    inspect: Inspect,
) -> StageReport:
    """Extract all files but the kept ones, and write the rows: into a new database, or where the others are."""
    known = {file.file_no for file in kept.outcome.files} if kept else set()
    outcome = _extract([file for file in listed if file.file_no not in known], source, folder, workers, log)
    if kept is not None:
        outcome.files += kept.outcome.files
        outcome.diagnostics += kept.outcome.diagnostics
    with store.connect() as connection:
        if kept is not None and kept.is_in_place:
            with store.writing(connection):
                delete_files(connection, kept.stale)
                add_folder(connection, folder)
                report = _write(connection, source, listed, outcome, clock, workers, run_id)
                inspect(connection)
        else:
            with store.creating(connection, log=log):
                if kept is not None and kept.numbers:
                    with store.shared():
                        database.attach(connection, store.path, OLD, read_only=True)
                        copy_files(connection, kept.numbers)
                        connection.execute(f"DETACH {OLD}")
                load_folder(connection, folder, threads=usable_cpus())
                report = _write(connection, source, listed, outcome, clock, workers, run_id)
                inspect(connection)
    lines = sum(file.lines for file in outcome.files)
    remembered = f"{kept.cached:,} known from before, " if kept is not None and kept.cached else ""
    log(
        f"ir: {lines:,} lines, {sum(report.rows.values()):,} rows in {clock.seconds:.2f} s, "
        f"{remembered}{len(listed) - len(known):,} of {len(listed):,} files read anew"
    )
    return report


def _extract(files: Sequence[ListedFile], source: Snapshot, folder: Path, workers: int, log: Log) -> BatchOutcome:
    tasks: dict[str, list[tuple[FileTask, int]]] = {}
    outcome = BatchOutcome()
    for file in files:
        if file.source.skip_reason is not None:
            outcome.files.append(FileOutcome(file.file_no, "skipped", file.source.size, 0, None))
            continue
        tasks.setdefault(file.source.language, []).append((file.task, file.source.size))
    root, limit = source.discovery.root, source.settings.max_file_bytes
    found = extract_files(tasks, root, folder, limit, workers, Progress(log))
    outcome.files += found.files
    outcome.diagnostics += found.diagnostics
    return outcome


def _write(
    connection: duckdb.DuckDBPyConnection,
    source: Snapshot,
    listed: Sequence[ListedFile],
    outcome: BatchOutcome,
    clock: StageClock,
    workers: int,
    run_id: str,
) -> StageReport:
    """Replace what is of the repository as a whole; the rows of its files are there."""
    outcomes = {file.file_no: file for file in outcome.files}
    diagnostics = [*source.discovery.diagnostics, *outcome.diagnostics]
    generation = _generation(listed, outcomes, source)
    rows = count_rows(connection)
    load_files(connection, listed, outcomes)
    rows["ir.module_names"] = load_module_names(connection, listed)
    load_diagnostics(connection, diagnostics)
    load_fingerprints(
        connection,
        source.state.fingerprints,
        {file.source.path: file.extraction(source.version) for file in listed if file.source.skip_reason is None},
    )
    _describe_repository(connection, source, generation, listed)
    rows["ir.files"] = len(listed)
    rows["ir.diagnostics"] = len(diagnostics)
    report = StageReport(
        name=STAGE,
        status="computed",
        generation=generation,
        data_version=source.data_version(generation),
        seconds=clock.seconds,
        cpu_seconds=clock.cpu_seconds,
        peak_rss_bytes=clock.peak_rss_bytes,
        rows=rows,
        errors=sum(finding.severity == "error" for finding in diagnostics),
        workers=workers,
        items=len(listed),
        run_id=run_id,
        started_at=clock.started_at,
        source_version=source.state.version,
    )
    inputs = source.inputs if _is_settled(listed, outcomes, source.state) else None
    record_state(connection, StageState(STAGE, inputs, report.data_version, uuid.uuid4().hex, rows))
    record_run(connection, report)
    return report


def _is_settled(listed: Sequence[ListedFile], outcomes: Mapping[int, FileOutcome], state: RepositoryState) -> bool:
    """Whether the rows are of the contents that were looked at.

    They are not when a file was written in between, or when a worker failed: that may not happen another time.
    """
    for file in listed:
        found = state.fingerprints.get(file.source.path)
        looked_at = found.content_hash if found is not None and file.source.skip_reason is None else None
        if outcomes[file.file_no].content_hash != looked_at:
            return False
    return True


def _generation(listed: Sequence[ListedFile], outcomes: Mapping[int, FileOutcome], source: Snapshot) -> str:
    """What the rows of stage `ir` follow from, as a digest: the same rows have the same generation anywhere."""
    digest = blake2b(digest_size=16)
    digest.update(repr((source.version, source.settings.max_file_bytes)).encode())
    for file in listed:
        known_as = (file.source.path, file.symbol_prefix, file.importable)
        digest.update(repr((known_as, outcomes[file.file_no].content_hash)).encode())
    return digest.hexdigest()


def _describe_repository(
    connection: duckdb.DuckDBPyConnection, source: Snapshot, generation: str, listed: Sequence[ListedFile]
) -> None:
    database.run_script(connection, _PACKAGE, "forget_repository.sql")
    connection.execute(
        database.script_text(_PACKAGE, "describe_repository.sql"),
        {
            "name": source.settings.name,
            "root": str(source.discovery.root),
            "revision": source.state.revision,
            "generation": generation,
            "indexed_at": datetime.now(UTC).isoformat(),
            "extractor_version": source.version,
            "languages": sorted({file.source.language for file in listed}),
        },
    )
