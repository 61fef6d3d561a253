"""Kills processes of a run at the moment when they do something, as the files and locks of the run show it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from codegraph_dagster import processes
from codegraph_dagster_tests.faults.runs import NAME, Workplace
from codegraph_dagster_tests.processes import children

_OWNER = re.compile(r"\.(\d+)-\d+(\.new)?(\.wal)?$")


class Watch:
    """What the processes of a run are doing right now; `look` looks again."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._intake: set[int] = set()
        self._have_read: set[int] = set()
        self.look()

    def look(self) -> None:
        self.staging = self._owners(self._place.store.scratch, "ir-*")
        self.creating = self._owners(self._place.data / "work", f".{NAME}.duckdb.*.new")
        self.publishing = self._owners(self._place.data / "index", f".{NAME}.duckdb.*.new")
        self.recording = self._owners(self._place.data / "index", f".{NAME}.duckdb.*.new.wal")
        self._intake |= self.staging | self.creating
        shared, exclusive = self._holders("READ"), self._holders("WRITE")
        self.replacing = exclusive & self._intake
        # The first of the stages after `ir` that does so, not `ir` itself, which is tried again by then.
        self.reading = shared - self._intake - self.publishing
        self.writing = exclusive - self._intake
        self.computing = self._have_read - shared - exclusive - self.publishing
        self._have_read |= self.reading

    @property
    def parsing(self) -> set[int]:
        """The workers of stage `ir`."""
        return {worker for pid in self.staging for worker in children(pid)}

    def _owners(self, folder: Path, pattern: str) -> set[int]:
        return {int(found[1]) for path in folder.glob(pattern) if (found := _OWNER.search(path.name))}

    def _holders(self, kind: str) -> set[int]:
        try:
            inode = self._place.store.lock_path.stat().st_ino
        except FileNotFoundError:
            return set()
        locks = [line.split() for line in Path("/proc/locks").read_text().splitlines()]
        return {
            int(fields[4])
            for fields in locks
            if fields[1:4] == ["FLOCK", "ADVISORY", kind] and fields[5].endswith(f":{inode}")
        }


def kill_at(process: subprocess.Popen[str], place: Workplace, *moments: str) -> list[str]:
    """Kill one process at each of these moments of a run, in this order; returns those that came before its end."""
    watch, passed = Watch(place), []
    killed: set[int] = set()  # what is killed takes a while to be gone
    for moment in moments:
        while not any(_kill(pid, killed) for pid in getattr(watch, moment)):  # one: `any` stops at the first
            if process.poll() is not None:
                return passed
            time.sleep(0.001)
            watch.look()
        passed.append(moment)
    return passed


def wait_for(process: subprocess.Popen[str], place: Workplace, moment: str) -> None:
    """Wait until a process of the run does something. Raises AssertionError when the run ends before."""
    watch = Watch(place)
    while not getattr(watch, moment):
        assert process.poll() is None, f"the run ended before {moment}"
        time.sleep(0.001)
        watch.look()


def _kill(pid: int, killed: set[int]) -> bool:
    if pid == os.getpid() or pid in killed or processes.identity_of(pid) is None:
        return False
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
        killed.add(pid)
        return True
    return False
