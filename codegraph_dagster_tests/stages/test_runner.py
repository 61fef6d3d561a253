from pathlib import Path

import pytest

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.settings import RepositorySettings
from codegraph_dagster.stages.runner import Stage, StageSession, run_stage
from codegraph_dagster.store.bookkeeping import StageState, record_state
from codegraph_dagster_tests.store.example import example_store

PACKAGE = "codegraph_dagster_tests.stages.doubling"


def compute(session: StageSession) -> None:
    session.set_variables({"name": session.options["name"]})
    session.execute("compute")


def stage(**changes):
    values = {
        "name": "doubling",
        "tables": ("main.exports",),
        "compute": compute,
        "package": PACKAGE,
        "options": ("name",),
    }
    return Stage(**{**values, **changes})


def rows(store, query):
    with store.connect() as connection, store.reading(connection):
        return connection.execute(query).fetchall()


def test_rows_diagnostics_and_bookkeeping_are_replaced_by_each_run(tmp_path: Path):
    store = example_store(tmp_path)
    lines: list[str] = []
    for name in ("first", "second"):
        report = run_stage(stage(), store, RepositorySettings(name, tmp_path), log=lines.append, run_id="run")
    assert report.rows == {"main.exports": 3}
    assert (report.errors, report.items, report.generation, report.run_id) == (1, 2, "g1", "run")
    assert rows(store, "SELECT DISTINCT name FROM work.exports") == [("second",)]
    assert rows(store, "SELECT stage, code FROM work.diagnostics") == [("doubling", "example")]
    assert rows(store, "SELECT run_id, rows, errors FROM work.stage_runs WHERE stage = 'doubling'") == [("run", 3, 1)]
    assert lines[0].startswith("doubling: start, process ")
    assert lines[-1].startswith("doubling: end, process ")


def test_a_stage_that_fails_changes_nothing(tmp_path: Path):
    store = example_store(tmp_path)

    def fail(session: StageSession) -> None:
        compute(session)
        raise ValueError("no")

    before = rows(store, "SELECT * FROM work.exports")
    with pytest.raises(ValueError, match="no"):
        run_stage(stage(compute=fail), store, RepositorySettings("x", tmp_path), log=print)
    assert rows(store, "SELECT * FROM work.exports") == before


def test_rows_may_be_computed_where_they_are_read_and_while_they_are_written(tmp_path: Path):
    store = example_store(tmp_path)

    def lazy(session: StageSession) -> None:
        session.connection.execute("CREATE TABLE seen AS SELECT count(*) AS files FROM work.ir.files")
        session.connection.execute(
            "CREATE VIEW out.exports AS "
            "SELECT path, seen.files::VARCHAR AS name, path AS symbol, false AS is_reexport FROM work.ir.files, seen"
        )

    chosen = stage(compute=lazy, reads_in_place=True)
    report = run_stage(chosen, store, RepositorySettings("x", tmp_path), log=print)
    assert report.rows == {"main.exports": 3}
    assert rows(store, "SELECT name, count(*) FROM work.exports GROUP BY name") == [("3", 3)]


def test_a_stage_that_does_not_read_in_place_lets_the_database_go(tmp_path: Path):
    store = example_store(tmp_path)
    seen: list[list[tuple[str]]] = []

    def look(session: StageSession) -> None:
        query = "SELECT database_name FROM duckdb_databases() WHERE database_name = 'work'"
        seen.append(session.connection.execute(query).fetchall())
        compute(session)

    for in_place in (False, True):
        # Of two names, because one stage would not compute its rows twice.
        chosen = stage(name=f"doubling_{in_place}", compute=look, reads_in_place=in_place)
        run_stage(chosen, store, RepositorySettings("x", tmp_path), log=print)
    assert seen == [[], [("work",)]]


def test_wrong_columns_are_refused(tmp_path: Path):
    store = example_store(tmp_path)

    def wrong(session: StageSession) -> None:
        session.connection.execute("CREATE TABLE out.exports AS SELECT 'a' AS path, 1 AS number")

    with pytest.raises(RuntimeError, match="number"):
        run_stage(stage(compute=wrong), store, RepositorySettings("x", tmp_path), log=print)
    assert len(rows(store, "FROM work.exports")) == 1


