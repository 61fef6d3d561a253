"""`codegraph ui`: Dagster's web UI for this project."""

from __future__ import annotations

import os
import sys
from importlib.resources import files
from pathlib import Path

import click

from codegraph_dagster.cli import options
from codegraph_dagster.errors import CodegraphError


@click.command("ui")
@click.option("--port", type=click.IntRange(1, 65535), default=3000, show_default=True, help="Where it listens.")
@options.data
def command(port: int, data: Path | None) -> None:
    """Start the web UI on http://127.0.0.1:PORT; it shows the runs of `codegraph index` as well. Ctrl-C ends it.

    It has no login and listens on this machine alone.
    """
    from codegraph_dagster.paths import DATA_DIR_VARIABLE, DataLayout

    layout = DataLayout.of(data)
    home = layout.dagster_home
    settings = home / "dagster.yaml"
    try:
        home.mkdir(parents=True, exist_ok=True)
        if not settings.exists():
            settings.write_text(files("codegraph_dagster.cli").joinpath("instance.yaml").read_text("utf-8"), "utf-8")
    except OSError as error:
        raise CodegraphError(f"{home} cannot be written to: {error.strerror}") from error
    os.environ |= {DATA_DIR_VARIABLE: str(layout.data_dir), "DAGSTER_HOME": str(home), "PYTHONSAFEPATH": "1"}
    print(f"http://127.0.0.1:{port}", flush=True)
    # In the place of this process, so that signals reach it: it ends its own children.
    os.execv(sys.executable, dagster_command(home, port))


def dagster_command(home: Path, port: int) -> list[str]:
    """What starts the server. Dagster imports from its working directory, so that is not the user's current folder."""
    loaded = ["-m", "codegraph_dagster.definitions", "--working-directory", str(home)]
    return [sys.executable, "-m", "dagster", "dev", *loaded, "--host", "127.0.0.1", "--port", str(port)]
