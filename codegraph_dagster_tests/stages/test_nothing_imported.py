"""Without imports `cross_file` leaves out what is about imports, and has the same rows of all else."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegraph_dagster.stages.cross_file import STAGE
from codegraph_dagster.stages.runner import StageSession
from codegraph_dagster_tests.stages.building import Indexed, index

FILES = {
    "pkg/__init__.py": "__all__ = ['main']\n__all__ += core.__all__\ndef main(): pass\n",
    "pkg/core.py": "__all__ = ['Base']\nclass Base: pass\nclass Hidden: pass\n",
    "pkg/sub/__init__.py": "def __getattr__(name): return name\n_private = 1\n",
    "pkg/sub/deep.pyi": "def declared() -> int: ...\n",
    "pkg/sub/deep.py": "def declared(): return 1\ndef left_out(): return 2\n",
    "script.py": "def main(): return main()\ndef main(again): pass\n",
}
ROWS = {
    "members": """
        SELECT path, m.name, d.qualified_name, external_module, external_name, is_reexport, is_submodule, is_exported
        FROM work.links.members AS m
        JOIN work.ir.files USING (file_no)
        LEFT JOIN work.ir.definitions AS d USING (definition)
        WHERE path <> 'zoo.py'
    """,
    "exports": "SELECT path, name, symbol, is_reexport FROM work.exports WHERE path <> 'zoo.py'",
}


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The scripts that are run."""
    seen: list[str] = []
    execute = StageSession.execute

    def noting(session: StageSession, script: str) -> None:
        seen.append(script)
        execute(session, script)

    monkeypatch.setattr(StageSession, "execute", noting)
    return seen


def rows(indexed: Indexed) -> dict[str, list[tuple]]:
    return {name: sorted(indexed.query(query), key=repr) for name, query in ROWS.items()}


def test_the_rows_are_those_of_all_steps(tmp_path: Path, steps: list[str]):
    without = index(tmp_path / "without", FILES, STAGE)
    assert not {"modules", "statements", "spread_stars", "spread_origins", "imports", "dependencies", "cycles"} & {
        *steps
    }
    steps.clear()
    # One import, in a file that nobody knows: all steps run, and the other files have the rows that they had.
    all_steps = index(tmp_path / "all", {**FILES, "zoo.py": "import os\n"}, STAGE)
    assert {"modules", "statements", "spread_stars", "spread_origins", "imports", "dependencies", "cycles"} <= {*steps}
    found = rows(without)
    assert found == rows(all_steps)
    assert {(path, name) for path, name, *_ in found["members"]} >= {
        ("pkg/__init__.py", "core"),
        ("pkg/sub/deep.pyi", "left_out"),
        ("script.py", "main"),
    }
    for table in ("links.imports", "links.import_components", "file_dependencies", "dependency_cycles"):
        assert without.query(f"SELECT count(*) FROM work.{table}") == [(0,)]
