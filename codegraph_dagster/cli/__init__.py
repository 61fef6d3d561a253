"""The command `codegraph`: a thin layer over the Python API and the macros of the published databases.

Nothing heavy is imported before a command needs it: the modules here import click and each other alone.
"""

from codegraph_dagster.cli.main import main

__all__ = ["main"]
