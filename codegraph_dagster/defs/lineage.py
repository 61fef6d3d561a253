"""Which columns of the assets before it the columns of an asset's table are made of.

A column is listed with what enters into its value, not with what only says which rows there are. Stage `ir` reads
files, which have no columns. A column that is not listed comes from data that no asset shows as a column: the text of
the files, internal tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import dagster as dg

LINEAGE_KEY = "dagster/column_lineage"

_NAME_RANGE = {
    "start_line": "ir.name_start_line",
    "start_char": "ir.name_start_char",
    "end_line": "ir.name_end_line",
    "end_char": "ir.name_end_char",
}

# asset -> column -> "asset.column ..." of the assets before it.
_COLUMNS: Final[Mapping[str, Mapping[str, str]]] = {
    "chunks": {
        "chunk_id": "ir.file_id ir.kind ir.qualified_name",
        "parent_id": "ir.parent_id",
        "kind": "ir.kind",
        "fqn": "ir.qualified_name",
        "path": "ir.file_id",
        "start_line": "ir.start_line",
        "end_line": "ir.end_line ir.end_char",
        "content": "ir.signature ir.docstring",
        "content_hash": "ir.signature ir.docstring",
        "token_estimate": "ir.signature ir.docstring",
        "symbol": "ir.qualified_name ir.kind",
        "visibility": "ir.visibility",
        "is_test": "ir.is_test",
    },
    "cross_file": {
        "path": "ir.file_id",
        "status": "ir.name",
        "reason": "ir.name",
        "target_path": "ir.file_id ir.name",
        "target_symbol": "ir.qualified_name ir.kind ir.name",
    },
    "occurrences": {
        "path": "ir.file_id",
        "symbol": "ir.qualified_name ir.kind ir.name",
        "roles": "ir.is_test",
        "enclosing_symbol": "ir.qualified_name ir.kind",
    },
    "symbols": {
        "symbol": "ir.qualified_name ir.kind",
        "display_name": "ir.name",
        "kind": "ir.kind",
        "path": "ir.file_id",
        **_NAME_RANGE,
        "signature": "ir.signature",
        "documentation": "ir.docstring",
        "enclosing_symbol": "ir.parent_id",
        "visibility": "ir.visibility",
        "is_test": "ir.is_test",
    },
    "references": {
        "caller_symbol": "occurrences.enclosing_symbol",
        "callee_symbol": "occurrences.symbol cross_file.target_symbol symbols.symbol",
        "path": "occurrences.path",
        "start_line": "occurrences.start_line",
        "start_char": "occurrences.start_char",
    },
    "published_index": {
        "files.file_id": "ir.file_id",
        "edges.source_id": "ir.node_id",
        "edges.target_id": "ir.node_id references.callee_symbol cross_file.target_symbol",
        "edges.file_id": "ir.file_id",
        "edges.target_name": "ir.name",
        "file_dependencies.source_path": "cross_file.path",
        "file_dependencies.target_path": "cross_file.target_path",
        "file_dependencies.import_count": "cross_file.target_path",
        "exports.path": "ir.file_id",
        "exports.name": "ir.name",
        "exports.symbol": "cross_file.target_symbol ir.qualified_name",
        "dependency_cycles.cycle_id": "cross_file.path cross_file.target_path",
        "dependency_cycles.path": "cross_file.path",
        "occurrences.symbol": "occurrences.symbol cross_file.target_symbol",
        "resolved_occurrences.path": "occurrences.path",
        "resolved_occurrences.start_line": "occurrences.start_line",
        "resolved_occurrences.start_char": "occurrences.start_char",
        "resolved_occurrences.end_line": "occurrences.end_line",
        "resolved_occurrences.end_char": "occurrences.end_char",
        "resolved_occurrences.symbol": "occurrences.symbol cross_file.target_symbol",
        "resolved_occurrences.roles": "occurrences.roles",
        "resolved_occurrences.enclosing_symbol": "occurrences.enclosing_symbol",
        "resolved_occurrences.syntax_kind": "occurrences.syntax_kind",
        "resolved_occurrences.def_path": "symbols.path cross_file.target_path",
        "resolved_occurrences.def_start_line": "symbols.start_line",
        "resolved_occurrences.def_start_char": "symbols.start_char",
        "resolved_occurrences.def_end_line": "symbols.end_line",
        "resolved_occurrences.def_end_char": "symbols.end_char",
        "resolved_occurrences.resolution": "occurrences.symbol cross_file.status",
        "resolved_occurrences.reason": "cross_file.reason",
        "relationships.symbol": "symbols.symbol",
        "relationships.related_symbol": "symbols.symbol cross_file.target_symbol",
        "changes.kind": "ir.kind",
        "changes.qualified_name": "ir.qualified_name",
        "changes.symbol": "symbols.symbol",
        "changes.path": "symbols.path",
        "changes.signature": "symbols.signature",
    },
    "overview": {
        "package": "published_index.files.module",
        "files": "published_index.files.path",
        "lines": "published_index.files.lines",
        "symbols": "published_index.symbols.symbol",
        "imports": "published_index.file_dependencies.import_count",
        "imported": "published_index.file_dependencies.import_count",
        "files_in_cycles": "published_index.dependency_cycles.path",
    },
    "repository_map": {
        "path": "published_index.files.path",
        "symbol": "published_index.symbols.symbol",
        "name": "published_index.nodes.qualified_name published_index.files.module",
        "kind": "published_index.nodes.kind",
        "score": "published_index.resolved_occurrences.symbol published_index.resolved_occurrences.confidence",
        "start_line": "published_index.symbols.start_line",
        "signature": "published_index.symbols.signature",
        "enclosing_symbol": "published_index.symbols.enclosing_symbol",
        "reference_count": "published_index.resolved_occurrences.symbol",
        "is_test": "published_index.nodes.is_test",
    },
    "scip_index": {
        "Document.relative_path": "published_index.files.path",
        "Document.language": "published_index.files.language",
        "Occurrence.range": "published_index.occurrences.start_line published_index.occurrences.start_char "
        "published_index.occurrences.end_line published_index.occurrences.end_char",
        "Occurrence.symbol": "published_index.occurrences.symbol",
        "Occurrence.symbol_roles": "published_index.occurrences.roles",
        "Occurrence.syntax_kind": "published_index.occurrences.syntax_kind",
        "SymbolInformation.symbol": "published_index.symbols.symbol",
        "SymbolInformation.display_name": "published_index.symbols.display_name",
        "SymbolInformation.kind": "published_index.symbols.kind",
        "SymbolInformation.documentation": "published_index.symbols.documentation",
        "SymbolInformation.signature_documentation": "published_index.symbols.signature",
        "SymbolInformation.enclosing_symbol": "published_index.symbols.enclosing_symbol",
        "Relationship.symbol": "published_index.relationships.related_symbol",
    },
}


def column_lineage(asset: str, same: Mapping[str, Iterable[str]] | None = None) -> dict[str, dg.MetadataValue]:
    """The metadata entries that tell the lineage of an asset's columns; none for an asset at the beginning.

    `same`: columns that are taken over as they are from an asset before it, by that asset and its table, which are the
    part of the column's name before the dot.
    """
    columns = {column: sources.split() for column, sources in _COLUMNS.get(asset, {}).items()}
    for source, names in (same or {}).items():
        for name in names:
            columns.setdefault(name, [f"{source}.{name.partition('.')[2]}"])
    if not columns:
        return {}
    lineage = dg.TableColumnLineage(
        {column: [_dependency(source) for source in sources] for column, sources in columns.items()}
    )
    # The open-source web UI keeps the lineage of columns for itself, so it is told to people as well.
    lines = [f"| `{column}` | {' '.join(f'`{source}`' for source in sources)} |" for column, sources in columns.items()]
    return {
        LINEAGE_KEY: dg.MetadataValue.column_lineage(lineage),
        "column lineage": dg.MetadataValue.md("\n".join(["| column | is made of |", "| --- | --- |", *lines])),
    }


def _dependency(source: str) -> dg.TableColumnDep:
    asset, _, column = source.partition(".")
    return dg.TableColumnDep(asset_key=asset, column_name=column)
