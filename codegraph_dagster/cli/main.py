"""The group of all commands, and how they end: with an exit code and, when it is not 0, one line that says why."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from codegraph_dagster.cli import (
    calls,
    changes,
    export,
    index,
    map_,
    navigation,
    outline,
    repositories,
    search,
    status,
    ui,
)
from codegraph_dagster.errors import CodegraphError

_EPILOG = """
Exit codes: 0 done, 1 could not be done (one line on standard error says why), 2 misused, 130 interrupted.

\b
A NAME_OR_PLACE is one of
  path:line:column            as editors print it, counted from 1
  django.utils.text.slugify   a dotted name, whole or its last parts
  'codegraph pip ...'         a symbol, as --json prints it
"""


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
    epilog=_EPILOG,
    no_args_is_help=True,
)
@click.version_option(package_name="codegraph-dagster", prog_name="codegraph")
def group() -> None:
    """Index source code into a DuckDB database, and ask it."""


for _command in (
    index.command,
    search.command,
    navigation.definition,
    navigation.references,
    calls.callers,
    calls.callees,
    calls.impact,
    outline.command,
    changes.command,
    map_.command,
    export.command,
    status.command,
    repositories.commands,
    ui.command,
):
    group.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code: 0 done, 1 could not be done, 2 misused, 130 interrupted."""
    try:
        code = group.main(arguments, prog_name="codegraph", standalone_mode=False)
        sys.stdout.flush()
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx is not None else "codegraph"
        _say(f"{error.format_message()} See `{path} --help`.")
        return 2
    except click.ClickException as error:
        _say(error.format_message())
        return error.exit_code
    except CodegraphError as error:
        _say(str(error))
        return 1
    except (KeyboardInterrupt, click.Abort):
        _say("interrupted")
        return 130
    except BrokenPipeError:
        # The reader, `head` say, wants no more; Python would complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code if isinstance(code, int) else 0


def _say(message: str) -> None:
    print(f"codegraph: {' '.join(message.split())}", file=sys.stderr)
