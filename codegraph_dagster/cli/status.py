"""`codegraph status`: which databases there are, and what is in them."""

from __future__ import annotations

from pathlib import Path

import click

from codegraph_dagster.cli import options
from codegraph_dagster.cli.output import print_json, print_rows, value
from codegraph_dagster.cli.published import Row, choose, opened, published_names
from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.paths import DataLayout


@click.command("status")
@options.database
def command(name: str | None, data: Path | None, as_json: bool) -> None:
    """Show the published databases: of which revision, from when, how large, with how many errors."""
    layout = DataLayout.of(data)
    names = [choose(data, name)[1]] if name else published_names(layout)
    rows = [_status(layout, each) for each in names]
    if as_json:
        print_json(rows)
    else:
        columns = {
            "name": value("name"),
            "indexed": lambda row: str(row["indexed_at"] or "")[:16],
            "revision": lambda row: _short(row["revision"]),
            "files": value("files"),
            "lines": value("lines"),
            "symbols": value("symbols"),
            "errors": value("errors"),
            "MB": lambda row: round(row["size_bytes"] / 1e6),
            "folder": value("root"),
        }
        nothing = f"nothing is published in {layout.published('').parent}; run `codegraph index` first"
        print_rows([row for row in rows if row["problem"] is None], columns, nothing=nothing)
    problems = [str(row["problem"]) for row in rows if row["problem"] is not None]
    if problems:
        raise CodegraphError("; ".join(problems))


def _status(layout: DataLayout, name: str) -> Row:
    """One that cannot be read has its `problem` alone: the others are still shown."""
    path = layout.published(name)
    row: Row = {"name": name, "database": str(path), "size_bytes": path.stat().st_size, "problem": None}
    try:
        with opened(layout.data_dir, name) as database:
            # Under the name of its file, by which the commands know it.
            return {**database.ask("status")[0], **row}
    except CodegraphError as error:
        return {**row, "problem": str(error)}


def _short(revision: str | None) -> str:
    """A commit as git shortens it, -dirty kept."""
    if revision is None:
        return ""
    commit, dash, state = revision.partition("-")
    return commit[:10] + dash + state
