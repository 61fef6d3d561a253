"""What a worker process is asked to do, and what it answers: small, because both cross processes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from codegraph_dagster.ir.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class FileTask:
    """One file to extract. `disk_path` opens it, `path` is what the index calls it."""

    file_no: int
    path: str
    disk_path: str
    module: str
    symbol_prefix: str
    is_test: bool


@dataclass(frozen=True, slots=True)
class BatchTask:
    """Files of one language, to extract together; the rows go to `folder`, see ir/staging.py."""

    number: int
    language: str
    root: Path
    folder: Path
    max_bytes: int
    files: tuple[FileTask, ...]


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of a file: `indexed`, `partial` or `skipped`."""

    file_no: int
    status: str
    size_bytes: int
    lines: int
    content_hash: str | None


@dataclass(slots=True)
class BatchOutcome:
    """What became of a batch; small, because it crosses processes.

    `not_written`: why its rows could not be staged, which is no fault of its files.
    """

    files: list[FileOutcome] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    not_written: str | None = None
