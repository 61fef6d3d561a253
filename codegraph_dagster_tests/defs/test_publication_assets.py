"""The assets that are made of a published database, run by Dagster: overview and repository map."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from PIL import Image

from codegraph_dagster.definitions import build_definitions
from codegraph_dagster.defs.overview import stage_timings
from codegraph_dagster.paths import DATA_DIR_VARIABLE, DataLayout
from codegraph_dagster.settings import RepositorySettings
from codegraph_dagster.store.publish import RULES
from codegraph_dagster_tests.repositories import write_repository


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[DataLayout, dict[str, dict[str, dg.MetadataValue]]]:
    """Everything run once, in this process; the metadata of each asset."""
    folder = tmp_path_factory.mktemp("publication")
    write_repository(folder / "r", modules=3)
    definitions = build_definitions({"small": RepositorySettings("small", folder / "r", parallel_workers=1)})
    metadata = {}
    with pytest.MonkeyPatch.context() as patch, dg.DagsterInstance.ephemeral() as instance:
        patch.setenv(DATA_DIR_VARIABLE, str(folder / "data"))
        for job in ("index_repository", "draw_overview", "map_repository"):
            result = definitions.resolve_job_def(job).execute_in_process(
                partition_key="small",
                instance=instance,
                run_config={"execution": {"config": {"sequential": True}}} if job == "index_repository" else None,
            )
            assert result.success
            if job == "index_repository":
                (published,) = result.asset_materializations_for_node("published_index")
                record = instance.fetch_materializations(published.asset_key, limit=1).records[0]
                evaluations = result.get_asset_check_evaluations()
                assert [evaluation.check_name for evaluation in evaluations] == list(RULES)
                targets = {evaluation.target_materialization_data.storage_id for evaluation in evaluations}
                assert targets == {record.storage_id}, "they have checked what this run has published"
            for event in result.get_asset_materialization_events():
                metadata[event.asset_key.to_user_string()] = dict(event.materialization.metadata)
        (timing,) = stage_timings(instance, "small")
        assert timing.seconds == {asset: metadata[asset]["seconds"].value for asset in list(metadata)[:7]}
        assert stage_timings(instance, "other") == []
    return DataLayout(folder / "data"), metadata


def test_the_index_job_makes_neither(runs):
    _, metadata = runs
    assert list(metadata)[-2:] == ["overview", "repository_map"]
    assert len(metadata) == 9


def test_every_asset_has_columns_with_descriptions_a_lineage_and_a_preview(runs):
    _, metadata = runs
    for asset, entries in metadata.items():
        columns = entries["dagster/column_schema"].schema.columns
        assert columns, asset
        assert all(column.description for column in columns), asset
        preview = entries["preview"]
        assert preview.records, asset
        assert [column.name for column in preview.schema.columns] == list(preview.records[0].data), asset
        if asset == "ir":
            assert "dagster/column_lineage" not in entries, "files have no columns"
        else:
            assert set(entries["dagster/column_lineage"].value.deps_by_column) <= {column.name for column in columns}
    tables = {record.data["table"] for record in metadata["published_index"]["preview"].records}
    assert {"files", "symbols", "resolved_occurrences"} <= tables


def test_the_pictures_are_in_the_metadata_and_on_the_page(runs):
    layout, metadata = runs
    entries = metadata["overview"]
    page = layout.overview("small").read_text()
    # m1 imports m0, and __init__ imports m1; there is neither a second package nor a cycle.
    assert [name for name, value in entries.items() if isinstance(value, dg.MarkdownMetadataValue)] == [
        "languages",
        "hot spots",
        "stage timings",
        "column lineage",
    ]
    for name in ("languages", "hot spots", "stage timings"):
        encoded = re.match(rf"!\[{name}\]\(data:image/png;base64,([A-Za-z0-9+/=]+)\)", entries[name].value)
        assert encoded
        with Image.open(io.BytesIO(base64.b64decode(encoded[1]))) as image:
            assert image.width > 800
        assert encoded[1] in page
    assert entries["preview"].records[0].data["package"] == "package"
    assert entries["page"].value == str(layout.overview("small"))


def test_the_map_is_a_file_and_its_top_is_in_the_metadata(runs):
    layout, metadata = runs
    entries = metadata["repository_map"]
    target = layout.repository_map("small")
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"SELECT name FROM '{target}' WHERE level = 'symbol' AND kind <> 'module' ORDER BY position"
        ).fetchall()
        total = connection.execute(f"SELECT count(*) FROM '{target}'").fetchall()[0][0]
    assert entries["dagster/row_count"].value == total
    assert [record.data["name"] for record in entries["preview"].records] == [name for (name,) in rows][:30]
    assert {record.data["path"] for record in entries["top files"].records} >= {"package/m0.py", "package/m2.py"}
    text = entries["map of 2,000 tokens"].value
    assert text.startswith("```text\npackage/\n")
    assert "    class Thing\n" in text


@pytest.mark.parametrize("job", ["draw_overview", "map_repository"])
def test_without_a_published_database(job: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(tmp_path))
    definitions = build_definitions({"small": RepositorySettings("small", tmp_path)})
    with dg.DagsterInstance.ephemeral() as instance:
        result = definitions.resolve_job_def(job).execute_in_process(
            partition_key="small", instance=instance, raise_on_error=False
        )
    (failure,) = (event for event in result.all_events if event.is_step_failure)
    message = failure.step_failure_data.user_failure_data.description
    assert message == f"there is no published database {tmp_path}/index/small.duckdb; index the repository first"
