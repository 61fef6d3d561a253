"""Opens a published database for what is made of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.store import database
from codegraph_dagster.store.bookkeeping import find_states

if TYPE_CHECKING:
    import duckdb

_ALIAS = "published"


@contextmanager
def open_published(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An in-memory DuckDB that uses a published database, attached read-only: names without a schema are its own.

    Raises CodegraphError when there is none, or it cannot be read, also when that shows only while it is in use.
    """
    import duckdb

    if not path.is_file():
        raise CodegraphError(f"there is no published database {path}; index the repository first")
    with database.connect() as connection:
        try:
            database.attach(connection, path, _ALIAS, read_only=True)
            connection.execute(f"USE {_ALIAS}")
            yield connection
        except duckdb.Error as error:
            damaged = isinstance(error, duckdb.IOException | duckdb.FatalException) or "orrupt" in str(error)
            if not damaged and not isinstance(error, duckdb.CatalogException):  # no database of this project
                raise
            raise CodegraphError(
                f"{path} cannot be read as a published database; index the repository again: "
                f"{str(error).splitlines()[0]}"
            ) from error


def published_version(path: Path) -> str | None:
    """The data version under which a database was published. Raises CodegraphError as `open_published` does."""
    with open_published(path) as connection:
        published = find_states(connection, _ALIAS).get("published_index")
    return published.data_version if published is not None else None
