import os
from pathlib import Path

import duckdb
import pytest

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.paths import DataLayout
from codegraph_dagster.store.publish import RULES, publish
from codegraph_dagster.store.working import WorkingStore
from codegraph_dagster_tests.store.example import example_store

FAR = "(9 << 26)"  # the key of nothing


def change(store: WorkingStore, statement: str) -> None:
    with store.connect() as connection, store.writing(connection):
        connection.execute(statement)


def read(path: Path, query: str):
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_publish_checks_and_replaces(tmp_path: Path):
    store = example_store(tmp_path)
    lines: list[str] = []
    publication = publish(store, log=lines.append, run_id="run")
    assert publication.path == tmp_path / "index" / "example.duckdb"
    assert [rule.rule for rule in publication.rules] == list(RULES)
    assert all(rule.passed for rule in publication.rules), publication.refusal
    assert read(publication.path, "SELECT run_id, generation FROM stage_runs WHERE stage = 'published_index'") == [
        ("run", "g1")
    ]
    assert [path.name for path in publication.path.parent.iterdir()] == ["example.duckdb"]
    assert lines[-1].startswith("published_index: end, process ")


def test_an_open_reader_keeps_the_old_database_and_blocks_nobody(tmp_path: Path):
    store = example_store(tmp_path)
    path = publish(store, log=print).path
    # Another name for the old file: DuckDB would hand out the same open database for the same path in one
    # process.
    old = tmp_path / "old.duckdb"
    os.link(path, old)
    with duckdb.connect(str(old), read_only=True) as reader:
        change(store, "UPDATE work.main.exports SET name = 'B'")
        publish(store, log=print)
        assert reader.execute("SELECT name FROM exports").fetchall() == [("A",)]
        assert read(path, "SELECT name FROM exports") == [("B",)]


@pytest.mark.parametrize(
    ("rule", "statement"),
    [
        ("same_generation", "UPDATE work.main.stage_runs SET generation = 'g0' WHERE stage = 'chunks'"),
        ("same_generation", "DELETE FROM work.main.stage_runs WHERE stage = 'symbols'"),
        ("unique_keys", "INSERT INTO work.ir.files FROM work.ir.files WHERE file_no = 0"),
        ("unique_keys", "UPDATE work.ir.definitions SET node_id = 1001 WHERE node_id = 1002"),
        ("unique_keys", "INSERT INTO work.links.occurrences FROM work.links.occurrences LIMIT 1"),
        ("unique_keys", "INSERT INTO work.main.chunks FROM work.main.chunks LIMIT 1"),
        ("unique_keys", "INSERT INTO work.main.symbols FROM work.main.symbols LIMIT 1"),
        ("known_files", "UPDATE work.main.chunks SET path = 'z.py' WHERE path IS NOT NULL"),
        ("known_files", "UPDATE work.links.occurrences SET file_no = 9 WHERE id = 5"),
        ("known_definitions", f"UPDATE work.links.occurrences SET definition = {FAR} WHERE id = 5"),
        (
            "known_definitions",
            f"UPDATE work.links.resolutions SET definition = {FAR} WHERE definition IS NOT NULL",
        ),
        ("known_symbols", "UPDATE work.main.chunks SET symbol = 's none'"),
        ("known_symbols", "DELETE FROM work.main.symbols WHERE symbol = 's a/A#'"),
        ("known_parents", f"UPDATE work.ir.definitions SET parent = {FAR} WHERE definition = 2"),
        ("known_parents", "UPDATE work.main.chunks SET parent_id = 77 WHERE chunk_id = 2"),
        ("known_parents", "UPDATE work.main.chunks SET parent_id = NULL WHERE chunk_id = 2"),
        ("ranges_inside_files", "UPDATE work.links.occurrences SET end_line = 99 WHERE id = 5"),
        ("ranges_inside_files", "UPDATE work.ir.definitions SET end_line = -1 WHERE definition = 2"),
        ("ranges_inside_files", "UPDATE work.main.chunks SET end_line = 99 WHERE path IS NOT NULL"),
        ("known_changes", "INSERT INTO work.main.changes (change, aspects, symbol) VALUES ('added', [], 's none')"),
        ("known_changes", "INSERT INTO work.main.changes (change, aspects) VALUES ('changed', [])"),
    ],
)
def test_a_broken_rule_is_named_and_the_last_published_database_stays(tmp_path: Path, rule: str, statement: str):
    store = example_store(tmp_path)
    path = publish(store, log=print).path
    before = path.stat().st_ino
    change(store, statement)
    publication = publish(store, log=print)
    assert rule in {result.rule for result in publication.rules if not result.passed}
    assert publication.report is None
    assert publication.refusal is not None
    assert rule in publication.refusal
    assert "for example: " in publication.refusal
    assert path.stat().st_ino == before
    assert [entry.name for entry in path.parent.iterdir()] == ["example.duckdb"]


def test_stages_of_different_generations_are_named(tmp_path: Path):
    store = example_store(tmp_path)
    change(store, "UPDATE work.main.stage_runs SET generation = 'g0' WHERE stage = 'chunks'")
    refusal = publish(store, log=print).refusal
    assert refusal is not None
    assert "stage chunks is of generation g0, the repository of g1" in refusal


def test_the_generation_of_the_last_publication_does_not_matter(tmp_path: Path):
    store = example_store(tmp_path)
    publish(store, log=print)
    change(store, "UPDATE work.main.stage_runs SET generation = 'g2' WHERE stage <> 'published_index'")
    change(store, "UPDATE work.main.repository SET generation = 'g2'")
    path = publish(store, log=print).path
    assert read(path, "SELECT DISTINCT generation FROM stage_runs") == [("g2",)]


def test_what_is_published_can_be_looked_at(tmp_path: Path):
    store = example_store(tmp_path)
    seen: list[tuple[int, int]] = []

    def look(connection: duckdb.DuckDBPyConnection) -> None:
        seen.extend(
            connection.execute(
                "SELECT (SELECT count(*) FROM work.main.chunks), (SELECT count(*) FROM work.main.comparison)"
            ).fetchall()
        )

    path = publish(store, log=print, inspect=look).path
    publish(store, log=print, inspect=look)  # cached
    assert seen == [(read(path, "SELECT count(*) FROM chunks")[0][0], 1)] * 2


def test_nothing_to_publish(tmp_path: Path):
    with pytest.raises(CodegraphError, match="run the stage `ir` first"):
        publish(WorkingStore(DataLayout(tmp_path), "none"), log=print)
