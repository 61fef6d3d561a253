"""The progress of an index run, from the lines that its stages log: live on a terminal, line by line elsewhere."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import TaskID

Log = Callable[[str], None]

_LINE = re.compile(r"(?P<stage>\w+): (?P<said>.*)", re.DOTALL)
_DONE = re.compile(r"(?P<done>[\d,]+) of (?P<total>[\d,]+) files\b")
_NOISE = re.compile(r"^(?:start|end), process \d+(?:, )?| \((?:read|copy) .*\)$")


@contextmanager
def showing() -> Iterator[Log]:
    """Give the function that takes what a run logs, and show it on standard error."""
    if sys.stderr.isatty():
        with _live() as log:
            yield log
    else:
        yield _lines()


def _lines() -> Log:
    start = time.monotonic()

    def show(line: str) -> None:
        print(f"{time.monotonic() - start:7.1f} s  {line}", file=sys.stderr, flush=True)

    return show


@contextmanager
def _live() -> Iterator[Log]:
    """A line for each stage that has begun: a bar while it runs, what it did when it has ended."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.table import Column

    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    progress = Progress(
        SpinnerColumn(finished_text="✓", table_column=Column(no_wrap=True)),
        TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True)),
        BarColumn(bar_width=20, table_column=Column(no_wrap=True)),
        TimeElapsedColumn(table_column=Column(no_wrap=True)),
        # Alone gives way where the terminal is narrow.
        TextColumn("{task.fields[said]}", markup=False, table_column=Column(overflow="ellipsis", min_width=10)),
        console=console,
    )
    tasks: dict[str, TaskID] = {}

    def show(line: str) -> None:
        match = _LINE.fullmatch(line)
        if match is None:
            progress.console.print(line)
            return
        stage, said = match["stage"], match["said"]
        if stage not in tasks:
            tasks[stage] = progress.add_task(stage, total=None, said="")
        task = tasks[stage]
        if said.startswith("end"):
            progress.update(task, total=1, completed=1, said=shortened(said))
        elif counted := _DONE.search(said):
            progress.update(task, total=_number(counted["total"]), completed=_number(counted["done"]), said=said)
        else:
            progress.update(task, said=shortened(said))

    with progress:
        yield show


def shortened(said: str) -> str:
    """What a stage says without process ids and how its seconds are made up: nothing for a person who waits."""
    return _NOISE.sub("", said)


def _number(text: str) -> int:
    return int(text.replace(",", ""))
