"""Read, index and draw navigation cases.

A case is one file `cases/<rule>.snap`: a description (lines that start with `#`), then one or more sources, each after
a line `--- <path>`. Source lines stand after two spaces; under a line, a line that starts with `//` draws an
occurrence: carets under its range, its roles, and the symbol that it refers to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

import duckdb

from codegraph_dagster.ir.build import build_ir
from codegraph_dagster.paths import DataLayout
from codegraph_dagster.settings import RepositorySettings
from codegraph_dagster.stages.runner import run_stage
from codegraph_dagster.store.working import WorkingStore

CASES: Final = Path(__file__).parent / "cases"
_FILE: Final = "--- "
_SOURCE: Final = "  "
_DRAWN: Final = "//"
_STAGES: Final = ("cross_file", "occurrences", "symbols", "references")
_ROLES: Final = ((1, "definition"), (2, "import"), (4, "write"), (8, "read"))


@dataclass(frozen=True)
class Case:
    """One case: its name, its description, and its sources by path (without what is drawn)."""

    name: str
    description: str
    sources: Mapping[str, str]


def read_case(path: Path) -> Case:
    """Read a case file. Raises ValueError, with the line, for a line of no known kind."""
    description: list[str] = []
    sources: dict[str, list[str]] = {}
    current: list[str] | None = None
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.startswith(_FILE):
            current = sources.setdefault(line.removeprefix(_FILE), [])
        elif current is None:
            description.append(line)
        elif line.startswith(_SOURCE) or not line:
            current.append(line.removeprefix(_SOURCE))
        elif not line.startswith(_DRAWN):
            raise ValueError(f"{path}:{number}: neither source (two spaces) nor drawn ({_DRAWN}): {line!r}")
    return Case(
        path.name.removesuffix(".snap"),
        "\n".join(description),
        {name: "\n".join(lines) + "\n" for name, lines in sources.items()},
    )


def read_cases(folder: Path = CASES) -> dict[str, Case]:
    """All cases of a folder by name."""
    return {case.name: case for case in map(read_case, sorted(folder.glob("*.snap")))}


def index_cases(cases: Mapping[str, Case], folder: Path) -> Path:
    """Index all cases as one repository, each case a folder of it; returns the working database."""
    for case in cases.values():
        for path, text in case.sources.items():
            file = folder / "repository" / case.name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
    settings = RepositorySettings(name="cases", path=folder / "repository", parallel_workers=1)
    store = WorkingStore(DataLayout(folder / "data"), settings.name)
    build_ir(store, settings, log=lambda _: None)
    for stage in _STAGES:
        run_stage(import_module(f"codegraph_dagster.stages.{stage}").STAGE, store, settings, log=lambda _: None)
    return store.path


def draw_cases(cases: Mapping[str, Case], database: Path) -> dict[str, str]:
    """The text of each case's file, drawn from the database."""
    drawn: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            "SELECT path, start_line, start_char, end_char, roles, symbol, resolution "
            "FROM resolved_occurrences WHERE start_char < end_char "
            "ORDER BY path, start_line, start_char, end_char, roles"
        ).fetchall()
    for path, line, start, end, roles, symbol, resolution in rows:
        words = " ".join(word for bit, word in _ROLES if roles & bit)
        carets = "^" * (end - start)
        drawn[path][line].append(f"{_DRAWN}{' ' * start}{carets} {words} {_shorten(symbol, resolution)}")
    return {name: _draw(case, drawn) for name, case in cases.items()}


def _draw(case: Case, drawn: Mapping[str, Mapping[int, list[str]]]) -> str:
    lines = [case.description]
    for path, text in case.sources.items():
        lines.append(_FILE + path)
        below = drawn.get(f"{case.name}/{path}", {})
        for number, line in enumerate(text.splitlines()):
            lines.append(f"{_SOURCE}{line}".rstrip())
            lines += below.get(number, [])
    return "\n".join(lines) + "\n"


def _shorten(symbol: str | None, resolution: str) -> str:
    """A symbol without what all symbols of the cases share."""
    if symbol is None:
        return resolution
    if symbol.startswith("local "):
        return symbol
    descriptors = symbol.split(" ", 4)[-1]
    return f"{resolution} {descriptors}" if resolution in ("external", "builtin") else descriptors
