"""`codegraph export`: write a published database as a SCIP index."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from codegraph_dagster.cli import options
from codegraph_dagster.cli.output import print_json
from codegraph_dagster.cli.published import choose


@click.command("export")
@click.argument("target", required=False, type=click.Path(path_type=Path))
@options.database
def command(target: Path | None, name: str | None, data: Path | None, as_json: bool) -> None:
    """Write a published database as a SCIP index: to TARGET, or to NAME.scip beside the database."""
    from codegraph_dagster.scip import write_scip
    from codegraph_dagster.store.working import WorkingStore

    layout, chosen = choose(data, name)
    scratch = WorkingStore(layout, chosen).temporary("scip")
    report = write_scip(layout.published(chosen), target or layout.scip(chosen), scratch=scratch)
    if as_json:
        return print_json(asdict(report))
    return print(
        f"{report.documents:,} documents, {report.occurrences:,} occurrences, {report.symbols:,} symbols, "
        f"{report.relationships:,} relationships, {report.external_symbols:,} external symbols\n{report.path}"
    )
