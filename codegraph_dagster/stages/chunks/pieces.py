"""Cuts one file into leaf pieces: consecutive runs of lines that together are exactly the file.

The unit of cutting is the line. A function is a piece; what stands between the functions of a class, and
between the definitions of a file, are pieces of that class or file. What is longer than the cap is
divided by split.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final, NamedTuple

from codegraph_dagster.stages.chunks.split import Statements, split_lines_by_size

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(slots=True)
class Unit:
    """A definition that gets chunks of its own: a class, or a function that is in no other function.

    `start` and `end` are its lines (half-open) as the syntax tree has them. `definition` is its key;
    `members` are the units inside a class, in source order.
    """

    definition: int
    is_class: bool
    start: int
    end: int
    members: list[Unit] = field(default_factory=list)


class Piece(NamedTuple):
    """A leaf, or (part 0) the extent of a class or file, whose `content` is None: see skeletons.sql.

    Of a single line that is divided, all pieces but the last have `start_line` = `end_line`, so that
    every line is in the range of exactly one leaf, and (start_line, end_line, part) orders the leaves of
    a file.
    """

    definition: int
    part: int
    start_line: int
    end_line: int
    content: str | None


class Source(NamedTuple):
    """What cutting a file needs to know of it. `definition` is the key of its module."""

    definition: int
    text: str
    statements: Statements
    line_comments: tuple[str, ...]


def split_lines(text: str) -> list[str]:
    """The lines of a text with their terminators (`\\n`, `\\r\\n` or a lone `\\r`)."""
    if "\r" in text:
        return _LINE.findall(text)
    lines = text.splitlines(keepends=True)
    if len(lines) == text.count("\n") + (not text.endswith("\n") and text != ""):
        return lines
    # It also ends lines at characters that are rare in sources, and are none of the terminators.
    return _LINE.findall(text)


def cut_file(source: Source, units: Sequence[Unit], max_chars: int) -> list[Piece]:
    """The pieces of a file, those of one definition in ascending order of their part.

    `units` are the file's top-level units in source order. No content is longer than `max_chars`, and
    the contents of all leaves, in the order of their lines, are the file's text.
    """
    text = source.text
    lines = split_lines(text)
    offsets = [0, *accumulate(map(len, lines))]
    layout = _Layout(lines, source.line_comments)
    pieces: list[Piece] = []

    def add(definition: int, part: int, start: int, end: int) -> int:
        """Add the parts of a run of lines; the number of the part that comes next."""
        if offsets[end] - offsets[start] <= max_chars:
            pieces.append(Piece(definition, part, start, end, text[offsets[start] : offsets[end]]))
            return part + 1
        for first, last, begin, finish in split_lines_by_size(
            start, end, offsets, source.statements, max_chars, layout.first_comment_above
        ):
            pieces.append(Piece(definition, part, first, last, text[begin:finish]))
            part += 1
        return part

    # An explicit stack: classes may be nested deeper than Python recurses.
    containers = [(source.definition, 0, len(lines), units)]
    while containers:
        definition, start, end, members = containers.pop()
        pieces.append(Piece(definition, 0, start, end, None))
        part = 1
        position = start
        for unit, first, last in layout.place(members, start, end):
            if first > position:
                part = add(definition, part, position, first)
            if unit.is_class:
                containers.append((unit.definition, first, last, unit.members))
            else:
                add(unit.definition, 1, first, last)
            position = last
        # A file without a line still has one leaf.
        if end > position or not lines:
            add(definition, part, position, end)
    return pieces


class _Layout:
    """Which lines of a file belong to which definition."""

    def __init__(self, lines: Sequence[str], line_comments: tuple[str, ...]) -> None:
        self._lines = lines
        self._line_comments = line_comments

    def place(self, units: Sequence[Unit], start: int, end: int) -> list[tuple[Unit, int, int]]:
        """The lines of each unit of a container with the lines `start` to `end`: in order, not overlapping.

        A unit takes the comments around it that are its own, and the blank lines after it. One that has
        no line to itself is left out: it stays in the piece that has its line.
        """
        placed: list[Unit] = []
        starts: list[int] = []
        ends: list[int] = []
        floor = start
        for index, unit in enumerate(units):
            first = min(max(unit.start, floor), end)
            last = min(unit.end, end)
            if first >= last:
                continue
            limit = min(max(units[index + 1].start, last), end) if index + 1 < len(units) else end
            last = self._comments_below(first, last, limit)
            placed.append(unit)
            starts.append(self.first_comment_above(first, floor))
            ends.append(last)
            floor = last
        if placed and self._after_blank_lines(start, starts[0]) == starts[0]:
            starts[0] = start
        ends = [
            self._after_blank_lines(last, following) for last, following in zip(ends, [*starts[1:], end], strict=False)
        ]
        return list(zip(placed, starts, ends, strict=True))

    def first_comment_above(self, line: int, floor: int) -> int:
        """The first of the comment lines directly above a line, from `floor` on; the line itself if none."""
        if line <= floor or not self._is_comment(line - 1):
            return line
        indent = _indent(self._lines[line])
        while line > floor and self._is_comment(line - 1) and _indent(self._lines[line - 1]) == indent:
            line -= 1
        return line

    def _comments_below(self, first: int, last: int, limit: int) -> int:
        """The end of a unit with the lines `first` to `last` and the comments that close its body.

        Those are indented deeper than its first line. The parser may have put them outside of it.
        """
        line = last
        while line < limit:
            if self._is_comment(line):
                if len(_indent(self._lines[line])) <= len(_indent(self._lines[first])):
                    break
                last = line + 1
            elif not self._lines[line].isspace():
                break
            line += 1
        return last

    def _is_comment(self, line: int) -> bool:
        return self._lines[line].lstrip().startswith(self._line_comments)

    def _after_blank_lines(self, line: int, end: int) -> int:
        while line < end and self._lines[line].isspace():
            line += 1
        return line


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
