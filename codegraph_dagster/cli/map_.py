"""`codegraph map`: what matters most in a repository."""

from __future__ import annotations

from pathlib import Path

import click

from codegraph_dagster.cli import options
from codegraph_dagster.cli.output import print_json
from codegraph_dagster.cli.published import choose

_DEFAULT_TOKENS = 2000  # codegraph_dagster.map's, which would import scipy


@click.command("map")
@click.option(
    "--tokens", type=options.positive, default=_DEFAULT_TOKENS, show_default=True, metavar="N", help="The budget."
)
@options.database
def command(tokens: int, name: str | None, data: Path | None, as_json: bool) -> None:
    """Show what matters most in a repository, within a budget of tokens."""
    from codegraph_dagster.map import map_entries, render_map

    layout, chosen = choose(data, name)
    if as_json:
        # Programs get lines as the other commands print them, from 1.
        entries = (entry._asdict() for entry in map_entries(layout.published(chosen), tokens))
        return print_json([{"line": entry.pop("start_line") + 1, **entry} for entry in entries])
    return print(render_map(layout.published(chosen), tokens).rstrip("\n"))
