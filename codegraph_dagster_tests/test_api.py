"""The Python API and the command over it, with whole runs of the real job."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from dagster._core.instance.ref import InstanceRef

from codegraph_dagster import CodegraphError, IndexConfig, IndexResult, index_repository
from codegraph_dagster.cli import main
from codegraph_dagster_tests.repositories import write_repository

STAGES = ["ir", "chunks", "cross_file", "occurrences", "symbols", "references", "published_index"]
SIMULTANEOUS = {"chunks", "cross_file", "occurrences", "symbols"}

# What says when and how fast, rather than what is in the repository.
BOOKKEEPING = {"stage_runs": "*", "repository": "indexed_at", "comparison": "run_id"}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Large enough that each of the simultaneous stages is still busy when the last one has started."""
    return write_repository(tmp_path_factory.mktemp("repository") / "example", modules=150, repeat=8)


@pytest.fixture(scope="module")
def log() -> list[str]:
    return []


@pytest.fixture(scope="module")
def parallel(repository: Path, tmp_path_factory: pytest.TempPathFactory, log: list[str]) -> IndexResult:
    config = IndexConfig(repository, "example", parallel_workers=2, data_dir=tmp_path_factory.mktemp("parallel"))
    return index_repository(config, log=log.append)


@pytest.fixture(scope="module")
def sequential(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> IndexResult:
    data = tmp_path_factory.mktemp("sequential")
    return index_repository(
        IndexConfig(repository, "example", parallel_workers=1, data_dir=data, executor="in_process")
    )


def public_rows(result: IndexResult, table: str) -> list[tuple]:
    excluded = BOOKKEEPING.get(table)
    if excluded == "*":
        return []
    columns = f"* EXCLUDE ({excluded})" if excluded else "*"
    with result.connect() as connection:
        return connection.execute(f"SELECT {columns} FROM {table} ORDER BY ALL").fetchall()


def test_the_result_tells_what_was_done(parallel: IndexResult, repository: Path):
    assert next(iter(parallel.stages)) == "ir"
    assert sorted(parallel.stages) == sorted(STAGES)
    assert parallel.database.name == "example.duckdb"
    assert parallel.counts["files"] == len(list(repository.rglob("*.py")))
    assert parallel.counts["chunks"] > parallel.counts["files"]
    assert parallel.errors == 0
    assert parallel.lines == sum(len(path.read_text().splitlines()) for path in repository.rglob("*.py"))
    assert parallel.lines_per_second == pytest.approx(parallel.lines / parallel.seconds)
    for stage in parallel.stages.values():
        assert stage.status == "computed"
        assert 0 < stage.seconds < parallel.seconds
        assert stage.peak_rss_bytes > 0


def test_counts_are_those_of_the_tables(parallel: IndexResult):
    with parallel.connect() as connection:
        for table, count in parallel.counts.items():
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchall() == [(count,)], table


def test_tables_are_frames(parallel: IndexResult):
    nodes = parallel.table("nodes")
    assert len(nodes) == parallel.counts["nodes"]
    assert {"Thing", "helper"} <= set(nodes["name"])
    with pytest.raises(CodegraphError, match="unknown table 'nothing'; known: call_edges, changes, chunks, comparison"):
        parallel.table("nothing")


def test_both_executors_give_the_same_rows(parallel: IndexResult, sequential: IndexResult):
    assert sorted(parallel.counts) == sorted(sequential.counts)
    for table in parallel.counts:
        assert public_rows(parallel, table) == public_rows(sequential, table), table


def test_the_four_stages_run_at_once(parallel: IndexResult):
    """From Dagster's own event log: each of the four has started before any of them ends."""
    started, ended, processes = {}, {}, {}
    home = parallel.database.parent.parent / "dagster"
    with dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(home))) as instance:
        run = instance.get_run_by_id(parallel.run_id)
        assert run is not None
        assert run.status == dg.DagsterRunStatus.SUCCESS
        for entry in instance.all_logs(parallel.run_id):
            event = entry.dagster_event
            if event is None or entry.step_key not in SIMULTANEOUS:
                continue
            if event.event_type == dg.DagsterEventType.STEP_START:
                started[entry.step_key] = entry.timestamp
            elif event.event_type == dg.DagsterEventType.STEP_SUCCESS:
                ended[entry.step_key] = entry.timestamp
            elif event.event_type == dg.DagsterEventType.STEP_WORKER_STARTED:
                processes[entry.step_key] = event.engine_event_data.metadata["pid"].value
    assert set(started) == set(ended) == SIMULTANEOUS
    assert len(set(processes.values())) == len(SIMULTANEOUS)
    assert max(started.values()) < min(ended.values())


def test_log_lines_name_the_process_of_each_stage(parallel: IndexResult, log: list[str]):
    text = "\n".join(log)
    processes = dict(re.findall(r"^(\w+): start, process (\d+)$", text, re.MULTILINE))
    assert sorted(processes) == sorted(STAGES)
    assert len(set(processes.values())) == len(STAGES)
    for stage, process in processes.items():
        assert f"{stage}: end, process {process}, " in text


