"""The pages that are made while the site is built."""

from __future__ import annotations

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from codegraph_dagster.definitions import build_definitions
from codegraph_dagster.settings import RepositorySettings
from codegraph_dagster.store.database import script_text
from codegraph_dagster.store.published import open_published
from codegraph_dagster_tests.stages import building

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def hooks():
    spec = spec_from_file_location("docs_hooks", ROOT / "docs" / "hooks.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def graph():
    return build_definitions({"one": RepositorySettings("one", ROOT)}).get_repository_def().asset_graph


def test_every_public_table_and_column_is_in_the_reference(hooks, tmp_path: Path):
    page = hooks.schema_page()
    with open_published(building.published(tmp_path, {"a.py": "x = 1\n"})) as connection:
        columns = connection.execute(script_text("codegraph_dagster.store", "described_columns.sql")).fetchall()
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^#|\Z)", page, re.MULTILINE | re.DOTALL))
    assert len(columns) > 150
    for table, column, kind, comment in columns:
        assert f"| `{column}` | {kind.lower()} | {comment} |" in sections[table].replace("\\|", "|")


def test_macros_are_listed_when_there_are_some(hooks, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "macros.sql").write_text(
        "CREATE MACRO main.twice(n) AS 2 * n;\nCOMMENT ON MACRO main.twice IS 'Doubles a number.';"
    )
    scripts = hooks.SCHEMA_SCRIPTS
    run = hooks.database.run_script
    monkeypatch.setattr(hooks, "SCHEMA_SCRIPTS", (*scripts, "macros.sql"))
    monkeypatch.setattr(
        hooks.database,
        "run_script",
        lambda connection, package, name: (
            connection.execute((tmp_path / name).read_text())
            if name == "macros.sql"
            else run(connection, package, name)
        ),
    )
    assert "## twice(n)\n\nDoubles a number.\n" in hooks.schema_page()


def test_every_asset_check_and_job_is_in_the_reference(hooks, graph):
    page = hooks.assets_page()
    keys = graph.get_all_asset_keys()
    assert {f"\n## {key.to_user_string()}\n" in page for key in keys} == {True}
    for key in keys:
        assert graph.get(key).description in page
        assert all(f"| `{check.name}` |" in page for check in graph.get(key).check_keys)
    assert "| `draw_overview` |" in page
    assert "| `index_daily` | `0 3 * * *` |" in page


def test_the_graph_has_every_asset_and_dependency(hooks, graph):
    drawn = hooks.asset_graph()
    names = re.findall(r">(\w+)</text>", drawn)
    assert sorted(names) == sorted(key.to_user_string() for key in graph.get_all_asset_keys())
    assert drawn.count("<path ") == sum(len(graph.get(key).parent_keys) for key in graph.get_all_asset_keys())
    assert hooks.on_page_markdown(f"a\n{hooks.GRAPH}\nb") == f"a\n{drawn}\nb"


def test_the_readme_is_a_page_with_the_graph(hooks):
    page = hooks.readme_page()
    assert hooks.GRAPH in page
    assert "```mermaid" not in page
    assert "](docs/pages" not in page
    assert "](tutorial.md)" in page
