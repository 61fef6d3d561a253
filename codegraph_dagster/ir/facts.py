"""Turn the rows of a batch into the columns of the `ir` tables."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from codegraph_dagster.ir.bindings import Bindings, Names, Targets
from codegraph_dagster.ir.definitions import Definitions
from codegraph_dagster.ir.headers import Headers
from codegraph_dagster.ir.keys import row_keys
from codegraph_dagster.ir.places import digit_indexes, positions_in_sequences, values_of_dicts
from codegraph_dagster.ir.scopes import Scoping
from codegraph_dagster.ir.syntax import Ints, Syntax
from codegraph_dagster.ir.vocabulary import EXPRESSIONS, FLOWS, HEADED, KIND_NAMES, TRANSPARENT, Kind, table

Columns = dict[str, Any]

_MODES: Final = {
    Kind.assign: "assign",
    Kind.walrus: "assign",
    Kind.alias: "assign",
    Kind.augment: "augment",
    Kind.iterate: "iterate",
    Kind.enter: "enter",
    Kind.catch: "catch",
    Kind.parameter_clause: "default",
    Kind.return_: "return",
    Kind.yield_: "yield",
}
_MODE_NAMES: Final = [_MODES.get(kind, "") for kind in range(len(KIND_NAMES))]
_SCOPE_NAMES: Final = ["module", *KIND_NAMES[1:]]  # a file is a module
# Columns of few words are codes and the words that they stand for.
_NAME_KINDS: Final = ("name", "attribute", "keyword", "module", "imported")
_NAME, _ATTRIBUTE, _KEYWORD, _MODULE, _IMPORTED = range(len(_NAME_KINDS))
_ROLES: Final = ("read", "write", "definition", "declaration", "delete")
_READ, _WRITE, _DEFINITION, _DECLARATION, _DELETE = range(len(_ROLES))
_IMPORT_TOKENS: Final = table(Kind.import_path, Kind.import_from, Kind.import_name)
_DECLARATIONS: Final = table(Kind.declare_global, Kind.declare_nonlocal)
_ANNOTATIONS: Final = table(Kind.annotation, Kind.parameter_annotation)
_CALLS: Final = table(Kind.call, Kind.pattern)
_VALUED: Final = FLOWS | EXPRESSIONS | table(Kind.name, Kind.attribute)
_DOTTED: Final = table(Kind.dotted)


class Facts:
    """The tables of one batch. Each method returns the columns of one table; all keys are row keys."""

    def __init__(
        self,
        syntax: Syntax,
        scoping: Scoping,
        scope: Ints,
        names: Names,
        targets: Targets,
        bindings: Bindings,
        headers: Headers,
        definitions: Definitions,
    ) -> None:
        self.syntax, self.scoping, self.scope, self.names = syntax, scoping, scope, names
        self.targets, self.bindings, self.headers, self.definitions = targets, bindings, headers, definitions
        self.keys = row_keys(syntax)
        self.file_numbers = np.array([source.file_no for source in syntax.sources], dtype=np.int32)
        self.positions = positions_in_sequences(syntax)
        self.head = self._heads()
        self.value = self._values()
        # The value of an assignment inside an expression is looked into, called, indexed.
        assigned = np.flatnonzero((self.head >= 0) & FLOWS[syntax.kind[np.maximum(self.head, 0)]])
        self.head[assigned] = self.value[self.head[assigned]]

    def _heads(self) -> Ints:
        """For each headed row the row it is headed by, for each part of a dotted name the part before; else -1."""
        syntax = self.syntax
        kind, up, start = syntax.kind, syntax.up, syntax.start
        head = np.full(kind.size, -1, dtype=np.int64)
        rows = np.arange(kind.size)
        inside = HEADED[kind[up]] & (up >= 0) & ~self.names.is_member & ~TRANSPARENT[kind]
        leading = inside & ((start[syntax.top] == start[up]) | (kind[up] == Kind.await_))
        # Several rows lead only where one encloses the other; the outer one comes first in preorder and must win.
        found = rows[leading][::-1]
        head[up[found]] = found
        parts = np.flatnonzero(_DOTTED[kind[up]] & (up >= 0) & (kind == Kind.name))
        later = parts[start[parts] != start[up[parts]]]
        head[later] = later - 1
        last = np.full(kind.size, -1, dtype=np.int64)
        last[up[parts]] = parts
        dotted = np.flatnonzero((head >= 0) & _DOTTED[kind[head]])
        head[dotted] = last[head[dotted]]
        return head

    def _values(self) -> Ints:
        """For each flow the row whose value it carries (-1: none that is a row). A chained assignment carries the
        value of the last one."""
        syntax = self.syntax
        kind, up, parent = syntax.kind, syntax.up, syntax.parent
        value = np.full(kind.size, -1, dtype=np.int64)
        valued = _VALUED[kind] & (up >= 0) & ~self.names.is_member
        region = (kind[up] == Kind.value) | (kind[up] == Kind.default)
        rows = np.flatnonzero(valued & region)[::-1]
        value[parent[up[rows]]] = rows
        direct = np.flatnonzero(valued & (kind[up] == Kind.return_))[::-1]
        value[up[direct]] = direct
        while True:
            through = np.flatnonzero((value >= 0) & FLOWS[kind[np.maximum(value, 0)]])
            if not through.size:
                return value
            value[through] = value[value[through]]

    def _key_or_null(self, rows: Ints) -> np.ma.MaskedArray[Any, Any]:
        return np.ma.masked_array(self.keys[np.maximum(rows, 0)], mask=rows < 0)

    def _files(self, rows: Ints) -> Any:
        return self.file_numbers[self.syntax.file[rows]]

    def _range(self, rows: Ints) -> Columns:
        syntax = self.syntax
        files = syntax.file[rows]
        start_line, start_char = syntax.positions(syntax.start[rows], files)
        end_line, end_char = syntax.positions(syntax.end[rows], files)
        return {
            "start_line": start_line,
            "start_char": start_char,
            "end_line": end_line,
            "end_char": end_char,
        }

    def name_rows(self) -> Columns:
        """`ir.names`: every name token, an attribute under the key of the whole attribute."""
        syntax, names = self.syntax, self.names
        kind, up, parent = syntax.kind, syntax.up, syntax.parent
        rows = np.flatnonzero(((kind == Kind.name) & ~names.is_member) | ((kind == Kind.attribute) & (names.ids >= 0)))
        region = kind[up[rows]]
        is_attribute = kind[rows] == Kind.attribute
        is_attribute |= _DOTTED[region] & (self.head[rows] >= 0)
        of_import = _IMPORT_TOKENS[region] & ~is_attribute
        keyword = (region == Kind.keyword) & ~is_attribute

        what = np.full(rows.size, _NAME, dtype=np.int32)
        what[is_attribute] = _ATTRIBUTE
        what[keyword] = _KEYWORD
        what[of_import] = _MODULE
        what[(region == Kind.import_name) & ~is_attribute] = _IMPORTED

        definition = np.full(kind.size, -1, dtype=np.int64)
        definition[self.bindings.row] = self.definitions.of_binding
        bound = definition[rows]
        role = np.full(rows.size, _READ, dtype=np.int32)
        targeted = np.zeros(kind.size, dtype=np.bool_)
        targeted[self.targets.row] = True
        role[(bound >= 0) | targeted[rows]] = _WRITE
        # What an import binds refers to the thing imported: it is no definition of its own.
        imports = np.isin(region, (Kind.import_path, Kind.import_name, Kind.import_alias))
        defines = (bound == self.keys[rows]) & ~(imports & ~is_attribute)
        role[defines] = _DEFINITION
        role[_DECLARATIONS[region] & ~is_attribute] = _DECLARATION
        role[self._deleted(rows)] = _DELETE

        head = np.where(is_attribute, self.head[rows], -1)
        of_call = parent[np.maximum(up[rows], 0)]
        head = np.where(keyword & _CALLS[kind[of_call]], of_call, head)
        head_keys = np.where(head >= 0, self.keys[np.maximum(head, 0)], -1)
        head_keys = np.where(of_import, self._import_keys(rows), head_keys)

        files = syntax.file[rows]
        line, start_char = syntax.positions(names.token_start[rows], files)
        _, end_char = syntax.positions(syntax.end[rows], files)
        return {
            "id": self.keys[rows],
            "file_no": self._files(rows),
            "scope": self.keys[self.scope[rows]],
            "kind": (what, _NAME_KINDS),
            "role": (role, _ROLES),
            "name": (names.ids[rows].astype(np.int32), names.strings),
            "line": line,
            "start_char": start_char,
            "end_char": end_char,
            "definition": np.ma.masked_array(bound, mask=bound < 0),
            "head": np.ma.masked_array(head_keys, mask=head_keys < 0),
            "parent": self._key_or_null(self._parents(rows)),
            "position": self._places(rows),
        }

    def _deleted(self, rows: Ints) -> Any:
        kind, up = self.syntax.kind, self.syntax.up
        above = up[rows]
        while True:
            inside = (kind[above] == Kind.tuple) | (kind[above] == Kind.list) | (kind[above] == Kind.item)
            if not inside.any():
                return kind[above] == Kind.delete
            above = np.where(inside, up[above], above)

    def _import_keys(self, rows: Ints) -> Ints:
        """The key of the import that a token of an import statement belongs to; -1 where it names the module from
        which several names come (each of them is an import of its own)."""
        kind, up, parent = self.syntax.kind, self.syntax.up, self.syntax.parent
        last = self.import_tokens()
        region = up[rows]
        own = np.isin(kind[region], (Kind.import_path, Kind.import_name))
        found = np.full(rows.size, -1, dtype=np.int64)
        found[own] = last[region[own]]
        # `from m import …`: the first name imported stands for the module's components.
        first = self._first_clause()
        of_module = kind[region] == Kind.import_from
        found[of_module] = first[parent[region[of_module]]]
        return np.where(found >= 0, self.keys[np.maximum(found, 0)], -1)

    def import_tokens(self) -> Ints:
        """For each region of an imported name or path its last token, by the region's row; else -1."""
        kind, up = self.syntax.kind, self.syntax.up
        last = np.full(kind.size, -1, dtype=np.int64)
        tokens = np.flatnonzero((kind == Kind.name) & _IMPORT_TOKENS[kind[up]])
        last[up[tokens]] = tokens
        return last

    def _first_clause(self) -> Ints:
        kind, parent = self.syntax.kind, self.syntax.parent
        first = np.full(kind.size, -1, dtype=np.int64)
        last = self.import_tokens()
        regions = np.flatnonzero((kind == Kind.import_name) | (kind == Kind.import_star))[::-1]
        statement = parent[regions]
        statement = np.where(kind[statement] == Kind.import_clause, parent[statement], statement)
        first[statement] = np.where(kind[regions] == Kind.import_star, regions, last[regions])
        return first

    def _parents(self, rows: Ints) -> Ints:
        """The expression or statement around each row; -1 where a region other than an element or a branch is."""
        kind, up = self.syntax.kind, self.syntax.up
        above = up[rows]
        between = (kind[above] == Kind.item) | (kind[above] == Kind.branch)
        above = np.where(between, up[above], above)
        # The condition of a conditional expression is no part of its value.
        above = np.where((kind[above] == Kind.conditional) & ~between, -1, above)
        return np.where(EXPRESSIONS[kind[above]] | (kind[above] == Kind.attribute), above, -1)

    def _places(self, rows: Ints) -> np.ma.MaskedArray[Any, Any]:
        """The place of each row among the elements of its tuple, 0 for a value of a dict, masked for others."""
        syntax = self.syntax
        above = syntax.up[rows]
        is_part = (above >= 0) & (syntax.kind[above] == Kind.item)
        place = np.where(is_part, self.positions[above], 0).astype(np.int32)
        is_part[values_of_dicts(syntax, rows)] = True
        return np.ma.masked_array(place, mask=~is_part)

    def scopes(self) -> Columns:
        """`ir.scopes`."""
        rows = self.scoping.rows
        owner = self.definitions.of_scope
        parents = self.scoping.scope[rows]
        definition: dict[int, int] = {}
        for row, parent in zip(rows.tolist(), parents.tolist(), strict=True):
            definition[row] = owner[row] if row in owner else definition[parent]
        return {
            "scope": self.keys[rows],
            "file_no": self._files(rows),
            "parent": self._key_or_null(parents),
            "kind": (self.syntax.kind[rows].astype(np.int32), _SCOPE_NAMES),
            "definition": [definition[row] for row in rows.tolist()],
        }

    def expressions(self) -> Columns:
        """`ir.expressions`."""
        syntax = self.syntax
        rows = np.flatnonzero(EXPRESSIONS[syntax.kind])
        return {
            "id": self.keys[rows],
            "file_no": self._files(rows),
            "scope": self.keys[self.scope[rows]],
            "kind": (syntax.kind[rows].astype(np.int32), KIND_NAMES),
            "head": self._key_or_null(self.head[rows]),
            "parent": self._key_or_null(self._parents(rows)),
            "position": self._places(rows),
            "index": digit_indexes(syntax, rows),
            **self._range(rows),
        }

    def flows(self) -> Columns:
        """`ir.flows`: values that reach names, attributes and results."""
        kind, targets = self.syntax.kind, self.targets
        value = self.value[targets.flow]
        results = np.flatnonzero((kind == Kind.return_) | (kind == Kind.yield_))
        function = self.scope[results]
        inside = kind[function] == Kind.comprehension
        while inside.any():
            function = np.where(inside, self.scoping.scope[np.maximum(function, 0)], function)
            inside = kind[function] == Kind.comprehension
        in_function = np.isin(kind[function], (Kind.function, Kind.lambda_))
        results, function = results[in_function], function[in_function]
        owner = self.definitions.of_scope
        parameters = np.flatnonzero((self.bindings.flow >= 0) & (kind[self.bindings.flow] == Kind.parameter_clause))
        clause = self.bindings.flow[parameters]
        with_default = self.value[clause] >= 0
        parameters, clause = parameters[with_default], clause[with_default]
        aliases = np.flatnonzero((self.bindings.flow >= 0) & (kind[self.bindings.flow] == Kind.alias))
        alias = self.bindings.flow[aliases]
        rows = np.concatenate((targets.flow, results, clause, alias))
        return {
            "target": np.concatenate(
                (
                    self.keys[targets.row],
                    np.array([owner[row] for row in function.tolist()], dtype=np.int64),
                    self.keys[self.bindings.row[parameters]],
                    self.keys[self.bindings.row[aliases]],
                )
            ),
            "value": self._key_or_null(
                np.concatenate((value, self.value[results], self.value[clause], self.value[alias]))
            ),
            "mode": (kind[rows].astype(np.int32), _MODE_NAMES),
            "unpack": [*targets.path, *([[]] * (results.size + clause.size + alias.size))],
        }

    def annotations(self) -> Columns:
        """`ir.annotations`: what is annotated and the expression of its type."""
        syntax = self.syntax
        kind, up, parent = syntax.kind, syntax.up, syntax.parent
        types = np.flatnonzero(
            (EXPRESSIONS[kind] | (kind == Kind.name) | (kind == Kind.attribute)) & ~self.names.is_member & (up >= 0)
        )
        region = kind[up[types]]
        annotating = types[_ANNOTATIONS[region]]
        # Of rows inside one another (a quoted type in its string) the innermost is the type.
        by_clause = np.full(kind.size, -1, dtype=np.int64)
        by_clause[parent[up[annotating]]] = annotating
        quoted = types[(region == Kind.string)]
        targets: list[Ints] = []
        expressions: list[Ints] = []
        assigned = np.flatnonzero(by_clause[self.targets.flow] >= 0)
        targets.append(self.keys[self.targets.row[assigned]])
        expressions.append(by_clause[self.targets.flow[assigned]])
        clauses = np.flatnonzero((self.bindings.flow >= 0) & (kind[self.bindings.flow] == Kind.parameter_clause))
        clauses = clauses[by_clause[self.bindings.flow[clauses]] >= 0]
        targets.append(self.keys[self.bindings.row[clauses]])
        expressions.append(by_clause[self.bindings.flow[clauses]])
        results = types[region == Kind.result]
        owner = self.definitions.of_scope
        functions = parent[up[results]]
        known = np.array([row in owner for row in functions.tolist()], dtype=np.bool_)
        results, functions = results[known], functions[known]
        targets.append(np.array([owner[row] for row in functions.tolist()], dtype=np.int64))
        expressions.append(results)
        expression = np.concatenate(expressions)
        inner = np.full(kind.size, -1, dtype=np.int64)
        inner[up[quoted][::-1]] = quoted[::-1]
        content = inner[expression]
        expression = np.where(content >= 0, content, expression)
        return {"target": np.concatenate(targets), "expression": self.keys[expression]}

    def bases(self) -> Columns:
        """`ir.bases`: the base classes of each class, in order."""
        owner = self.definitions.of_scope
        rows = [(owner[of], place, row) for of, found in self.headers.bases.items() for place, row in enumerate(found)]
        return self._placed(rows)

    def decorators(self) -> Columns:
        """`ir.decorators`: the decorators of each function and class, in order."""
        owner = self.definitions.of_scope
        kind = self.syntax.kind
        rows = [
            (owner[of], place, region + 1)
            for of, found in self.headers.decorators.items()
            for place, region in enumerate(found)
            if region + 1 < kind.size and self.syntax.parent[region + 1] == region
        ]
        return self._placed(rows)

    def _placed(self, rows: list[tuple[int, int, int]]) -> Columns:
        definition, position, row = zip(*rows, strict=True) if rows else ((), (), ())
        return {
            "definition": np.array(definition, dtype=np.int64),
            "position": np.array(position, dtype=np.int32),
            "expression": self.keys[np.array(row, dtype=np.int64)],
        }

    def arguments(self) -> Columns:
        """`ir.arguments`: the arguments of calls that are rows; a keyword argument with its name."""
        syntax, names = self.syntax, self.names
        kind, up = syntax.kind, syntax.up
        valued = (EXPRESSIONS[kind] | (kind == Kind.name) | (kind == Kind.attribute)) & ~names.is_member & (up >= 0)
        rows = np.flatnonzero(valued & _CALLS[kind[up]])
        rows = rows[self.head[up[rows]] != rows]
        order = np.argsort(up[rows], kind="stable")
        rows = rows[order]
        call = up[rows]
        leads = np.concatenate(([True], call[1:] != call[:-1]))[: rows.size]
        begin = np.maximum.accumulate(np.where(leads, np.arange(rows.size), 0))
        # A keyword argument's value follows its name.
        named = np.full(rows.size, -1, dtype=np.int64)
        before = np.maximum(syntax.top[rows] - 1, 0)
        follows = (kind[before] == Kind.name) & (kind[up[before]] == Kind.keyword) & (syntax.parent[up[before]] == call)
        named[follows] = names.ids[before[follows]]
        return {
            "call": self.keys[call],
            "position": (np.arange(rows.size) - begin).astype(np.int32),
            "name": (
                np.ma.masked_array(np.maximum(named, 0).astype(np.int32), mask=named < 0),
                names.strings,
            ),
            "value": self.keys[rows],
        }
