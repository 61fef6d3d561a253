"""Extract one batch of decoded files into the Arrow tables of schema `ir`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa

from codegraph_dagster.ir.bindings import find_bindings, find_targets, name_tokens
from codegraph_dagster.ir.columns import column
from codegraph_dagster.ir.definitions import describe
from codegraph_dagster.ir.diagnostics import Diagnostic
from codegraph_dagster.ir.facts import Columns, Facts
from codegraph_dagster.ir.headers import read_headers
from codegraph_dagster.ir.imports import Imports, export_lists
from codegraph_dagster.ir.narrowing import narrowings
from codegraph_dagster.ir.nesting import require_depth, require_scope_depth
from codegraph_dagster.ir.parser import BatchParser
from codegraph_dagster.ir.scopes import evaluation_scopes
from codegraph_dagster.ir.syntax import SourceText, Syntax

_TEXT: Final = pa.string()
_WORD: Final = pa.dictionary(pa.int32(), pa.string())  # few distinct values
_KEY: Final = pa.int64()
_PLACE: Final = pa.int32()
_Fields = list[tuple[str, pa.DataType]]
_POSITIONS: Final[_Fields] = [(name, _PLACE) for name in ("start_line", "start_char", "end_line", "end_char")]


def _schema(fields: _Fields) -> pa.Schema:
    return pa.schema(fields)


SCHEMAS: Final[dict[str, pa.Schema]] = {
    "sources": _schema(
        [
            ("file_no", pa.int32()),
            ("text", _TEXT),
            ("statement_lines", pa.list_(_PLACE)),
            ("statement_depths", pa.list_(_PLACE)),
        ]
    ),
    "scopes": _schema(
        [("scope", _KEY), ("file_no", pa.int32()), ("parent", _KEY), ("kind", _WORD), ("definition", _KEY)]
    ),
    "definitions": _schema(
        [
            ("definition", _KEY),
            ("node_id", pa.uint64()),
            ("file_no", pa.int32()),
            ("kind", _WORD),
            ("name", _TEXT),
            ("scope", _KEY),
            ("inner_scope", _KEY),
            ("parent", _KEY),
            ("qualified_name", _TEXT),
            ("symbol", _TEXT),
            *_POSITIONS,
            *[(f"name_{name}", kind) for name, kind in _POSITIONS],
            ("signature", _TEXT),
            ("docstring", _TEXT),
            ("visibility", _WORD),
            ("is_test", pa.bool_()),
            ("modifiers", pa.list_(_TEXT)),
            ("position", _PLACE),
            ("is_primary", pa.bool_()),
            ("is_instance", pa.bool_()),
        ]
    ),
    "names": _schema(
        [
            ("id", _KEY),
            ("file_no", pa.int32()),
            ("scope", _KEY),
            ("kind", _WORD),
            ("role", _WORD),
            ("name", _WORD),
            ("line", _PLACE),
            ("start_char", _PLACE),
            ("end_char", _PLACE),
            ("definition", _KEY),
            ("head", _KEY),
            ("parent", _KEY),
            ("position", _PLACE),
        ]
    ),
    "expressions": _schema(
        [
            ("id", _KEY),
            ("file_no", pa.int32()),
            ("scope", _KEY),
            ("kind", _WORD),
            ("head", _KEY),
            ("parent", _KEY),
            ("position", _PLACE),
            ("index", _PLACE),
            *_POSITIONS,
        ]
    ),
    "flows": _schema([("target", _KEY), ("value", _KEY), ("mode", _WORD), ("unpack", pa.list_(_PLACE))]),
    "annotations": _schema([("target", _KEY), ("expression", _KEY)]),
    "bases": _schema([("definition", _KEY), ("position", _PLACE), ("expression", _KEY)]),
    "decorators": _schema([("definition", _KEY), ("position", _PLACE), ("expression", _KEY)]),
    "arguments": _schema([("call", _KEY), ("position", _PLACE), ("name", _WORD), ("value", _KEY)]),
    "imports": _schema(
        [
            ("import", _KEY),
            ("file_no", pa.int32()),
            ("scope", _KEY),
            ("definition", _KEY),
            ("module", _TEXT),
            ("level", _PLACE),
            ("name", _TEXT),
            ("alias", _TEXT),
            ("is_star", pa.bool_()),
            ("is_type_checking", pa.bool_()),
            ("is_guarded", pa.bool_()),
            ("bound_name", _TEXT),
            *_POSITIONS,
        ]
    ),
    "import_components": _schema([("id", _KEY), ("import", _KEY), ("module", _TEXT), ("level", _PLACE)]),
    "narrowings": _schema([("subject", _KEY), ("type", _KEY), ("first", _KEY), ("last", _KEY)]),
    "export_lists": _schema([("file_no", pa.int32()), ("position", _PLACE), ("action", _TEXT), ("name", _TEXT)]),
}


class Extraction:
    """The tables of one batch, and per file the number of lines and whether its syntax is in order."""

    def __init__(self, tables: dict[str, pa.Table], syntax: Syntax) -> None:
        self.tables = tables
        self.lines: list[int] = syntax.line_counts().tolist()
        self.partial: list[bool] = syntax.partial
        self.diagnostics: list[Diagnostic] = syntax.diagnostics


def extract(parser: BatchParser, sources: Sequence[SourceText]) -> Extraction:
    """Parse and extract `sources` (at least one), all of the parser's language.

    Raises NestingError, which names the sources to leave out.
    """
    language = parser.language
    syntax = parser.parse(sources)
    require_depth(syntax)
    scoping = evaluation_scopes(syntax)
    require_scope_depth(syntax, scoping)
    names = name_tokens(syntax)
    targets = find_targets(syntax, names)
    headers = read_headers(syntax, language)
    bindings, scope = find_bindings(syntax, scoping, names, targets, headers.without_receiver)
    definitions = describe(syntax, scoping, names, bindings, headers, language)
    facts = Facts(syntax, scoping, scope, names, targets, bindings, headers, definitions)
    imports, components = Imports(facts, language).tables()
    columns: dict[str, Columns] = {
        "sources": _sources(syntax),
        "scopes": facts.scopes(),
        "definitions": definitions.columns,
        "names": facts.name_rows(),
        "expressions": facts.expressions(),
        "flows": facts.flows(),
        "annotations": facts.annotations(),
        "bases": facts.bases(),
        "decorators": facts.decorators(),
        "arguments": facts.arguments(),
        "imports": imports,
        "import_components": components,
        "export_lists": export_lists(facts, language),
        "narrowings": narrowings(facts, language),
    }
    return Extraction({name: _table(SCHEMAS[name], found) for name, found in columns.items()}, syntax)


def _sources(syntax: Syntax) -> Columns:
    lines: list[Any] = []
    depths: list[Any] = []
    for index, places in enumerate(syntax.statements):
        line, depth = syntax.positions(places, np.full(places.size, index))
        lines.append(line)
        depths.append(depth)
    return {
        "file_no": [source.file_no for source in syntax.sources],
        "text": [source.text.decode("utf-8", errors="replace") for source in syntax.sources],
        "statement_lines": lines,
        "statement_depths": depths,
    }


def _table(schema: pa.Schema, columns: Columns) -> pa.Table:
    return pa.Table.from_arrays([column(columns[field.name], field.type) for field in schema], schema=schema)
