"""Processes by a name that no later process gets again, and processes that do not outlive another one."""

from __future__ import annotations

import os
import re
import signal
import threading
from functools import cache
from multiprocessing.connection import wait
from pathlib import Path

IDENTITY_PATTERN = r"\d+-\d+"
"""What an identity looks like: as a part of a file's name it tells who made the file."""

_PROC = Path("/proc")
_STATE, _START_TIME = 0, 19  # fields of /proc/PID/stat after the program's name


def own_identity() -> str:
    """This process: its id, which the system gives to other processes later, and the time of its start."""
    return _identity(os.getpid())


@cache  # by process id: a forked process must not take its parent's
def _identity(pid: int) -> str:
    return identity_of(pid) or f"{pid}-0"


def identity_of(pid: int) -> str | None:
    """The identity of a process that is running, None when there is none with this id."""
    fields = _fields(pid)
    if fields is not None:
        return None if fields[_STATE] == "Z" else f"{pid}-{fields[_START_TIME]}"
    if _PROC.joinpath("self").exists():
        return None
    try:  # a system without /proc: the id alone must do
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        pass
    return f"{pid}-0"


def is_alive(identity: str) -> bool:
    """Whether the process of this identity is running."""
    return re.fullmatch(IDENTITY_PATTERN, identity) is not None and identity == identity_of(
        int(identity.partition("-")[0])
    )


def end_with(sentinel: int) -> None:
    """Kill this process as soon as a descriptor has something to read, as the one that tells of a process's end.

    The kernel does the same for a parent (PR_SET_PDEATHSIG), but the parent of a step may be a fork server. What is
    killed leaves nothing half-done: every write is a transaction or the replacement of a file.
    """

    def watch() -> None:
        wait([sentinel])
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, name="end with the run", daemon=True).start()


def _fields(pid: int) -> list[str] | None:
    try:
        text = (_PROC / str(pid) / "stat").read_text(errors="replace")
    except OSError:
        return None
    return text.rpartition(")")[2].split()
