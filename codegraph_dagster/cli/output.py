"""What commands print: aligned columns for people, JSON for programs."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
Cell = Callable[[Row], object]

_GAP = 2  # blanks between columns
_LEAST = 20  # characters of a column that is cut


def print_json(rows: object) -> None:
    """Print what commands found, as one JSON document."""
    print(json.dumps(rows, ensure_ascii=False, indent=2, default=str))


def print_rows(rows: Sequence[Row], columns: Mapping[str, Cell], *, cut: str | None = None, nothing: str) -> None:
    """Print rows as columns with a head; `nothing` is said on standard error when there are none.

    On a terminal that is too narrow the column `cut` loses its ends. The others are never cut nor broken: who clicks
    on a place or copies a name needs it whole.
    """
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not rows:
        print(nothing, file=sys.stderr)
        return
    shown = [[_shown(cell(row)) for cell in columns.values()] for row in rows]
    numbers = [all(isinstance(cell(row), int) for row in rows) for cell in columns.values()]
    widths = [max(map(cell_len, texts)) for texts in zip(list(columns), *shown, strict=True)]
    table = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), header_style="bold")
    needed = 0
    for title, width, is_number in zip(columns, widths, numbers, strict=True):
        least = min(width, _LEAST) if title == cut else width
        needed += least + _GAP
        table.add_column(title, min_width=least, no_wrap=title != cut, justify="right" if is_number else "left")
    for texts in shown:
        # Text, not str: a `[` in a signature is no markup.
        table.add_row(*(Text(text, no_wrap=True, overflow="ellipsis") for text in texts))
    width = max(needed, _line_width() or sum(widths) + _GAP * len(widths))
    out = Console(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False)
    with out.capture() as capture:
        out.print(table)
    # Without the blanks that fill the last column.
    sys.stdout.write("\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n")


def place(row: Row, prefix: str = "") -> str:
    """`path:line:column`, empty without a path."""
    path = row[f"{prefix}path"]
    return "" if path is None else f"{path}:{row[f'{prefix}line']}:{row[f'{prefix}column']}"


def value(key: str) -> Cell:
    """The cell that shows a column as it is."""
    return lambda row: row[key]


def _shown(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, int) and not isinstance(cell, bool):
        return f"{cell:,}"
    # A control character of a source must not reach the terminal.
    return "".join(character if character.isprintable() else " " for character in str(cell))


def _line_width() -> int | None:
    """The width of the terminal, or COLUMNS; None where nothing limits a line: what reads a pipe wants it whole."""
    if sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit():
        return shutil.get_terminal_size().columns
    return None
