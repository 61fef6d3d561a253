"""Stage `ir`: discover a repository's files, extract those that are not as they were, load the rows.

The rows are always those of a clean build, the internal keys included: `ir` decides by the content of each file, and
by all else that its rows follow from, whether rows of an earlier run still hold. What came, changed or lies under
another name is taken from the cache of extractions, or extracted; when files came or went, the others get new numbers.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Final

from codegraph_dagster.ir.earlier import Earlier, read_earlier
from codegraph_dagster.ir.snapshot import STAGE, Snapshot, look
from codegraph_dagster.ir.version import extractor_version
from codegraph_dagster.settings import RepositorySettings
from codegraph_dagster.stages.report import StageClock, StageReport, record_run
from codegraph_dagster.store import database
from codegraph_dagster.store.bookkeeping import StageState, record_state
from codegraph_dagster.store.working import Inspect, WorkingStore

Log = Callable[[str], None]

_PACKAGE: Final = "codegraph_dagster.ir"


def build_ir(
    store: WorkingStore,
    settings: RepositorySettings,
    *,
    log: Log,
    workers: int | None = None,
    run_id: str = "",
    full: bool = False,
    inspect: Inspect = lambda connection: None,
) -> StageReport:
    """Bring the `ir` tables of a repository's working database to what its files say now.

    When nothing they follow from has changed, nothing is done and the report says `cached`. `full`: every file is
    extracted, into a new database. A file that cannot be read or parsed becomes a row in `ir.diagnostics`. `inspect`
    sees the database with the rows, attached as `work`, before it is let go. Raises CodegraphError when the repository
    itself cannot be read; the old database is then kept.
    """
    clock = StageClock()
    run_id = run_id or uuid.uuid4().hex
    workers = workers or settings.workers
    earlier = None if full else read_earlier(store, log)
    source = look(settings, extractor_version(), earlier.fingerprints if earlier else {})
    if earlier is not None and earlier.stage.inputs == source.inputs:
        return _keep(store, source, earlier, clock, run_id, inspect)
    # A run that finds nothing to do needs neither Arrow nor a parser.
    from codegraph_dagster.ir.cache import forget
    from codegraph_dagster.ir.rows import build_rows

    if full:
        forget(store)
    return build_rows(store, source, earlier, clock, log, workers, run_id, inspect)


def _keep(
    store: WorkingStore, source: Snapshot, earlier: Earlier, clock: StageClock, run_id: str, inspect: Inspect
) -> StageReport:
    """Note that the rows are still those of the repository, and at which commit that was seen."""
    state = earlier.stage
    data_version = source.data_version(earlier.generation)
    with store.connect() as connection, store.writing(connection):
        report = StageReport(
            name=STAGE,
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
            record_state(connection, StageState(STAGE, state.inputs, data_version, state.computation, state.rows))
        record_run(connection, report)
        inspect(connection)
    return report
