"""Parse a batch of files and collect what the language's query captures."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import chain
from operator import attrgetter
from typing import Final

import numpy as np
import numpy.typing as npt
import tree_sitter

from codegraph_dagster.ir.diagnostics import Diagnostic
from codegraph_dagster.ir.preorder import nest
from codegraph_dagster.ir.syntax import Ints, SourceText, Syntax
from codegraph_dagster.ir.vocabulary import CAPTURES, Kind
from codegraph_dagster.languages import Language

_SEPARATOR: Final = b"\n"
# Ends a line, but for tree-sitter-python it is blank space.
_LONE_RETURN: Final = re.compile(rb"\r(?!\n)")
_LINE_END: Final = re.compile(rb"\r\n|\r|\n")
_MAX_SYNTAX_DIAGNOSTICS: Final = 50

Captures = dict[str, list[tree_sitter.Node]]
_START: Final = attrgetter("start_byte")
_END: Final = attrgetter("end_byte")
_EXTENT: Final = attrgetter("start_byte", "end_byte")
_ANNOTATIONS: Final = ("annotation", "parameter_annotation", "result")
_OF_STATEMENTS: Final = ("statement", "docstring", "body", "guarded", "leaving", "fallback", "otherwise")


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
            captures["idle"] = self.language.idle_branches(tree.root_node, text)
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
        return nest(sources, text, bases, *rows.arrays(), partial, diagnostics)

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
