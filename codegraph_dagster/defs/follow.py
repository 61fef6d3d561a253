"""Runs the index job in this process and follows its event log as it grows."""

from __future__ import annotations

import fcntl
import logging
import os
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import dagster as dg
from dagster._core.events.log import EventLogEntry
from dagster._core.instance.ref import InstanceRef

from codegraph_dagster.definitions import index_job
from codegraph_dagster.defs.assets import IR
from codegraph_dagster.defs.compute_logs import PipedComputeLogManager
from codegraph_dagster.defs.event_log import KeptSqliteStorage
from codegraph_dagster.defs.partitions import PARTITION_TAG
from codegraph_dagster.paths import DataLayout

LAUNCH_TAG = "codegraph/launch"
_POLL_SECONDS = 0.5

Say = Callable[[dict[str, Any]], None]

# Steps are forked from this process: not while the thread that follows the event log holds a lock of the database
# library, which would stay locked in the step for ever.
_READING = threading.Lock()
os.register_at_fork(before=_READING.acquire, after_in_parent=_READING.release, after_in_child=_READING.release)


def run_job(layout: DataLayout, name: str, *, sequential: bool, full: bool, say: Say) -> dict[str, Any]:
    """Run the job for one repository in the Dagster instance below the data folder.

    `say` gets {"log": text} for what the steps log. Returns the run's id, whether it succeeded, and what each
    failed step said.
    """
    with _open_instance(layout) as instance:
        launch = uuid.uuid4().hex
        with (
            _following(instance, launch, say) as follower,
            dg.execute_job(
                dg.reconstructable(index_job),
                instance=instance,
                run_config={
                    "execution": {"config": {"sequential": sequential}},
                    "ops": {IR: {"config": {"full": full}}},
                    # What happens is in the event log, which is followed.
                    "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
                },
                tags={PARTITION_TAG: name, LAUNCH_TAG: launch},
            ) as result,
        ):
            success, run_id = result.success, result.run_id
        return {"run_id": run_id, "success": success, "failures": follower.failures}


def _open_instance(layout: DataLayout) -> dg.DagsterInstance:
    """The Dagster instance below the data folder; its databases are made by one process at a time."""
    layout.dagster_home.mkdir(parents=True, exist_ok=True)
    os.environ["DAGSTER_HOME"] = str(layout.dagster_home)  # where the parts of the instance have their files
    overrides: dict[str, Any] = {"telemetry": {"enabled": False}}
    if not (layout.dagster_home / "dagster.yaml").exists():
        overrides["storage"] = {"custom": _named(KeptSqliteStorage)}
        overrides["compute_logs"] = _named(PipedComputeLogManager)
    reference = InstanceRef.from_dir(str(layout.dagster_home), overrides=overrides)
    descriptor = os.open(layout.dagster_home / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        instance = dg.DagsterInstance.from_ref(reference)
        instance.get_runs(limit=1)  # opens what is opened when it is needed
        return instance
    finally:
        os.close(descriptor)


def _named(kind: type) -> dict[str, Any]:
    """A part of the instance, as dagster.yaml would name it."""
    return {"module": kind.__module__, "class": kind.__name__, "config": {}}


class _Follower:
    """Reads the event log of a run as it grows, and passes on what the steps say."""

    def __init__(self, instance: dg.DagsterInstance, launch: str, say: Say) -> None:
        self.failures: dict[str, str] = {}
        self._instance, self._launch, self._say = instance, launch, say
        self._run_id: str | None = None
        self._cursor: str | None = None

    def follow(self, ended: threading.Event) -> None:
        """Read until the run has ended, and once more."""
        while not ended.wait(_POLL_SECONDS):
            self.read()
        self.read()

    def read(self) -> None:
        """Pass on what has been added since the last call."""
        with _READING:
            entries = list(self._entries())
        for entry in entries:
            self._show(entry)

    def _entries(self) -> Iterator[EventLogEntry]:
        if self._run_id is None:
            runs = self._instance.get_runs(dg.RunsFilter(tags={LAUNCH_TAG: self._launch}), limit=1)
            if not runs:
                return
            self._run_id = runs[0].run_id
        found = self._instance.get_records_for_run(self._run_id, cursor=self._cursor)
        self._cursor = found.cursor
        yield from (record.event_log_entry for record in found.records)

    def _show(self, entry: EventLogEntry) -> None:
        event = entry.dagster_event
        if event is None:
            # Errors are the executor's own words about what the failed steps say below.
            if logging.INFO <= int(entry.level) < logging.ERROR:
                self._say({"log": entry.user_message})
        elif event.event_type == dg.DagsterEventType.STEP_FAILURE and entry.step_key:
            self.failures[entry.step_key] = _reason(event.step_failure_data)
        elif event.event_type == dg.DagsterEventType.STEP_UP_FOR_RETRY:
            self._say({"log": f"{entry.step_key}: failed, is tried again"})


def _reason(failure: Any) -> str:
    """Why a step failed: what the step says itself, else the innermost exception's message."""
    if failure.user_failure_data and failure.user_failure_data.description:
        return str(failure.user_failure_data.description).strip()
    error = failure.error
    while error is not None and error.cause is not None:
        error = error.cause
    if error is not None and error.cls_name == "ChildProcessCrashException":
        return "its process was killed, twice; what is published is not touched. The memory may be too small"
    return str(error.message).strip() if error else "failed"


@contextmanager
def _following(instance: dg.DagsterInstance, launch: str, say: Say) -> Iterator[_Follower]:
    follower, ended = _Follower(instance, launch, say), threading.Event()
    thread = threading.Thread(target=follower.follow, args=(ended,), daemon=True)
    thread.start()
    try:
        yield follower
    finally:
        ended.set()
        thread.join()
