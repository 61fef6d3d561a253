"""What stage `ir` reads again, and what it takes over."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from codegraph_dagster.ir import fingerprints
from codegraph_dagster.ir.build import build_ir
from codegraph_dagster.ir.fingerprints import fingerprint
from codegraph_dagster.paths import DataLayout
from codegraph_dagster.settings import RepositorySettings
from codegraph_dagster.stages.report import StageReport
from codegraph_dagster.store.working import WorkingStore
from codegraph_dagster_tests.repositories import write_repository


class Intake:
    def __init__(self, folder: Path) -> None:
        self.root = write_repository(folder / "source", modules=5)
        self.store = WorkingStore(DataLayout(folder / "data"), "small")
        self.settings = RepositorySettings("small", self.root, parallel_workers=1)

    def run(self, **options) -> tuple[StageReport, str]:
        """The report, and how many files were read anew ('' when nothing was done)."""
        lines: list[str] = []
        report = build_ir(self.store, self.settings, log=lines.append, **options)
        return report, lines[-1].rpartition(", ")[2] if lines else ""


@pytest.fixture
def intake(tmp_path: Path) -> Intake:
    made = Intake(tmp_path)
    assert made.run()[1] == "6 of 6 files read anew"
    return made


def test_only_what_changed_is_read_anew(intake: Intake):
    file = intake.root / "package" / "m2.py"
    old = file.read_text()
    before, _ = intake.run()
    assert before.status == "cached"
    file.write_text(old + "\nx = 1\n")
    changed, read = intake.run()
    assert (changed.status, read) == ("computed", "1 of 6 files read anew")
    assert changed.generation != before.generation
    os.utime(file)
    assert intake.run()[0].status == "cached"
    (intake.root / "package" / "a.py").write_text("x = 1\n")
    assert intake.run()[1] == "1 of 7 files read anew"
    (intake.root / "package" / "a.py").unlink()
    file.write_text(old)
    back, read = intake.run()
    assert (back.generation, back.data_version, read) == (
        before.generation,
        before.data_version,
        "1 of 6 files read anew",
    )


def test_other_code_and_a_full_run_read_everything(intake: Intake, monkeypatch):
    assert intake.run(full=True)[1] == "6 of 6 files read anew"
    assert intake.run()[0].status == "cached"
    monkeypatch.setattr("codegraph_dagster.ir.build.extractor_version", lambda: "another")
    report, read = intake.run()
    assert (report.status, read) == ("computed", "6 of 6 files read anew")


def test_another_package_name_is_in_every_symbol(intake: Intake):
    (intake.root / "pyproject.toml").write_text('[project]\nname = "other"\nversion = "2"\n')
    assert intake.run()[1] == "6 of 6 files read anew"


def test_a_damaged_database_is_built_anew(intake: Intake):
    content = intake.store.path.read_bytes()
    intake.store.path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    assert intake.run()[1] == "6 of 6 files read anew"


def test_a_worker_that_failed_is_tried_again(intake: Intake, monkeypatch):
    file = intake.root / "package" / "m2.py"
    file.write_text("x = 1\n")
    with monkeypatch.context() as patched:
        patched.setattr("codegraph_dagster.ir.worker.extract", _fail)
        report, _ = intake.run()
    assert report.errors == 1
    report, read = intake.run()
    assert (report.errors, read) == (0, "1 of 6 files read anew")
    assert intake.run()[0].status == "cached"


def _fail(*_: object) -> None:
    raise MemoryError


def test_a_file_that_was_just_touched_is_never_trusted(tmp_path: Path, monkeypatch):
    file = tmp_path / "a.py"
    file.write_text("a")
    first = fingerprint(tmp_path, "a.py", 100)
    assert fingerprint(tmp_path, "a.py", 100, first) is not first
    # As if it had been looked at later; the change time cannot be set.
    monkeypatch.setattr(time, "time_ns", lambda: os.stat(file).st_ctime_ns + 3_000_000_000)  # noqa: PTH116
    settled = fingerprint(tmp_path, "a.py", 100, first)
    assert fingerprint(tmp_path, "a.py", 100, settled) is settled
    status = file.stat()
    file.write_text("b")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert fingerprint(tmp_path, "a.py", 100, settled).content_hash == fingerprints.content_hash(b"b")
