"""The asset of the SCIP index, run by Dagster on a published database."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import duckdb
import pytest

from codegraph_dagster.definitions import build_definitions
from codegraph_dagster.defs.scip import COLUMNS
from codegraph_dagster.paths import DATA_DIR_VARIABLE, DataLayout
from codegraph_dagster.scip import RULES
from codegraph_dagster.scip.protocol import scip_pb2 as scip
from codegraph_dagster.settings import RepositorySettings
from codegraph_dagster.store.publish import publish
from codegraph_dagster_tests.store.example import example_store

SYMBOLS = (
    ("ir.definitions", "symbol"),
    ("links.resolutions", "external_symbol"),
    ("main.chunks", "symbol"),
    ("main.exports", "symbol"),
    ("main.symbols", "symbol"),
    ("main.symbols", "enclosing_symbol"),
)


@pytest.fixture
def layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataLayout:
    """A data folder with a published database, which the asset finds."""
    layout = DataLayout(tmp_path)
    store = example_store(tmp_path, name="small")
    with store.connect() as connection, store.writing(connection):
        # The example's symbols are shorter than SCIP allows.
        for table, column in SYMBOLS:
            connection.execute(f"UPDATE work.{table} SET {column} = replace({column}, 's ', 's . . . ')")
    assert publish(store, log=print).refusal is None
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(tmp_path))
    return layout


def export(folder: Path) -> dg.ExecuteInProcessResult:
    definitions = build_definitions({"small": RepositorySettings("small", folder)})
    with dg.DagsterInstance.ephemeral() as instance:
        return definitions.resolve_job_def("export_scip").execute_in_process(
            partition_key="small", instance=instance, raise_on_error=False
        )


def test_the_index_is_written_and_checked(layout: DataLayout):
    result = export(layout.data_dir)
    assert result.success
    index = scip.Index.FromString(layout.scip("small").read_bytes())
    (materialization,) = result.asset_materializations_for_node("scip_index")
    values = {name: value.value for name, value in materialization.metadata.items()}
    assert values["documents"] == len(index.documents) == 2
    assert values["occurrences"] == sum(len(document.occurrences) for document in index.documents)
    assert values["size_bytes"] == layout.scip("small").stat().st_size
    assert values["file"] == str(layout.scip("small"))
    first = index.documents[0]
    assert dict(materialization.metadata["preview"].records[0].data) == {
        "document": first.relative_path,
        "language": first.language,
        "occurrences": len(first.occurrences),
        "symbols": len(first.symbols),
    }
    (evaluation,) = result.get_asset_check_evaluations()
    assert (evaluation.check_name, evaluation.passed) == ("scip_lint", True)
    assert [record.data["rule"] for record in evaluation.metadata["rules"].records] == list(RULES)


def test_the_columns_are_fields_of_the_messages():
    for name, _, description in COLUMNS:
        message, _, field = name.partition(".")
        assert field in getattr(scip, message).DESCRIPTOR.fields_by_name, name
        assert description


def test_the_check_fails_where_the_linter_finds_something(layout: DataLayout):
    with duckdb.connect(str(layout.published("small"))) as connection:
        connection.execute("UPDATE main.symbols SET symbol = 'no symbol' WHERE display_name = 'f'")
    (evaluation,) = export(layout.data_dir).get_asset_check_evaluations()
    assert not evaluation.passed
    broken = {
        record.data["rule"]: record.data["example"]
        for record in evaluation.metadata["rules"].records
        if record.data["violations"]
    }
    assert "'no symbol'" in broken["non_canonical_symbol"]


def test_without_a_published_database(layout: DataLayout):
    layout.published("small").unlink()
    result = export(layout.data_dir)
    assert not result.success
    (failure,) = (event for event in result.all_events if event.is_step_failure)
    message = failure.step_failure_data.user_failure_data.description
    assert message == f"there is no published database {layout.published('small')}; index the repository first"
    assert not layout.scip("small").exists()
