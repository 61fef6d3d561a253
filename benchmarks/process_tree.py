"""Measures a command with all processes that it starts: seconds, processor seconds, peak memory."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

_INTERVAL_SECONDS = 0.2


@dataclass(frozen=True)
class Measurement:
    """`cpu_seconds` and `peak_bytes` are of the whole process tree, sampled; `output` is what it printed.

    Memory is counted proportionally (PSS): a page that n processes share counts 1/n in each.
    """

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    output: str


def measure(
    command: Sequence[str | Path],
    environment: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    *,
    samples: bool = True,
) -> Measurement:
    """Run a command to its end. Raises RuntimeError with its output when it fails.

    Without `samples` only the time is measured: to add up the memory of many processes takes processor time from them.
    """
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command],
        env=environment,
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    sampler = _Sampler(process.pid)
    if samples:
        sampler.start()
    output, _ = process.communicate()
    seconds = time.perf_counter() - start
    if samples:
        sampler.finish()
    if process.returncode:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}:\n{output}")
    return Measurement(seconds, sum(sampler.cpu_seconds.values()), sampler.peak_bytes, output)


class _Sampler(threading.Thread):
    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._root = psutil.Process(pid)
        self._done = threading.Event()
        self.cpu_seconds: dict[int, float] = {}
        self.peak_bytes = 0

    def run(self) -> None:
        while not self._done.wait(_INTERVAL_SECONDS):
            with suppress(psutil.NoSuchProcess):
                self._sample()

    def _sample(self) -> None:
        total = 0
        for process in [self._root, *self._root.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                times = process.cpu_times()
                self.cpu_seconds[process.pid] = times.user + times.system
                total += process.memory_full_info().pss
        self.peak_bytes = max(self.peak_bytes, total)

    def finish(self) -> None:
        self._done.set()
        self.join()
