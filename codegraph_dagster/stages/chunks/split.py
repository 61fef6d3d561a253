"""Divides a run of lines that is longer than the cap, at the statement boundaries that suit best."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

_MAX_COMMENT_LINES = 100

Divided = tuple[int, int, int, int]
"""start_line, end_line (half-open), and the offsets in the text where the part starts and ends."""


class Statements(NamedTuple):
    """Where the statements of a file start: ascending lines, and how deep in blocks each one is (0 = top)."""

    lines: Sequence[int]
    depths: Sequence[int]


def split_lines_by_size(
    start: int,
    end: int,
    offsets: Sequence[int],
    statements: Statements,
    max_chars: int,
    with_comments: Callable[[int, int], int],
) -> Iterator[Divided]:
    """Yields parts of the lines `start` to `end`, none longer than `max_chars` characters.

    `offsets` has the character offset of every line's start and, last, the length of the text.
    `with_comments(line, floor)` moves a boundary up over the comments that belong to the statement below
    it. A part ends, if possible, in its second half, where the least deeply nested statement starts;
    else at the last statement that starts early in it; else at the last line that fits (a long literal);
    else inside the line.
    """
    while offsets[end] - offsets[start] > max_chars:
        last = bisect_right(offsets, offsets[start] + max_chars, start, end + 1) - 1
        if last == start:
            yield from _split_line(start, offsets, max_chars)
            start += 1
            continue
        boundary = _best_boundary(start, last, offsets, statements, max_chars)
        floor = max(start, boundary - _MAX_COMMENT_LINES)
        above = with_comments(boundary, floor)
        # A comment that goes on beyond belongs to more than the statement; a file may be nothing but comments.
        boundary = above if above > floor else boundary
        yield start, boundary, offsets[start], offsets[boundary]
        start = boundary
    if start < end:
        yield start, end, offsets[start], offsets[end]


def _best_boundary(start: int, last: int, offsets: Sequence[int], statements: Statements, max_chars: int) -> int:
    lines, depths = statements
    first = bisect_right(lines, start)
    stop = bisect_right(lines, last)
    if first == stop:
        return last
    middle = bisect_left(offsets, offsets[start] + max_chars // 2, start, last + 1)
    near = bisect_left(lines, middle, first, stop)
    best = min(range(near, stop), key=lambda index: (depths[index], -lines[index])) if near < stop else stop - 1
    return int(lines[best])


def _split_line(line: int, offsets: Sequence[int], max_chars: int) -> Iterator[Divided]:
    begin, end = offsets[line], offsets[line + 1]
    while end - begin > max_chars:
        # The range of a line's earlier parts is empty: the line counts as lying in its last one.
        yield line, line, begin, begin + max_chars
        begin += max_chars
    yield line, line + 1, begin, end
