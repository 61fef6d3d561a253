"""What the columns of the public tables mean, without asking a database.

`duckdb_columns()` looks into every view to answer, which takes longer than all that a stage shows of its table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from codegraph_dagster.store.database import script_text

_COMMENT = re.compile(r"^COMMENT ON COLUMN main\.(\w+)\.(\w+) IS '((?:[^']|'')*)';$", re.MULTILINE)


@cache
def column_comments() -> Mapping[tuple[str, str], str]:
    """The comment of each column, by table and column, as every database of this version has them."""
    found = _COMMENT.findall(script_text("codegraph_dagster.store.schema", "comments.sql"))
    return {(table, column): text.replace("''", "'") for table, column, text in found}
