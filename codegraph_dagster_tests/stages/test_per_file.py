"""Stages whose rows of a file follow from that file alone leave the rows of files that did not change."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from codegraph_dagster_tests.stages.builds import Builds

FILES = {f"pkg/m{number}.py": f"class C{number}:\n    def run(self):\n        return {number}\n" for number in range(8)}


@pytest.fixture
def builds(tmp_path: Path) -> Builds:
    (tmp_path / "source" / "pkg").mkdir(parents=True)
    for name, text in FILES.items():
        (tmp_path / "source" / name).write_text(text)
    builds = Builds(tmp_path / "source", tmp_path / "data")
    builds.run()
    return builds


def mark(builds: Builds) -> None:
    """Spoil rows of one file, so that it can be seen whether they are computed again."""
    with builds.store.connect() as connection, builds.store.writing(connection):
        connection.execute("UPDATE work.chunks SET content = 'marked' WHERE path = 'pkg/m1.py'")
        connection.execute("UPDATE work.symbols SET display_name = 'marked' WHERE path = 'pkg/m1.py'")
        connection.execute("UPDATE work.links.occurrences SET syntax_kind = 'marked' WHERE file_no = 1")


def marked(builds: Builds) -> set[str]:
    """The stages whose spoiled rows are still there."""
    found = {
        "chunks": "SELECT count(*) FROM work.chunks WHERE content = 'marked'",
        "symbols": "SELECT count(*) FROM work.symbols WHERE display_name = 'marked'",
        "occurrences": "SELECT count(*) FROM work.links.occurrences WHERE syntax_kind = 'marked'",
    }
    return {stage for stage, query in found.items() if builds.query(query) != [(0,)]}


def test_rows_of_other_files_stay(builds: Builds, tmp_path: Path):
    mark(builds)
    (builds.settings.path / "pkg" / "m3.py").write_text("class Other:\n    '''New.'''\n")
    reports = builds.run()
    assert {name: reports[name].status for name in ("chunks", "symbols", "occurrences")} == dict.fromkeys(
        ("chunks", "symbols", "occurrences"), "computed"
    )
    assert marked(builds) == {"chunks", "symbols", "occurrences"}
    for table, rows in {"main.chunks": "chunks", "main.symbols": "symbols", "links.occurrences": "occurrences"}.items():
        assert builds.query(f"SELECT count(*) FROM work.{table}") == [(reports[rows].rows[table],)]
    # With the marked file changed as well nothing of it is left.
    (builds.settings.path / "pkg" / "m1.py").write_text(FILES["pkg/m1.py"] + "\n")
    builds.run()
    assert marked(builds) == set()
    assert builds.differences(tmp_path / "clean") == []


def test_another_setting_concerns_every_file(builds: Builds):
    mark(builds)
    builds.settings = replace(builds.settings, chunk_max_chars=300)
    builds.run()
    assert marked(builds) == {"symbols", "occurrences"}


def test_a_stage_that_was_off_computes_every_file(builds: Builds, tmp_path: Path):
    mark(builds)
    everything = builds.settings
    builds.settings = replace(everything, disabled_stages=("symbols",))
    builds.run()
    assert builds.query("SELECT count(*) FROM work.symbols") == [(0,)]
    builds.settings = everything
    (everything.path / "pkg" / "m1.py").write_text("")
    builds.run()
    assert builds.differences(tmp_path / "clean") == []


def test_a_great_change_computes_every_file(builds: Builds, tmp_path: Path):
    mark(builds)
    for number in range(2, 5):
        (builds.settings.path / "pkg" / f"m{number}.py").write_text("changed = 1\n" * 10)
    builds.run()
    assert marked(builds) == set()
    assert builds.differences(tmp_path / "clean") == []
