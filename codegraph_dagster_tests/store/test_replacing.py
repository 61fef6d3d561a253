from pathlib import Path

import pytest

from codegraph_dagster import processes
from codegraph_dagster.store.replacing import beside, remove_abandoned, replacing, temporary
from codegraph_dagster_tests.processes import dead_process


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path):
    target = tmp_path / "target"
    with replacing(target) as new:
        new.write_text("one")
        assert not target.exists()
    assert target.read_text() == "one"
    with pytest.raises(ValueError, match="no"), replacing(target) as new:
        new.write_text("two")
        raise ValueError("no")
    assert [path.name for path in tmp_path.iterdir()] == ["target"]
    assert target.read_text() == "one"


def test_what_dead_processes_left_is_deleted_and_nothing_else(tmp_path: Path):
    dead = dead_process()
    gone = [f".a.duckdb.{dead}.new", f".a.duckdb.{dead}.new.wal"]
    stays = [f".a.duckdb.{processes.own_identity()}.new", f".b.duckdb.{dead}.new", "a.duckdb", ".a.duckdb.x.new"]
    for name in [*gone, *stays]:
        (tmp_path / name).touch()
    assert beside(tmp_path / "a.duckdb").name == stays[0]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(stays)


def test_folders_of_dead_processes_are_deleted_under_any_name(tmp_path: Path):
    mine = temporary(tmp_path, "ir")
    assert temporary(tmp_path, "ir") != mine
    abandoned = tmp_path / f"spill-1.{dead_process()}"
    for folder in (mine, abandoned, tmp_path / "other"):
        (folder / "inner").mkdir(parents=True)
    remove_abandoned(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([mine, tmp_path / "other"])
    remove_abandoned(tmp_path / "missing")
