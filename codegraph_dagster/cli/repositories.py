"""`codegraph repositories`: the registry."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from codegraph_dagster.cli import options
from codegraph_dagster.cli.output import print_json, print_rows, value


@click.group("repositories")
def commands() -> None:
    """The registry: the repositories that are indexed by name, and by schedules."""


@commands.command("list")
@options.data
@options.json
def list_(data: Path | None, as_json: bool) -> None:
    """List the repositories of the registry."""
    from codegraph_dagster.paths import DataLayout
    from codegraph_dagster.registry import load_registry

    layout = DataLayout.of(data)
    rows = [
        {
            "name": each.name,
            "path": str(each.path),
            "languages": each.languages,
            "include": each.include,
            "exclude": each.exclude,
            "schedule": each.schedule,
            "is_published": layout.published(each.name).is_file(),
        }
        for each in load_registry().values()
    ]
    if as_json:
        return print_json(rows)
    columns = {
        "name": value("name"),
        "published": lambda row: "yes" if row["is_published"] else "no",
        "schedule": lambda row: row["schedule"] or "daily",
        "path": value("path"),
    }
    return print_rows(rows, columns, nothing="")


@commands.command("add")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--name", help="Its name, and that of its database (default: the folder's).")
@click.option("--language", "languages", multiple=True, metavar="NAME", help="Index only this language (repeatable).")
@click.option("--include", multiple=True, metavar="GLOB", help="Index only these files (repeatable).")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave these files out (repeatable).")
@click.option("--schedule", metavar="CRON", help="A cron line of five fields (default: daily).")
@options.json
def add(path: Path, name: str | None, as_json: bool, **given: Any) -> None:
    """Add the folder PATH to the registry; the rest of the file stays as it is."""
    from codegraph_dagster.api import IndexConfig
    from codegraph_dagster.registry import add_repository, registry_path

    folder = path.expanduser().absolute()
    entry: dict[str, object] = {"name": name or IndexConfig(folder).name, "path": str(folder)}
    entry.update({key: list(each) if isinstance(each, tuple) else each for key, each in given.items() if each})
    add_repository(entry)
    if as_json:
        return print_json(entry)
    return print(f"{entry['name']} added to {registry_path()}; index it with: codegraph index --name {entry['name']}")
