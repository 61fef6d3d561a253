"""Parse a batch of files and lay what the language's query captures out as nested rows in flat arrays.

All files of a batch share one byte space (their texts, one after the other, a newline between), so that everything
after the query runs vectorised over the batch and not once per file.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from operator import attrgetter
from typing import Final

import numpy as np
import numpy.typing as npt
import tree_sitter

from codegraph_dagster.ir.diagnostics import Diagnostic
from codegraph_dagster.ir.vocabulary import CAPTURES, KIND_NAMES, TRANSPARENT, Kind, table
from codegraph_dagster.languages import Language

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_SEPARATOR: Final = b"\n"
_NEWLINE: Final = ord("\n")
_RETURN: Final = ord("\r")
# Ends a line, but for tree-sitter-python it is blank space.
_LONE_RETURN: Final = re.compile(rb"\r(?!\n)")
_LINE_END: Final = re.compile(rb"\r\n|\r|\n")
_MAX_SYNTAX_DIAGNOSTICS: Final = 50

Captures = dict[str, list[tree_sitter.Node]]
_START: Final = attrgetter("start_byte")
_END: Final = attrgetter("end_byte")
_EXTENT: Final = attrgetter("start_byte", "end_byte")
_AFTERWARDS: Final = table(Kind.leaving, Kind.fallback, Kind.otherwise)
_ANNOTATIONS: Final = ("annotation", "parameter_annotation", "result")
_OF_STATEMENTS: Final = ("statement", "docstring", "body", "guarded", "leaving", "fallback", "otherwise")


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
    and ends and where the first of the handlers before it starts, inner ones first.
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
        """Byte offsets as numbers to sort by: what runs when nothing has failed comes before the handlers."""
        order = offsets.astype(np.float64)
        for start, end, handlers in self.otherwise:
            inside = (order >= start) & (order < end)
            order[inside] = handlers - 1 + (order[inside] - start) / (end - start)
        return order

    def line_counts(self) -> Ints:
        """The number of lines of each file; a last line without a terminator counts."""
        sizes = np.array([len(source.text) for source in self.sources], dtype=np.int64)
        last = np.searchsorted(self.line_starts, self.base + np.maximum(sizes - 1, 0), side="right")
        return np.where(sizes == 0, 0, last - self.first_lines)


class _CapturedRows:
    """What was captured in the files of a batch: kinds and extents in bytes of the batch's text, in no order."""

    def __init__(self) -> None:
        self._kinds: list[npt.NDArray[np.uint8]] = []
        self._starts: list[Ints] = []
        self._ends: list[Ints] = []

    def add(self, captures: Captures, base: int) -> None:
        """Add the captures of a tree whose text begins at byte `base`."""
        # Nodes are slow to look at one by one: all of a tree are read at once.
        nodes = list(chain.from_iterable(captures.values()))
        kinds = np.array([CAPTURES[name] for name in captures], dtype=np.uint8)
        self._kinds.append(kinds.repeat([len(found) for found in captures.values()]))
        self._starts.append(np.fromiter(map(_START, nodes), np.int64, len(nodes)) + base)
        self._ends.append(np.fromiter(map(_END, nodes), np.int64, len(nodes)) + base)

    def add_file(self, start: int, end: int) -> None:
        """Add the row of a whole file."""
        self._kinds.append(np.array([Kind.file], dtype=np.uint8))
        self._starts.append(np.array([start], dtype=np.int64))
        self._ends.append(np.array([end], dtype=np.int64))

    def arrays(self) -> tuple[npt.NDArray[np.uint8], Ints, Ints]:
        """Kinds, starts and ends of all rows."""
        return np.concatenate(self._kinds), np.concatenate(self._starts), np.concatenate(self._ends)


