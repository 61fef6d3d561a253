"""Keeps what the steps print, as Dagster's local manager of compute logs does, and leaves no process behind.

Dagster's has `tail` copy the file of each stream to the terminal, and a Python program that ends `tail` should the
step be killed: two interpreters for each step, and a `tail` that runs for ever when the step is killed between the two.
Here a stream is a pipe to `tee`, which the kernel ends with the last process that could write to it.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, TextIO, cast

import dagster as dg
from dagster._core.storage.compute_log_manager import CapturedLogContext
from dagster._core.storage.local_compute_log_manager import LocalComputeLogManager
from dagster._serdes import ConfigurableClassData

_LAST_WORDS_SECONDS: Final = 5
"""How long a process that the step leaves behind may keep the step from ending."""


class PipedComputeLogManager(LocalComputeLogManager):
    """Stores a copy of what each step prints; `base_dir` is by default the folder `storage` of Dagster's home."""

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        """The settings below `compute_logs: config:` in dagster.yaml: those of Dagster's own manager."""
        inherited = cast("dict[str, Any]", super().config_type())
        return {**inherited, "base_dir": dg.Field(dg.StringSource, is_required=False)}

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> PipedComputeLogManager:
        """Make the manager that dagster.yaml names."""
        default = Path(os.environ.get("DAGSTER_HOME", "")) / "storage"
        return cls(**{"base_dir": str(default), **config_value}, inst_data=inst_data)

    @contextmanager
    def capture_logs(self, log_key: Sequence[str]) -> Generator[CapturedLogContext, None, None]:
        """Copy both standard streams to the files of a step while the block runs."""
        out, err = (Path(self.get_captured_local_path(log_key, kind)) for kind in ("out", "err"))
        with _copied(sys.stdout, out), _copied(sys.stderr, err):
            yield CapturedLogContext(log_key)
        # By this mark Dagster knows that nothing will follow.
        Path(self.get_captured_local_path(log_key, "complete")).touch()


@contextmanager
def _copied(stream: TextIO, path: Path) -> Iterator[None]:
    """Copy what is written to a stream, by programs that are started too, to the end of a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    try:
        descriptor = stream.fileno()
    except (AttributeError, io.UnsupportedOperation):  # a test has put something else in its place
        yield
        return
    stream.flush()
    original = os.dup(descriptor)
    # -i: Ctrl-C reaches the whole group, and the step has something to say to it.
    copier = subprocess.Popen(["tee", "-i", "-a", "--", path], stdin=subprocess.PIPE, stdout=original)
    assert copier.stdin is not None
    os.dup2(copier.stdin.fileno(), descriptor)
    copier.stdin.close()
    try:
        yield
    finally:
        stream.flush()
        os.dup2(original, descriptor)
        os.close(original)
        with suppress(subprocess.TimeoutExpired):
            copier.wait(_LAST_WORDS_SECONDS)
