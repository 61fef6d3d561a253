"""What mkdocs makes while it builds the site, so that nothing of it is copied by hand: pages of the reference from the
comments of a fresh database and from the definitions, the README as a page, and the graph of the assets.
"""

from __future__ import annotations

import logging
import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg
import duckdb

from codegraph_dagster.definitions import build_definitions
from codegraph_dagster.settings import RepositorySettings
from codegraph_dagster.store import database
from codegraph_dagster.store.working import SCHEMA_PACKAGE, SCHEMA_SCRIPTS

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

ROOT = Path(__file__).resolve().parent.parent
GRAPH = "<!-- the graph of the assets -->"

_BOX = (160, 40)
_GAP = (36, 16)


def on_startup(**_: Any) -> None:
    """Dagster's own log has nothing to say about the site."""
    logging.getLogger("dagster").setLevel(logging.WARNING)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made here."""
    from mkdocs.structure.files import File

    pages = {"reference/schema.md": schema_page(), "reference/assets.md": assets_page(), "readme.md": readme_page()}
    for path, text in pages.items():
        files.append(File.generated(config, path, content=text))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Put the graph of the assets where a page asks for it."""
    return markdown.replace(GRAPH, asset_graph()) if GRAPH in markdown else markdown


def schema_page() -> str:
    """The public tables, views and macros of a fresh database with their comments."""
    lines = [
        "# Tables and views",
        "",
        "The schema `main` of a published database. Made from the comments in the database itself: "
        "`duckdb_tables()`, `duckdb_views()` and `duckdb_columns()` show them in any client.",
    ]
    with duckdb.connect() as connection:
        connection.execute("ATTACH ':memory:' AS fresh")
        connection.execute("USE fresh")
        for script in SCHEMA_SCRIPTS:
            database.run_script(connection, SCHEMA_PACKAGE, script)
        tables = _rows(connection, "described_tables.sql")
        columns = _rows(connection, "described_columns.sql")
        macros = _rows(connection, "described_macros.sql")
    for table, comment in tables:
        lines += ["", f"## {table}", "", comment, "", "| column | type | meaning |", "| --- | --- | --- |"]
        lines += [f"| `{name}` | {kind.lower()} | {_cell(text)} |" for of, name, kind, text in columns if of == table]
    if macros:
        lines += ["", "# Macros"]
    for name, parameters, comment in macros:
        lines += ["", f"## {name}({', '.join(parameters)})", "", comment or ""]
    return "\n".join(lines) + "\n"


def assets_page() -> str:
    """The assets with their checks, the jobs and the schedules, as Dagster shows them."""
    repository = _definitions().get_repository_def()
    graph = repository.asset_graph
    lines = ["# Assets, jobs, schedules", "", "What Dagster's UI lists. Every repository is a partition.", "", GRAPH]
    for key in graph.toposorted_asset_keys:
        node = graph.get(key)
        before = ", ".join(f"`{parent.to_user_string()}`" for parent in sorted(node.parent_keys)) or "nothing"
        lines += [
            "",
            f"## {key.to_user_string()}",
            "",
            str(node.description),
            "",
            f"Group {node.group_name}; needs {before}.",
        ]
        checks = [(check.name, graph.get_check_spec(check).description) for check in sorted(node.check_keys)]
        if checks:
            lines += ["", "| check | passes when |", "| --- | --- |"]
            lines += [f"| `{name}` | {_cell(str(text))} |" for name, text in checks]
    jobs = [job for job in repository.get_all_jobs() if not job.name.startswith("__")]
    lines += ["", "## Jobs", "", "| job | what it does |", "| --- | --- |"]
    lines += [f"| `{job.name}` | {_cell(str(job.description))} |" for job in jobs]
    lines += ["", "## Schedules", "", "| schedule | when | what it does |", "| --- | --- | --- |"]
    lines += [f"| `{each.name}` | `{each.cron_schedule}` | {each.description} |" for each in repository.schedule_defs]
    return "\n".join(lines) + "\n"


def readme_page() -> str:
    """The README, with the picture of the graph in place of its text."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    text = re.sub(r"^```mermaid\n.*?^```$", GRAPH, text, count=1, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"\]\(docs/pages/", "](", text)


def asset_graph() -> str:
    """The lineage graph as an SVG that links each asset to its description."""
    graph = _definitions().get_repository_def().asset_graph
    level: dict[dg.AssetKey, int] = {}
    for key in graph.toposorted_asset_keys:
        level[key] = max((level[parent] + 1 for parent in graph.get(key).parent_keys), default=0)
    columns = [[key for key in level if level[key] == number] for number in range(max(level.values()) + 1)]
    tallest = max(map(len, columns))
    (box_width, box_height), (gap_x, gap_y) = _BOX, _GAP
    place = {}
    for number, column in enumerate(columns):
        top = (tallest - len(column)) * (box_height + gap_y) / 2
        for row, key in enumerate(column):
            place[key] = (number * (box_width + gap_x), top + row * (box_height + gap_y))
    shapes = []
    for key, (x, y) in place.items():
        for parent in graph.get(key).parent_keys:
            from_x, from_y = place[parent]
            start, end = (from_x + box_width, from_y + box_height / 2), (x, y + box_height / 2)
            middle = (start[0] + end[0]) / 2
            shapes.append(
                f'<path d="M{start[0]},{start[1]} C{middle},{start[1]} {middle},{end[1]} {end[0]},{end[1]}" '
                'fill="none" stroke="currentColor" stroke-opacity=".45"/>'
            )
    for key, (x, y) in place.items():
        name = key.to_user_string()
        title = escape(str(graph.get(key).description))
        shapes.append(
            f'<g><title>{title}</title><rect x="{x}" y="{y}" width="{box_width}" height="{box_height}" rx="6" '
            'fill="#3b6fb6" fill-opacity=".15" stroke="#3b6fb6"/>'
            f'<text x="{x + box_width / 2}" y="{y + box_height / 2}" text-anchor="middle" dominant-baseline="central" '
            f'fill="currentColor" font-size="18">{escape(name)}</text></g>'
        )
    width = len(columns) * (box_width + gap_x) - gap_x
    height = tallest * (box_height + gap_y) - gap_y
    return (
        f'<svg viewBox="-2 -2 {width + 4} {height + 4}" role="img" aria-label="The graph of the assets" '
        f'style="width:100%;height:auto">{"".join(shapes)}</svg>'
    )


def _definitions() -> dg.Definitions:
    return build_definitions({"NAME": RepositorySettings("NAME", ROOT)})


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return connection.execute(database.script_text("codegraph_dagster.store", query)).fetchall()


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
