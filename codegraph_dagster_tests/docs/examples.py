"""The examples of a page of the documentation: found, run in their order, and compared with the output that is shown.

A fenced block of `sh`, `python` or `sql` is an example; a block of `text` right after it is its output. A comment
`<!-- not run: why -->` before a block leaves it out. A block with a title is a file
that the page lets the reader write.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

_BLOCK = re.compile(
    r"(?:^<!-- not run: (?P<reason>[^\n]+) -->\n)?"
    r"^```(?P<language>\w+)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<code>.*?)^```\n"
    r"(?:\n```text\n(?P<output>.*?)^```\n)?",
    re.MULTILINE | re.DOTALL,
)


@dataclass
class Example:
    """A block of a page. `output` is None when none is shown; `span` is where the page shows it."""

    language: str
    code: str
    output: str | None
    span: tuple[int, int]
    title: str | None
    reason: str | None


def examples(text: str) -> list[Example]:
    """The blocks of a page that are run or written."""
    found = [
        Example(
            block["language"], block["code"], block["output"], block.span("output"), block["title"], block["reason"]
        )
        for block in _BLOCK.finditer(text)
    ]
    return [each for each in found if each.language in ("sh", "python", "sql") or each.title]


class Reader:
    """Somebody who does what a page says, in a folder that looks like a checkout."""

    def __init__(self, checkout: Path, environment: dict[str, str]) -> None:
        self.checkout = checkout
        self.environment = environment
        self.names: dict[str, object] = {"__name__": "page"}

    def do(self, example: Example) -> str:
        """Do what an example says; returns its output."""
        if example.title is not None:
            (self.checkout / example.title).write_text(example.code)
            return ""
        return {"sh": self._shell, "python": self._python, "sql": self._sql}[example.language](example.code)

    def _shell(self, code: str) -> str:
        done = subprocess.run(
            ["bash", "-eo", "pipefail", "-c", code],
            cwd=self.checkout,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        assert done.returncode == 0, f"{code}{done.stdout}{done.stderr}"
        return done.stdout

    def _python(self, code: str) -> str:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), _inside(self.checkout, self.environment):
            exec(compile(code, "<example>", "exec"), self.names)
        return printed.getvalue()

    def _sql(self, code: str) -> str:
        database = self.checkout / "data" / "index" / "shop.duckdb"
        with duckdb.connect(str(database), read_only=True) as connection:
            return f"{connection.sql(code)}".rstrip("\n") + "\n"


def same(shown: str, got: str) -> bool:
    """Whether an output is what a page shows; of a table of DuckDB the cells count, versions draw it differently."""
    return shown == got or (_is_table(shown) and _cells(shown) == _cells(got))


def _is_table(text: str) -> bool:
    return text.startswith("┌")


def _cells(text: str) -> list[list[str]]:
    rows = [line.strip("│").split("│") for line in text.splitlines() if line.startswith("│")]
    return [[cell.strip() for cell in row] for row in rows]


@contextlib.contextmanager
def _inside(folder: Path, environment: dict[str, str]) -> Iterator[None]:
    before, old = Path.cwd(), dict(os.environ)
    os.chdir(folder)
    os.environ.update(environment)
    try:
        yield
    finally:
        os.chdir(before)
        os.environ.clear()
        os.environ.update(old)
