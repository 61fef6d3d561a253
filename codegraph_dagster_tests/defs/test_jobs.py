"""`dagster job execute`, as users type it."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from codegraph_dagster_tests.defs.commands import MODULE, Workplace
from codegraph_dagster_tests.repositories import write_repository


def execute(workplace: Workplace, job: str, partition: str | None = None):
    tags = ["--tags", json.dumps({"dagster/partition": partition})] if partition else []
    return workplace.run("job", "execute", "-m", MODULE, "-j", job, *tags)


def test_a_partition_is_named_by_a_tag_and_only_a_known_one_is_taken(tmp_path: Path):
    write_repository(tmp_path / "r", modules=2)
    workplace = Workplace(
        tmp_path / "w", "repositories: [{name: one, path: ../r}, {name: two, path: ../r, exclude: [m1.py]}]"
    )
    done = execute(workplace, "index_repository", "two")
    assert done.returncode == 0, done.stdout
    assert "published_index: end, process " in done.stdout
    published = workplace.folder / "data" / "index"
    assert [path.name for path in published.iterdir()] == ["two.duckdb"]
    with duckdb.connect(str(published / "two.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM files").fetchall() == [(2,)]

    unknown = execute(workplace, "index_repository", "three")
    assert unknown.returncode != 0
    assert "Unknown repository 'three'; known: one, two" in unknown.stdout
    # A job that begins with a later stage, whose inputs Dagster looks up before the stage itself is asked.
    unknown = execute(workplace, "rechunk_repository", "three")
    assert unknown.returncode != 0
    assert "Unknown repository 'three'; known: one, two" in unknown.stdout

    none = execute(workplace, "index_repository")
    assert none.returncode != 0
    assert "Give the run the tag dagster/partition with one of: one, two" in none.stdout


def test_parts_of_the_job(tmp_path: Path):
    """Of a single repository, which needs no tag."""
    write_repository(tmp_path / "r", modules=2)
    workplace = Workplace(tmp_path / "w", "repositories: [{name: one, path: ../r}]")
    early = execute(workplace, "publish_repository")
    assert early.returncode != 0
    assert "there is no working database" in early.stdout

    assert execute(workplace, "parse_repository").returncode == 0
    refused = execute(workplace, "publish_repository")
    assert refused.returncode != 0
    assert "stage chunks was not run" in refused.stdout
    assert not (workplace.folder / "data" / "index" / "one.duckdb").exists()

    done = execute(workplace, "analyze_repository")
    assert done.returncode == 0, done.stdout
    assert (workplace.folder / "data" / "index" / "one.duckdb").exists()


def test_sources_are_observed(tmp_path: Path):
    write_repository(tmp_path / "r", modules=2)
    workplace = Workplace(tmp_path / "w", "repositories: [{name: one, path: ../r}]")
    done = execute(workplace, "observe_sources")
    assert done.returncode == 0, done.stdout
    assert "one: no-commit " in done.stdout
