"""What a stage says about its run, and its row in the bookkeeping table."""

from __future__ import annotations

import os
import resource
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from codegraph_dagster.store.database import script_text

if TYPE_CHECKING:
    import duckdb

Status = Literal["computed", "cached", "disabled"]


@dataclass(frozen=True, slots=True)
class StageReport:
    """One run of one stage.

    `cpu_seconds` and `peak_rss_bytes` are of this process and of the children it has waited for; `rows` has
    the number of rows per table that the stage fills; `items` is the number of files it went through;
    `errors` the number of diagnostics of severity `error` it wrote. `status` is `computed`; `cached` when the rows
    were there; `disabled` when the stage is switched off and its tables are empty. `data_version` changes when what
    the rows follow from does. `source_version`: the state of the repository, of stage `ir` alone.
    """

    name: str
    status: Status
    generation: str
    data_version: str
    seconds: float
    cpu_seconds: float
    peak_rss_bytes: int
    rows: dict[str, int] = field(default_factory=dict)
    errors: int = 0
    workers: int = 1
    items: int = 0
    pid: int = field(default_factory=os.getpid)
    run_id: str = ""
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    source_version: str = ""


class StageClock:
    """Measures a stage from its creation on: wall time, CPU time and peak memory."""

    def __init__(self) -> None:
        self.started_at = datetime.now(UTC)
        self._start = time.perf_counter()
        self._cpu = _cpu_seconds()

    @property
    def seconds(self) -> float:
        """Wall time so far."""
        return time.perf_counter() - self._start

    @property
    def cpu_seconds(self) -> float:
        """CPU time so far, of this process and of the children that it has waited for."""
        return _cpu_seconds() - self._cpu

    @property
    def peak_rss_bytes(self) -> int:
        """The largest resident set so far: this process's, or a waited-for child's when that was larger."""
        return 1024 * max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def record_run(connection: duckdb.DuckDBPyConnection, report: StageReport) -> None:
    """Write the stage's row of `stage_runs`, in place of its last one, in the database attached as `work`."""
    connection.execute(script_text("codegraph_dagster.store", "forget_run.sql"), {"stage": report.name})
    connection.execute(
        script_text("codegraph_dagster.store", "record_run.sql"),
        {
            "run_id": report.run_id,
            "stage": report.name,
            "generation": report.generation,
            "status": report.status,
            "started_at": report.started_at.isoformat(),
            "seconds": report.seconds,
            "cpu_seconds": report.cpu_seconds,
            "peak_rss_bytes": report.peak_rss_bytes,
            "workers": report.workers,
            "items": report.items,
            "rows": sum(report.rows.values()),
            "errors": report.errors,
        },
    )


def _cpu_seconds() -> float:
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )
