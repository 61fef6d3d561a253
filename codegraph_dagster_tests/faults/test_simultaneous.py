"""Runs that meet: of one repository, of several, the first ones of all, and readers of what they publish."""

from __future__ import annotations

import multiprocessing
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import duckdb

from codegraph_dagster.store.publish import publish
from codegraph_dagster_tests.defs.commands import MODULE
from codegraph_dagster_tests.defs.commands import Workplace as DagsterWorkplace
from codegraph_dagster_tests.faults.reading import keep_reading, read_again_and_again
from codegraph_dagster_tests.faults.runs import CODEGRAPH, NAME, Workplace, finish
from codegraph_dagster_tests.processes import wait_until
from codegraph_dagster_tests.repositories import write_repository
from codegraph_dagster_tests.store.example import example_store

SPAWN = multiprocessing.get_context("spawn")


def test_the_first_runs_of_four_repositories_at_once_on_an_empty_home(tmp_path: Path):
    def index(number: int) -> subprocess.CompletedProcess[str]:
        source = write_repository(tmp_path / f"source{number}", 2 + number)
        command = [CODEGRAPH, "index", source, "--name", f"r{number}", "--data", tmp_path / "data", "--sequential"]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)

    with ThreadPoolExecutor(4) as threads:
        ended = list(threads.map(index, range(4)))
    assert [run.returncode for run in ended] == [0] * 4, [run.stderr for run in ended]
    for number in range(4):
        with duckdb.connect(str(tmp_path / "data" / "index" / f"r{number}.duckdb"), read_only=True) as connection:
            assert connection.execute("SELECT count(*) FROM files").fetchall() == [(3 + number,)]


def test_two_runs_of_one_name_take_turns(tmp_path: Path):
    """With different sources and settings, so that a mixture would show."""
    place, other = Workplace.create(tmp_path / "one", modules=20), Workplace.create(tmp_path / "two", modules=7)
    commands = [
        [CODEGRAPH, "index", folder, "--name", NAME, "--data", place.data, *options]
        for folder, options in ((place.source, []), (other.source, ["--exclude", "m5.py"]))
    ]
    with ExitStack() as stack:
        processes = [
            stack.enter_context(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True))
            for command in commands
        ]
        ended = [finish(process) for process in processes]
    assert [run.code for run in ended] == [0, 0], ended
    waited = [f"{NAME}: waits for run " in run.errors for run in ended]
    assert sorted(waited) == [False, True], ended
    last = (place, other)[waited.index(True)]
    with duckdb.connect(str(place.published), read_only=True) as connection:
        files = {path for (path,) in connection.execute("SELECT path FROM files").fetchall()}
        runs = connection.execute("SELECT count(DISTINCT run_id) FROM stage_runs").fetchall()
    expected = {str(path.relative_to(last.source)) for path in last.source.rglob("*.py")}
    assert files == expected - ({"package/m5.py"} if last is other else set())
    assert runs == [(1,)]
    assert place.left_over() == []


def test_a_command_of_dagster_waits_for_codegraph_index(tmp_path: Path):
    source = write_repository(tmp_path / "source", 20, 3)
    dagster = DagsterWorkplace(tmp_path / "home", f"repositories: [{{name: {NAME}, path: {source}}}]\n")
    data = dagster.folder / "data"
    command = [CODEGRAPH, "index", source, "--name", NAME, "--data", data, "--quiet"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        wait_until(lambda: (data / "work" / f"{NAME}.run").exists() or process.poll() is not None)
        done = dagster.run("job", "execute", "-m", MODULE, "-j", "index_repository")
        assert finish(process).code == 0
    assert done.returncode == 0, done.stdout
    with duckdb.connect(str(data / "index" / f"{NAME}.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(DISTINCT run_id) FROM stage_runs").fetchall() == [(1,)]


def test_eight_readers_through_fifty_publishes(tmp_path: Path):
    store = example_store(tmp_path, generation="g0")
    path = publish(store, log=quiet).path
    stop, answers, ready = SPAWN.Event(), SPAWN.Queue(), SPAWN.Semaphore(0)
    readers = [
        SPAWN.Process(target=target, args=(path, stop, answers, ready))
        for target in [keep_reading, *[read_again_and_again] * 7]
    ]
    for process in readers:
        process.start()
    for _ in readers:
        assert ready.acquire(timeout=120)
    for number in range(1, 51):
        with store.connect() as connection, store.writing(connection):
            for table in ("repository", "stage_runs"):
                connection.execute(f"UPDATE work.main.{table} SET generation = 'g{number}'")
        assert publish(store, log=quiet).refusal is None
    stop.set()
    results = [answers.get(timeout=120) for _ in readers]
    for process in readers:
        process.join(60)
    assert [error for result in results for error in result["errors"]] == []
    assert all(result["queries"] >= 2 for result in results)
    assert max(result["states"] for result in results) > 5
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def quiet(line: str) -> None:
    pass
