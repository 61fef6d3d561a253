"""SIGKILL of everything that takes part in a run: the published database stays, and the next run is as a clean one."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from dagster._core.instance.ref import InstanceRef

from codegraph_dagster.store.working import current_generation
from codegraph_dagster_tests.faults.killing import kill_at, wait_for
from codegraph_dagster_tests.faults.runs import Workplace, contents, finish, same_file
from codegraph_dagster_tests.processes import belonging_to, children, descendants, wait_until

pytestmark = pytest.mark.skipif(not Path("/proc/locks").exists(), reason="sees by /proc what processes do")
MORE = (pytest.mark.slow, pytest.mark.skipif("not config.getoption('-m')", reason="takes minutes: pytest -m slow"))


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """A repository that has been indexed; the tests change it, and leave it indexed."""
    place = Workplace.create(tmp_path_factory.mktemp("killed"))
    assert place.index().code == 0
    return place


def expect_next_run_is_clean(place: Workplace, folder: Path) -> None:
    ended = place.index()
    assert (ended.code, ended.errors) == (0, "")
    expect_clean(place, folder)


def expect_clean(place: Workplace, folder: Path) -> None:
    assert contents(place.published) == contents(place.build_clean(folder / "clean"))
    assert place.left_over() == []
    reference = InstanceRef.from_dir(str(place.layout.dagster_home))
    with dg.DagsterInstance.from_ref(reference) as instance:
        assert all(run.is_finished for run in instance.get_runs())


def expect_both_databases_open(place: Workplace) -> None:
    with duckdb.connect(str(place.published), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM resolved_occurrences").fetchall() != [(0,)]
    with place.store.connect() as connection, place.store.reading(connection):
        assert current_generation(connection)


@pytest.mark.parametrize(
    "moments",
    [
        ("creating", "parsing", "writing", "recording"),
        pytest.param(("staging", "reading", "publishing"), marks=MORE),
        pytest.param(("replacing", "computing"), marks=MORE),
    ],
    ids="-".join,
)
def test_a_step_or_a_worker_that_is_killed_is_tried_once_more(
    indexed: Workplace, tmp_path: Path, moments: tuple[str, ...]
):
    indexed.change()
    with indexed.running() as process:
        assert kill_at(process, indexed, *moments) == list(moments)
        ended = finish(process)
    assert (ended.code, ended.errors) == (0, "")
    expect_clean(indexed, tmp_path)


@pytest.mark.parametrize(
    ("moment", "stage"), [("publishing", "published_index"), pytest.param("staging", "ir", marks=MORE)]
)
def test_a_step_that_is_killed_twice_ends_the_run(indexed: Workplace, tmp_path: Path, moment: str, stage: str):
    indexed.change()
    before = same_file(indexed.published)
    with indexed.running() as process:
        assert kill_at(process, indexed, moment, moment) == [moment, moment]
        ended = finish(process)
    assert ended.code == 1
    assert ended.errors.startswith(f"codegraph: {stage}: its process was killed, twice; what is published is not")
    assert ended.errors.count("\n") == 1
    assert "Traceback" not in ended.errors
    assert same_file(indexed.published) == before
    assert indexed.left_over() == []
    expect_both_databases_open(indexed)
    expect_next_run_is_clean(indexed, tmp_path)


def kill_run(process: subprocess.Popen[str]) -> None:
    (run,) = children(process.pid)
    os.kill(run, signal.SIGKILL)


def kill_command(process: subprocess.Popen[str]) -> None:
    os.kill(process.pid, signal.SIGKILL)


def kill_all(process: subprocess.Popen[str]) -> None:
    for pid in [process.pid, *descendants(process.pid)]:
        os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize(
    "deaths",
    [
        (("parsing", kill_run), ("computing", kill_command), ("publishing", kill_all)),
        pytest.param((("staging", kill_all), ("reading", kill_run), ("publishing", kill_command)), marks=MORE),
        pytest.param((("creating", kill_run), ("writing", kill_run), ("recording", kill_run)), marks=MORE),
        pytest.param((("replacing", kill_command), ("writing", kill_all)), marks=MORE),
    ],
    ids=lambda deaths: "-".join(moment for moment, _ in deaths),
)
def test_nothing_outlives_its_run(
    indexed: Workplace,
    tmp_path: Path,
    deaths: tuple[tuple[str, Callable[[subprocess.Popen[str]], None]], ...],
):
    indexed.change()
    before = same_file(indexed.published)
    for moment, kill in deaths:
        with indexed.running() as process:
            wait_for(process, indexed, moment)
            kill(process)
            ended = finish(process)
            assert ended.code != 0
        wait_until(lambda: not belonging_to(indexed.data))
        if kill is kill_run:
            assert ended.errors.startswith("codegraph: example: the run was killed (SIGKILL); what is published is not")
        assert same_file(indexed.published) == before
        expect_both_databases_open(indexed)
    expect_next_run_is_clean(indexed, tmp_path)
