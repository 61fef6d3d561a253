"""The lock and the creation of the working database, with real processes."""

import multiprocessing
import os
import signal
import time
from pathlib import Path

import duckdb
import pytest

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.paths import DataLayout
from codegraph_dagster.store.working import WorkingStore, current_generation
from codegraph_dagster_tests.store.example import example_store

SPAWN = multiprocessing.get_context("spawn")


def append(data_dir: Path, name: str, times: int) -> None:
    store = WorkingStore(DataLayout(data_dir), "example")
    for _ in range(times):
        with store.connect() as connection:
            with store.reading(connection):
                connection.execute("SELECT count(*) FROM work.main.exports").fetchall()
            with store.writing(connection):
                connection.execute("INSERT INTO work.main.exports (path) VALUES (?)", [name])


def hold(data_dir: Path, ready, exclusive: bool) -> None:
    store = WorkingStore(DataLayout(data_dir), "example")
    with store.exclusive() if exclusive else store.shared():
        ready.set()
        time.sleep(60)


def count(store: WorkingStore) -> int:
    with store.connect() as connection, store.reading(connection):
        return connection.execute("SELECT count(*) FROM work.main.exports").fetchall()[0][0]


def test_processes_that_read_and_write_at_once_lose_nothing(tmp_path: Path):
    store = example_store(tmp_path)
    processes = [SPAWN.Process(target=append, args=(tmp_path, f"p{n}", 10)) for n in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * 4
    assert count(store) == 1 + 40


def test_a_killed_holder_frees_the_lock(tmp_path: Path):
    store = example_store(tmp_path)
    ready = SPAWN.Event()
    process = SPAWN.Process(target=hold, args=(tmp_path, ready, True))
    process.start()
    assert ready.wait(30)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join(30)
    with store.exclusive():
        pass


def test_readers_share_and_writers_wait(tmp_path: Path):
    store = example_store(tmp_path)
    ready = SPAWN.Event()
    process = SPAWN.Process(target=hold, args=(tmp_path, ready, False))
    process.start()
    try:
        assert ready.wait(30)
        assert count(store) == 1
        writer = SPAWN.Process(target=append, args=(tmp_path, "w", 1))
        writer.start()
        writer.join(2)
        assert writer.is_alive()
    finally:
        process.kill()
        process.join(30)
    writer.join(30)
    assert writer.exitcode == 0
    assert count(store) == 2


def test_a_failed_write_changes_nothing(tmp_path: Path):
    store = example_store(tmp_path)
    with store.connect() as connection:
        with pytest.raises(ValueError, match="no"), store.writing(connection):
            connection.execute("DELETE FROM work.main.exports")
            raise ValueError("no")
        with pytest.raises(duckdb.Error), store.writing(connection):
            connection.execute("DELETE FROM work.main.exports")
            connection.execute("SELECT * FROM nothing")
    assert count(store) == 1


def test_a_failed_creation_leaves_the_old_database(tmp_path: Path):
    store = example_store(tmp_path)
    with store.connect() as connection, pytest.raises(ValueError, match="no"), store.creating(connection):
        raise ValueError("no")
    assert count(store) == 1
    # `example.tmp` is where DuckDB would have spilled.
    assert sorted(path.name for path in store.path.parent.iterdir()) == [
        "example.duckdb",
        "example.lock",
        "example.tmp",
    ]


def test_a_creation_replaces_what_is_left_of_dead_runs(tmp_path: Path):
    store = example_store(tmp_path)
    ended = SPAWN.Process(target=time.time)
    ended.start()
    ended.join(30)
    abandoned = store.path.with_name(f"example.duckdb.{ended.pid}.new")
    log = store.path.with_name("example.duckdb.wal")
    abandoned.write_bytes(b"half")
    log.write_bytes(b"of the old database")
    example_store(tmp_path, generation="g2")
    assert not abandoned.exists()
    assert not log.exists()
    with store.connect() as connection, store.reading(connection):
        assert current_generation(connection) == "g2"


@pytest.mark.parametrize("content", [b"", b"not a database" * 1000])
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes):
    store = example_store(tmp_path)
    store.path.write_bytes(content)
    with store.connect() as connection:
        for access in (store.reading, store.writing):
            with (
                pytest.raises(CodegraphError, match=r"example: the working database .* index again"),
                access(connection),
            ):
                current_generation(connection)


def test_a_damaged_database(tmp_path: Path):
    store = example_store(tmp_path)
    content = store.path.read_bytes()
    store.path.write_bytes(content[: len(content) // 2])
    with (
        store.connect() as connection,
        pytest.raises(CodegraphError, match="index again"),
        store.reading(connection),
    ):
        connection.execute("SELECT * FROM work.main.symbols").fetchall()


def test_a_database_that_is_open_elsewhere(tmp_path: Path):
    store = example_store(tmp_path)
    ready, done = SPAWN.Event(), SPAWN.Event()
    process = SPAWN.Process(target=keep_open, args=(store.path, ready, done))
    process.start()
    try:
        assert ready.wait(30)
        with (
            store.connect() as connection,
            pytest.raises(CodegraphError, match="open in another program"),
            store.writing(connection),
        ):
            pass
    finally:
        done.set()
        process.join(30)


def keep_open(path: Path, ready, done) -> None:
    with duckdb.connect(str(path)):
        ready.set()
        done.wait(30)