class BatchParser:
    """Parses and captures with one language; keep one for each process, it holds the compiled query."""

    def __init__(self, language: Language) -> None:
        self.language = language
        grammar = tree_sitter.Language(language.grammar())
        self._parser = tree_sitter.Parser(grammar)
        self._query = tree_sitter.Query(grammar, language.query())
        self._cursor = tree_sitter.QueryCursor(self._query)
        self._faults = tree_sitter.QueryCursor(tree_sitter.Query(grammar, "(ERROR) @error (MISSING) @missing"))
        names = [self._query.capture_name(index) for index in range(self._query.capture_count)]
        unknown = sorted(set(names) - set(CAPTURES))
        if unknown:
            raise ValueError(f"{language.name}/extract.scm: unknown captures {', '.join(unknown)}")

    def parse(self, sources: Sequence[SourceText]) -> Syntax:
        """Parse `sources` and return the rows of all of them."""
        rows = _CapturedRows()
        partial: list[bool] = []
        diagnostics: list[Diagnostic] = []
        base = 0
        bases: list[int] = []
        for source in sources:
            text = source.text
            if b"\r" in text:
                text = _LONE_RETURN.sub(b"\n", text)  # of the same length, so every offset stays
            tree = self._parser.parse(text)
            # Looked for only where the parser found an error, as what it has no rule for is one.
            hidden: list[tuple[int, bytes]] = []
            if tree.root_node.has_error:
                parsable, hidden = self.language.hide_unparsable(text)
                if hidden:
                    tree = self._parser.parse(parsable)
            captures = self._cursor.captures(tree.root_node)
            rows.add(captures, base)
            for start, end in self._quoted_types(captures, source.text):
                quoted = self.language.quoted_type(source.text[start:end])
                if quoted is not None:
                    self._add_expression(rows, base + start + quoted[0], quoted[1])
            for offset, content in hidden:
                self._add_expression(rows, base + offset, content)
            rows.add_file(base, base + len(source.text) + 1)
            partial.append(tree.root_node.has_error)
            if partial[-1]:
                diagnostics += self._syntax_errors(tree.root_node, source)
            bases.append(base)
            base += len(source.text) + len(_SEPARATOR)
        text = _SEPARATOR.join([*(source.text for source in sources), b""])
        return _nest(sources, text, bases, *rows.arrays(), partial, diagnostics)

    def _quoted_types(self, captures: Captures, text: bytes) -> set[tuple[int, int]]:
        """The strings that are types, as those in annotations: a quoted type names things as an unquoted one does."""
        found: set[tuple[int, int]] = set()
        if "string" not in captures:
            return found
        annotations = [node for name in _ANNOTATIONS for node in captures.get(name, ())]
        places = [*map(_EXTENT, annotations), *self.language.type_places(text)]
        if not places:
            return found
        # Captures come in no order.
        order = sorted(map(_EXTENT, captures["string"]))
        strings = [start for start, _ in order]
        for start, end in places:
            inside = order[bisect_left(strings, start) : bisect_left(strings, end)]
            if inside:
                are_types = self.language.holds_types(text[start:end], [begin - start for begin, _ in inside])
                found.update(extent for extent, is_type in zip(inside, are_types, strict=True) if is_type)
        return found

    def _add_expression(self, rows: _CapturedRows, offset: int, content: bytes) -> None:
        """Parse an expression by itself and add what it captures, as if it stood at byte `offset`."""
        blank = len(content) - len(content.lstrip())
        inner = self._parser.parse(content.strip()).root_node
        if inner.has_error:
            return
        captures = self._cursor.captures(inner)
        for name in _OF_STATEMENTS:
            captures.pop(name, None)
        rows.add(captures, offset + blank)

    def _syntax_errors(self, root: tree_sitter.Node, source: SourceText) -> list[Diagnostic]:
        found = self._faults.captures(root)
        nodes = sorted(
            ((node.start_byte, node.end_byte, name, node) for name, nodes in found.items() for node in nodes),
            key=lambda entry: entry[:3],
        )
        rows: list[Diagnostic] = []
        # Not tree-sitter's own lines: for it, a lone \r ends none.
        lines = [0, *(found.end() for found in _LINE_END.finditer(source.text))]
        covered = -1
        for start, end, name, node in nodes:
            if start < covered or len(rows) >= _MAX_SYNTAX_DIAGNOSTICS:
                continue
            covered = max(covered, end)
            message = "syntax error" if name == "error" else f"syntax error: {node.type!r} expected"
            begin, finish = bisect_right(lines, start) - 1, bisect_right(lines, end) - 1
            rows.append(
                Diagnostic(
                    path=source.path,
                    stage="ir",
                    severity="warning",
                    code="syntax_error",
                    message=message,
                    start_line=begin,
                    start_char=_characters(source.text, lines[begin], start),
                    end_line=finish,
                    end_char=_characters(source.text, lines[finish], end),
                )
            )
        return rows


def _characters(text: bytes, start: int, end: int) -> int:
    """The number of code points between two byte offsets."""
    return len(text[start:end].decode("utf-8", errors="replace"))


def _nest(
    sources: Sequence[SourceText],
    text: bytes,
    bases: list[int],
    kind: npt.NDArray[np.uint8],
    start: Ints,
    end: Ints,
    partial: list[bool],
    diagnostics: list[Diagnostic],
) -> Syntax:
    first_bytes = np.array(bases, dtype=np.int64)
    is_statement, is_body = kind == Kind.statement, kind == Kind.body
    is_place = is_statement | is_body | _AFTERWARDS[kind]
    otherwise = _otherwise(kind, start, end)
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
