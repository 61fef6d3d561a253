"""`codegraph index`: index a folder, or a repository of the registry."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from codegraph_dagster.cli import options
from codegraph_dagster.cli.output import print_json
from codegraph_dagster.cli.progress import showing
from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.settings import OPTIONAL_STAGES

if TYPE_CHECKING:
    from codegraph_dagster.api import IndexConfig, IndexResult

_COUNTED = ("files", "nodes", "chunks", "symbols", "occurrences")


@click.command("index")
@click.argument("path", required=False)
@click.option("--name", help="Name of the repository and of its database (default: the folder's).")
@click.option("--data", metavar="DIR", help="Where the databases go (default: CODEGRAPH_DATA_DIR, or data/).")
@click.option("--workers", type=options.positive, metavar="N", help="Parsing processes (default: usable CPUs).")
@click.option("--language", multiple=True, metavar="NAME", help="Index only this language (repeatable).")
@click.option("--include", multiple=True, metavar="GLOB", help="Index only these files (repeatable).")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave these files out (repeatable).")
@click.option("--sequential", is_flag=True, help="One stage after the other, in one process.")
@click.option(
    "--without",
    multiple=True,
    type=click.Choice(OPTIONAL_STAGES),
    metavar="STAGE",
    help=f"Leave this stage out, its tables stay empty (repeatable): {', '.join(OPTIONAL_STAGES)}.",
)
@click.option("--full", is_flag=True, help="Read every file anew, whatever earlier runs know.")
@click.option("--quiet", is_flag=True, help="No progress, only the summary.")
@options.json
def command(path: str | None, quiet: bool, as_json: bool, **given: Any) -> None:
    """Index the folder PATH, or the repository --name of the registry.

    Progress is shown on standard error, the summary on standard output.
    """
    from codegraph_dagster.api import index_repository

    config = _config(path, given)
    with nullcontext() if quiet else showing() as log:
        result = index_repository(config, log=log)
    if as_json:
        print_json(_as_json(result))
    else:
        print(summary(result))


def summary(result: IndexResult) -> str:
    """What an index run gave, as a small table."""
    lines = [f"{'stage':<16} {'status':<9} {'seconds':>8} {'CPU s':>8} {'memory':>9} {'rows':>12} {'errors':>7}"]
    lines += [
        f"{stage.name:<16} {stage.status:<9} {stage.seconds:>8.2f} {stage.cpu_seconds:>8.2f}"
        f" {stage.peak_rss_bytes / 2**20:>6.0f} MB {stage.rows:>12,} {stage.errors:>7,}"
        for stage in result.stages.values()
    ]
    lines += [
        "",
        ", ".join(f"{count:,} {table}" for table, count in result.counts_of(_COUNTED).items()),
        f"{result.lines:,} lines in {result.seconds:.2f} s: {result.lines_per_second:,.0f} lines/s, "
        f"{result.errors:,} errors in files",
        str(result.database),
    ]
    return "\n".join(lines)


def _as_json(result: IndexResult) -> dict[str, Any]:
    return {
        "name": result.name,
        "run_id": result.run_id,
        "database": str(result.database),
        "seconds": result.seconds,
        "lines": result.lines,
        "errors": result.errors,
        "counts": result.counts_of(_COUNTED),
        "stages": [asdict(stage) for stage in result.stages.values()],
    }


def _config(path: str | None, options: dict[str, Any]) -> IndexConfig:
    from codegraph_dagster.api import IndexConfig

    given = {
        "data_dir": options["data"],
        "parallel_workers": options["workers"],
        "languages": options["language"] or None,
        "include": options["include"] or None,
        "exclude": options["exclude"] or None,
        "executor": "in_process" if options["sequential"] else None,
        "disabled_stages": options["without"] or None,
        "full": options["full"] or None,
    }
    changes = {key: value for key, value in given.items() if value is not None}
    name = options["name"]
    if path is not None:
        return IndexConfig(repo_path=Path(path), repo_name=name, **changes)
    from codegraph_dagster.registry import load_registry

    registry = load_registry()
    name = name or (next(iter(registry)) if len(registry) == 1 else None)
    if name not in registry:
        wrong = f"unknown repository {name!r}" if name else "which repository? Give a folder or --name"
        raise CodegraphError(f"{wrong}; known: {', '.join(registry)}")
    return IndexConfig.from_settings(registry[name], **changes)