def test_rows_of_a_replaced_generation_are_refused(tmp_path: Path):
    store = example_store(tmp_path)

    def slow(session: StageSession) -> None:
        compute(session)
        example_store(tmp_path, generation="g2")

    with pytest.raises(CodegraphError, match="ran again while `doubling` was computing"):
        run_stage(stage(compute=slow), store, RepositorySettings("x", tmp_path), log=print)
    assert rows(store, "SELECT name FROM work.exports") == [("A",)]


def test_a_stage_needs_a_working_database(tmp_path: Path):
    from codegraph_dagster.paths import DataLayout
    from codegraph_dagster.store.working import WorkingStore

    store = WorkingStore(DataLayout(tmp_path), "none")
    with pytest.raises(CodegraphError, match="run the stage `ir` first"):
        run_stage(stage(), store, RepositorySettings("none", tmp_path), log=print)


def test_a_stage_whose_inputs_are_the_same_does_nothing(tmp_path: Path):
    store = example_store(tmp_path)
    settings = RepositorySettings("one", tmp_path)
    first = run_stage(stage(), store, settings, log=print, run_id="first")

    def fail(session: StageSession) -> None:
        raise AssertionError("computed again")

    again = run_stage(stage(compute=fail), store, settings, log=print, run_id="second")
    assert (first.status, again.status) == ("computed", "cached")
    assert (again.rows, again.errors, again.items, again.data_version) == (
        first.rows,
        first.errors,
        first.items,
        first.data_version,
    )
    assert rows(store, "SELECT run_id, status, rows, errors FROM work.stage_runs WHERE stage = 'doubling'") == [
        ("second", "cached", 3, 1)
    ]
    assert rows(store, "SELECT code FROM work.diagnostics WHERE stage = 'doubling'") == [("example",)]


def test_a_stage_is_computed_again_when_anything_that_it_follows_from_changes(tmp_path: Path, monkeypatch):
    store = example_store(tmp_path)
    settings = RepositorySettings("one", tmp_path)
    versions = {run_stage(stage(), store, settings, log=print).data_version}

    def runs_again(stage: Stage, settings: RepositorySettings) -> None:
        report = run_stage(stage, store, settings, log=print)
        assert report.status == "computed"
        versions.add(report.data_version)

    runs_again(stage(), RepositorySettings("two", tmp_path))  # a setting
    runs_again(stage(inputs=("symbols",)), settings)  # an input, without a word of what it is
    with store.connect() as connection, store.writing(connection):
        record_state(connection, StageState("symbols", "a", "a", "c", {}))
    runs_again(stage(inputs=("symbols",)), settings)  # what the input follows from
    monkeypatch.setattr("codegraph_dagster.stages.runner.code_version", lambda *_: "another")
    runs_again(stage(), settings)  # the code
    with store.connect() as connection, store.writing(connection):
        connection.execute("UPDATE work.main.repository SET generation = 'g2'")
    runs_again(stage(), settings)  # the rows of stage ir
    assert len(versions) == 6
    assert run_stage(stage(), store, settings, log=print).status == "cached"


def test_a_stage_that_is_switched_off_has_no_rows(tmp_path: Path):
    store = example_store(tmp_path)
    settings = RepositorySettings("one", tmp_path)
    run_stage(stage(), store, settings, log=print)
    report = run_stage(stage(), store, settings, log=print, enabled=False)
    assert (report.status, report.rows) == ("disabled", {"main.exports": 0})
    assert rows(store, "FROM work.exports") == []
    assert rows(store, "FROM work.diagnostics WHERE stage = 'doubling'") == []
    assert rows(store, "SELECT status FROM work.stage_runs WHERE stage = 'doubling'") == [("disabled",)]
    off = RepositorySettings("one", tmp_path, disabled_stages=("doubling",))
    assert run_stage(stage(), store, off, log=print).status == "disabled"
    assert run_stage(stage(), store, settings, log=print).status == "computed"
    assert len(rows(store, "FROM work.exports")) == 3
