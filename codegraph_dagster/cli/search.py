"""`codegraph search`: find definitions by a name that is known only roughly."""

from __future__ import annotations

from pathlib import Path

import click

from codegraph_dagster.cli import options
from codegraph_dagster.cli.output import place, print_json, print_rows, value
from codegraph_dagster.cli.published import opened


@click.command("search")
@click.argument("text")
@click.option("--limit", type=options.positive, default=20, show_default=True, metavar="N", help="Show so many.")
@options.database
def command(text: str, limit: int, name: str | None, data: Path | None, as_json: bool) -> None:
    """Find definitions whose name is TEXT, begins with it, has it inside, or is spelled like it."""
    with opened(data, name) as database:
        rows = database.ask("search", text=text, limit=limit)
    if as_json:
        return print_json(rows)
    columns = {"place": place, "kind": value("kind"), "name": value("name"), "signature": value("signature")}
    return print_rows(rows, columns, cut="signature", nothing=f"nothing is named like {text}")
