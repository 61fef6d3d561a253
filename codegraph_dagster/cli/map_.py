"""`codegraph map`: what matters most in a repository."""

from __future__ import annotations

from pathlib import Path

import click

from codegraph_dagster.cli import options
from codegraph_dagster.cli.published import choose

_DEFAULT_TOKENS = 2000  # codegraph_dagster.map's, which would import scipy


@click.command("map")
@click.option(
    "--tokens", type=options.positive, default=_DEFAULT_TOKENS, show_default=True, metavar="N", help="The budget."
)
@options.name
@options.data
def command(tokens: int, name: str | None, data: Path | None) -> None:
    """Show what matters most in a repository, within a budget of tokens."""
    from codegraph_dagster.map import render_map

    layout, chosen = choose(data, name)
    print(render_map(layout.published(chosen), tokens).rstrip("\n"))
