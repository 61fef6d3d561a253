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


class _Shown(NamedTuple):
    symbol: str
    path: str
    start_line: int
    signature: str
    enclosing_symbol: str | None


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


def rendered(connection: duckdb.DuckDBPyConnection, tokens: int = DEFAULT_TOKENS) -> str:
    """The same of a connection that `open_map` gave."""
    if tokens < 1:
        raise CodegraphError(f"a map needs a budget of 1 token or more, not {tokens}")
    text = script_text("codegraph_dagster.map", "ranked_symbols.sql")
    ranked = [_Shown(*row) for row in connection.execute(text).fetchall()]
    by_symbol = {shown.symbol: shown for shown in ranked}
    lines: dict[_Place, str] = {}
    left = tokens * BYTES_PER_TOKEN
    for shown in ranked:
        added = {place: line for place, line in _lines(shown, by_symbol) if place not in lines}
        cost = sum(len(line.encode()) + 1 for line in added.values())
        if cost > left:
            break
        lines.update(added)
        left -= cost
    return "".join(f"{lines[place]}\n" for place in sorted(lines))


def _lines(shown: _Shown, by_symbol: dict[str, _Shown]) -> list[tuple[_Place, str]]:
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
