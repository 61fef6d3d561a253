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
from codegraph_dagster.ir.syntax import Ints, Syntax
from codegraph_dagster.ir.vocabulary import Kind
from codegraph_dagster.languages import Language

MAX_SIGNATURE: Final = 1000  # characters; longer ones are cut

_IMPORTS: Final = frozenset((Kind.import_name, Kind.import_path, Kind.import_alias))
_PARAMETERS: Final = frozenset((Kind.parameter, Kind.variadic_positional, Kind.variadic_keyword))
_FUNCTION_SCOPES: Final = frozenset((Kind.function, Kind.lambda_, Kind.comprehension, Kind.generic))
_STATEMENTS: Final = frozenset(map(int, (Kind.assign, Kind.walrus, Kind.augment, Kind.alias, Kind.parameter_clause)))


def _take(values: npt.NDArray[Any], index: Ints) -> npt.NDArray[Any]:
    """`values[index]`; zeros where there are no values at all (a batch that binds nothing)."""
    return values[index] if values.size else np.zeros(index.size, values.dtype)


def _shorten(text: str) -> str:
    return text if len(text) <= MAX_SIGNATURE else text[: MAX_SIGNATURE - 1] + "…"


@dataclass
class Definitions:
    """The definitions of a batch as columns of `ir.definitions`, and the maps that later tables need.

    `of_scope`: for each scope's row the key of the definition that it is or lies in. `of_binding`: for each binding
    the key of the definition that it binds.
    """

    columns: dict[str, Any]
    of_scope: dict[int, int]
    of_binding: Ints


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
        # By scope row: definition key, qualified name, symbol ('' when local).
        self.owner: dict[int, tuple[int, str, str]] = {}
        self.symbols = SymbolNames(len(syntax.sources))
        self.rows: list[tuple[Any, ...]] = []
        self.extents: list[int] = []
        self.tokens: list[int] = []

    def describe(self) -> Definitions:
        syntax, bindings = self.syntax, self.bindings
        kind = syntax.kind
        index_of = np.full(kind.size, -1, dtype=np.int64)
        defining = np.flatnonzero(bindings.defines)
        index_of[bindings.row[defining]] = defining
        rows = np.flatnonzero((index_of >= 0) | (kind == Kind.file) | (kind == Kind.lambda_))
        binding = index_of[rows]
        flow = _take(bindings.flow, binding)
        flow = np.where(np.isin(kind[flow], list(_STATEMENTS)) & (flow >= 0), flow, -1)
        inner = self._inner_scopes()
        scope = _take(bindings.scope, binding)
        columns = (
            rows,
            binding,
            _take(bindings.region, binding),
            scope,
            kind[scope],
            flow,
            syntax.file[rows],
            self.keys[rows],
            self.names.ids[rows],
            _take(bindings.is_instance, binding),
            _take(bindings.first, binding) == binding,
        )
        for row, index, *found in zip(*(column.tolist() for column in columns), strict=True):
            if index >= 0:
                self._binding(row, inner, *found)
            elif kind[row] == Kind.file:
                self._module(row)
            else:
                self._lambda(row)
        return self._columns()

    def _inner_scopes(self) -> dict[int, int]:
        """Function and class rows by the row of their name token."""
        kind, up, parent = self.syntax.kind, self.syntax.up, self.syntax.parent
        region = kind[up]
        tokens = np.flatnonzero(((region == Kind.function_name) | (region == Kind.class_name)) & (up >= 0))
        return dict(zip(tokens.tolist(), parent[up[tokens]].tolist(), strict=True))

    def _module(self, row: int) -> None:
        source = self.syntax.sources[int(self.syntax.file[row])]
        key = int(self.keys[row])
        symbol = source.symbol_prefix
        self.owner[row] = (key, "", symbol)
        docstring = self.headers.docstrings.get(row)
        name = source.module.rsplit(".", 1)[-1]
        self.rows.append(
            (
                key,
                "module",
                name,
                None,
                key,
                None,
                source.module,
                symbol,
                source.module,
                self._documentation(docstring),
                self.language.visibility(name),
                source.is_test,
                (),
                None,
                True,
                False,
            )
        )
        self.extents.append(row)
        self.tokens.append(-1)

    def _enclosing(self, scope: int) -> tuple[int, str, str]:
        while scope not in self.owner:
            scope = int(self.scoping.scope[scope])
        return self.owner[scope]

    def _lambda(self, row: int) -> None:
        parent, qualified, _ = self._enclosing(int(self.scoping.scope[row]))
        key = int(self.keys[row])
        file = int(self.syntax.file[row])
        name = "<lambda>"
        qualified = f"{qualified}.{name}" if qualified else name
        self.owner[row] = (key, qualified, "")
        self.rows.append(
            (
                key,
                "lambda",
                name,
                self.scoping.scope[row],
                key,
                parent,
                qualified,
                self.symbols.local(file),
                self._signature(int(self.syntax.start[row]), int(self.syntax.end[row])),
                None,
                "public",
                self.syntax.sources[file].is_test,
                (),
                None,
                True,
                False,
            )
        )
        self.extents.append(row)
        self.tokens.append(row)

    def _binding(
        self,
        row: int,
        inner: dict[int, int],
        region: int,
        scope: int,
        scope_kind: int,
        flow: int,
        file: int,
        key: int,
        name_id: int,
        is_instance: bool,
        is_primary: bool,
    ) -> None:
        syntax, language = self.syntax, self.language
        source = syntax.sources[file]
        name = self.names.strings[name_id]
        # A type parameter is bound around the definition that it belongs to.
        inside = scope if region != Kind.type_parameter else int(self.scoping.scope[row])
        parent, around, symbol = self._enclosing(inside)
        modifiers: tuple[str, ...] = ("instance",) if is_instance else ()
        opened: int | None = None
        extent = row
        docstring: str | None = None
        signature = name
        in_class = scope_kind == Kind.class_
        local = scope_kind in _FUNCTION_SCOPES

        if region == Kind.function_name:
            opened = inner[row]
            extent = self.headers.outermost.get(opened, opened)
            modifiers += self.headers.modifiers.get(opened, ())
            what = "method" if in_class else "function"
            signature = self._header(opened)
            modifiers += language.header_modifiers(signature)
            if in_class:
                modifiers += language.implicit_modifiers(name)
            docstring = self._documentation(self.headers.docstrings.get(opened))
            descriptor = "method"
        elif region == Kind.class_name:
            opened = inner[row]
            extent = self.headers.outermost.get(opened, opened)
            modifiers += self.headers.modifiers.get(opened, ())
            what = "class"
            signature = self._header(opened)
            docstring = self._documentation(self.headers.docstrings.get(opened))
            descriptor = "type"
        elif region in _PARAMETERS:
            what = "parameter"
            extent = flow if flow >= 0 else row
            if flow >= 0:
                signature = self._signature(int(syntax.start[flow]), int(syntax.end[flow]))
            descriptor = "parameter"
            local = not symbol
        elif region == Kind.type_parameter:
            what, descriptor = "type_parameter", "type_parameter"
            local = not symbol
        elif region in _IMPORTS:
            what, descriptor = "import", ""
            extent = self._import_statement(row)
            signature = self._signature(int(syntax.start[extent]), int(syntax.end[extent]))
        elif region == Kind.alias_name:
            what, descriptor, extent = "type_alias", "term", flow
            signature = self._signature(int(syntax.start[flow]), int(syntax.end[flow]))
        else:
            what, descriptor = "field" if in_class else "variable", "term"
            if flow >= 0:
                extent = flow
                signature = self._signature(int(syntax.start[flow]), int(syntax.end[flow]))
            if not local and language.is_constant(name):
                modifiers += ("constant",)
        if opened is not None:
            local = not symbol
        own: str | None
        if not descriptor:
            own = None
        elif local or not symbol:
            own = self.symbols.local(file)
        else:
            own = self.symbols.global_(symbol, descriptor, name)
        qualified = f"{around}.{name}" if around else name
        if region == Kind.alias_name and syntax.kind[self.scoping.scope[row]] == Kind.generic:
            opened = int(self.scoping.scope[row])  # the scope of the alias's type parameters
        if opened is not None:
            self.owner[opened] = (
                key,
                qualified,
                own if own is not None and not own.startswith("local ") else "",
            )
        self.rows.append(
            (
                key,
                what,
                name,
                scope,
                None if opened is None else int(self.keys[opened]),
                parent,
                qualified,
                own,
                signature,
                docstring,
                language.visibility(name),
                source.is_test,
                modifiers,
                None,
                is_primary,
                is_instance,
            )
        )
        self.extents.append(extent)
        self.tokens.append(row)

    def _header(self, row: int) -> str:
        """The head of a function or class on one line, without what only leads over to the body."""
        syntax = self.syntax
        start, end = int(syntax.start[row]), int(syntax.end[row])
        index = int(np.searchsorted(syntax.bodies, start, side="right"))
        if index < syntax.bodies.size:
            end = min(end, int(syntax.bodies[index]))
        head = source_text(syntax.text, start, min(end, start + 4 * MAX_SIGNATURE))
        return _shorten(" ".join(self.language.clean_header(head).split()))

    def _import_statement(self, row: int) -> int:
        kind, parent = self.syntax.kind, self.syntax.parent
        while kind[row] != Kind.import_ and parent[row] >= 0:
            row = int(parent[row])
        return row

    def _signature(self, start: int, end: int) -> str:
        text = " ".join(source_text(self.syntax.text, start, min(end, start + 4 * MAX_SIGNATURE)).split())
        return _shorten(text)

    def _documentation(self, row: int | None) -> str | None:
        if row is None:
            return None
        syntax = self.syntax
        return self.language.clean_docstring(source_text(syntax.text, int(syntax.start[row]), int(syntax.end[row])))

    def _columns(self) -> Definitions:
        syntax, bindings = self.syntax, self.bindings
        (
            definition,
            what,
            name,
            scope,
            inner_scope,
            parent,
            qualified,
            symbol,
            signature,
            docstring,
            visibility,
            is_test,
            modifiers,
            position,
            is_primary,
            is_instance,
        ) = (list(column) for column in zip(*self.rows, strict=True))
        extents = np.array(self.extents, dtype=np.int64)
        tokens = np.array(self.tokens, dtype=np.int64)
        files = syntax.file[extents]
        start_line, start_char = syntax.positions(syntax.start[extents], files)
        ends = syntax.end[extents] - (syntax.kind[extents] == Kind.file)
        end_line, end_char = syntax.positions(ends, files)
        named = np.maximum(tokens, 0)
        name_start = self.names.token_start[named]
        name_end = np.where(syntax.kind[named] == Kind.lambda_, name_start, syntax.end[named])
        name_line, name_char = syntax.positions(name_start, files)
        name_end_line, name_end_char = syntax.positions(name_end, files)
        no_token = tokens < 0
        for column in (name_line, name_char, name_end_line, name_end_char):
            column[no_token] = 0
        keys = self.keys
        columns = {
            "definition": definition,
            "node_id": node_ids(definition, [source.path for source in syntax.sources], files),
            "file_no": [syntax.sources[index].file_no for index in files.tolist()],
            "kind": what,
            "name": name,
            "scope": [None if row is None else int(keys[row]) for row in scope],
            "inner_scope": inner_scope,
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
            "is_test": is_test,
            "modifiers": [list(words) for words in modifiers],
            "position": position,
            "is_primary": is_primary,
            "is_instance": is_instance,
        }
        describe_parameters(columns, self.tokens, syntax, self.scoping, keys, self.language)
        first = bindings.first
        own = np.where(bindings.defines, keys[bindings.row], keys[bindings.row[first]])
        of_scope = {int(row): owner[0] for row, owner in self.owner.items()}
        return Definitions(columns, of_scope, own)


def describe(
    syntax: Syntax, scoping: Scoping, names: Names, bindings: Bindings, headers: Headers, language: Language
) -> Definitions:
    """Describe every definition of the batch."""
    return _Describer(syntax, scoping, names, bindings, headers, language).describe()
