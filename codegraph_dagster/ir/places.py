"""Which place things have in what holds them: elements in a tuple, values in a dict, what an index names."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from codegraph_dagster.ir.syntax import Ints, Syntax
from codegraph_dagster.ir.vocabulary import Kind, table

SEQUENCES: Final = table(Kind.tuple, Kind.list)
_KEYED: Final = table(Kind.dict, Kind.comprehension)
_BLANK: Final = np.isin(np.arange(256), list(b" \t\r\n\f\\"))


def positions_in_sequences(syntax: Syntax) -> Ints:
    """For each row directly in a tuple or list its place in it, from 0; 0 for all other rows."""
    position = np.zeros(syntax.kind.size, dtype=np.int64)
    rows = np.flatnonzero(SEQUENCES[syntax.kind[syntax.up]] & (syntax.up >= 0))
    if rows.size:
        order = rows[np.argsort(syntax.up[rows], kind="stable")]
        above = syntax.up[order]
        first = np.concatenate(([True], above[1:] != above[:-1]))
        begin = np.maximum.accumulate(np.where(first, np.arange(order.size), 0))
        position[order] = np.arange(order.size) - begin
    return position


def values_of_dicts(syntax: Syntax, rows: Ints) -> Ints:
    """Which of `rows` (indexes) follow a colon in a dict, or in a comprehension that makes one.

    To capture them would take more time than to look what stands before the few that there are.
    """
    above = syntax.up[rows]
    inside = np.flatnonzero(_KEYED[syntax.kind[above]] & (above >= 0))
    text = syntax.bytes_array
    place = syntax.start[syntax.top[rows[inside]]] - 1
    blank = np.flatnonzero(_BLANK[text[place]])
    while blank.size:
        place[blank] -= 1
        blank = blank[_BLANK[text[place[blank]]]]
    values: Ints = inside[text[place] == ord(":")]
    return values


def digit_indexes(syntax: Syntax, rows: Ints) -> np.ma.MaskedArray[Any, Any]:
    """The index of each of `rows` that is a subscript by a single digit, masked for all others."""
    end = syntax.end[rows]
    text = syntax.bytes_array
    digit = text[end - 2].astype(np.int32) - ord("0")
    is_index = (syntax.kind[rows] == Kind.subscript) & (digit >= 0) & (digit <= 9)
    is_index &= (text[end - 1] == ord("]")) & (text[np.maximum(end - 3, 0)] == ord("["))
    return np.ma.masked_array(digit, mask=~is_index)
