"""Stage `ir`: discover a repository's files, extract those that are not as they were, load the rows.

The rows are always those of a clean build, the internal keys included: `ir` decides by the content of each file, and
by all else that its rows follow from, whether rows of an earlier run still hold. What came, changed or lies under
another name is taken from the cache of extractions, or extracted; when files came or went, the others get new numbers.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Final

from codegraph_dagster.code_version import code_version
from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.ir.cache import ExtractionCache
from codegraph_dagster.ir.discover import Discovery, discover
from codegraph_dagster.ir.earlier import Earlier, Kept, find_kept, read_earlier
from codegraph_dagster.ir.listing import ListedFile, name_files, package_identities
from codegraph_dagster.ir.loading import (
    count_rows,
    load_diagnostics,
    load_files,
    load_fingerprints,
    load_folder,
    load_module_names,
)
from codegraph_dagster.ir.progress import Progress
from codegraph_dagster.ir.run import extract_files
from codegraph_dagster.ir.state import RepositoryState, read_state
from codegraph_dagster.ir.taking_over import OLD, copy_files, delete_files
from codegraph_dagster.ir.worker import BatchOutcome, FileOutcome, FileTask
from codegraph_dagster.languages import languages, project_file_names, suffixes
from codegraph_dagster.settings import RepositorySettings
from codegraph_dagster.stages.report import StageClock, StageReport, record_run
from codegraph_dagster.store import database
from codegraph_dagster.store.bookkeeping import StageState, record_state
from codegraph_dagster.store.working import WorkingStore

if TYPE_CHECKING:
    import duckdb

Log = Callable[[str], None]

NAME: Final = "ir"
_PACKAGE: Final = "codegraph_dagster.ir"


@dataclass(frozen=True)
class _Source:
    """The repository as it is on the disk, and what identifies the rows that follow from it."""

    settings: RepositorySettings
    discovery: Discovery
    state: RepositoryState
    identities: Mapping[str, tuple[str, str]]
    inputs: str

    def data_version(self, generation: str) -> str:
        """The rows, and of what they are said to be."""
        facts = (self.inputs, generation, self.settings.name, str(self.discovery.root), self.state.revision)
        return _digest(facts)


def extractor_version() -> str:
    """The version of everything that decides about the rows of a file, the layout of the database included."""
    return code_version(
        ("codegraph_dagster.ir", "codegraph_dagster.languages", "codegraph_dagster.store.schema"),
        ("duckdb", "tree-sitter", *(language.grammar_distribution for language in languages().values())),
    )


def build_ir(
    store: WorkingStore,
    settings: RepositorySettings,
    *,
    log: Log,
    workers: int | None = None,
    run_id: str = "",
    full: bool = False,
) -> StageReport:
    """Bring the `ir` tables of a repository's working database to what its files say now.

    When nothing they follow from has changed, nothing is done and the report says `cached`. `full`: every file is
    extracted, into a new database. A file that cannot be read or parsed becomes a row in `ir.diagnostics`. Raises
    CodegraphError when the repository itself cannot be read; the old database is then kept.
    """
    clock = StageClock()
    run_id = run_id or uuid.uuid4().hex
    workers = workers or settings.workers
    discovery = discover(settings, suffixes(), project_file_names())
    earlier = None if full else read_earlier(store, log)
    source = _look(settings, discovery, earlier)
    if earlier is not None and earlier.stage.inputs == source.inputs:
        return _keep(store, source, earlier, clock, run_id)
    listed = name_files(discovery, source.identities)
    log(f"ir: {len(listed):,} files in {settings.path}, {workers} worker processes")
    cache = ExtractionCache(store, extractor_version(), log)
    if full:
        cache.remove()
    if earlier is not None:
        try:
            with _staging(store) as folder:
                fingerprints = source.state.fingerprints
                kept = find_kept(store, earlier, listed, fingerprints, extractor_version(), cache, folder)
                return _build(store, source, listed, kept, folder, clock, log, workers, run_id)
        except CodegraphError as error:
            log(f"ir: everything is read anew: {error}")
    with _staging(store) as folder:
        return _build(store, source, listed, None, folder, clock, log, workers, run_id)


@contextmanager
def _staging(store: WorkingStore) -> Iterator[Path]:
    """The folder for the rows of a build until they are in the database."""
    folder = store.temporary("ir")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _look(settings: RepositorySettings, discovery: Discovery, earlier: Earlier | None) -> _Source:
    state = read_state(discovery, earlier.fingerprints if earlier else {})
    identities = package_identities(discovery)
    # The listing's findings are rows too. The limit is in their text, and in that of the extraction's.
    facts = (extractor_version(), settings.max_file_bytes, sorted(identities.items()), discovery.diagnostics)
    return _Source(settings, discovery, state, identities, _digest((facts, state.digest)))


def _keep(store: WorkingStore, source: _Source, earlier: Earlier, clock: StageClock, run_id: str) -> StageReport:
    """Note that the rows are still those of the repository, and at which commit that was seen."""
    state = earlier.stage
    data_version = source.data_version(earlier.generation)
    with store.connect() as connection, store.writing(connection):
        report = StageReport(
            name=NAME,
            status="cached",
            generation=earlier.generation,
            data_version=data_version,
            seconds=clock.seconds,
            cpu_seconds=clock.cpu_seconds,
            peak_rss_bytes=clock.peak_rss_bytes,
            rows=dict(state.rows),
            errors=state.errors,
            items=state.items,
            run_id=run_id,
            started_at=clock.started_at,
            source_version=source.state.version,
        )
        if data_version != state.data_version:
            connection.execute(
                database.script_text(_PACKAGE, "move_repository.sql"),
                {
                    "name": source.settings.name,
                    "root": str(source.discovery.root),
                    "revision": source.state.revision,
                },
            )
            record_state(connection, StageState(NAME, state.inputs, data_version, state.computation, state.rows))
        record_run(connection, report)
    return report


def _build(
    store: WorkingStore,
    source: _Source,
    listed: Sequence[ListedFile],
    kept: Kept | None,
    folder: Path,
    clock: StageClock,
    log: Log,
    workers: int,
    run_id: str,
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
                report = _write(connection, source, listed, outcome, folder, clock, workers, run_id)
        else:
            with store.creating(connection, log=log):
                if kept is not None and kept.numbers:
                    with store.shared():
                        database.attach(connection, store.path, OLD, read_only=True)
                        copy_files(connection, kept.numbers)
                        connection.execute(f"DETACH {OLD}")
                report = _write(connection, source, listed, outcome, folder, clock, workers, run_id)
    lines = sum(file.lines for file in outcome.files)
    remembered = f"{kept.cached:,} known from before, " if kept is not None and kept.cached else ""
    log(
        f"ir: {lines:,} lines, {sum(report.rows.values()):,} rows in {clock.seconds:.2f} s, "
        f"{remembered}{len(listed) - len(known):,} of {len(listed):,} files read anew"
    )
    return report


def _extract(files: Sequence[ListedFile], source: _Source, folder: Path, workers: int, log: Log) -> BatchOutcome:
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
    source: _Source,
    listed: Sequence[ListedFile],
    outcome: BatchOutcome,
    folder: Path,
    clock: StageClock,
    workers: int,
    run_id: str,
) -> StageReport:
    """Add what was extracted to the rows that are there, and replace what is of the repository as a whole."""
    outcomes = {file.file_no: file for file in outcome.files}
    diagnostics = [*source.discovery.diagnostics, *outcome.diagnostics]
    generation = _generation(listed, outcomes, source.settings)
    load_folder(connection, folder)
    rows = count_rows(connection)
    load_files(connection, listed, outcomes)
    rows["ir.module_names"] = load_module_names(connection, listed)
    load_diagnostics(connection, diagnostics)
    version = extractor_version()
    load_fingerprints(
        connection,
        source.state.fingerprints,
        {file.source.path: file.extraction(version) for file in listed if file.source.skip_reason is None},
    )
    _describe_repository(connection, source, generation, listed)
    rows["ir.files"] = len(listed)
    rows["ir.diagnostics"] = len(diagnostics)
    report = StageReport(
        name=NAME,
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
    record_state(connection, StageState(NAME, inputs, report.data_version, uuid.uuid4().hex, rows))
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


def _generation(listed: Sequence[ListedFile], outcomes: Mapping[int, FileOutcome], settings: RepositorySettings) -> str:
    """What the rows of stage `ir` follow from, as a digest: the same rows have the same generation anywhere."""
    digest = blake2b(digest_size=16)
    digest.update(repr((extractor_version(), settings.max_file_bytes)).encode())
    for file in listed:
        known_as = (file.source.path, file.symbol_prefix, file.importable)
        digest.update(repr((known_as, outcomes[file.file_no].content_hash)).encode())
    return digest.hexdigest()


def _describe_repository(
    connection: duckdb.DuckDBPyConnection, source: _Source, generation: str, listed: Sequence[ListedFile]
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
            "extractor_version": extractor_version(),
            "languages": sorted({file.source.language for file in listed}),
        },
    )


def _digest(facts: object) -> str:
    return blake2b(repr(facts).encode(), digest_size=16).hexdigest()
