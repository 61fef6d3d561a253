"""The repository map as an asset: what matters most in a code base, ranked over its reference graph."""

# No `from __future__ import annotations` here: Dagster reads the annotations of asset functions.
from typing import TYPE_CHECKING, Any

import dagster as dg

from codegraph_dagster.code_version import code_version
from codegraph_dagster.defs.assets import OWNERS, PUBLISHED, RETRY, users_mistakes
from codegraph_dagster.defs.derived import derived_version, made_before, materialized
from codegraph_dagster.defs.lineage import column_lineage
from codegraph_dagster.defs.partitions import Registry, repository_partitions, requested_repository
from codegraph_dagster.defs.tables import PREVIEW, Column, column_schema, table
from codegraph_dagster.paths import DataLayout
from codegraph_dagster.store import database

if TYPE_CHECKING:
    import duckdb

MAP = "repository_map"

COLUMNS: tuple[Column, ...] = (
    ("level", "varchar", "symbol or file: each level is ranked by itself."),
    ("position", "bigint", "Its place, from 1."),
    ("score", "double", "Its PageRank; those of a level add up to 1. Test code counts only as far as others use it."),
    ("path", "varchar", "The file."),
    ("symbol", "varchar", "symbols.symbol; NULL for a file."),
    ("name", "varchar", "Qualified name of the symbol, module of the file."),
    ("kind", "varchar", "As in nodes; file for a file."),
    ("start_line", "integer", "Line of the defining name, from 0."),
    ("signature", "varchar", "The declaration in one line; NULL for a file."),
    ("enclosing_symbol", "varchar", "Symbol of the definition around it."),
    ("reference_count", "bigint", "Uses of it by others."),
    ("is_test", "boolean", "It is test code."),
)


def build_map_asset(registry: Registry) -> dg.AssetsDefinition:
    """The asset for the repositories of a registry."""

    code = code_version(("codegraph_dagster.map",), ("duckdb", "numpy", "scipy"))

    @dg.asset(
        name=MAP,
        code_version=code,
        deps=[PUBLISHED],
        partitions_def=repository_partitions(registry),
        group_name="publication",
        kinds={"scipy", "parquet", "file"},
        description="Files and symbols ranked by importance, their PageRank over the reference graph: for people who "
        "arrive in a code base, and for prompts with a budget of tokens (`codegraph map`). Its table, a Parquet file, "
        "has a row for each file and each symbol that other files can name.",
        owners=OWNERS,
        retry_policy=RETRY,
    )
    def repository_map(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        from codegraph_dagster.map import DEFAULT_TOKENS, copy_map, open_map, rendered

        name = requested_repository(context, registry).name
        layout = DataLayout.from_environment()
        target = layout.repository_map(name)
        with users_mistakes():
            version = derived_version(layout.published(name), code)
        before = made_before(context, name, version, target)
        if before is not None:
            return materialized(version, target, before, cached=True)
        with users_mistakes(), open_map(layout.published(name)) as connection:
            rows = copy_map(connection, target)
            text = rendered(connection, DEFAULT_TOKENS)
            files, symbols = _top(connection, "file"), _top(connection, "symbol")
        context.log.info(f"{target}: {rows:,} rows")
        return materialized(
            version,
            target,
            {
                PREVIEW: table(symbols),
                "top files": table(files),
                f"map of {DEFAULT_TOKENS:,} tokens": dg.MetadataValue.md(_fenced(text)),
                "file": dg.MetadataValue.path(target),
                "size_bytes": dg.MetadataValue.int(target.stat().st_size),
                "dagster/row_count": dg.MetadataValue.int(rows),
                **column_schema(COLUMNS),
                **column_lineage(MAP),
            },
        )

    return repository_map


def _top(connection: "duckdb.DuckDBPyConnection", level: str) -> list[dict[str, Any]]:
    found = connection.execute(database.script_text("codegraph_dagster.map", f"top_{level}s.sql"))
    columns = [str(column[0]) for column in found.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def _fenced(text: str) -> str:
    """Text as a block of code, whatever backticks it has."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}text\n{text}{fence}"
