"""A file in the place of a database that is none of this project, or damaged, is kept under another name."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from codegraph_dagster.store.publish import publish
from codegraph_dagster.store.working import current_generation
from codegraph_dagster_tests.store.example import example_store

Spoil = Callable[[Path], None]


def text(path: Path) -> None:
    path.write_bytes(b"my notes\n" * 1000)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:9000])


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "file").write_text("mine")


def foreign(path: Path) -> None:
    path.unlink()
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE mine AS SELECT 1 AS a")


def sqlite(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE mine (a)")


def content(path: Path) -> bytes:
    return (path / "file").read_bytes() if path.is_dir() else path.read_bytes()


@pytest.mark.parametrize("spoil", [text, empty, cut, folder, foreign, sqlite])
@pytest.mark.parametrize("place", ["working", "published"])
def test_it_is_moved_aside_and_said(tmp_path: Path, place: str, spoil: Spoil):
    store = example_store(tmp_path)
    path = publish(store, log=print).path if place == "published" else store.path
    lines: list[str] = []
    for number in (1, 2):
        spoil(path)
        found = content(path)
        if place == "published":
            assert publish(store, log=lines.append).refusal is None
        else:
            with store.connect() as connection, store.creating(connection, log=lines.append):
                pass
            example_store(tmp_path)
        aside = path.with_name(f"{path.name}.set-aside-{number}")
        assert content(aside) == found
        said = [line for line in lines if f"moved aside to {aside}" in line]
        assert len(said) == 1
        assert said[0].startswith(str(path))
    with store.connect() as connection, store.reading(connection):
        assert current_generation(connection) == "g1"
    publish(store, log=lines.append)
    with duckdb.connect(str(store.layout.published("example")), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM files").fetchall() != [(0,)]
    assert len(list(path.parent.glob("*.set-aside-*"))) == 2


def test_writes_of_another_program_do_not_reach_the_next_published_database(tmp_path: Path):
    store = example_store(tmp_path)
    path = publish(store, log=print).path
    writes = path.with_name(f"{path.name}.wal")
    writes.write_bytes(b"not finished")
    lines: list[str] = []
    publish(store, log=lines.append)
    assert not writes.exists()
    assert path.with_name(f"{writes.name}.set-aside-1").read_bytes() == b"not finished"
    assert any("moved aside" in line for line in lines)
