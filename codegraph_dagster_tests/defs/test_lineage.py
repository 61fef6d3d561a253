"""Columns and their lineage, against the columns that there are."""

from __future__ import annotations

import pytest

from codegraph_dagster.definitions import build_definitions
from codegraph_dagster.defs import overview, repository_map, scip
from codegraph_dagster.defs.assets import STAGES
from codegraph_dagster.defs.lineage import _COLUMNS, LINEAGE_KEY, column_lineage
from codegraph_dagster.map import open_map
from codegraph_dagster.settings import RepositorySettings
from codegraph_dagster.store.database import script_text
from codegraph_dagster.store.published import open_published
from codegraph_dagster.store.schema.comments import column_comments
from codegraph_dagster_tests.stages import building

TABLES = {stage.name: stage.table for stage in STAGES}


@pytest.fixture(scope="module")
def columns(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The columns of each asset, as the UI shows them."""
    path = building.published(tmp_path_factory.mktemp("lineage"), {"a.py": "x = 1\n"})
    with open_published(path) as connection:
        described = connection.execute(script_text("codegraph_dagster.store", "described_columns.sql")).fetchall()
    with open_map(path) as connection:
        ranked = {row[0] for row in connection.execute("DESCRIBE repository_map").fetchall()}
    assert {name for name, _, _ in repository_map.COLUMNS} == ranked
    assert all(comment for *_, comment in described), "every column says what it has"
    assert {(table, column): comment for table, column, _, comment in described} == column_comments()
    return {
        **{stage: {column for table, column, _, _ in described if table == of} for stage, of in TABLES.items()},
        "published_index": {f"{table}.{column}" for table, column, _, _ in described},
        "overview": {name for name, _, _ in overview.COLUMNS},
        "repository_map": ranked,
        "scip_index": {name for name, _, _ in scip.COLUMNS},
    }


def test_every_asset_tells_its_lineage_but_the_first():
    graph = build_definitions({"one": RepositorySettings("one", ".")}).get_repository_def().asset_graph
    assets = {key.to_user_string() for key in graph.get_all_asset_keys()}
    assert set(_COLUMNS) == assets - {"source", "ir"}
    for asset, columns in _COLUMNS.items():
        before = {key.to_user_string() for key in graph.get_ancestor_asset_keys(_key(asset))}
        assert {source.partition(".")[0] for text in columns.values() for source in text.split()} <= before


def test_every_column_exists(columns: dict[str, set[str]]):
    for asset, lineage in _COLUMNS.items():
        assert set(lineage) <= columns[asset], asset
        for text in lineage.values():
            for source in text.split():
                before, _, column = source.partition(".")
                assert column in columns[before], f"{asset}: {source}"


def test_columns_that_are_taken_over():
    metadata = column_lineage("published_index", {"symbols": ["symbols.path"], "cross_file": ["imports.path"]})
    lineage = metadata[LINEAGE_KEY].value.deps_by_column
    assert [(dep.asset_key.to_user_string(), dep.column_name) for dep in lineage["symbols.path"]] == [
        ("symbols", "path")
    ]
    assert lineage["imports.path"][0].asset_key.to_user_string() == "cross_file"
    assert "| `exports.path` | `ir.file_id` |" in metadata["column lineage"].value
    assert column_lineage("ir") == {}


def _key(name: str):
    import dagster as dg

    return dg.AssetKey(name)
