"""The command `codegraph`: a thin layer over the Python API, the repository map and the SCIP export."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from codegraph_dagster.api import IndexConfig, IndexResult, index_repository
from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.map import DEFAULT_TOKENS, render_map
from codegraph_dagster.paths import DataLayout
from codegraph_dagster.registry import load_registry
from codegraph_dagster.settings import OPTIONAL_STAGES


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code: 0 done, 1 could not be done, 2 misused, 130 interrupted."""
    options = _parser().parse_args(arguments)
    try:
        print(options.run(options))
    except CodegraphError as error:
        print(f"codegraph: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("codegraph: interrupted", file=sys.stderr)
        return 130
    return 0


def _index(options: argparse.Namespace) -> str:
    return summary(index_repository(_config(options), log=_progress() if not options.quiet else None))


def _map(options: argparse.Namespace) -> str:
    layout, name = _published(options)
    return render_map(layout.published(name), options.tokens).rstrip("\n")


def _export(options: argparse.Namespace) -> str:
    from codegraph_dagster.scip import write_scip

    layout, name = _published(options)
    target = options.target or layout.scip(name)
    report = write_scip(layout.published(name), target, scratch=layout.scratch(name) / "scip")
    return (
        f"{report.documents:,} documents, {report.occurrences:,} occurrences, {report.symbols:,} symbols, "
        f"{report.relationships:,} relationships, {report.external_symbols:,} external symbols\n{report.path}"
    )


def _published(options: argparse.Namespace) -> tuple[DataLayout, str]:
    """The data folder, and the name of the database in it that --name names; without it the only published one."""
    layout = DataLayout.of(options.data)
    folder = layout.published("").parent
    names = sorted(path.stem for path in folder.glob("*.duckdb"))
    name = options.name or (names[0] if len(names) == 1 else None)
    if name not in names:
        wrong = f"there is no published database {name!r}" if name else "which repository? Give --name"
        known = ", ".join(names) or "none; run `codegraph index` first"
        raise CodegraphError(f"{wrong}; published in {folder}: {known}")
    return layout, name


def summary(result: IndexResult) -> str:
    """What an index run gave, as a small table."""
    lines = [f"{'stage':<16} {'status':<9} {'seconds':>8} {'CPU s':>8} {'memory':>9} {'rows':>12} {'errors':>7}"]
    lines += [
        f"{stage.name:<16} {stage.status:<9} {stage.seconds:>8.2f} {stage.cpu_seconds:>8.2f}"
        f" {stage.peak_rss_bytes / 2**20:>6.0f} MB {stage.rows:>12,} {stage.errors:>7,}"
        for stage in result.stages.values()
    ]
    counts = ", ".join(
        f"{result.count(table):,} {table}" for table in ("files", "nodes", "chunks", "symbols", "occurrences")
    )
    lines += [
        "",
        counts,
        f"{result.lines:,} lines in {result.seconds:.2f} s: {result.lines_per_second:,.0f} lines/s, "
        f"{result.errors:,} errors in files",
        str(result.database),
    ]
    return "\n".join(lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="codegraph", description="Index source code into a DuckDB database, and use it."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    index = commands.add_parser("index", help="index a folder, or a repository of the registry")
    index.add_argument("path", nargs="?", help="the folder; without it the repository --name of the registry")
    index.add_argument("--name", help="name of the repository and of its database (default: the folder's)")
    index.add_argument("--data", metavar="DIR", help="where the databases go (default: CODEGRAPH_DATA_DIR, or data/)")
    index.add_argument("--workers", type=_positive, metavar="N", help="parsing processes (default: usable CPUs)")
    index.add_argument("--language", action="append", metavar="NAME", help="index only this language (repeatable)")
    index.add_argument("--include", action="append", metavar="GLOB", help="index only these files (repeatable)")
    index.add_argument("--exclude", action="append", metavar="GLOB", help="leave these files out (repeatable)")
    index.add_argument("--sequential", action="store_true", help="one stage after the other, in one process")
    index.add_argument(
        "--without",
        action="append",
        choices=OPTIONAL_STAGES,
        metavar="STAGE",
        help=f"leave this stage out, its tables stay empty (repeatable): {', '.join(OPTIONAL_STAGES)}",
    )
    index.add_argument("--full", action="store_true", help="read every file anew, whatever earlier runs know")
    index.add_argument("--quiet", action="store_true", help="no progress, only the summary")
    index.set_defaults(run=_index)
    map_ = commands.add_parser("map", help="show what matters most in a repository, within a budget of tokens")
    map_.add_argument(
        "--tokens", type=_positive, default=DEFAULT_TOKENS, metavar="N", help="the budget (default: %(default)s)"
    )
    map_.set_defaults(run=_map)
    export = commands.add_parser("export", help="write a published database as a SCIP index")
    export.add_argument("target", nargs="?", type=Path, help="the file (default: NAME.scip beside the database)")
    export.set_defaults(run=_export)
    for command in (map_, export):
        command.add_argument("--name", help="the repository (default: the only published one)")
        command.add_argument(
            "--data", metavar="DIR", help="where the databases are (default: CODEGRAPH_DATA_DIR, or data/)"
        )
    return parser


def _config(options: argparse.Namespace) -> IndexConfig:
    given = {
        "data_dir": options.data,
        "parallel_workers": options.workers,
        "languages": tuple(options.language) if options.language else None,
        "include": tuple(options.include) if options.include else None,
        "exclude": tuple(options.exclude) if options.exclude else None,
        "executor": "in_process" if options.sequential else None,
        "disabled_stages": tuple(options.without) if options.without else None,
        "full": options.full or None,
    }
    changes = {key: value for key, value in given.items() if value is not None}
    if options.path is not None:
        return IndexConfig(repo_path=Path(options.path), repo_name=options.name, **changes)
    registry = load_registry()
    name = options.name or (next(iter(registry)) if len(registry) == 1 else None)
    if name not in registry:
        wrong = f"unknown repository {name!r}" if name else "which repository? Give a folder or --name"
        raise CodegraphError(f"{wrong}; known: {', '.join(registry)}")
    return IndexConfig.from_settings(registry[name], **changes)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _progress() -> Callable[[str], None]:
    start = time.monotonic()

    def show(line: str) -> None:
        print(f"{time.monotonic() - start:7.1f} s  {line}", file=sys.stderr, flush=True)

    return show


if __name__ == "__main__":
    sys.exit(main())
