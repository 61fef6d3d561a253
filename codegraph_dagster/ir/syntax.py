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
from typing import Final

import numpy as np
import numpy.typing as npt
import tree_sitter

from codegraph_dagster.ir.diagnostics import Diagnostic
from codegraph_dagster.ir.vocabulary import CAPTURES, KIND_NAMES, TRANSPARENT, Kind
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
    `parent`: the enclosing row (-1 for a file's row). `up`: the enclosing row without the transparent ones between;
    `top`: the row just below `up` on the way down (the row itself when nothing is between). `statements`: byte offsets
    at which statements start, by file; `bodies`: those at which the bodies of definitions start.
    """

    sources: Sequence[SourceText]
    text: bytes
    base: Ints
    kind: npt.NDArray[np.uint8]
    start: Ints
    end: Ints
    depth: npt.NDArray[np.int32]
    parent: Ints
    up: Ints
    top: Ints
    file: Ints
    statements: list[list[int]]
    bodies: Ints
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

    def line_counts(self) -> Ints:
        """The number of lines of each file; a last line without a terminator counts."""
        sizes = np.array([len(source.text) for source in self.sources], dtype=np.int64)
        last = np.searchsorted(self.line_starts, self.base + np.maximum(sizes - 1, 0), side="right")
        return np.where(sizes == 0, 0, last - self.first_lines)


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
        starts: dict[int, list[int]] = {kind: [] for kind in range(len(KIND_NAMES))}
        ends: dict[int, list[int]] = {kind: [] for kind in range(len(KIND_NAMES))}
        statements: list[list[int]] = []
        partial: list[bool] = []
        diagnostics: list[Diagnostic] = []
        base = 0
        bases: list[int] = []
        for source in sources:
            text = source.text
            if b"\r" in text:
                text = _LONE_RETURN.sub(b"\n", text)  # of the same length, so every offset stays
            parsable, hidden = self.language.hide_unparsable(text)
            tree = self._parser.parse(parsable)
            captures = self._captures(tree.root_node, source.text)
            for offset, content in hidden:
                self._add_expression(captures, offset, content)
            for name, (starts_here, ends_here) in captures.items():
                kind = CAPTURES[name]
                starts[kind] += [offset + base for offset in starts_here]
                ends[kind] += [offset + base for offset in ends_here]
            starts[Kind.file].append(base)
            ends[Kind.file].append(base + len(source.text) + 1)
            partial.append(tree.root_node.has_error)
            if partial[-1]:
                diagnostics += self._syntax_errors(tree.root_node, source)
            bases.append(base)
            base += len(source.text) + len(_SEPARATOR)
        text = _SEPARATOR.join([*(source.text for source in sources), b""])
        statement_starts = np.sort(np.array(starts.pop(Kind.statement), dtype=np.int64))
        ends.pop(Kind.statement)
        bodies = np.sort(np.array(starts.pop(Kind.body), dtype=np.int64))
        ends.pop(Kind.body)
        cuts = np.searchsorted(statement_starts, np.array(bases[1:], dtype=np.int64))
        statements = [part.tolist() for part in np.split(statement_starts, cuts)]
        return _nest(sources, text, bases, starts, ends, statements, bodies, partial, diagnostics)

    def _captures(self, root: tree_sitter.Node, text: bytes) -> dict[str, tuple[list[int], list[int]]]:
        spans = {
            name: ([node.start_byte for node in nodes], [node.end_byte for node in nodes])
            for name, nodes in self._cursor.captures(root).items()
        }
        if "string" in spans:
            self._add_quoted_types(spans, text)
        return spans

    def _add_quoted_types(self, spans: dict[str, tuple[list[int], list[int]]], text: bytes) -> None:
        """Parse the strings inside annotations: a quoted type names things as an unquoted one does."""
        # Captures come in no order.
        order = sorted(zip(*spans["string"], strict=True))
        strings, string_ends = [start for start, _ in order], [end for _, end in order]
        found: set[tuple[int, int]] = set()
        for name in ("annotation", "parameter_annotation", "result"):
            for start, end in zip(*spans.get(name, ([], [])), strict=True):
                index = first = bisect_left(strings, start)
                while index < len(strings) and strings[index] < end:
                    index += 1
                inside = range(first, index)
                types = self.language.holds_types(text[start:end], [strings[place] - start for place in inside])
                found.update(
                    (strings[place], string_ends[place])
                    for place, is_type in zip(inside, types, strict=True)
                    if is_type
                )
        for start, end in found:
            quoted = self.language.quoted_type(text[start:end])
            if quoted is None:
                continue
            offset, content = quoted
            self._add_expression(spans, start + offset, content)

    def _add_expression(self, spans: dict[str, tuple[list[int], list[int]]], offset: int, content: bytes) -> None:
        """Parse an expression by itself and add what it captures, as if it stood at byte `offset`."""
        blank = len(content) - len(content.lstrip())
        inner = self._parser.parse(content.strip()).root_node
        if inner.has_error:
            return
        shift = offset + blank
        for name, nodes in self._cursor.captures(inner).items():
            if name in ("statement", "docstring", "body"):
                continue
            into = spans.setdefault(name, ([], []))
            into[0].extend(node.start_byte + shift for node in nodes)
            into[1].extend(node.end_byte + shift for node in nodes)

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
    starts: dict[int, list[int]],
    ends: dict[int, list[int]],
    statements: list[list[int]],
    bodies: Ints,
    partial: list[bool],
    diagnostics: list[Diagnostic],
) -> Syntax:
    counts = [len(starts[kind]) for kind in starts]
    kind = np.repeat(np.array(list(starts), dtype=np.uint8), counts)
    start = np.array([offset for values in starts.values() for offset in values], dtype=np.int64)
    end = np.array([offset for values in ends.values() for offset in values], dtype=np.int64)

    # Preorder: by start, the longer first, then in the order of the vocabulary. Nothing of zero length nests.
    width = int(end.max()) + 1
    key = (start * width + (width - 1 - end)) * len(KIND_NAMES) + kind
    order = np.argsort(key, kind="stable")
    key = key[order]
    keep = np.concatenate(([True], key[1:] != key[:-1])) & (end[order] > start[order])
    order = order[keep]
    kind, start, end = kind[order], start[order], end[order]

    rows = np.arange(kind.size, dtype=np.int64)
    closed = np.searchsorted(np.sort(end), start, side="right")
    depth = (rows - closed).astype(np.int32)
    parent = _parents(depth)
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
        np.array(bases, dtype=np.int64),
        kind,
        start,
        end,
        depth,
        parent,
        up,
        top,
        file,
        statements,
        bodies,
        partial,
        diagnostics,
    )


def _parents(depth: npt.NDArray[np.int32]) -> Ints:
    """For each row of a preorder, the last row before it that is one level higher; -1 at the top."""
    count = depth.size
    rows = np.arange(count, dtype=np.int64)
    by_depth = np.argsort(depth, kind="stable")
    keys = depth[by_depth].astype(np.int64) * count + by_depth
    above = np.searchsorted(keys, (depth.astype(np.int64) - 1) * count + rows) - 1
    parent = by_depth[above]
    parent[depth == 0] = -1
    return parent
