"""What the pictures and tables of an overview show, read from a published database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codegraph_dagster.overview.packages import Dependency, Folder, Package, group
from codegraph_dagster.store import database
from codegraph_dagster.store.published import open_published

if TYPE_CHECKING:
    import duckdb

_PACKAGE = "codegraph_dagster.overview"
_PACKAGES = 12  # more of them do not fit into one picture with their names and arrows


@dataclass(frozen=True, slots=True)
class Language:
    """Lines and files of a language."""

    name: str
    code_lines: int
    test_lines: int
    files: int


@dataclass(frozen=True, slots=True)
class Cycle:
    """Files that import each other in a circle."""

    number: int
    paths: Sequence[str]


@dataclass(frozen=True, slots=True)
class HotSpot:
    """A definition to which many other files refer; `start_line` counts from 0."""

    name: str
    kind: str
    path: str
    start_line: int
    files: int
    uses: int


@dataclass(frozen=True, slots=True)
class Overview:
    """A code base at a glance. Test code counts for the languages and the cycles only."""

    languages: Sequence[Language]
    packages: Sequence[Package]
    dependencies: Sequence[Dependency]
    cycles: Sequence[Cycle]
    hot_spots: Sequence[HotSpot]


def read_overview(path: Path) -> Overview:
    """Look at a published database. Raises CodegraphError when there is none, or it cannot be read."""
    with open_published(path) as connection:
        folders = [Folder(*row) for row in _rows(connection, "folders.sql")]
        edges = [Dependency(*row) for row in _rows(connection, "folder_dependencies.sql")]
        packages, dependencies = group(folders, edges, _PACKAGES)
        return Overview(
            languages=[Language(*row) for row in _rows(connection, "languages.sql")],
            packages=packages,
            dependencies=dependencies,
            cycles=[Cycle(*row) for row in _rows(connection, "cycles.sql")],
            hot_spots=[HotSpot(*row) for row in _rows(connection, "hot_spots.sql")],
        )


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return connection.execute(database.script_text(_PACKAGE, query)).fetchall()
