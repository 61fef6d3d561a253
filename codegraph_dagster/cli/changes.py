"""`codegraph changes`: what changed since the database was published before."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from codegraph_dagster.cli import options
from codegraph_dagster.cli.output import Row, place, print_json, print_rows, value
from codegraph_dagster.cli.published import opened


@click.command("changes", short_help="List the symbols that the last index run added, removed or changed.")
@click.option("--breaking", is_flag=True, help="Only what other code may have relied on.")
@options.database
def command(breaking: bool, name: str | None, data: Path | None, as_json: bool) -> None:
    """List the symbols that the last index run added, removed or changed; ! marks what may break other code."""
    with opened(data, name) as database:
        rows = database.ask("changes", only_breaking=breaking)
        comparison = database.ask("comparison")
    reason = comparison[0]["reason"] if comparison else "the database was never published"
    if as_json:
        return print_json({"comparison": comparison[0] if comparison else None, "changes": rows})
    if reason is not None:
        print(f"not compared: {reason}", file=sys.stderr)
        return None
    columns = {
        "": lambda row: "!" if row["may_break"] else "",
        "change": _change,
        "place": lambda row: place(row) if row["path"] is not None else place(row, "old_"),
        "kind": value("kind"),
        "name": value("name"),
        "signature": lambda row: row["signature"] if row["signature"] is not None else row["old_signature"],
    }
    return print_rows(rows, columns, cut="signature", nothing="nothing changed")


def _change(row: Row) -> str:
    return ", ".join(row["aspects"]) or str(row["change"])
