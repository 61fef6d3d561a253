"""`codegraph callers`, `callees` and `impact`: walks over the graph."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from codegraph_dagster.cli import options, targets
from codegraph_dagster.cli.output import Cell, Row, place, print_json, print_rows, value
from codegraph_dagster.cli.published import Published, opened


@click.command("callers")
@targets.argument
@options.depth(1)
@options.database
def callers(target: str, depth: int, name: str | None, data: Path | None, as_json: bool) -> None:
    """List what calls NAME_OR_PLACE, each with the first place where it does."""
    with opened(data, name) as database:
        rows = database.ask("callers", symbol=targets.unlocal(database, target).symbol, depth=depth)
    columns: dict[str, Cell] = {"place": place, "caller": value("name"), "calls": value("calls")}
    _print(rows, columns, depth, as_json, nothing=f"nothing calls {target}")


@click.command("callees")
@targets.argument
@options.depth(1)
@options.database
def callees(target: str, depth: int, name: str | None, data: Path | None, as_json: bool) -> None:
    """List what NAME_OR_PLACE calls in the repository, each with the place of its definition."""
    with opened(data, name) as database:
        rows = database.ask("callees", symbol=targets.unlocal(database, target).symbol, depth=depth)
    columns: dict[str, Cell] = {"place": place, "callee": value("name"), "calls": value("calls")}
    _print(rows, columns, depth, as_json, nothing=f"{target} calls nothing in the repository")


@click.command("impact", short_help="List what a change of a file, or of NAME_OR_PLACE, may reach.")
@click.argument("target", metavar="PATH_OR_NAME_OR_PLACE")
@options.depth(3)
@click.option("--tests", is_flag=True, help="Only test code: what to run after a change.")
@options.database
def impact(target: str, depth: int, tests: bool, name: str | None, data: Path | None, as_json: bool) -> None:
    """List what a change of a file, or of NAME_OR_PLACE, may reach: what uses it, what uses that, and so on."""
    with opened(data, name) as database:
        rows = database.ask("impact", path_or_symbol=_path_or_symbol(database, target), depth=depth, only_tests=tests)
    columns: dict[str, Cell] = {"place": place, "kind": value("kind"), "reached": value("name")}
    _print(rows, columns, depth, as_json, nothing=f"a change of {target} reaches nothing{' in tests' if tests else ''}")


def _path_or_symbol(database: Published, text: str) -> str:
    """A file when there is one, else what `targets` makes of it."""
    return targets.find_path(database, text) or targets.unlocal(database, text).symbol


def _print(rows: Sequence[Row], columns: dict[str, Cell], depth: int, as_json: bool, *, nothing: str) -> None:
    """With more than one step, the number of steps comes first, and the way last."""
    if as_json:
        return print_json(rows)
    if depth > 1:
        columns = {"step": value("distance"), **columns, "over": value("via_name")}
    return print_rows(rows, columns, cut="over", nothing=nothing)
