"""The sensor, the automation conditions and staleness, by Dagster's own evaluation of them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from dagster._core.definitions.data_version import CachingStaleStatusResolver, StaleStatus
from dagster._core.loader import LoadingContextForTest

from codegraph_dagster.definitions import build_definitions
from codegraph_dagster.settings import RepositorySettings
from codegraph_dagster_tests.repositories import write_repository

ASSETS = ("ir", "chunks", "cross_file", "occurrences", "symbols", "references", "published_index")


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@localhost"]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, env=environment)


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "x", "--allow-empty")


@pytest.fixture
def registry(tmp_path: Path) -> dict[str, RepositorySettings]:
    tracked = write_repository(tmp_path / "tracked", modules=2)
    git(tracked, "init", "-q")
    commit(tracked)
    plain = write_repository(tmp_path / "plain", modules=2)
    return {
        "tracked": RepositorySettings("tracked", tracked, parallel_workers=1),
        "plain": RepositorySettings("plain", plain, parallel_workers=1),
    }


def test_the_sensor_requests_a_run_for_each_repository_that_changed(registry):
    repository = build_definitions(registry).get_repository_def()
    sensor = repository.get_sensor_def("index_changed")
    keys: list[str] = []

    def tick(cursor: str | None) -> tuple[list[str], str]:
        with dg.DagsterInstance.ephemeral() as instance:
            context = dg.build_sensor_context(instance=instance, repository_def=repository, cursor=cursor)
            data = sensor.evaluate_tick(context)
        requests = data.run_requests or []
        keys.extend(request.run_key for request in requests)
        return [request.partition_key for request in requests], data.cursor

    asked, cursor = tick(None)
    assert asked == ["tracked", "plain"]
    assert tick(cursor) == ([], cursor)
    (registry["tracked"].path / "package" / "m0.py").write_text("x = 1\n")
    assert tick(cursor) == ([], cursor)  # not committed yet
    commit(registry["tracked"].path)
    asked, cursor = tick(cursor)
    assert asked == ["tracked"]
    (registry["plain"].path / "package" / "m0.py").write_text("x = 1\n")
    asked, cursor = tick(cursor)
    assert asked == ["plain"]
    assert tick(cursor) == ([], cursor)
    assert len(set(keys)) == len(keys) == 4


def test_what_is_stale_and_what_is_requested(registry, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("CODEGRAPH_DATA_DIR", str(tmp_path / "data"))
    defs = build_definitions({"plain": registry["plain"]})
    changed = registry["plain"].path / "package" / "m0.py"

    with dg.DagsterInstance.ephemeral() as instance:
        cursor = None

        def run(job: str) -> None:
            key = None if job == "observe_sources" else "plain"
            assert defs.resolve_job_def(job).execute_in_process(instance=instance, partition_key=key).success

        def stale() -> set[str]:
            graph = defs.resolve_asset_graph()
            resolver = CachingStaleStatusResolver(instance, graph, LoadingContextForTest(instance))
            statuses = {name: resolver.get_status(dg.AssetKey(name), "plain") for name in ASSETS}
            return {name for name, status in statuses.items() if status != StaleStatus.FRESH}

        def requested() -> set[str]:
            nonlocal cursor
            result = dg.evaluate_automation_conditions(defs=defs, instance=instance, cursor=cursor)
            cursor = result.cursor
            return {name for name in ASSETS if result.get_requested_partitions(dg.AssetKey(name))}

        assert stale() == set(ASSETS)
        run("index_repository")
        requested()
        assert stale() == set()
        run("observe_sources")
        assert stale() == set()
        assert requested() == set()

        changed.write_text(changed.read_text() + "\nx = 1\n")
        run("observe_sources")
        assert stale() == {"ir"}
        assert requested() == {"ir"}
        run("index_repository")
        assert stale() == set()

        # Changed and indexed without anybody looking before: the run itself has seen it.
        changed.write_text(changed.read_text() + "\ny = 1\n")
        run("index_repository")
        run("observe_sources")
        assert stale() == set()


def test_a_published_database_is_compared_with_a_clean_build_on_demand(registry, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("CODEGRAPH_DATA_DIR", str(tmp_path / "data"))
    defs = build_definitions({"plain": registry["plain"]})
    folder = registry["plain"].path / "package"

    def run(job: str) -> list[dg.AssetCheckEvaluation]:
        with dg.DagsterInstance.ephemeral() as instance:
            tags = {"dagster/partition": "plain"}
            result = defs.resolve_job_def(job).execute_in_process(instance=instance, tags=tags)
            return result.get_asset_check_evaluations()

    assert "equals_clean_build" not in {check.check_name for check in run("index_repository")}
    (folder / "m0.py").write_text("class Thing: pass\n")
    (folder / "a.py").write_text("from package.m0 import Thing\n")
    run("index_repository")
    (check,) = run("verify_repository")
    assert (check.check_name, check.passed) == ("equals_clean_build", True)
    with duckdb.connect(str(tmp_path / "data" / "index" / "plain.duckdb")) as connection:
        connection.execute("UPDATE symbols SET documentation = 'stale' WHERE display_name = 'Thing'")
    (check,) = run("verify_repository")
    assert not check.passed
    assert set(check.metadata) == {"main.symbols"}
    (folder / "a.py").unlink()
    (check,) = run("verify_repository")
    assert not check.passed
    assert "has changed since it was indexed" in (check.description or "")
