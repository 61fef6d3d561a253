"""The repository map as text: a tree of files with the signatures that matter most, within a budget of tokens."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.map.ranking import open_map
from codegraph_dagster.store.database import script_text

if TYPE_CHECKING:
    import duckdb

DEFAULT_TOKENS = 2000
BYTES_PER_TOKEN = 4
"""What a token is taken for, as in `chunks.token_estimate`: no tokenizer of a certain model is needed."""

_INDENT = "  "
_LONGEST_SIGNATURE = 120  # characters: one long list of parameters must not take the place of ten others


class MapEntry(NamedTuple):
    """A symbol of a map, with what the table `repository_map` of `open_map` says of it; lines count from 0."""

    position: int
    score: float
    path: str
    start_line: int
    name: str
    kind: str
    signature: str
    symbol: str
    enclosing_symbol: str | None
    reference_count: int


# A line's place in the tree: folder, file, then the start lines of the definitions around it and its own. Lines
# sorted by their place are the map.
_Place = tuple[str | int, ...]


def render_map(path: str | Path, tokens: int = DEFAULT_TOKENS) -> str:
    """The map of a published database as text of at most `tokens` tokens (estimated: 4 bytes of UTF-8 each).

    Folders, files, and signatures of classes, functions, methods, fields and variables, with the most important of
    the repository until the budget is used up; a class is shown around its member. Test code is left out. Empty
    when not even the first one fits. Raises CodegraphError when `tokens` is less than 1, or there is no such database.
    """
    with open_map(Path(path)) as connection:
        return rendered(connection, tokens)


def map_entries(path: str | Path, tokens: int = DEFAULT_TOKENS) -> list[MapEntry]:
    """The symbols that `render_map` shows for their rank, the most important first. Raises as it does.

    A class that is shown only because a member of it is has a place in the text, but is no entry.
    """
    with open_map(Path(path)) as connection:
        return _chosen(connection, tokens)[0]


def rendered(connection: duckdb.DuckDBPyConnection, tokens: int = DEFAULT_TOKENS) -> str:
    """The same text of a connection that `open_map` gave."""
    lines = _chosen(connection, tokens)[1]
    return "".join(f"{lines[place]}\n" for place in sorted(lines))


def _chosen(connection: duckdb.DuckDBPyConnection, tokens: int) -> tuple[list[MapEntry], dict[_Place, str]]:
    """The symbols that fit into the budget by their rank, and all lines that show them."""
    if tokens < 1:
        raise CodegraphError(f"a map needs a budget of 1 token or more, not {tokens}")
    text = script_text("codegraph_dagster.map", "ranked_symbols.sql")
    ranked = [MapEntry(*row) for row in connection.execute(text).fetchall()]
    by_symbol = {shown.symbol: shown for shown in ranked}
    lines: dict[_Place, str] = {}
    left = tokens * BYTES_PER_TOKEN
    for count, shown in enumerate(ranked):
        added = {place: line for place, line in _lines(shown, by_symbol) if place not in lines}
        cost = sum(len(line.encode()) + 1 for line in added.values())
        if cost > left:
            return ranked[:count], lines
        lines.update(added)
        left -= cost
    return ranked, lines


def _lines(shown: MapEntry, by_symbol: dict[str, MapEntry]) -> list[tuple[_Place, str]]:
    """The lines that show a symbol: its folder, its file, the definitions around it, itself."""
    chain = [shown]
    while (outer := by_symbol.get(chain[0].enclosing_symbol or "")) is not None:
        chain.insert(0, outer)
    file = PurePosixPath(shown.path)
    place: _Place = (f"{file.parent}/",)
    lines = [(place, f"{file.parent}/")]
    place = (*place, file.name)
    lines.append((place, _INDENT + file.name))
    for depth, each in enumerate(chain, start=2):
        # The symbol keeps apart what begins on one line.
        place = (*place, each.start_line, each.symbol)
        lines.append((place, _INDENT * depth + _cut(each.signature)))
    return lines


def _cut(signature: str) -> str:
    return signature if len(signature) <= _LONGEST_SIGNATURE else signature[: _LONGEST_SIGNATURE - 1] + "…"
