"""Nests what was captured in a batch: preorder, depths and parents, all from the extents."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from codegraph_dagster.ir.diagnostics import Diagnostic
from codegraph_dagster.ir.syntax import Bools, Ints, SourceText, Syntax
from codegraph_dagster.ir.vocabulary import KIND_NAMES, TRANSPARENT, Kind, table

_AFTERWARDS: Final = table(Kind.leaving, Kind.fallback, Kind.otherwise, Kind.idle)


def nest(
    sources: Sequence[SourceText],
    text: bytes,
    bases: list[int],
    kind: npt.NDArray[np.uint8],
    start: Ints,
    end: Ints,
    partial: list[bool],
    diagnostics: list[Diagnostic],
) -> Syntax:
    """The rows of `kind`, from byte `start` to `end` of `text`, in which the text of each source begins at one of
    `bases`."""
    first_bytes = np.array(bases, dtype=np.int64)
    is_statement, is_body = kind == Kind.statement, kind == Kind.body
    is_place = is_statement | is_body | _AFTERWARDS[kind]
    otherwise = _otherwise(kind, start, end)
    is_idle = kind == Kind.idle
    idle = list(zip(start[is_idle].tolist(), end[is_idle].tolist(), strict=True))
    statements = np.sort(start[is_statement])
    bodies = np.sort(start[is_body])
    # Nothing of zero length nests.
    kept = ~(is_place | _guards_nothing(kind, start, end)) & (end > start)
    kind, start, end = kind[kept], start[kept], end[kept]

    # Preorder: by start, the longer first, then in the order of the vocabulary. What is equal was captured twice.
    width = int(end.max()) + 1
    key = (start * width + (width - 1 - end)) * len(KIND_NAMES) + kind
    order = np.argsort(key)
    key = key[order]
    order = order[np.concatenate(([True], key[1:] != key[:-1]))]
    kind, start, end = kind[order], start[order], end[order]

    rows = np.arange(kind.size, dtype=np.int64)
    closed = np.cumsum(np.bincount(end, minlength=width))[start]  # counted by byte, which is cheaper than sorting
    depth = (rows - closed).astype(np.int32)
    levels = _levels(depth)
    parent = _parents(depth, levels)
    file = np.cumsum(kind == Kind.file) - 1
    # Brackets may nest as deep as a file is long: the way over transparent rows doubles with every step.
    above = TRANSPARENT[kind[parent]] & (parent >= 0)
    top = np.where(above, parent, rows)
    while not np.array_equal(further := top[top], top):
        top = further
    up = parent[top]
    return Syntax(
        sources,
        text,
        first_bytes,
        kind,
        start,
        end,
        depth,
        levels,
        parent,
        up,
        top,
        file,
        np.split(statements, np.searchsorted(statements, first_bytes[1:])),
        bodies,
        otherwise,
        idle,
        partial,
        diagnostics,
    )


def _guards_nothing(kind: npt.NDArray[np.uint8], start: Ints, end: Ints) -> Bools:
    """Which captured tests and blocks are not what their kind says; see the query about why they are captured.

    A test guards what is behind it when what runs if it fails ends with a statement that leaves. A block is guarded
    when such a test, or an assertion, is one of its statements.
    """
    idle: Bools = (kind == Kind.guarded) | (kind == Kind.refusal)
    blocks = np.flatnonzero((kind == Kind.guarded) & (end > start))
    blocks = blocks[np.argsort(start[blocks])]
    tests = np.flatnonzero(kind == Kind.refusal)
    # The block that runs is the first one behind the test.
    behind = np.searchsorted(start[blocks], end[tests])
    leaves = np.isin(behind, _innermost(start[blocks], end[blocks], start[kind == Kind.leaving]))
    idle[tests[leaves]] = False
    guards = np.concatenate((tests[leaves], np.flatnonzero(kind == Kind.assertion)))
    guarded = np.unique(_innermost(start[blocks], end[blocks], start[guards]))
    idle[blocks[guarded[guarded >= 0]]] = False
    return idle


def _otherwise(kind: npt.NDArray[np.uint8], start: Ints, end: Ints) -> list[tuple[int, int, int]]:
    """The parts of statements that run when nothing has failed: see Syntax."""
    parts = np.flatnonzero(kind == Kind.otherwise)
    if not parts.size:
        return []
    conditions = np.flatnonzero(kind == Kind.condition)
    conditions = conditions[np.argsort(start[conditions])]
    handlers = np.sort(start[kind == Kind.fallback])
    around = _innermost(start[conditions], end[conditions], handlers)
    first: dict[int, int] = {}
    for statement, handler in zip(around.tolist(), handlers.tolist(), strict=True):
        first.setdefault(statement, handler)
    statements = _innermost(start[conditions], end[conditions], start[parts]).tolist()
    found = zip(start[parts].tolist(), end[parts].tolist(), statements, strict=True)
    # In broken code there may be no handlers.
    return sorted(
        ((begin, stop, first[statement]) for begin, stop, statement in found if statement in first), reverse=True
    )


def _innermost(start: Ints, end: Ints, points: Ints) -> Ints:
    """For each point the shortest interval that it lies in, as an index; -1 when it lies in none.

    The intervals are nested, in the order of their starts, which differ.
    """
    if not start.size:
        return np.full(points.size, -1, dtype=np.int64)
    depth = (np.arange(start.size) - np.searchsorted(np.sort(end), start, side="right")).astype(np.int32)
    parent = _parents(depth, _levels(depth))
    found = np.searchsorted(start, points, side="right") - 1
    while (is_behind := (found >= 0) & (end[found] <= points)).any():
        found[is_behind] = parent[found[is_behind]]
    return found


def _parents(depth: npt.NDArray[np.int32], levels: Sequence[Ints]) -> Ints:
    """For each row of a preorder, the last row before it that is one level higher; -1 at the top."""
    parent = np.full(depth.size, -1, dtype=np.int64)
    for above, rows in pairwise(levels):
        parent[rows] = above[np.searchsorted(above, rows) - 1]
    return parent


def _levels(depth: npt.NDArray[np.int32]) -> list[Ints]:
    """The rows of each depth, in order."""
    deepest = int(depth.max())
    # numpy sorts small integers by counting them.
    by_depth = np.argsort(depth.astype(np.int16) if deepest < 2**15 else depth, kind="stable")
    return np.split(by_depth, np.cumsum(np.bincount(depth))[:-1])
