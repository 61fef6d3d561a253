"""Which published database a command asks, and how."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.paths import DataLayout

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]

_ALIAS = "published"


class Published:
    """An open published database, asked by the queries beside this module."""

    def __init__(self, name: str, connection: duckdb.DuckDBPyConnection) -> None:
        self.name = name
        self._connection = connection

    def ask(self, query: str, **parameters: Any) -> list[Row]:
        """The rows of `queries/QUERY.sql`, by column name."""
        from codegraph_dagster.store.database import script_text

        result = self._connection.execute(script_text("codegraph_dagster.cli.queries", f"{query}.sql"), parameters)
        columns = [column[0] for column in result.description or []]
        return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]


def published_names(layout: DataLayout) -> list[str]:
    """The names of the databases in the data folder."""
    return sorted(path.stem for path in layout.published("").parent.glob("[!.]*.duckdb"))


def choose(data: Path | None, name: str | None) -> tuple[DataLayout, str]:
    """The data folder, and the name of the database in it that is meant.

    Without a name that is the only published one, or that of the only registered repository. Raises
    CodegraphError when that leaves none or several.
    """
    layout = DataLayout.of(data)
    names = published_names(layout)
    chosen = name or (names[0] if len(names) == 1 else _registered(names))
    if chosen not in names:
        wrong = f"there is no published database {chosen!r}" if chosen else "which repository? Give --name"
        known = ", ".join(names) or "none; run `codegraph index` first"
        raise CodegraphError(f"{wrong}; published in {layout.published('').parent}: {known}")
    return layout, chosen


@contextmanager
def opened(data: Path | None, name: str | None) -> Iterator[Published]:
    """Open the database that `choose` chooses, read-only. Raises CodegraphError when it is none that can be asked."""
    layout, chosen = choose(data, name)
    import duckdb

    from codegraph_dagster.store import database
    from codegraph_dagster.store.faults import first_line

    path = layout.published(chosen)
    with database.connect() as connection:
        try:
            database.attach(connection, path, _ALIAS, read_only=True)
            connection.execute(f"USE {_ALIAS}")
            yield Published(chosen, connection)
        except (
            duckdb.IOException,
            duckdb.FatalException,
            duckdb.CatalogException,
            duckdb.SerializationException,
        ) as error:
            # A catalog error: the database was published by another version of this program.
            raise CodegraphError(f"{path} cannot be asked; index the repository again: {first_line(error)}") from error


def _registered(names: list[str]) -> str | None:
    """The only repository of the registry, when it is published."""
    if not names:
        return None
    from codegraph_dagster.registry import load_registry

    try:
        registry = list(load_registry())
    except CodegraphError:  # a registry is not needed here, so neither is a good one
        return None
    return registry[0] if len(registry) == 1 and registry[0] in names else None
