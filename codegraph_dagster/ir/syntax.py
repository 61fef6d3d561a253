"""The captured rows of a batch of files, nested in flat arrays.

All files of a batch share one byte space (their texts, one after the other, a newline between), so that everything
after the query runs vectorised over the batch and not once per file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from codegraph_dagster.ir.diagnostics import Diagnostic

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_NEWLINE: Final = ord("\n")
_RETURN: Final = ord("\r")


@dataclass(frozen=True, slots=True)
class SourceText:
    """One decoded file to extract: its number, its path, its text as UTF-8 and its symbol prefix."""

    file_no: int
    path: str
    text: bytes
    module: str
    symbol_prefix: str
    is_test: bool


@dataclass
class Syntax:
    """The captured rows of a batch in preorder, with the links that nesting gives.

    `kind`, `start`, `end`: what was captured and its extent in bytes of `text`. `file`: index into `sources`.
    `depth`: how many rows are around it; `levels`: the rows of each depth. `parent`: the enclosing row (-1 for a file's
    row). `up`: the enclosing row without the transparent ones between; `top`: the row just below `up` on the way down
    (the row itself when nothing is between). `statements`: byte offsets at which statements start, by file; `bodies`:
    those at which the bodies of definitions start; `otherwise`: what runs when nothing has failed, by where it starts
    and ends and where the first of the handlers before it starts, inner ones first; `idle`: where what does not run
    starts and ends.
    """

    sources: Sequence[SourceText]
    text: bytes
    base: Ints
    kind: npt.NDArray[np.uint8]
    start: Ints
    end: Ints
    depth: npt.NDArray[np.int32]
    levels: Sequence[Ints]
    parent: Ints
    up: Ints
    top: Ints
    file: Ints
    statements: list[Ints]
    bodies: Ints
    otherwise: list[tuple[int, int, int]]
    idle: list[tuple[int, int]]
    partial: list[bool]
    diagnostics: list[Diagnostic]

    @cached_property
    def is_ascii(self) -> bool:
        """Whether characters are bytes."""
        return self.text.isascii()

    @cached_property
    def bytes_array(self) -> npt.NDArray[np.uint8]:
        """The text as an array of its bytes."""
        return np.frombuffer(self.text, dtype=np.uint8)

    @cached_property
    def line_starts(self) -> Ints:
        """Byte offsets at which lines start, over the whole batch: after `\\n`, `\\r\\n` and a lone `\\r`."""
        data = self.bytes_array
        ends = data == _NEWLINE
        returns = np.flatnonzero(data == _RETURN)
        if returns.size:
            followed = np.zeros(returns.size, dtype=np.bool_)
            inner = returns + 1 < data.size
            followed[inner] = data[returns[inner] + 1] == _NEWLINE
            ends[returns[~followed]] = True
        return np.concatenate(([0], np.flatnonzero(ends) + 1)).astype(np.int64)

    @cached_property
    def first_lines(self) -> Ints:
        """The batch-wide number of each file's first line."""
        return np.searchsorted(self.line_starts, self.base, side="right") - 1

    @cached_property
    def _continuations(self) -> Ints:
        return np.concatenate(([0], np.cumsum((self.bytes_array & 0xC0) == 0x80))).astype(np.int64)

    def positions(self, offsets: Ints, files: Ints) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Lines and characters (code points, both from 0) of byte offsets, each in the file given beside it."""
        lines = np.searchsorted(self.line_starts, offsets, side="right") - 1
        begins = self.line_starts[lines]
        characters = offsets - begins
        if not self.is_ascii:
            characters = characters - (self._continuations[offsets] - self._continuations[begins])
        return (lines - self.first_lines[files]).astype(np.int32), characters.astype(np.int32)

    def running_order(self, offsets: Ints) -> npt.NDArray[np.float64]:
        """Byte offsets as numbers to sort by: what runs when nothing has failed comes before the handlers, what does
        not run comes last."""
        order = offsets.astype(np.float64)
        ascending = np.argsort(offsets)
        ordered = offsets[ascending]

        def within(start: int, end: int) -> Ints:
            return ascending[np.searchsorted(ordered, start) : np.searchsorted(ordered, end)]

        for start, end, handlers in self.otherwise:
            inside = within(start, end)
            order[inside] = handlers - 1 + (order[inside] - start) / (end - start)
        for start, end in self.idle:
            order[within(start, end)] += len(self.text)
        return order

    def line_counts(self) -> Ints:
        """The number of lines of each file; a last line without a terminator counts."""
        sizes = np.array([len(source.text) for source in self.sources], dtype=np.int64)
        last = np.searchsorted(self.line_starts, self.base + np.maximum(sizes - 1, 0), side="right")
        return np.where(sizes == 0, 0, last - self.first_lines)
