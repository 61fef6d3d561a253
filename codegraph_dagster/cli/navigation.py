"""`codegraph definition` and `codegraph references`: what an editor does with a name under the cursor."""

from __future__ import annotations

from pathlib import Path

import click

from codegraph_dagster.cli import options, targets
from codegraph_dagster.cli.output import Row, place, print_json, print_rows, value
from codegraph_dagster.cli.published import opened


@click.command("definition")
@targets.argument
@options.database
def definition(target: str, name: str | None, data: Path | None, as_json: bool) -> None:
    """Show where NAME_OR_PLACE is defined: each candidate, the most likely first."""
    with opened(data, name) as database:
        rows = targets.definitions(database, target)
    if as_json:
        return print_json(rows)
    columns = {"place": _place_or_reason, "kind": value("kind"), "name": value("name"), "signature": value("signature")}
    if any(row.get("confidence", 1) < 1 for row in rows):
        columns["confidence"] = _confidence
    return print_rows(rows, columns, cut="signature", nothing="")


@click.command("references")
@targets.argument
@options.database
def references(target: str, name: str | None, data: Path | None, as_json: bool) -> None:
    """List every use of NAME_OR_PLACE, with its definition and imports."""
    with opened(data, name) as database:
        wanted = targets.target(database, target)
        rows = database.ask("references", symbol=wanted.symbol, path=wanted.path)
    if as_json:
        return print_json(rows)
    columns = {"place": place, "role": lambda row: ", ".join(row["roles"]), "in": value("enclosing_name")}
    if any(row["confidence"] < 1 for row in rows):
        columns["confidence"] = _confidence
    return print_rows(rows, columns, nothing=f"nothing refers to {target}")


def _place_or_reason(row: Row) -> str:
    """A definition that is not in the repository has no place, but a resolution, and perhaps a reason."""
    if row["path"] is not None:
        return place(row)
    return f"({row['resolution']}: {row['reason'] or row['symbol']})"


def _confidence(row: Row) -> str:
    return f"{row['confidence']:.2f}"
