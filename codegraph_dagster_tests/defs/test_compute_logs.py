"""What steps print is kept, is seen on the terminal, and keeps no process alive."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from codegraph_dagster.defs.compute_logs import PipedComputeLogManager
from codegraph_dagster_tests.processes import children, wait_until

PROGRAM = """
import os, sys
from codegraph_dagster.defs.compute_logs import PipedComputeLogManager
manager = PipedComputeLogManager.from_config_value(None, {"base_dir": sys.argv[1]})
print("before", flush=True)
with manager.capture_logs(["run", "compute_logs", "step"]):
    print("printed", flush=True)
    os.system("echo by a program; echo complaint >&2")
    if len(sys.argv) > 2:
        print("waits", flush=True)
        input()
print("after")
"""


def start(*arguments: str) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments], stdin=pipe, stdout=pipe, stderr=pipe, text=True
    )


def test_what_is_printed_is_kept_and_shown(tmp_path: Path):
    with start(str(tmp_path)) as process:
        shown, complaints = process.communicate(timeout=60)
    assert process.returncode == 0
    assert shown.splitlines() == ["before", "printed", "by a program", "after"]
    assert complaints == "complaint\n"
    folder = tmp_path / "run" / "compute_logs"
    assert (folder / "step.out").read_text() == "printed\nby a program\n"
    assert (folder / "step.err").read_text() == "complaint\n"
    assert (folder / "step.complete").exists()


@pytest.mark.skipif(not Path("/proc").exists(), reason="sees by /proc which processes there are")
def test_a_step_that_is_killed_leaves_no_process_behind(tmp_path: Path):
    with start(str(tmp_path), "wait") as process:
        assert process.stdout is not None
        while process.stdout.readline() != "waits\n":
            assert process.poll() is None
        copiers = children(process.pid)
        assert copiers
        process.send_signal(signal.SIGKILL)
        process.wait()
        wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in copiers))
    folder = tmp_path / "run" / "compute_logs"
    assert "waits\n" in (folder / "step.out").read_text()
    assert not (folder / "step.complete").exists()


def test_the_folder_is_by_default_below_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    manager = PipedComputeLogManager.from_config_value(None, {})
    assert Path(manager.get_captured_local_path(["a"], "out")) == tmp_path / "storage" / "a.out"
