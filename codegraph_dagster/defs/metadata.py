"""What a materialisation shows in the web UI: rows, schema, times and speed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import dagster as dg

from codegraph_dagster.stages.report import StageReport
from codegraph_dagster.store import database
from codegraph_dagster.store.working import WorkingStore

_PACKAGE = "codegraph_dagster.store"


@dataclass(frozen=True)
class TableFacts:
    """The public table of a stage as it is in the working database."""

    name: str
    schema: dg.TableSchema
    row_count: int
    source_lines: int


def read_facts(store: WorkingStore, table: str, rows: int) -> TableFacts:
    """Look at a public table that has so many rows: its columns with their comments; and the repository's lines."""
    with store.connect() as connection, store.reading(connection):
        columns = connection.execute(database.script_text(_PACKAGE, "table_schema.sql"), {"table": table}).fetchall()
        lines = connection.execute(database.script_text(_PACKAGE, "count_lines.sql")).fetchall()[0][0]
    schema = dg.TableSchema(
        columns=[dg.TableColumn(name, type=kind.lower(), description=comment) for name, kind, comment in columns]
    )
    return TableFacts(table, schema, rows, int(lines))


def stage_metadata(report: StageReport, facts: TableFacts) -> dict[str, dg.MetadataValue]:
    """Metadata of one stage's materialisation."""
    return {
        **_run_metadata(report),
        "workers": dg.MetadataValue.int(report.workers),
        "files": dg.MetadataValue.int(report.items),
        "dagster/table_name": dg.MetadataValue.text(f"{report.name}.main.{facts.name}"),
        "dagster/row_count": dg.MetadataValue.int(facts.row_count),
        "dagster/column_schema": dg.MetadataValue.table_schema(facts.schema),
        "lines_per_second": dg.MetadataValue.float(
            round(facts.source_lines / report.seconds, 1) if report.seconds else 0.0
        ),
        **{f"rows in {table}": dg.MetadataValue.int(count) for table, count in report.rows.items()},
    }


def publication_metadata(report: StageReport, path: Path, name: str) -> dict[str, dg.MetadataValue]:
    """Metadata of a published database."""
    return {
        **_run_metadata(report),
        "dagster/table_name": dg.MetadataValue.text(name),
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
