"""Extraction over the pool: workers that are killed, files that take too long, with real code."""

from __future__ import annotations

import email
import os
import signal
import threading
import time
from pathlib import Path

import pytest

from codegraph_dagster.ir import run
from codegraph_dagster.ir.extract import SCHEMAS
from codegraph_dagster.ir.progress import Progress
from codegraph_dagster.ir.staging import open_table
from codegraph_dagster.ir.tasks import BatchOutcome, FileTask

SOURCE = Path(email.__file__).resolve().parent


def extract(folder: Path, workers: int) -> BatchOutcome:
    names = sorted(path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py"))
    tasks = [
        (FileTask(number, name, name, name[:-3].replace("/", "."), f"x {name}/", False), (SOURCE / name).stat().st_size)
        for number, name in enumerate(names)
    ]
    return run.extract_files({"python": tasks}, SOURCE, folder, 10_000_000, workers, Progress(lambda _: None))


def rows(folder: Path) -> dict[str, list[str]]:
    return {name: sorted(map(str, staged(folder, name))) for name in SCHEMAS}


def staged(folder: Path, name: str) -> list[dict[str, object]]:
    reader = open_table(folder, name)
    return [] if reader is None else reader.read_all().to_pylist()


def children() -> list[int]:
    task = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    return [int(pid) for pid in task.read_text().split()]


@pytest.fixture(scope="module")
def clean(tmp_path_factory) -> dict[str, list[str]]:
    folder = tmp_path_factory.mktemp("clean")
    outcome = extract(folder, workers=1)
    assert all(file.status == "indexed" for file in outcome.files)
    return rows(folder)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
def test_a_killed_worker_changes_nothing(tmp_path, clean):
    before = set(children())
    killed: list[int] = []

    def kill_the_first_worker() -> None:
        end = time.monotonic() + 10
        while not killed and time.monotonic() < end:
            for pid in set(children()) - before:
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
                return

    thread = threading.Thread(target=kill_the_first_worker)
    thread.start()
    outcome = extract(tmp_path, workers=2)
    thread.join()
    assert killed
    assert outcome.diagnostics == []
    assert rows(tmp_path) == clean


def test_files_that_take_too_long_are_left_out_with_the_reason(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "_SECONDS_PER_BATCH", 0.0)
    monkeypatch.setattr(run, "_SECONDS_PER_MEGABYTE", 0.0)
    outcome = extract(tmp_path, workers=2)
    assert {finding.code for finding in outcome.diagnostics} <= {"too_slow"}
    slow = [file.file_no for file in outcome.files if file.status == "skipped"]
    assert len(slow) == len(outcome.diagnostics) > 0
    left = {row["file_no"] for row in staged(tmp_path, "sources")}
    assert left.isdisjoint(slow)
