"""Import statements and export lists of a batch, statement by statement (they are few)."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from codegraph_dagster.ir.bindings import Names
from codegraph_dagster.ir.facts import Columns, Facts
from codegraph_dagster.ir.keys import FILE_SHIFT
from codegraph_dagster.ir.syntax import Syntax
from codegraph_dagster.ir.vocabulary import Kind, table
from codegraph_dagster.languages import Language

_CLAUSE_KINDS: Final = frozenset({Kind.import_path, Kind.import_name, Kind.import_star})

_CLAUSES: Final = table(Kind.import_path, Kind.import_name, Kind.import_star)
_PARTS: Final = _CLAUSES | table(Kind.import_from, Kind.import_level, Kind.import_alias)
_REGIONS: Final = table(Kind.import_path, Kind.import_from, Kind.import_name)
# Every beginning of a module's path is looked up, so a path costs the square of its length. No module lies as deep as
# this; of a longer path the rest is cut off.
_MAX_COMPONENTS: Final = 100
_IMPORT_COLUMNS: Final = (
    "import",
    "scope",
    "definition",
    "module",
    "level",
    "name",
    "alias",
    "is_star",
    "is_type_checking",
    "is_guarded",
    "bound_name",
)


class Imports:
    """`ir.imports` and `ir.import_components` of one batch."""

    def __init__(self, facts: Facts, language: Language) -> None:
        self.facts, self.language = facts, language
        self.syntax: Syntax = facts.syntax
        self.names: Names = facts.names
        self.components: list[tuple[int, int, str, int]] = []
        self._tokens: dict[int, list[int]] = {}
        kind, up = self.syntax.kind, self.syntax.up
        tokens = np.flatnonzero((kind == Kind.name) & _REGIONS[kind[up]])
        for token, region in zip(tokens.tolist(), up[tokens].tolist(), strict=True):
            self._tokens.setdefault(region, []).append(token)
        bound = np.flatnonzero(np.isin(facts.bindings.region, (Kind.import_path, Kind.import_name, Kind.import_alias)))
        self._bound = dict(
            zip(facts.bindings.row[bound].tolist(), facts.definitions.of_binding[bound].tolist(), strict=True)
        )

    def tables(self) -> tuple[Columns, Columns]:
        """The columns of `ir.imports` and of `ir.import_components`."""
        syntax = self.syntax
        kind, parent = syntax.kind, syntax.parent
        regions = np.flatnonzero(_PARTS[kind])
        statements = parent[regions]
        statements = np.where(kind[statements] == Kind.import_clause, parent[statements], statements)
        inside = kind[statements] == Kind.import_
        regions, statements = regions[inside], statements[inside]
        by_statement: dict[int, list[tuple[int, int, int]]] = {}
        columns_of = (statements, regions, kind[regions], parent[regions])
        for statement, *region in zip(*(column.tolist() for column in columns_of), strict=True):
            by_statement.setdefault(statement, []).append((region[0], region[1], region[2]))
        rows: list[tuple[Any, ...]] = []
        clauses: list[int] = []
        for statement, found in by_statement.items():
            self._statement(statement, found, rows, clauses)
        columns: Columns = {
            name: list(values)
            for name, values in zip(_IMPORT_COLUMNS, zip(*rows, strict=True) if rows else [()] * 11, strict=True)
        }
        extent = np.array(clauses, dtype=np.int64)
        columns["file_no"] = self.facts._files(extent)
        columns.update(self.facts._range(extent))
        parts = zip(*self.components, strict=True) if self.components else [()] * 4
        return columns, {
            name: list(values) for name, values in zip(("id", "import", "module", "level"), parts, strict=True)
        }

    def _texts(self, region: int) -> list[str]:
        tokens = self._tokens.get(region, ())[:_MAX_COMPONENTS]
        return [self.names.strings[self.names.ids[token]] for token in tokens]

    def _statement(
        self,
        statement: int,
        regions: list[tuple[int, int, int]],
        rows: list[tuple[Any, ...]],
        clauses: list[int],
    ) -> None:
        """Add the imports of one statement; `regions` are (row, kind, parent) of the regions in it."""
        syntax, keys = self.syntax, self.facts.keys
        type_checking, guarded = self._conditions(statement)
        level = 0
        source: int | None = None
        aliases: dict[int, int] = {}
        for region, kind, parent in regions:
            if kind == Kind.import_level:
                level += syntax.text[syntax.start[region] : syntax.end[region]].count(b".")
            elif kind == Kind.import_from:
                source = region
            elif kind == Kind.import_alias:
                aliases[parent] = region + 1
        scope = int(keys[self.facts.scoping.scope[statement]])
        from_module = ".".join(self._texts(source)) if source is not None else ""
        if source is None and level == 0 and any(kind == Kind.import_name for _, kind, _ in regions):
            from_module = self._future_module(statement)
        first: int | None = None
        for region, kind, clause in regions:
            if kind not in _CLAUSE_KINDS:
                continue
            star = kind == Kind.import_star
            tokens = self._tokens.get(region, [])
            if not star and not tokens:
                continue
            last = region if star else tokens[-1]
            first = last if first is None else first
            alias = aliases.get(clause)
            texts = self._texts(region)
            alias_name = None if alias is None else self.names.strings[self.names.ids[alias]]
            if kind == Kind.import_path:
                module, name = ".".join(texts), None
                self._add_components(tokens, last, 0)
            else:
                module, name = from_module, "*" if star else ".".join(texts)
            token = alias if alias is not None else (None if star else tokens[0])
            rows.append(
                (
                    int(keys[last]),
                    scope,
                    None if token is None else self._bound.get(token),
                    module,
                    level,
                    name,
                    alias_name,
                    star,
                    type_checking,
                    guarded,
                    None if star else (alias_name or texts[0]),
                )
            )
            clauses.append(region if alias is None else clause)
        if source is not None and first is not None:
            self._add_components(self._tokens.get(source, []), first, level)

    def _add_components(self, tokens: list[int], last: int, level: int) -> None:
        keys = self.facts.keys
        path = ""
        for token in tokens[:_MAX_COMPONENTS]:
            text = self.names.strings[self.names.ids[token]]
            path = f"{path}.{text}" if path else text
            self.components.append((int(keys[token]), int(keys[last]), path, level))

    def _future_module(self, statement: int) -> str:
        """The module of a statement whose module is a keyword of the language (`from __future__ import …`)."""
        words = self.syntax.text[self.syntax.start[statement] : self.syntax.end[statement]].split(None, 2)
        return words[1].decode("utf-8", errors="replace") if len(words) > 1 else ""

    def _conditions(self, statement: int) -> tuple[bool, bool]:
        syntax = self.syntax
        row = int(syntax.parent[statement])
        type_checking = guarded = False
        while row >= 0 and syntax.kind[row] == Kind.condition:
            start = int(syntax.start[row])
            head = syntax.text[start : start + 200].split(b"\n", 1)[0].decode("utf-8", errors="replace")
            if self.language.is_type_checking(head):
                type_checking = True
            else:
                guarded = True
            row = int(syntax.parent[row])
        return type_checking, guarded


def export_lists(facts: Facts, language: Language) -> Columns:
    """`ir.export_lists`: what the module-level export list of each file says, in the order of the text.

    Understood are assignments and augmented assignments of literal lists and of other modules' lists, joined by `+`,
    and calls of `extend`, `append` and `remove`. What else is done to the list is not followed.
    """
    columns: Columns = {"file_no": [], "position": [], "action": [], "name": []}
    wanted = language.export_list
    syntax, names = facts.syntax, facts.names
    if wanted is None or wanted not in names.strings:
        return columns
    kind, up, parent = syntax.kind, syntax.up, syntax.parent
    name = names.strings.index(wanted)

    def add(row: int, action: str, value: str) -> None:
        columns["file_no"].append(int(facts.file_numbers[syntax.file[row]]))
        columns["position"].append(int(facts.keys[row]) & (1 << FILE_SHIFT) - 1)  # the same in every batch
        columns["action"].append(action)
        columns["name"].append(value)

    def add_value(first: int, end: int, action: str = "add") -> None:
        row = first
        while row < kind.size and syntax.start[row] < end:
            if kind[row] == Kind.string:
                literal = syntax.text[syntax.start[row] : syntax.end[row]].decode("utf-8", errors="replace")
                value = language.string_value(literal)
                if value is not None:
                    add(row, action, value)
            elif kind[row] == Kind.attribute and names.ids[row] == name:
                head = syntax.text[syntax.start[row] : names.token_start[row]].decode("utf-8", errors="replace")
                add(row, "include", head.strip().rstrip("."))
            row += 1

    for row in np.flatnonzero((names.ids == name) & (kind == Kind.name) & ~names.is_member).tolist():
        if kind[facts.scoping.scope[row]] != Kind.file:
            continue
        if kind[up[row]] == Kind.target:
            flow = int(parent[up[row]])
            add_value(row + 1, int(syntax.end[flow]))
        elif kind[up[row]] == Kind.attribute and kind[up[up[row]]] == Kind.call:
            method = names.strings[names.ids[up[row]]]
            call = int(up[up[row]])
            if method in ("extend", "append", "insert", "remove"):
                add_value(row + 1, int(syntax.end[call]), "remove" if method == "remove" else "add")
    return columns
