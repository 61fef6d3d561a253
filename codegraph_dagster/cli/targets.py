"""What a NAME_OR_PLACE on the command line means."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

import click

from codegraph_dagster.cli.published import Published, Row
from codegraph_dagster.errors import CodegraphError

_PLACE = re.compile(r"(?P<path>.+?):(?P<line>\d+):(?P<column>\d+):?", re.DOTALL)
_LISTED = 5


@dataclass(frozen=True, slots=True)
class Place:
    """A character of a file, counted from 1 as editors do."""

    path: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Target:
    """What the queries are asked for. `path` is set for a symbol that means something in its file only."""

    symbol: str
    path: str | None

    @property
    def is_local(self) -> bool:
        """No other file can name it."""
        return self.symbol.startswith("local ")


argument = click.argument("target", metavar="NAME_OR_PLACE")


def parse_place(text: str) -> Place | None:
    """The place that `path:line:column` says, None when the text has another form."""
    match = _PLACE.fullmatch(text)
    if match is None:
        return None
    place = Place(match["path"], int(match["line"]), int(match["column"]))
    if place.line < 1 or place.column < 1:
        raise CodegraphError(f"{text!r} is no place: lines and columns count from 1")
    return place


def find_path(database: Published, given: str) -> str | None:
    """The path of a file in the database, as it is there or as that of a file on the disk; None when it has none."""
    on_disk = os.path.normpath(Path(given).absolute())
    found = database.ask("path", given=given, on_disk=on_disk)
    return str(found[0]["path"]) if found else None


def known_path(database: Published, given: str) -> str:
    """The same; raises CodegraphError when the database has no such file."""
    path = find_path(database, given)
    if path is None:
        raise CodegraphError(f"{given} is no file of the database {database.name}")
    return path


def definitions(database: Published, text: str) -> list[Row]:
    """The definitions of what stands at a place, the most likely first, or of all that have a name.

    Raises CodegraphError when there is nothing at the place, or nothing of the name.
    """
    place = parse_place(text)
    if place is not None:
        path = known_path(database, place.path)
        found = database.ask("definition", path=path, line=place.line, column=place.column)
        if not found:
            raise CodegraphError(f"no name stands at {text}")
        return found
    found = database.ask("symbol", symbol=text)
    if not found:
        raise CodegraphError(f"nothing is named {text}{_similar(database, text)}")
    return found


def target(database: Published, text: str) -> Target:
    """The one thing that is meant. Raises CodegraphError when it is unknown, or a name of several things."""
    found = definitions(database, text)
    first = found[0]
    if parse_place(text) is not None:
        if first["symbol"] is None:
            raise CodegraphError(f"it is not known what {text} refers to: {first['reason'] or first['resolution']}")
        symbol = str(first["symbol"])
        return Target(symbol, first["path"] if symbol.startswith("local ") else None)
    names = dict.fromkeys(str(row["full_name"]) for row in found)
    if len(names) > 1:
        raise CodegraphError(f"{text} is the name of {len(names)} things; give the whole one: {_listed(list(names))}")
    # A dotted name means its overloads too; a symbol only itself.
    return Target(text if first["symbol"] == text else next(iter(names)), None)


def unlocal(database: Published, text: str) -> Target:
    """As `target`, for a question that makes sense only for what other code can name."""
    found = target(database, text)
    if found.is_local:
        raise CodegraphError(f"what stands at {text} is local: `codegraph references` shows all its uses")
    return found


def _similar(database: Published, text: str) -> str:
    names = [str(row["full_name"]) for row in database.ask("search", text=text, limit=_LISTED)]
    return f"; similar: {', '.join(names)}" if names else ""


def _listed(names: list[str]) -> str:
    more = len(names) - _LISTED
    return ", ".join(names[:_LISTED]) + (f", and {more:,} more" if more > 0 else "")