def test_the_event_log_has_metadata_and_checks(parallel: IndexResult):
    home = parallel.database.parent.parent / "dagster"
    with dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(home))) as instance:
        for stage in STAGES:
            event = instance.get_latest_materialization_event(dg.AssetKey(stage))
            assert event is not None
            materialization = event.asset_materialization
            assert materialization is not None
            assert materialization.partition == "example"
            metadata = materialization.metadata
            assert {"seconds", "errors", "peak_rss_bytes", "dagster/table_name"} <= set(metadata)
            if stage != "published_index":
                assert metadata["dagster/row_count"].value > 0
                assert metadata["lines_per_second"].value > 0
                schema = metadata["dagster/column_schema"].schema
                assert all(column.description for column in schema.columns)
        evaluations = [
            entry.dagster_event.asset_check_evaluation_data
            for entry in instance.all_logs(parallel.run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
        ]
        assert len(evaluations) == 8
        assert all(evaluation.passed for evaluation in evaluations)


def test_indexing_again_replaces_the_database(tmp_path: Path):
    repository = write_repository(tmp_path / "again", modules=2)
    config = IndexConfig(repository, data_dir=tmp_path / "data", executor="in_process")
    first = index_repository(config)
    assert first.name == "again"
    files = first.count("files")
    (repository / "package" / "new.py").write_text("VALUE = 1\n")
    second = index_repository(config)
    assert second.count("files") == files + 1
    with duckdb.connect(str(second.database), read_only=True) as connection:
        assert connection.execute("SELECT count(DISTINCT generation) FROM stage_runs").fetchall() == [(1,)]


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (IndexConfig("/nowhere/at/all"), "/nowhere/at/all does not exist"),
        (IndexConfig(__file__), "is not a folder"),
        (IndexConfig("/", repo_name="../x"), "the name '../x' cannot be a file name"),
        (IndexConfig("/", repo_name="x", data_dir="/tmp/why?"), "the data folder /tmp/why? cannot be used"),
        (IndexConfig("/", repo_name="x", executor="both"), "unknown executor 'both'"),  # type: ignore[arg-type]
    ],
)
def test_mistakes_are_said_in_one_line(config: IndexConfig, message: str):
    with pytest.raises(CodegraphError, match=re.escape(message)):
        index_repository(config)


def test_a_mistake_that_only_the_run_can_find(tmp_path: Path):
    config = IndexConfig(write_repository(tmp_path / "r", 2), "x", data_dir=tmp_path / "data", languages=("klingon",))
    with pytest.raises(CodegraphError, match="unknown language klingon; known: ") as raised:
        index_repository(config)
    assert "\n" not in str(raised.value)


def test_the_command_prints_progress_and_a_summary(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    repository = write_repository(tmp_path / "some folder", modules=2)
    assert main(["index", str(repository), "--data", str(tmp_path / "data"), "--workers", "1", "--sequential"]) == 0
    printed = capsys.readouterr()
    assert "ir: start, process " in printed.err
    assert str(tmp_path / "data" / "index" / "some_folder.duckdb") in printed.out
    assert all(stage in printed.out for stage in STAGES)
    assert re.search(r"lines in [\d.]+ s: [\d,]+ lines/s, 0 errors in files", printed.out)


def test_the_command_says_mistakes_in_one_line(capsys: pytest.CaptureFixture[str]):
    assert main(["index", "/nowhere/at/all"]) == 1
    assert capsys.readouterr().err == "codegraph: /nowhere/at/all does not exist\n"


def test_the_command_takes_the_registry_when_no_folder_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    write_repository(tmp_path / "a", modules=2)
    registry = tmp_path / "repositories.yaml"
    registry.write_text("repositories:\n  - {name: one, path: a}\n  - {name: two, path: a, exclude: [m1.py]}\n")
    monkeypatch.setenv("CODEGRAPH_REPOSITORIES", str(registry))
    monkeypatch.setenv("CODEGRAPH_DATA_DIR", str(tmp_path / "data"))
    assert main(["index"]) == 1
    assert "which repository? Give a folder or --name; known: one, two" in capsys.readouterr().err
    assert main(["index", "--name", "three"]) == 1
    assert "unknown repository 'three'; known: one, two" in capsys.readouterr().err
    assert main(["index", "--name", "two", "--quiet", "--sequential"]) == 0
    with duckdb.connect(str(tmp_path / "data" / "index" / "two.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT path FROM files ORDER BY path").fetchall() == [
            ("package/__init__.py",),
            ("package/m0.py",),
        ]


def test_a_run_does_what_is_left_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    root = write_repository(tmp_path / "example", modules=3)
    config = IndexConfig(root, "example", parallel_workers=1, data_dir=tmp_path / "data", executor="in_process")

    def statuses(**changes) -> dict[str, str]:
        result = index_repository(replace(config, **changes))
        return {name: stage.status for name, stage in result.stages.items()}

    assert set(statuses().values()) == {"computed"}
    published = config.layout.published("example")
    before = published.stat()
    assert set(statuses().values()) == {"cached"}
    assert published.stat() == before
    assert statuses(chunk_max_chars=500) == {
        stage: "computed" if stage in ("chunks", "published_index") else "cached" for stage in STAGES
    }
    assert set(statuses(chunk_max_chars=500, full=True).values()) == {"computed"}

    options = ["--name", "example", "--data", str(tmp_path / "data"), "--sequential", "--quiet", "--without", "chunks"]
    assert main(["index", str(root), *options]) == 0
    shown = {line.split()[0]: line.split()[1] for line in capsys.readouterr().out.splitlines() if line.count(" ") > 5}
    assert (shown["chunks"], shown["ir"], shown["published_index"]) == ("disabled", "cached", "computed")
    with duckdb.connect(str(published), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM chunks").fetchall() == [(0,)]
