"""What a materialisation shows in the web UI: rows, schema, times and speed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg

from codegraph_dagster.defs.assets import STAGES
from codegraph_dagster.defs.lineage import column_lineage
from codegraph_dagster.defs.tables import PREVIEW, Column, column_schema, table
from codegraph_dagster.stages.report import StageReport
from codegraph_dagster.store import database, previews
from codegraph_dagster.store.schema.comments import column_comments
from codegraph_dagster.store.working import ALIAS

if TYPE_CHECKING:
    import duckdb

_PACKAGE = "codegraph_dagster.store"
_TABLES = {stage.name: stage.table for stage in STAGES}


@dataclass(frozen=True)
class TableFacts:
    """The public table of a stage as it is in the working database: its columns and a few of its rows."""

    name: str
    columns: Sequence[Column]
    source_lines: int
    preview: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class PublicationFacts:
    """The public tables of a database, each with what it has; and their columns: table, name, type, what it means."""

    tables: Sequence[tuple[str, str]]
    columns: Sequence[tuple[str, str, str, str | None]]


def read_facts(connection: duckdb.DuckDBPyConnection, table: str) -> TableFacts:
    """Look at a public table of the working database that is attached: columns with their comments, a few rows.

    Takes milliseconds: every stage ends with it.
    """
    described = connection.execute(f"DESCRIBE {database.qualified(ALIAS, 'main', table)}").fetchall()
    lines = connection.execute(database.script_text(_PACKAGE, "count_lines.sql")).fetchall()[0][0]
    preview = previews.first_rows(connection, table)
    comments = column_comments()
    columns = [(name, kind, comments.get((table, name))) for name, kind, *_ in described]
    return TableFacts(table, columns, int(lines), preview)


def stage_metadata(report: StageReport, facts: TableFacts, rows: int) -> dict[str, dg.MetadataValue]:
    """Metadata of one stage's materialisation. `rows`: how many its public table has."""
    return {
        **_run_metadata(report),
        "workers": dg.MetadataValue.int(report.workers),
        "files": dg.MetadataValue.int(report.items),
        "dagster/table_name": dg.MetadataValue.text(f"{report.name}.main.{facts.name}"),
        "dagster/row_count": dg.MetadataValue.int(rows),
        **column_schema(facts.columns),
        **column_lineage(report.name),
        PREVIEW: table(facts.preview),
        "lines_per_second": dg.MetadataValue.float(
            round(facts.source_lines / report.seconds, 1) if report.seconds else 0.0
        ),
        **{f"rows in {table}": dg.MetadataValue.int(count) for table, count in report.rows.items()},
    }


def read_publication(connection: duckdb.DuckDBPyConnection) -> PublicationFacts:
    """Look at a database that is about to be published, attached as `work`."""
    with database.using(connection, ALIAS):
        return PublicationFacts(
            connection.execute(database.script_text(_PACKAGE, "described_tables.sql")).fetchall(),
            connection.execute(database.script_text(_PACKAGE, "described_columns.sql")).fetchall(),
        )


def publication_metadata(
    report: StageReport, facts: PublicationFacts, path: Path, name: str
) -> dict[str, dg.MetadataValue]:
    """Metadata of a published database. Its columns are those of all its tables, as `table.column`."""
    tables, columns = facts.tables, facts.columns
    of_table: defaultdict[str, list[str]] = defaultdict(list)
    for of, column, _, _ in columns:
        of_table[of].append(column)
    return {
        **_run_metadata(report),
        "dagster/table_name": dg.MetadataValue.text(name),
        **column_schema([(f"{of}.{column}", kind, comment) for of, column, kind, comment in columns]),
        **column_lineage(report.name, {stage: [f"{of}.{c}" for c in of_table[of]] for stage, of in _TABLES.items()}),
        PREVIEW: table([{"table": of, "columns": len(of_table[of]), "what it has": text} for of, text in tables]),
        "database": dg.MetadataValue.path(path),
        "size_bytes": dg.MetadataValue.int(path.stat().st_size),
    }


def _run_metadata(report: StageReport) -> dict[str, dg.MetadataValue]:
    return {
        "status": dg.MetadataValue.text(report.status),
        "generation": dg.MetadataValue.text(report.generation),
        "seconds": dg.MetadataValue.float(round(report.seconds, 3)),
        "cpu_seconds": dg.MetadataValue.float(round(report.cpu_seconds, 3)),
        "peak_rss_bytes": dg.MetadataValue.int(report.peak_rss_bytes),
        "errors": dg.MetadataValue.int(report.errors),
        "process": dg.MetadataValue.int(report.pid),
    }
