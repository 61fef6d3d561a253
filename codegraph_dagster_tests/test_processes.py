import os
import signal
import subprocess
import sys
from pathlib import Path

from codegraph_dagster import processes
from codegraph_dagster_tests.processes import dead_process, wait_until


def test_the_identity_of_a_process_lasts_as_long_as_the_process():
    own = processes.own_identity()
    assert own == processes.own_identity() == processes.identity_of(os.getpid())
    assert processes.is_alive(own)
    assert not processes.is_alive(dead_process())
    assert not processes.is_alive(f"{os.getpid()}-1")  # an earlier process with this id
    assert not any(processes.is_alive(text) for text in ("", "-", "x-1", f"{os.getpid()}"))


def test_a_process_that_nobody_has_waited_for_is_dead():
    with subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        identity = processes.identity_of(process.pid)
        assert identity is not None
        assert processes.is_alive(identity)
        os.kill(process.pid, signal.SIGKILL)
        wait_until(lambda: not processes.is_alive(identity))


def test_a_process_ends_when_the_other_end_of_its_pipe_does(tmp_path: Path):
    script = (
        "import sys, time\n"
        "from codegraph_dagster.processes import end_with\n"
        "end_with(0)\n"
        "print('ready', flush=True)\n"
        "while True: pass\n"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.stdin.close()
        assert process.wait(60) == -signal.SIGKILL
