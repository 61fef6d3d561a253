"""Processes for tests: which are alive, which belong together, and one that is dead."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from codegraph_dagster import processes


def dead_process() -> str:
    """The identity of a process that has ended."""
    with subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        identity = processes.identity_of(process.pid)
        process.kill()
    assert identity is not None
    return identity


def wait_until(condition: Callable[[], object], seconds: float = 60) -> None:
    """Wait for a condition. Raises AssertionError when it does not come true."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited {seconds} s in vain"
        time.sleep(0.002)


def children(pid: int) -> list[int]:
    """The children of a process."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):  # a thread that has just ended
            found += map(int, task.read_text().split())
    return found


def descendants(pid: int) -> list[int]:
    """All processes below a process."""
    found = children(pid)
    return found + [below for child in found for below in descendants(child)]


def belonging_to(folder: Path) -> list[int]:
    """All running processes whose environment names a data folder: the runs in it, with all their processes."""
    mark = f"CODEGRAPH_DATA_DIR={folder}\0".encode()
    found: list[int] = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                belongs = mark in (entry / "environ").read_bytes() + b"\0"
            except OSError:
                continue
            if belongs and processes.identity_of(int(entry.name)) is not None:
                found.append(int(entry.name))
    return found


def command_line(pid: int) -> str:
    """What a process was started as."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return "gone"
