"""Index files with every stage and publish, in this process but for the workers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from codegraph_dagster_tests.stages.building import published


def index_whole(
    folder: Path, files: Mapping[str, str | bytes], **settings: object
) -> dict[str, tuple[str, str | None]]:
    """Status and one diagnostic's code of each file, after a publication that breaks no rule."""
    with duckdb.connect(str(published(folder, files, **settings)), read_only=True) as connection:
        rows = connection.execute(
            "SELECT f.path, f.status, min(d.code) FROM files AS f "
            "LEFT JOIN diagnostics AS d ON d.path = f.path GROUP BY ALL"
        ).fetchall()
    return {path: (status, code) for path, status, code in rows}
