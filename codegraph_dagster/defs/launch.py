"""Runs the job `index_repository` for one repository in this process and says on standard output how it goes.

Started by `codegraph_dagster.api` as `python -m codegraph_dagster.defs.launch NAME`, in a process of its own:
the forkserver of a run must start with the environment of that run, and must not import the caller's main
module. Each line of the output is a JSON object: {"log": text} while it runs, {"run_id", "success",
"failures"} at the end.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import logging
import signal
import sys
import threading
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import dagster as dg
from dagster._core.events import DagsterEventType
from dagster._core.events.log import EventLogEntry
from dagster._core.instance.ref import InstanceRef

from codegraph_dagster.definitions import index_job
from codegraph_dagster.defs.partitions import PARTITION_TAG
from codegraph_dagster.paths import DataLayout

LAUNCH_TAG = "codegraph/launch"
_PR_SET_PDEATHSIG = 1
_POLL_SECONDS = 0.5


def main() -> int:
    """Run the job; returns 0 when it succeeded, 1 when a step failed."""
    parser = argparse.ArgumentParser(prog="python -m codegraph_dagster.defs.launch")
    parser.add_argument("name")
    parser.add_argument("--sequential", action="store_true")
    arguments = parser.parse_args()
    _end_with_parent()
    warnings.simplefilter("ignore")
    layout = DataLayout.from_environment()
    layout.dagster_home.mkdir(parents=True, exist_ok=True)
    # The defaults of Dagster below its home are the folders that dagster.yaml of the project names.
    reference = InstanceRef.from_dir(str(layout.dagster_home), overrides={"telemetry": {"enabled": False}})
    with dg.DagsterInstance.from_ref(reference) as instance:
        return _run(instance, arguments.name, sequential=arguments.sequential)


def _run(instance: dg.DagsterInstance, name: str, *, sequential: bool) -> int:
    launch = uuid.uuid4().hex
    with (
        _following(instance, launch) as follower,
        dg.execute_job(
            dg.reconstructable(index_job),
            instance=instance,
            run_config={
                "execution": {"config": {"sequential": sequential}},
                # What happens is in the event log and on standard output.
                "loggers": {"console": {"config": {"log_level": logging.getLevelName(logging.CRITICAL)}}},
            },
            tags={PARTITION_TAG: name, LAUNCH_TAG: launch},
        ) as result,
    ):
        success, run_id = result.success, result.run_id
    _say({"run_id": run_id, "success": success, "failures": follower.failures})
    return 0 if success else 1


class _Follower:
    """Reads the event log of a run as it grows, and prints what the steps say."""

    def __init__(self, instance: dg.DagsterInstance, launch: str) -> None:
        self.failures: dict[str, str] = {}
        self._instance, self._launch = instance, launch
        self._run_id: str | None = None
        self._cursor: str | None = None

    def follow(self, ended: threading.Event) -> None:
        """Read until the run has ended, and once more."""
        while not ended.wait(_POLL_SECONDS):
            self.read()
        self.read()

    def read(self) -> None:
        """Print what has been added since the last call."""
        if self._run_id is None:
            runs = self._instance.get_runs(dg.RunsFilter(tags={LAUNCH_TAG: self._launch}), limit=1)
            if not runs:
                return
            self._run_id = runs[0].run_id
        found = self._instance.get_records_for_run(self._run_id, cursor=self._cursor)
        self._cursor = found.cursor
        for record in found.records:
            self._show(record.event_log_entry)

    def _show(self, entry: EventLogEntry) -> None:
        if entry.dagster_event is None:
            # Errors are the executor's own words about what the failed steps say below.
            if logging.INFO <= int(entry.level) < logging.ERROR:
                _say({"log": entry.user_message})
        elif entry.dagster_event.event_type == DagsterEventType.STEP_FAILURE and entry.step_key:
            failure: Any = entry.dagster_event.step_failure_data
            by_user = failure.user_failure_data
            error = failure.error.cause or failure.error if failure.error else None
            message = (by_user and by_user.description) or (error and error.message) or "failed"
            self.failures[entry.step_key] = str(message).strip()
        elif entry.dagster_event.event_type == DagsterEventType.STEP_UP_FOR_RETRY:
            _say({"log": f"{entry.step_key}: failed, is tried again"})


@contextmanager
def _following(instance: dg.DagsterInstance, launch: str) -> Iterator[_Follower]:
    follower, ended = _Follower(instance, launch), threading.Event()
    thread = threading.Thread(target=follower.follow, args=(ended,), daemon=True)
    thread.start()
    try:
        yield follower
    finally:
        ended.set()
        thread.join()


def _say(line: dict[str, Any]) -> None:
    print(json.dumps(line), flush=True)


def _end_with_parent() -> None:
    """Be terminated, in an orderly way, when the process that started this one is killed."""
    with suppress(OSError, AttributeError):  # not on this system
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
