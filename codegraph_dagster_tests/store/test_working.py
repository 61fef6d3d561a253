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
from codegraph_dagster.store.publish import publish
from codegraph_dagster.store.working import WorkingStore, current_generation
from codegraph_dagster_tests.processes import dead_process
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


def die_in_a_transaction(data_dir: Path) -> None:
    store = WorkingStore(DataLayout(data_dir), "example")
    with store.connect() as connection, store.writing(connection):
        connection.execute("INSERT INTO work.main.exports (path) SELECT 'p' FROM range(300000)")
        os.kill(os.getpid(), signal.SIGKILL)


def die_while_creating(data_dir: Path) -> None:
    store = WorkingStore(DataLayout(data_dir), "example")
    with store.connect() as connection, store.creating(connection):
        connection.execute("INSERT INTO work.main.exports (path) SELECT 'p' FROM range(300000)")
        os.kill(os.getpid(), signal.SIGKILL)


def write_until_killed(data_dir: Path, ready) -> None:
    """Each transaction replaces all rows by more of them, all with the same number."""
    store = WorkingStore(DataLayout(data_dir), "example")
    with store.connect() as connection:
        for number in range(1, 1000):
            with store.writing(connection):
                connection.execute("DELETE FROM work.main.exports")
                connection.execute(
                    f"INSERT INTO work.main.exports (path) SELECT '{number}' FROM range({number} * 1000)"
                )
            ready.release()


@pytest.mark.parametrize("target", [die_in_a_transaction, die_while_creating])
def test_a_transaction_of_a_killed_process_has_not_been(tmp_path: Path, target):
    store = example_store(tmp_path)
    process = SPAWN.Process(target=target, args=(tmp_path,))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert count(store) == 1
    store.remove_abandoned()
    assert {path.name for path in store.path.parent.iterdir()} <= {
        *("example.duckdb", "example.duckdb.wal", "example.lock", "example.tmp")
    }
    append(tmp_path, "next", 1)
    assert count(store) == 2


def test_killed_at_any_moment_a_writer_leaves_whole_transactions(tmp_path: Path):
    store = example_store(tmp_path)
    for milliseconds in (0, 6, 15):
        ready = SPAWN.Semaphore(0)
        process = SPAWN.Process(target=write_until_killed, args=(tmp_path, ready))
        process.start()
        assert ready.acquire(timeout=60)
        time.sleep(milliseconds / 1000)
        process.kill()
        process.join(60)
        with store.connect() as connection, store.reading(connection):
            query = "SELECT DISTINCT path::INTEGER * 1000, count(*) OVER () FROM work.main.exports"
            ((expected, found),) = connection.execute(query).fetchall()
        assert expected == found


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
    assert sorted(path.name for path in store.path.parent.iterdir()) == [
        "example.duckdb",
        "example.lock",
        "example.tmp",
    ]
    assert list(store.scratch.iterdir()) == []


def test_a_creation_replaces_what_is_left_of_dead_runs(tmp_path: Path):
    store = example_store(tmp_path)
    abandoned = store.path.with_name(f".example.duckdb.{dead_process()}.new")
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
                pytest.raises(CodegraphError, match=r"example: the working database .* cannot be read .* index again"),
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


@pytest.mark.parametrize(
    "statement", ["UPDATE ir.schema_version SET fingerprint = 'old'", "DROP TABLE ir.schema_version"]
)
def test_a_database_of_another_version_is_refused_and_built_anew(tmp_path: Path, statement: str):
    store = example_store(tmp_path)
    with duckdb.connect(str(store.path)) as connection:
        connection.execute(statement)
    with store.connect() as connection:
        for access in (store.reading, store.writing):
            with (
                pytest.raises(CodegraphError, match="written by another version of this project; index again"),
                access(connection),
            ):
                pass
    with pytest.raises(CodegraphError, match="written by another version of this project; index again"):
        publish(store, log=print)
    lines: list[str] = []
    with store.connect() as connection, store.creating(connection, log=lines.append):
        pass
    assert lines == [f"{store.path} was written by another version of this project: it is built anew"]
    with store.connect() as connection, store.reading(connection):
        pass


def test_each_process_spills_to_a_folder_of_its_own_which_it_deletes(tmp_path: Path):
    stores = [WorkingStore(DataLayout(tmp_path), "example") for _ in range(2)]
    with stores[0].connect() as one, stores[1].connect() as other:
        for connection in (one, other):
            connection.execute("SET memory_limit = '60MiB'; SET threads = 1")
            connection.execute(
                "CREATE TABLE t AS SELECT hash(range) AS h, hash(range + 1)::VARCHAR AS s FROM range(2000000)"
            )
        assert len(list(stores[0].scratch.iterdir())) == 2
        for connection in (one, other):
            # What needs no memory of its own: whether that would spill in time is DuckDB's affair.
            assert connection.execute("SELECT count(h), count(s) FROM t").fetchall() == [(2_000_000,) * 2]
    assert list(stores[0].scratch.iterdir()) == []


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
