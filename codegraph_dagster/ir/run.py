"""Run the extraction of a repository's files over a pool of worker processes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.ir.batches import plan_batches
from codegraph_dagster.ir.diagnostics import intake
from codegraph_dagster.ir.pool import BatchFailure, run_batches
from codegraph_dagster.ir.progress import Progress
from codegraph_dagster.ir.staging import forget_batch
from codegraph_dagster.ir.tasks import BatchOutcome, BatchTask, FileOutcome, FileTask
from codegraph_dagster.ir.worker import extract_batch, prepare
from codegraph_dagster.resources import limit_own_memory, memory_limit_bytes

# Extraction takes about half a second per megabyte; this is for files that make a parser go in circles.
_SECONDS_PER_BATCH: Final = 20.0
_SECONDS_PER_MEGABYTE: Final = 15.0

# All workers together keep to a share of the memory. Extraction takes about 100 bytes for each byte of a batch.
_SHARE_OF_MEMORY: Final = 0.7
_LEAST_MEMORY_BYTES: Final = 2**30

_REASONS: Final = {
    "died": ("worker_died", "the process that parsed it died"),
    "timeout": ("too_slow", "parsing it took too long"),
    "raised": ("extraction_failed", "the extraction failed"),
}


def extract_files(
    tasks: Mapping[str, Sequence[tuple[FileTask, int]]],
    root: Path,
    folder: Path,
    max_bytes: int,
    workers: int,
    progress: Progress,
) -> BatchOutcome:
    """Extract all files (by language, each with its size in bytes); their rows end up below `folder`.

    A worker is a process of its own also when there is only one: a file may bring it down, or stop it for ever. A
    batch that fails is cut into single files, so that the one at fault is found: it becomes a diagnostic, and the
    others are extracted.
    """
    sizes = {task.file_no: size for files in tasks.values() for task, size in files}
    batches = _plan(tasks, root, folder, max_bytes, workers)
    progress.start(len(sizes), sum(sizes.values()))
    whole = BatchOutcome()
    number = len(batches)

    def done(batch: BatchTask, outcome: BatchOutcome) -> None:
        if outcome.not_written is not None:
            raise CodegraphError(outcome.not_written)  # an index without these files is none
        whole.files += outcome.files
        whole.diagnostics += outcome.diagnostics
        progress.advance(len(batch.files), sum(sizes[file.file_no] for file in batch.files))

    def failed(batch: BatchTask, failure: BatchFailure) -> list[BatchTask]:
        nonlocal number
        forget_batch(folder, batch.number)  # what was written before the end
        if len(batch.files) == 1:
            done(batch, _lost(batch.files[0], sizes, failure))
            return []
        singles = [replace(batch, number=number + place, files=(file,)) for place, file in enumerate(batch.files)]
        number += len(singles)
        return singles

    def time_limit(batch: BatchTask) -> float:
        megabytes = sum(sizes[file.file_no] for file in batch.files) / 1e6
        return _SECONDS_PER_BATCH + _SECONDS_PER_MEGABYTE * megabytes

    run_batches(
        batches,
        extract_batch,
        workers=max(1, workers),
        on_done=done,
        on_failed=failed,
        initializer=partial(_prepare_worker, tuple(tasks), _memory_per_worker(workers)),
        time_limit=time_limit,
    )
    return whole


def _memory_per_worker(workers: int) -> int:
    return max(_LEAST_MEMORY_BYTES, int(memory_limit_bytes() * _SHARE_OF_MEMORY) // max(1, workers))


def _prepare_worker(languages: Sequence[str], memory_bytes: int) -> None:
    """Load the grammars, and let an allocation fail before the machine runs out of memory."""
    limit_own_memory(memory_bytes)
    prepare(languages)


def _plan(
    tasks: Mapping[str, Sequence[tuple[FileTask, int]]],
    root: Path,
    folder: Path,
    max_bytes: int,
    workers: int,
) -> list[BatchTask]:
    batches: list[BatchTask] = []
    for language, files in tasks.items():
        for places in plan_batches([size for _, size in files], workers):
            chosen = tuple(files[place][0] for place in places)
            batches.append(BatchTask(len(batches), language, root, folder, max_bytes, chosen))
    return batches


def _lost(file: FileTask, sizes: Mapping[int, int], failure: BatchFailure) -> BatchOutcome:
    code, reason = _REASONS[failure.kind]
    detail = failure.detail.strip().splitlines()[-1]
    return BatchOutcome(
        [FileOutcome(file.file_no, "skipped", sizes[file.file_no], 0, None)],
        [intake(file.path, "error", code, f"not indexed: {reason} ({detail})")],
    )
