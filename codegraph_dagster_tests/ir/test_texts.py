"""The texts of files that change go to a small table, and to the others once they are many."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegraph_dagster_tests.stages.builds import Builds


@pytest.fixture
def builds(tmp_path: Path) -> Builds:
    (tmp_path / "source").mkdir()
    for number in range(20):
        (tmp_path / "source" / f"m{number}.py").write_text(f"value = {number}  # {'x' * 100}\n")
    builds = Builds(tmp_path / "source", tmp_path / "data")
    builds.run_ir()
    return builds


COUNTS = "SELECT (SELECT count(*) FROM work.texts.settled), (SELECT count(*) FROM work.texts.recent)"


def change(builds: Builds, number: int, text: str) -> tuple[int, int]:
    """Change a file; the numbers of settled and of recent texts then."""
    (builds.settings.path / f"m{number}.py").write_text(text + "#" * 100 + "\n")
    builds.run_ir()
    (found,) = builds.query(
        f"SELECT text FROM work.ir.sources JOIN work.ir.files USING (file_no) WHERE path = 'm{number}.py'"
    )
    assert found[0].startswith(text)
    assert builds.query("SELECT count(*), count(DISTINCT file_no) FROM work.ir.sources") == [(20, 20)]
    return builds.query(COUNTS)[0]


def test_few_recent_texts_stay_apart(builds: Builds):
    assert builds.query("SELECT count(*) FROM work.texts.settled") == [(20,)]
    assert change(builds, 3, "first = 1\n") == (19, 1)
    assert change(builds, 3, "second = 1\n") == (19, 1)
    assert change(builds, 4, "first = 1\n") == (18, 2)
    assert change(builds, 5, "first = 1\n") == (20, 0)  # more than an eighth


def test_a_new_build_settles_all(builds: Builds):
    change(builds, 3, "first = 1\n")
    (builds.settings.path / "new.py").write_text("")
    builds.run_ir()
    assert builds.query(
        "SELECT (SELECT count(*) FROM work.texts.settled), (SELECT count(*) FROM work.texts.recent)"
    ) == [(21, 0)]
