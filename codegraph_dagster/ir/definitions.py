"""Describe what the bindings of a batch define: kind, qualified name, symbol, extent, signature, documentation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from codegraph_dagster.ir.bindings import Bindings, Names
from codegraph_dagster.ir.headers import Headers, source_text
from codegraph_dagster.ir.keys import node_ids, row_keys
from codegraph_dagster.ir.parameters import describe_parameters
from codegraph_dagster.ir.scopes import Scoping
from codegraph_dagster.ir.symbol_names import SymbolNames
from codegraph_dagster.ir.syntax import Bools, Ints, Syntax
from codegraph_dagster.ir.vocabulary import Kind, table
from codegraph_dagster.languages import Language

MAX_SIGNATURE: Final = 1000  # characters; longer ones are cut

_IMPORTS: Final = table(Kind.import_name, Kind.import_path, Kind.import_alias)
_STATEMENTS: Final = table(Kind.assign, Kind.walrus, Kind.augment, Kind.alias, Kind.parameter_clause)
_LOCAL_SCOPES: Final = table(Kind.function, Kind.lambda_, Kind.comprehension, Kind.generic)
_HEADED: Final = table(Kind.function_name, Kind.class_name)
_KINDS: Final = {
    Kind.parameter: ("parameter", "parameter"),
    Kind.variadic_positional: ("parameter", "parameter"),
    Kind.variadic_keyword: ("parameter", "parameter"),
    Kind.type_parameter: ("type_parameter", "type_parameter"),
    Kind.import_name: ("import", None),
    Kind.import_path: ("import", None),
    Kind.import_alias: ("import", None),
    Kind.alias_name: ("type_alias", "term"),
    Kind.class_name: ("class", "type"),
}
"""What bindings of a region define, and how their symbol is described; what is not here depends on the scope."""


def _take(values: npt.NDArray[Any], index: Ints) -> npt.NDArray[Any]:
    """`values[index]`; zeros where there are no values at all (a batch that binds nothing)."""
    return values[index] if values.size else np.zeros(index.size, values.dtype)


def _one_line(text: str) -> str:
    """A text on one line, cut to MAX_SIGNATURE."""
    line = " ".join(text.split())
    return line if len(line) <= MAX_SIGNATURE else line[: MAX_SIGNATURE - 1] + "…"


@dataclass
class Definitions:
    """The definitions of a batch as columns of `ir.definitions`, and the maps that later tables need.

    `of_scope`: for each scope's row the key of the definition that it is or lies in. `of_binding`: for each binding
    the key of the definition that it binds.
    """

    columns: dict[str, Any]
    of_scope: dict[int, int]
    of_binding: Ints


@dataclass(frozen=True, slots=True)
class _Places:
    """What defines, in the order of the text: for each definition its rows in the syntax, found for all at once.

    `row`: the token (of a module or a lambda its own row). `region`: the kind of region that binds. `scope`: the scope
    that it is bound in, `inside` the one that it stands in. `opened`: the scope that it opens (-1: none). `extent`: the
    whole of it. `first`, `last`: the bytes of its signature (`first` -1: the name is its signature).
    """

    row: Ints
    region: npt.NDArray[np.uint8]
    scope: Ints
    inside: Ints
    opened: Ints
    extent: Ints
    first: Ints
    last: Ints
    is_instance: Bools
    is_primary: Bools


def _find_places(syntax: Syntax, scoping: Scoping, bindings: Bindings, headers: Headers) -> _Places:
    kind, up, parent = syntax.kind, syntax.up, syntax.parent
    index_of = np.full(kind.size, -1, dtype=np.int64)
    defining = np.flatnonzero(bindings.defines)
    index_of[bindings.row[defining]] = defining
    row = np.flatnonzero((index_of >= 0) | (kind == Kind.file) | (kind == Kind.lambda_))
    binding = index_of[row]
    bound = binding >= 0
    region = np.where(bound, _take(bindings.region, binding), kind[row])
    scope = np.where(bound, _take(bindings.scope, binding), scoping.scope[row])
    flow = _take(bindings.flow, binding)
    flow = np.where(bound & (flow >= 0) & _STATEMENTS[kind[flow]], flow, -1)
    # A type parameter is bound around the definition that it belongs to.
    inside = np.where(region == Kind.type_parameter, scoping.scope[row], scope)

    opened = np.full(row.size, -1, dtype=np.int64)
    headed = bound & _HEADED[region]
    opened[headed] = parent[up[row[headed]]]
    whole = np.where(bound, -1, row)
    around = np.arange(kind.size, dtype=np.int64)
    if headers.outermost:
        around[list(headers.outermost)] = list(headers.outermost.values())
    whole[headed] = around[opened[headed]]
    imported = np.flatnonzero(bound & _IMPORTS[region])
    whole[imported] = _enclosing_imports(syntax, row[imported])
    extent = np.where(whole >= 0, whole, np.where(flow >= 0, flow, row))
    # The scope of an alias's type parameters.
    generic = bound & (region == Kind.alias_name) & (kind[scoping.scope[row]] == Kind.generic)
    opened[generic] = scoping.scope[row[generic]]

    written = np.where(headed, opened, extent)
    first, last = syntax.start[written], syntax.end[written]
    if syntax.bodies.size:  # a head ends where the body begins
        body = np.searchsorted(syntax.bodies, first, side="right")
        begins = np.where(body < syntax.bodies.size, syntax.bodies[np.minimum(body, syntax.bodies.size - 1)], last)
        last = np.where(headed, np.minimum(last, begins), last)
    last = np.minimum(last, first + 4 * MAX_SIGNATURE)
    first = np.where(bound & (extent == row), -1, first)
    is_instance = _take(bindings.is_instance, binding) & bound
    is_primary = (_take(bindings.first, binding) == binding) | ~bound
    return _Places(row, region, scope, inside, opened, extent, first, last, is_instance, is_primary)


def _enclosing_imports(syntax: Syntax, rows: Ints) -> Ints:
    """The import statements around these rows."""
    kind, parent = syntax.kind, syntax.parent
    while True:
        below = (kind[rows] != Kind.import_) & (parent[rows] >= 0)
        if not below.any():
            return rows
        rows = np.where(below, parent[rows], rows)


class _Describer:
    """Walks the definitions of a batch in the order of the text, so that what encloses comes first."""

    def __init__(
        self,
        syntax: Syntax,
        scoping: Scoping,
        names: Names,
        bindings: Bindings,
        headers: Headers,
        language: Language,
    ) -> None:
        self.syntax, self.scoping, self.names = syntax, scoping, names
        self.bindings, self.headers, self.language = bindings, headers, language
        self.keys = row_keys(syntax)
        self.places = _find_places(syntax, scoping, bindings, headers)
        # By scope row: definition key, qualified name, symbol ('' when local).
        self.owner: dict[int, tuple[int, str, str]] = {}
        self.symbols = SymbolNames(len(syntax.sources))
        self.visibility: dict[int, str] = {}  # by name id
        # kind, name, parent, qualified name, symbol, signature, docstring, visibility, modifiers
        self.rows: list[tuple[Any, ...]] = []

    def describe(self) -> Definitions:
        syntax, places = self.syntax, self.places
        columns = (
            places.row,
            places.region,
            places.inside,
            syntax.kind[places.scope],
            places.opened,
            syntax.file[places.row],
            self.keys[places.row],
            self.names.ids[places.row],
            places.first,
            places.last,
            places.is_instance,
        )
        for row, region, *found in zip(*(column.tolist() for column in columns), strict=True):
            if region == Kind.file:
                self._module(row)
            elif region == Kind.lambda_:
                inside, _, _, file, key, _, first, last, _ = found
                self._lambda(row, inside, file, key, first, last)
            else:
                self._binding(region, *found)
        return self._columns()

    def _module(self, row: int) -> None:
        source = self.syntax.sources[int(self.syntax.file[row])]
        symbol = source.symbol_prefix
        self.owner[row] = (int(self.keys[row]), "", symbol)
        docstring = self._documentation(row)
        name = source.module.rsplit(".", 1)[-1]
        visibility = self.language.visibility(name)
        self.rows.append(("module", name, None, source.module, symbol, source.module, docstring, visibility, []))

    def _enclosing(self, scope: int) -> tuple[int, str, str]:
        owner = self.owner.get(scope)
        while owner is None:
            scope = int(self.scoping.scope[scope])
            owner = self.owner.get(scope)
        return owner

    def _lambda(self, row: int, inside: int, file: int, key: int, first: int, last: int) -> None:
        parent, qualified, _ = self._enclosing(inside)
        name = "<lambda>"
        qualified = f"{qualified}.{name}" if qualified else name
        self.owner[row] = (key, qualified, "")
        signature = _one_line(source_text(self.syntax.text, first, last))
        self.rows.append(("lambda", name, parent, qualified, self.symbols.local(file), signature, None, "public", []))

    def _binding(
        self,
        region: int,
        inside: int,
        scope_kind: int,
        opened: int,
        file: int,
        key: int,
        name_id: int,
        first: int,
        last: int,
        is_instance: bool,
    ) -> None:
        language = self.language
        name = self.names.strings[name_id]
        parent, around, symbol = self._enclosing(inside)
        modifiers = ["instance"] if is_instance else []
        docstring: str | None = None
        in_class = scope_kind == Kind.class_
        local = not symbol
        signature = name if first < 0 else source_text(self.syntax.text, first, last)
        what, descriptor = _KINDS.get(region, ("", None))
        if region == Kind.function_name or region == Kind.class_name:
            signature = _one_line(language.clean_header(signature))
            modifiers += self.headers.modifiers.get(opened, ())
            if not what:
                what, descriptor = "method" if in_class else "function", "method"
                modifiers += language.header_modifiers(signature)
                if in_class:
                    modifiers += language.implicit_modifiers(name)
            docstring = self._documentation(opened)
        else:
            if first >= 0:
                signature = _one_line(signature)
            if not what:
                what, descriptor = "field" if in_class else "variable", "term"
                local = local or bool(_LOCAL_SCOPES[scope_kind])
                if not _LOCAL_SCOPES[scope_kind] and language.is_constant(name):
                    modifiers.append("constant")
            elif region == Kind.alias_name:
                local = local or bool(_LOCAL_SCOPES[scope_kind])
        own: str | None = None
        if descriptor is not None:
            own = self.symbols.local(file) if local else self.symbols.global_(symbol, descriptor, name)
        qualified = f"{around}.{name}" if around else name
        if opened >= 0:
            self.owner[opened] = (key, qualified, "" if local or own is None else own)
        visibility = self.visibility.get(name_id)
        if visibility is None:
            visibility = self.visibility[name_id] = language.visibility(name)
        self.rows.append((what, name, parent, qualified, own, signature, docstring, visibility, modifiers))

    def _documentation(self, row: int) -> str | None:
        """The documentation of the module, class or function at `row`."""
        docstring = self.headers.docstrings.get(row)
        if docstring is None:
            return None
        syntax = self.syntax
        start, end = int(syntax.start[docstring]), int(syntax.end[docstring])
        return self.language.clean_docstring(source_text(syntax.text, start, end))

    def _columns(self) -> Definitions:
        syntax, bindings, keys = self.syntax, self.bindings, self.keys
        row, extent, scope, opened = self.places.row, self.places.extent, self.places.scope, self.places.opened
        what, name, parent, qualified, symbol, signature, docstring, visibility, modifiers = map(
            list, zip(*self.rows, strict=True)
        )
        is_module, is_lambda = syntax.kind[row] == Kind.file, syntax.kind[row] == Kind.lambda_
        opened = np.where(is_module | is_lambda, row, opened)
        files = syntax.file[extent]
        start_line, start_char = syntax.positions(syntax.start[extent], files)
        end_line, end_char = syntax.positions(syntax.end[extent] - is_module, files)
        name_start = self.names.token_start[row]
        name_end = np.where(is_lambda, name_start, syntax.end[row])
        # A module has no name in its text.
        name_start, name_end = (np.where(is_module, syntax.base[files], place) for place in (name_start, name_end))
        name_line, name_char = syntax.positions(name_start, files)
        name_end_line, name_end_char = syntax.positions(name_end, files)
        sources = syntax.sources
        columns = {
            "definition": keys[row],
            "node_id": node_ids(keys[row], [source.path for source in sources], files),
            "file_no": np.array([source.file_no for source in sources], dtype=np.int32)[files],
            "kind": what,
            "name": name,
            "scope": np.ma.masked_array(keys[scope], mask=is_module),
            "inner_scope": np.ma.masked_array(keys[opened], mask=opened < 0),
            "parent": parent,
            "qualified_name": qualified,
            "symbol": symbol,
            "start_line": start_line,
            "start_char": start_char,
            "end_line": end_line,
            "end_char": end_char,
            "name_start_line": name_line,
            "name_start_char": name_char,
            "name_end_line": name_end_line,
            "name_end_char": name_end_char,
            "signature": signature,
            "docstring": docstring,
            "visibility": visibility,
            "is_test": np.array([source.is_test for source in sources], dtype=np.bool_)[files],
            "modifiers": modifiers,
            "is_primary": self.places.is_primary,
            "is_instance": self.places.is_instance,
        }
        columns["position"] = describe_parameters(columns, row, syntax, self.scoping, keys, self.language)
        own = np.where(bindings.defines, keys[bindings.row], keys[bindings.row[bindings.first]])
        of_scope = {owned: owner[0] for owned, owner in self.owner.items()}
        return Definitions(columns, of_scope, own)


def describe(
    syntax: Syntax, scoping: Scoping, names: Names, bindings: Bindings, headers: Headers, language: Language
) -> Definitions:
    """Describe every definition of the batch."""
    return _Describer(syntax, scoping, names, bindings, headers, language).describe()
