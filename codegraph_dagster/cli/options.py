"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

_Decorated = Callable[..., Any]


def _published_names(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    from codegraph_dagster.cli.published import published_names
    from codegraph_dagster.paths import DataLayout

    return [name for name in published_names(DataLayout.of(context.params.get("data"))) if name.startswith(incomplete)]


name = click.option(
    "--name", shell_complete=_published_names, help="The repository (default: the only one published or registered)."
)
data = click.option(
    "--data",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where the databases are (default: CODEGRAPH_DATA_DIR, or data/).",
)
json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
positive = click.IntRange(min=1)


def database(command: _Decorated) -> _Decorated:
    """The options of a command that asks a published database."""
    return name(data(json(command)))


def depth(default: int) -> Callable[[_Decorated], _Decorated]:
    """How far a walk over the graph goes."""
    return click.option(
        "--depth", type=positive, default=default, show_default=True, metavar="N", help="Go so many steps."
    )
