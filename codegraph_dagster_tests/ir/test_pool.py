"""The worker pool, with processes that really raise, hang, die and are killed."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from codegraph_dagster.ir.pool import BatchFailure, PoolReport, WorkerStartError, run_batches

_prepared: list[int] = []


def prepare() -> None:
    _prepared.append(os.getpid())


def fail_to_prepare() -> None:
    raise RuntimeError("no grammar")


def die() -> None:
    os._exit(3)


def work(batch: list[str]) -> tuple[int, list[str], bool]:
    """Does what each item says; answers with the worker's id, the items, and whether it was prepared."""
    for item in batch:
        word, _, argument = item.partition(" ")
        if word == "raise":
            raise ValueError(argument)
        if word == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if word == "exit":
            os._exit(int(argument))
        if word == "hang":
            time.sleep(60)
        if word == "spin":
            while True:
                pass
        if word == "once" and not Path(argument).exists():
            Path(argument).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if word == "sleep":
            time.sleep(float(argument))
    return os.getpid(), batch, _prepared[-1:] == [os.getpid()]


class Results:
    """Collects what the pool hands over; a failed batch is cut into single items, a failed item is given up."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.pids: set[int] = set()
        self.lost: dict[str, BatchFailure] = {}

    def on_done(self, batch: list[str], result: tuple[int, list[str], bool]) -> None:
        pid, items, was_prepared = result
        assert items == batch
        assert was_prepared
        self.pids.add(pid)
        self.done += items

    def on_failed(self, batch: list[str], failure: BatchFailure) -> list[list[str]]:
        if len(batch) == 1:
            self.lost[batch[0]] = failure
            return []
        return [[item] for item in batch]

    def run(self, batches: list[list[str]], **options) -> PoolReport:
        options = {"workers": 2, "initializer": prepare} | options
        return run_batches(batches, work, on_done=self.on_done, on_failed=self.on_failed, **options)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(condition, seconds: float = 5.0) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


@pytest.mark.parametrize("start_method", ["fork", "spawn", None])
def test_every_batch_is_done_once_and_no_worker_is_left(start_method):
    results = Results()
    batches = [[f"{number}", "sleep 0.01"] for number in range(20)]
    report = results.run(batches, start_method=start_method)
    assert sorted(results.done) == sorted(item for batch in batches for item in batch)
    assert len(results.pids) <= 2  # the first may have done all before the second was ready
    assert os.getpid() not in results.pids
    assert not any(is_running(pid) for pid in results.pids)
    assert (report.workers, report.batches, report.failures, report.retries) == (2, 20, 0, 0)
    assert report.peak_rss_bytes > 1_000_000
    assert 0 < report.cpu_seconds < 10


def test_no_more_workers_than_batches():
    results = Results()
    assert results.run([["a"], ["b"]], workers=16).workers <= 2
    assert results.run([]).workers == 0


def test_a_batch_whose_worker_dies_is_tried_once_more(tmp_path):
    results = Results()
    report = results.run([["a"], [f"once {tmp_path / 'flag'}", "b"], ["c"]])
    assert sorted(results.done) == sorted(["a", f"once {tmp_path / 'flag'}", "b", "c"])
    assert (report.retries, report.failures, results.lost) == (1, 0, {})


def test_the_item_at_fault_is_found_and_the_others_are_done():
    results = Results()
    batches = [["a", "b"], ["c", "die", "d"], ["e", "raise broken", "f"], ["g", "exit 7"], ["h", "hang", "i"]]
    results.run(batches, time_limit=lambda _: 0.5)
    assert sorted(results.done) == list("abcdefghi")
    assert {item: failure.kind for item, failure in results.lost.items()} == {
        "die": "died",
        "raise broken": "raised",
        "exit 7": "died",
        "hang": "timeout",
    }
    assert "SIGKILL" in results.lost["die"].detail
    assert "exit code 7" in results.lost["exit 7"].detail
    assert results.lost["raise broken"].detail.endswith("ValueError: broken\n")


def test_a_worker_that_never_lets_go_of_the_interpreter_is_killed():
    results = Results()
    results.run([["spin"], ["a"]], time_limit=lambda _: 0.3)
    assert results.done == ["a"]
    assert results.lost["spin"].kind == "timeout"


def test_an_initializer_that_fails_is_one_clear_error():
    with pytest.raises(WorkerStartError, match="no grammar"):
        Results().run([["a"]], initializer=fail_to_prepare)


def test_workers_that_die_at_the_start_end_the_run():
    with pytest.raises(WorkerStartError, match="exit code 3"):
        Results().run([["a"]] * 10, initializer=die)


def test_what_a_callback_raises_ends_all_workers():
    def on_done(batch: object, result: object) -> None:
        raise KeyError("callback")

    before = children()
    with pytest.raises(KeyError, match="callback"):
        run_batches(
            [["a"], ["hang"], ["b"]],
            work,
            workers=2,
            on_done=on_done,
            on_failed=lambda *_: [],
            initializer=prepare,
        )
    assert children() == before


def test_works_beside_other_threads_and_holds_no_inherited_lock(tmp_path):
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        with (tmp_path / "lock").open("w") as lock:
            script = f"import fcntl; fcntl.flock(open({str(lock.name)!r}), fcntl.LOCK_EX | fcntl.LOCK_NB)"
            fcntl.flock(lock, fcntl.LOCK_EX)
            tried: list[int] = []

            def on_done(batch: object, result: object) -> None:
                lock.close()  # a copy that a worker kept would hold the lock still
                tried.append(subprocess.run([sys.executable, "-c", script], check=False).returncode)

            options = {"workers": 1, "on_failed": lambda *_: [], "initializer": prepare}
            run_batches([["sleep 0.1"]], work, on_done=on_done, **options)
        assert tried == [0]
    finally:
        stop.set()
        thread.join()


@pytest.mark.parametrize("start_method", ["fork", "spawn"])
def test_workers_die_with_a_parent_that_is_killed(tmp_path, start_method):
    script = tmp_path / "parent.py"
    script.write_text(
        "import os, time\n"
        "from pathlib import Path\n"
        "from codegraph_dagster.ir.pool import run_batches\n"
        "def work(folder):\n"
        "    Path(folder, str(os.getpid())).touch()\n"
        "    while True: pass\n"
        "if __name__ == '__main__':\n"
        f"    run_batches([{str(tmp_path / 'pids')!r}] * 2, work, workers=2, start_method={start_method!r},\n"
        "                on_done=print, on_failed=print)\n"
    )
    pids = tmp_path / "pids"
    pids.mkdir()
    parent = subprocess.Popen([sys.executable, script])
    try:
        assert wait_until(lambda: len(list(pids.iterdir())) == 2, 20)
        workers = [int(path.name) for path in pids.iterdir()]
        assert all(is_running(pid) for pid in workers)
    finally:
        parent.kill()
        parent.wait()
    assert wait_until(lambda: not any(is_running(pid) for pid in workers))


def children() -> set[str]:
    task = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    return set(task.read_text().split())
