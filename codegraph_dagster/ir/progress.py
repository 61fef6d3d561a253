"""Progress of a long extraction as log lines, throttled by time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

INTERVAL_SECONDS: Final = 5.0


class Progress:
    """Says every few seconds how much is done and how long the rest will take, by bytes."""

    def __init__(self, log: Callable[[str], None], interval: float = INTERVAL_SECONDS) -> None:
        self._log, self._interval = log, interval
        self._start = self._last = time.perf_counter()
        self._total_bytes = self._total_files = 0
        self._bytes = self._files = 0

    def start(self, files: int, size: int) -> None:
        """Say how much there is to do: a number of files with `size` bytes."""
        self._total_files, self._total_bytes = files, size

    def advance(self, files: int, size: int) -> None:
        """Count what has been done since the last call; logs when it is time."""
        self._files += files
        self._bytes += size
        now = time.perf_counter()
        if now - self._last < self._interval or not self._bytes:
            return
        self._last = now
        elapsed = now - self._start
        left = elapsed * (self._total_bytes - self._bytes) / self._bytes
        self._log(
            f"ir: {self._files:,} of {self._total_files:,} files, "
            f"{self._bytes / 1e6:.1f} of {self._total_bytes / 1e6:.1f} MB, "
            f"{self._bytes / 1e6 / elapsed:.1f} MB/s, about {left:.0f} s left"
        )
