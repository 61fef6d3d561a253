"""`codegraph index` on a terminal and off it; what it does with folders and the registry is in test_api.py."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path

from codegraph_dagster.cli.progress import shortened
from codegraph_dagster_tests.cli.conftest import Run
from codegraph_dagster_tests.repositories import write_repository

PROGRAM = str(Path(sys.executable).with_name("codegraph"))
STAGES = ["ir", "chunks", "cross_file", "occurrences", "symbols", "references", "published_index"]


def test_a_live_line_for_each_stage_on_a_terminal(tmp_path: Path):
    repository = write_repository(tmp_path / "example", modules=2)
    command = [
        PROGRAM,
        "index",
        str(repository),
        "--data",
        str(tmp_path / "data"),
        "--sequential",
        "--workers",
        "1",
        "--json",
    ]
    master, slave = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100", "LINES": "40"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=slave, env=environment, text=True) as process:
        os.close(slave)
        shown = b""
        while True:
            try:
                part = os.read(master, 65536)
            except OSError:  # the terminal's other end is closed
                break
            if not part:
                break
            shown += part
        assert process.stdout is not None
        result = json.loads(process.stdout.read())
    os.close(master)
    assert process.returncode == 0
    assert sorted(stage["name"] for stage in result["stages"]) == sorted(STAGES)
    # The last picture of the live lines.
    text = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", shown.decode())
    lines = [line.strip() for line in text.replace("\r", "\n").splitlines()]
    for stage in STAGES:
        assert any(re.match(rf"✓ {stage} +━+ \d:\d\d:\d\d ", line) for line in lines), stage


def test_what_a_stage_says_is_shortened():
    assert shortened("start, process 123") == ""
    assert shortened("end, process 123, 885 files in 3.62 s") == "885 files in 3.62 s"
    assert (
        shortened("end, process 1, 2 rows in 1.07 s (read 0.16 s, compute 0.59 s, write 0.32 s)") == "2 rows in 1.07 s"
    )
    assert shortened("values: 89,879 facts in 6 rounds") == "values: 89,879 facts in 6 rounds"


def test_an_interrupted_run(tmp_path: Path):
    repository = write_repository(tmp_path / "example", modules=300, repeat=8)
    command = [PROGRAM, "index", str(repository), "--data", str(tmp_path / "data"), "--workers", "1", "--sequential"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        process.stderr.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert err.splitlines()[-1] == "codegraph: interrupted"


def test_misuse(run: Run):
    assert run("index", "/", "--workers", "0").code == 2
    assert run("index", "/", "--workers", "many").code == 2
