"""Disks that are full or read-only: one clear error, nothing published that is not whole, and then it goes on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from codegraph_dagster_tests.faults.disk import SCENARIOS
from codegraph_dagster_tests.faults.runs import Workplace

UNSHARE = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"])]


def can_mount() -> bool:
    if shutil.which("unshare") is None:
        return False
    tried = subprocess.run([*UNSHARE, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False)
    return tried.returncode == 0


pytestmark = pytest.mark.skipif(
    not can_mount(), reason="small disks are mounted in a namespace, which is not allowed here"
)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_each_fault_is_one_line_and_passes(tmp_path: Path, scenario: str):
    place = Workplace.create(tmp_path, modules=40, repeat=3)
    command = [*UNSHARE, sys.executable, "-m", "codegraph_dagster_tests.faults.disk", tmp_path, scenario]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    failed = [line for line in result["said"] if line]
    assert result["said"][-1] == ""
    assert (result["files"], result["left_over"]) == (len(list(place.source.rglob("*.py"))), [])
    for line in failed:
        assert "\n" not in line
        assert str(place.data) in line
        if scenario == "read_only":
            assert "give this user the right to it, or choose another data folder" in line
        else:
            assert "the disk is full" in line
            assert "Free some space and index again" in line
    stages = [line.partition(":")[0] for line in failed]
    if scenario == "writing_full":  # and in one of the stages that come later, which depends on their sizes
        assert (len(stages), stages[0]) == (2, "ir")
        assert stages[1] not in ("ir", "published_index")
    else:
        assert (
            stages
            == {
                "staging_full": ["ir"],
                "publishing_full": ["published_index"],
                "read_only": ["ir", "ir", "published_index"],
            }[scenario]
        )
