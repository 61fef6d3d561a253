"""Tables as the web UI shows them: some rows, and what the columns mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import dagster as dg

SCHEMA_KEY = "dagster/column_schema"
PREVIEW = "preview"
_LONGEST = 80

Column = tuple[str, str, str | None]
"""Name, type, and what it means."""


def column_schema(columns: Iterable[Column]) -> dict[str, dg.MetadataValue]:
    """The metadata entry from which the UI's tab *Columns* is made."""
    schema = dg.TableSchema([dg.TableColumn(name, type=kind.lower(), description=text) for name, kind, text in columns])
    return {SCHEMA_KEY: dg.MetadataValue.table_schema(schema)}


def table(rows: Sequence[Mapping[str, Any]]) -> dg.MetadataValue:
    """Rows as a table; long texts are cut, and an empty table is said to be empty."""
    if not rows:
        return dg.MetadataValue.text("no rows")
    return dg.MetadataValue.table(
        [dg.TableRecord({name: _plain(value) for name, value in row.items()}) for row in rows],
        schema=dg.TableSchema([dg.TableColumn(name, type=_kind(row[name] for row in rows)) for name in rows[0]]),
    )


def _plain(value: Any) -> str | int | float | bool | None:
    if value is None or isinstance(value, bool | int | float):
        return value
    text = " ⏎ ".join(str(value).splitlines())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _kind(values: Iterable[Any]) -> str:
    present = next((value for value in values if value is not None), "")
    return {bool: "bool", int: "int", float: "float"}.get(type(present), "string")
