"""Dagster's storage with connections that are kept: the same files, and nothing shared between processes."""

from __future__ import annotations

import multiprocessing
import os
import threading
from pathlib import Path

import dagster as dg
import pytest
import yaml
from dagster._core.events.log import EventLogEntry
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage

from codegraph_dagster.defs.event_log import KeptEventLogStorage, KeptSqliteStorage


@dg.asset
def something() -> None:
    """Nothing."""


def instance_in(home: Path, *, kept: bool) -> dg.DagsterInstance:
    home.mkdir(exist_ok=True)
    settings: dict[str, object] = {"telemetry": {"enabled": False}}
    if kept:
        settings["storage"] = {
            "custom": {
                "module": KeptSqliteStorage.__module__,
                "class": KeptSqliteStorage.__name__,
                "config": {"base_dir": str(home)},
            }
        }
    (home / "dagster.yaml").write_text(yaml.safe_dump(settings))
    return dg.DagsterInstance.from_config(str(home))


def materializations(instance: dg.DagsterInstance) -> int:
    return len(instance.fetch_materializations(dg.AssetKey("something"), limit=10).records)


def open_files(folder: Path) -> list[str]:
    names = [str(entry.readlink()) for entry in Path("/proc/self/fd").iterdir() if entry.is_symlink()]
    return [name for name in names if name.startswith(str(folder))]


def test_either_storage_goes_on_from_the_other(tmp_path: Path):
    for number, kept in enumerate((False, True, False, True), start=1):
        with instance_in(tmp_path / "home", kept=kept) as instance:
            is_kept = isinstance(instance.event_log_storage, KeptEventLogStorage)
            assert is_kept == kept, type(instance.event_log_storage)
            result = dg.materialize([something], instance=instance)
            assert result.success
            assert materializations(instance) == number
            events = [event.dagster_event_type for event in instance.all_logs(result.run_id)]
            assert events[-1] == dg.DagsterEventType.RUN_SUCCESS


def test_dagster_home_is_where_it_is_by_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    storage = KeptSqliteStorage.from_config_value(None, {})
    assert storage.base_dir == str(tmp_path)
    assert (tmp_path / "history" / "runs" / "index.db").is_file()


def test_few_connections_are_kept_and_none_is_left(tmp_path: Path):
    with instance_in(tmp_path / "home", kept=True) as instance:
        for _ in range(6):
            dg.materialize([something], instance=instance)
        databases = {name for name in open_files(tmp_path) if name.endswith(".db")}
        assert 1 <= len(databases) <= 5  # of the runs, the index, and the list of runs
    assert [name for name in open_files(tmp_path) if "/runs/" in name] == []


def _has_no_database(folder: Path) -> bool:
    return not [name for name in open_files(folder) if "/runs/" in name]


def _exit_with(folder: Path) -> None:
    os._exit(0 if _has_no_database(folder) else 1)


def test_a_fork_has_none_of_the_connections(tmp_path: Path):
    with instance_in(tmp_path / "home", kept=True) as instance:
        dg.materialize([something], instance=instance)
        assert not _has_no_database(tmp_path)
        process = multiprocessing.get_context("fork").Process(target=_exit_with, args=(tmp_path,))
        process.start()
        process.join(60)
        assert process.exitcode == 0
        assert materializations(instance) == 1  # it is opened again


def test_who_watches_a_run_is_told_of_each_event_at_once(tmp_path: Path):
    with instance_in(tmp_path / "home", kept=True) as writer, instance_in(tmp_path / "home", kept=True) as reader:
        job = dg.Definitions(assets=[something]).resolve_implicit_global_asset_job_def()
        run = writer.create_run_for_job(job)
        seen: list[str] = []
        told = threading.Event()

        def see(entry: EventLogEntry, _cursor: str) -> None:
            seen.append(entry.message)
            told.set()

        writer.report_engine_event("first", run)
        reader.watch_event_logs(run.run_id, None, see)
        for message in ("second", "third"):
            told.clear()
            writer.report_engine_event(message, run)
            assert told.wait(20)
        assert "third" in seen[-1]


def test_a_deleted_run_is_no_problem(tmp_path: Path):
    with instance_in(tmp_path / "home", kept=True) as instance:
        run = dg.materialize([something], instance=instance).run_id
        instance.delete_run(run)
        assert dg.materialize([something], instance=instance).success
        assert isinstance(instance.event_log_storage, SqliteEventLogStorage)
