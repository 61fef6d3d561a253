"""One run at a time works on a repository, with runs of processes that live, have ended, or are killed."""

import threading
from pathlib import Path

from codegraph_dagster import processes
from codegraph_dagster.store.ownership import Run, claim
from codegraph_dagster_tests.processes import dead_process, wait_until

LIVING = processes.identity_of(1) or ""  # the first process of the system outlives the test
OWN = processes.own_identity()


def take(path: Path, run: Run, over: tuple[str, ...] = ()) -> tuple[Run | None, list[Run]]:
    """Claim, while the runs `over` have ended; returns what the call gives and whom it waited for."""
    waited: list[Run] = []
    return claim(path, run, is_over=lambda run_id: run_id in over, waiting=waited.append), waited


def test_a_run_is_free_to_go_on_and_others_follow_when_it_is_past(tmp_path: Path):
    path = tmp_path / "work" / "example.run"
    first = Run("first", LIVING)
    assert take(path, first) == (None, [])
    assert take(path, first) == (None, [])
    assert take(path, Run("second", OWN), over=("first",)) == (None, [])
    assert take(path, Run("third", OWN)) == (None, [])  # of the same process, which has gone on


def test_a_run_whose_process_is_gone_is_told_of(tmp_path: Path):
    path = tmp_path / "example.run"
    dead = Run("dead", dead_process())
    assert take(path, dead) == (None, [])
    assert take(path, Run("next", OWN)) == (dead, [])
    path.write_text('{"run_id": ')  # cut off
    assert take(path, Run("another", LIVING)) == (None, [])


def test_a_run_waits_for_the_one_that_is_at_work(tmp_path: Path):
    path = tmp_path / "example.run"
    first = Run("first", LIVING)
    take(path, first)
    ended: list[str] = []
    waited: list[Run] = []
    done: list[Run | None] = []

    def second() -> None:
        done.append(claim(path, Run("second", OWN), is_over=ended.__contains__, waiting=waited.append))

    thread = threading.Thread(target=second)
    thread.start()
    wait_until(lambda: waited)
    assert done == []
    ended.append("first")
    thread.join(60)
    assert (done, waited) == ([None], [first])
    assert take(path, Run("first", LIVING), over=("second",)) == (None, [])
