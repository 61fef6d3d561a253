"""Which run may work on a repository: one at a time, however it was started.

The stages of two runs must not take turns on one working database. A run has no process of this project's that lives
from its first stage to its last, so a file names the run and its process; the file is locked while it is looked at.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from codegraph_dagster import processes

_POLL_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Run:
    """A run and the process that directs it, by its identity."""

    run_id: str
    process: str

    @property
    def pid(self) -> str:
        """The id of the process, as people know it."""
        return self.process.partition("-")[0]


def claim(
    path: Path, run: Run, *, is_over: Callable[[str], bool], waiting: Callable[[Run], None] | None = None
) -> Run | None:
    """Write to the file `path` that the repository is this run's; waits for the run that has it.

    A run is past when its process is gone, or when `is_over(run_id)` says so: a process may outlive its runs.
    `waiting` is told once. Returns the run before when its process is gone, else None.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            owner = _read(descriptor)
            if owner is not None and owner.run_id == run.run_id:
                return None
            is_gone = owner is not None and not processes.is_alive(owner.process)
            if owner is None or is_gone or owner.process == run.process or is_over(owner.run_id):
                _write(descriptor, run)
                return owner if is_gone else None
        finally:
            os.close(descriptor)
        if waiting is not None:
            waiting(owner)
            waiting = None
        time.sleep(_POLL_SECONDS)


def _read(descriptor: int) -> Run | None:
    try:
        return Run(**json.loads(os.pread(descriptor, 4096, 0)))
    except (ValueError, TypeError):  # new, or cut off when the disk was full
        return None


def _write(descriptor: int, run: Run) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps(asdict(run)).encode(), 0)
