"""Opening a published database."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.store.published import open_published
from codegraph_dagster_tests.stages import building


def test_names_without_a_schema_are_the_databases_own(tmp_path: Path):
    path = building.published(tmp_path, {"a.py": "x = 1\n"})
    with open_published(path) as connection:
        assert connection.execute("SELECT path FROM files").fetchall() == [("a.py",)]
    with open_published(path) as connection, pytest.raises(Exception, match="read-only"):
        connection.execute("DELETE FROM main.chunks")


def test_damage_that_shows_later_is_named(tmp_path: Path):
    path = building.published(tmp_path, {f"m{n}.py": f"def f{n}():\n    return {n}\n" * 50 for n in range(20)})
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 3)
        file.write(b"\xff" * (size // 3))
    with pytest.raises(CodegraphError, match="cannot be read as a published database"), open_published(path) as opened:
        for table in ("chunks", "symbols", "files", "nodes", "occurrences"):
            opened.execute(f"SELECT * FROM main.{table}").fetchall()
