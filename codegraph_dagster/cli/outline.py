"""`codegraph outline`: what a file defines."""

from __future__ import annotations

from pathlib import Path

import click

from codegraph_dagster.cli import options, targets
from codegraph_dagster.cli.output import Row, print_json, print_rows, value
from codegraph_dagster.cli.published import opened


@click.command("outline")
@click.argument("path")
@options.database
def command(path: str, name: str | None, data: Path | None, as_json: bool) -> None:
    """List what the file PATH defines, in the order of the source."""
    with opened(data, name) as database:
        rows = database.ask("outline", path=targets.known_path(database, path))
    if as_json:
        return print_json(rows)
    return print_rows(
        rows,
        {"line": lambda row: str(row["line"]), "kind": value("kind"), "definition": _indented},
        cut="definition",
        nothing=f"{path} defines nothing",
    )


def _indented(row: Row) -> str:
    return "    " * int(row["level"] - 1) + str(row["signature"])
