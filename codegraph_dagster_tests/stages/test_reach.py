"""Stage `references` computes the files that a change can reach, and has the rows of a clean build then."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codegraph_dagster.ir import kept
from codegraph_dagster.stages import per_file
from codegraph_dagster.stages.references import STAGE, inference, reach
from codegraph_dagster_tests.stages.builds import Builds
from codegraph_dagster_tests.stages.programs import Programs

KEPT = {table: "* EXCLUDE (found)" if table == "known.facts" else "*" for table in STAGE.kept}


class Edited(Builds):
    """A repository of few small files, to be treated as one of many large ones. Stages apart from it are off."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        patch.setattr(kept, "_MOST_CHANGED", 1.0)
        patch.setattr(per_file, "_MOST_STALE", 1.0)
        patch.setattr(reach, "_MOST_REACHED", 1.0)
        root = folder / "source"
        root.mkdir()
        super().__init__(root, folder / "data", disabled_stages=("chunks", "symbols"))

    def reached(self) -> str:
        """What the last run of the stage said about its files."""
        said = [line for line in self.lines if line.startswith("references: ") and " files are " in line]
        return said[-1].removeprefix("references: ") if said else ""

    def kept_differences(self, clean: Path) -> list[str]:
        """What differs from a clean build in the tables that the stage keeps."""
        with self.store.connect() as connection, self.store.reading(connection):
            connection.execute(f"ATTACH '{clean / 'work' / 'small.duckdb'}' AS clean (READ_ONLY)")
            return [
                table
                for table, columns in KEPT.items()
                if connection.execute(
                    f"(SELECT {columns} FROM work.{table} EXCEPT ALL SELECT {columns} FROM clean.{table}) UNION ALL "
                    f"(SELECT {columns} FROM clean.{table} EXCEPT ALL SELECT {columns} FROM work.{table})"
                ).fetchall()
            ]


@settings(max_examples=1, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_random_programs(seed: int):
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        builds = Edited(Path(name), patch)
        programs = Programs(seed)
        programs.write(builds.settings.path)
        builds.run()
        for number in range(4):
            done = programs.edit()
            programs.write(builds.settings.path)
            builds.lines.clear()
            builds.run()
            clean = Path(name) / f"clean{number}"
            assert builds.differences(clean) == [], (seed, number, done, builds.reached())
            assert builds.kept_differences(clean) == [], (seed, number, done, builds.reached())


LIBRARY = {
    "shapes.py": "class Circle:\n    def area(self): ...\nclass Square:\n    def area(self): ...\n",
    "make.py": "from shapes import Circle, Square\ndef make():\n    return Circle()\n",
    "relay.py": "import make\ndef relay():\n    return make.make()\n",
    "use.py": "from relay import relay\nrelay().area()\n",
    "apart.py": "from shapes import Square\nSquare().area()\n",
    "base.py": "from shapes import Circle, Square\nclass Base:\n    def draw(self, shape): ...\n",
    "oil.py": "from base import Base\nclass Oil(Base):\n    def draw(self, shape):\n        shape.area()\n",
}


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Edited:
    builds = Edited(tmp_path, monkeypatch)
    for name, text in LIBRARY.items():
        (builds.settings.path / name).write_text(text)
    builds.run()
    builds.lines.clear()
    return builds


def change(builds: Edited, name: str, before: str, after: str) -> None:
    """Change a file, index again, and compare with a clean build."""
    path = builds.settings.path / name
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))
    builds.run()
    with tempfile.TemporaryDirectory() as clean:
        assert builds.differences(Path(clean)) == []
        assert builds.kept_differences(Path(clean)) == []


def called(builds: Edited, path: str) -> set[str]:
    """The qualified names of what a file calls."""
    rows = builds.query(
        "SELECT callees.qualified_name FROM work.links.calls AS calls JOIN work.ir.files ON file_no = call >> 26 "
        f"JOIN work.ir.definitions AS callees ON callees.definition = callee WHERE path = '{path}'"
    )
    return {name for (name,) in rows}


def test_rows_of_files_out_of_reach_stay(library: Edited):
    with library.store.connect() as connection, library.store.writing(connection):
        connection.execute(
            "UPDATE work.links.resolutions SET reason = 'marked' WHERE id >> 26 = "
            "(SELECT file_no FROM work.ir.files WHERE path = 'apart.py')"
        )
    path = library.settings.path / "make.py"
    path.write_text("# A comment that moves everything.\n" + path.read_text())
    library.run()
    assert library.reached() == "1 files are different, 0 more may refer to something else"
    assert library.query("SELECT count(*) > 0 FROM work.links.resolutions WHERE reason = 'marked'") == [(True,)]


def test_another_result_reaches_the_files_it_gets_to(library: Edited):
    assert called(library, "use.py") == {"relay", "Circle.area"}
    change(library, "make.py", "Circle()", "Square()")
    assert called(library, "use.py") == {"relay", "Square.area"}
    assert library.reached() == "1 files are different, 2 more may refer to something else"


def test_what_only_followed_from_itself_is_gone(library: Edited):
    change(library, "make.py", "return Circle()", "import relay\n    return Circle() or relay.relay()")
    assert called(library, "use.py") == {"relay", "Circle.area"}
    change(library, "make.py", "Circle() or ", "")
    assert called(library, "use.py") == {"relay"}


def test_a_new_member_reaches_the_files_that_look_it_up(library: Edited):
    change(library, "use.py", "area", "size")
    change(library, "shapes.py", "class Square", "    def size(self): ...\nclass Square")
    assert called(library, "use.py") == {"relay", "Circle.size"}
    assert library.reached() == "1 files are different, 1 more may refer to something else"


def test_definitions_that_move_are_still_referred_to(library: Edited):
    change(library, "shapes.py", "class Circle", "def before(): ...\nclass Circle")
    assert library.reached() == "1 files are different, 0 more may refer to something else"
    assert called(library, "use.py") == {"relay", "Circle.area"}


def test_other_bases_concern_every_file(library: Edited):
    change(library, "shapes.py", "class Square:", "class Square(Circle):")
    assert library.reached() == "all files are computed: a class has other bases"


def test_classes_that_change_places_concern_every_file(library: Edited):
    text = LIBRARY["shapes.py"]
    circle, square = text.split("class Square")
    change(library, "shapes.py", text, "class Square" + square + circle)
    assert library.reached() == "all files are computed: classes have changed places"


def test_a_method_that_statements_call_concerns_every_file(library: Edited):
    change(library, "shapes.py", "class Square", "    def __enter__(self): ...\nclass Square")
    assert library.reached() == "all files are computed: a method that statements call is new, or another"


def test_nothing_is_told_from_an_inference_that_was_stopped(library: Edited, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as patch:
        patch.setattr(inference, "_MAX_ROUNDS", 2)
        path = library.settings.path / "use.py"
        path.write_text(path.read_text().replace("area", "size"))
        library.run()
        assert library.reached() == "all files are computed: the inference was stopped"
    change(library, "make.py", "Circle()", "Square()")
    assert library.reached() == "all files are computed: what the last run found does not tell it"


def test_another_parameter_reaches_the_methods_that_override_its_own(library: Edited):
    assert called(library, "oil.py") == set()
    change(library, "base.py", "shape)", "shape: Circle)")
    assert called(library, "oil.py") == {"Circle.area"}
    change(library, "base.py", "shape: Circle", "form: Circle, shape: Square")
    assert called(library, "oil.py") == {"Square.area"}
    assert library.reached() == "1 files are different, 1 more may refer to something else"
    change(library, "base.py", "draw", "paint")
    assert called(library, "oil.py") == set()
