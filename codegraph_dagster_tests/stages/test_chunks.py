"""Stage `chunks` on small repositories: the hierarchy, skeletons, ids, and the tiling of every file."""

from __future__ import annotations

import re

import pytest

from codegraph_dagster.stages.chunks import STAGE
from codegraph_dagster_tests.stages.building import index

SHAPES = '''\
"""Shapes.

More about them.
"""
import math


class Shape:
    """Something drawn."""

    sides: int = 0

    # How much room it takes.
    @property
    def area(self) -> float:
        """Square units."""
        return 0.0

    unit = "cm"

    class Meta:
        abstract = True

    def _scale(self, factor):
        def inner():
            return factor

        return inner()


LIMIT = 3


@cached
def largest(shapes):
    return max(shapes)


if __name__ == "__main__":
    print(largest([]))
'''

FILES = {
    "pyproject.toml": '[project]\nname = "small"\nversion = "1.0"\n',
    "setup.py": "import setuptools\n",
    "src/draw/__init__.py": '"""Draws."""\n',
    "src/draw/shapes.py": SHAPES,
    "src/draw/empty.py": "",
    "src/draw/blank.py": "\n\n",
    "src/draw/windows.py": b"a = 1\r\n\r\ndef f():\r\n    pass\r\rb = 2\r\n",
    "src/draw/broken.py": "def f(:\n  x =\n\nclass C:\n    def g(self):\n        return 1\n)\n",
    "tests/test_draw.py": "def test_draw():\n    assert True\n",
}

TILING = """
SELECT files.path, sources.text = leaves.text AS same, files.lines = leaves.lines AS complete
FROM work.ir.files AS files
JOIN work.ir.sources AS sources USING (file_no)
LEFT JOIN (
    SELECT path, string_agg(content, '' ORDER BY start_line, end_line, part) AS text,
           sum(end_line - start_line) AS lines
    FROM work.chunks
    WHERE part > 0
    GROUP BY path
) AS leaves USING (path)
WHERE files.status <> 'skipped'
"""


@pytest.fixture(scope="module")
def indexed(tmp_path_factory):
    return index(tmp_path_factory.mktemp("chunks"), FILES, STAGE)


def test_leaves_give_back_every_file(indexed):
    rows = indexed.query(TILING)
    assert sorted(path for path, _, _ in rows) == sorted(path for path in FILES if path.endswith(".py"))
    assert [row for row in rows if not (row[1] and row[2])] == []


@pytest.mark.parametrize("max_chars", [1, 7, 60])
def test_leaves_give_back_every_file_at_any_cap(tmp_path, max_chars):
    small = index(tmp_path, FILES, STAGE, chunk_max_chars=max_chars)
    assert [row for row in small.query(TILING) if not (row[1] and row[2])] == []
    assert small.query(f"SELECT * FROM work.chunks WHERE length(content) > {max_chars}") == []
    assert small.query("SELECT chunk_id FROM work.chunks GROUP BY ALL HAVING count(*) > 1") == []


def test_every_chunk_hangs_below_the_next_level(indexed):
    pairs = indexed.query("""
        SELECT DISTINCT above.kind, below.kind, above.part
        FROM work.chunks AS below LEFT JOIN work.chunks AS above ON above.chunk_id = below.parent_id
        ORDER BY ALL NULLS FIRST
    """)
    assert pairs == [
        (None, "repository", None),
        ("class", "class", 0),
        ("class", "function", 0),
        ("file", "class", 0),
        ("file", "file", 0),
        ("file", "function", 0),
        ("module", "file", 0),
        ("project", "module", 0),
        ("repository", "project", 0),
    ]


def test_every_file_has_all_levels(indexed):
    rows = indexed.query("""
        SELECT f.path, m.fqn, p.fqn, r.fqn
        FROM work.chunks f
        JOIN work.chunks m ON m.chunk_id = f.parent_id AND m.kind = 'module'
        JOIN work.chunks p ON p.chunk_id = m.parent_id AND p.kind = 'project'
        JOIN work.chunks r ON r.chunk_id = p.parent_id AND r.kind = 'repository'
        WHERE f.kind = 'file' AND f.part = 0
        ORDER BY f.path
    """)
    assert ("setup.py", "", "small", "small") in rows
    assert ("src/draw/__init__.py", "draw", "small/src", "small") in rows
    assert ("src/draw/shapes.py", "draw", "small/src", "small") in rows
    assert len(rows) == 8


def test_the_pieces_of_a_file(indexed):
    rows = indexed.query("""
        SELECT kind, part, fqn, start_line, end_line, symbol IS NOT NULL, visibility
        FROM work.chunks WHERE path = 'src/draw/shapes.py' ORDER BY part > 0, start_line, end_line DESC, part
    """)
    assert rows == [
        ("file", 0, "draw.shapes", 0, 40, True, "public"),
        ("class", 0, "draw.shapes.Shape", 7, 30, True, "public"),
        ("class", 0, "draw.shapes.Shape.Meta", 20, 23, True, "public"),
        ("file", 1, "draw.shapes", 0, 7, True, "public"),
        ("class", 1, "draw.shapes.Shape", 7, 12, True, "public"),
        ("function", 1, "draw.shapes.Shape.area", 12, 18, True, "public"),
        ("class", 2, "draw.shapes.Shape", 18, 20, True, "public"),
        ("class", 1, "draw.shapes.Shape.Meta", 20, 23, True, "public"),
        ("function", 1, "draw.shapes.Shape._scale", 23, 30, True, "protected"),
        ("file", 2, "draw.shapes", 30, 33, True, "public"),
        ("function", 1, "draw.shapes.largest", 33, 38, True, "public"),
        ("file", 3, "draw.shapes", 38, 40, True, "public"),
    ]


def test_skeletons(indexed):
    skeletons = dict(indexed.query("SELECT kind || ' ' || fqn, content FROM work.chunks WHERE part = 0"))
    header, *rest = skeletons["class draw.shapes.Shape"].split("\n")
    assert header.startswith("class Shape")
    assert "    Something drawn." in rest
    members = [line for line in rest if re.search("area|_scale|sides|unit|Meta", line)]
    assert [line.startswith("    ") for line in members] == [True] * 5
    assert "Square units" not in skeletons["class draw.shapes.Shape"]
    shapes = skeletons["file draw.shapes"]
    assert shapes.startswith("src/draw/shapes.py\nShapes.\n\nMore about them.\n")
    assert "largest(shapes)" in shapes and "LIMIT" in shapes and "import" not in shapes
    assert "src/draw/shapes.py: Shapes." in skeletons["module draw"].split("\n")
    assert skeletons["project small/src"] == "small/src\ndraw (6)"
    assert "small/src (6)" in skeletons["repository small"].split("\n")


def test_tests_are_marked(indexed):
    assert indexed.query("SELECT DISTINCT path FROM work.chunks WHERE is_test AND path IS NOT NULL") == [
        ("tests/test_draw.py",)
    ]


def test_hash_and_estimate_follow_from_the_content(indexed):
    assert (
        indexed.query("""
        SELECT * FROM work.chunks
        WHERE content_hash <> md5(content) OR token_estimate <> ceil(strlen(content) / 4) OR content IS NULL
    """)
        == []
    )


CHANGES = {
    "a line before": lambda text: "import os\n" + text,
    "another body": lambda text: text.replace("return 0.0", "x = 1\n        return x"),
    "a new function between": lambda text: text.replace("@cached\n", "def new():\n    pass\n\n\n@cached\n"),
    "a new method between": lambda text: text.replace("    unit =", "    def n(self): pass\n\n    unit ="),
    "a function removed": lambda text: re.sub(r"@cached\n.*\n.*\n", "", text),
    "code between changed": lambda text: text.replace("LIMIT = 3", "LIMIT = 4\nMORE = 5"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_ids_survive_changes_elsewhere(tmp_path, indexed, change):
    changed = CHANGES[change](SHAPES)
    assert changed != SHAPES
    query = r"""
        SELECT trim(content, E' \n'), chunk_id FROM work.chunks WHERE path = 'src/draw/shapes.py' AND part > 0
    """
    before = dict(indexed.query(query))
    after = dict(index(tmp_path, {**FILES, "src/draw/shapes.py": changed}, STAGE).query(query))
    same = before.keys() & after.keys()
    assert len(same) >= len(before) - 3
    assert [content for content in same if before[content] != after[content]] == []


def test_definitions_of_one_name_have_different_ids(tmp_path):
    text = "def f(): 1\n\ndef f(): 1\n" + "class A:\n    def f(self): pass\n" * 2 + "x\ndef g(): 1\nx\n"
    small = index(tmp_path, {"m.py": text}, STAGE)
    ids = [chunk_id for (chunk_id,) in small.query("SELECT chunk_id FROM work.chunks")]
    assert len(ids) == len(set(ids)) == 3 + 1 + 2 + 2 + 2 + 3 + 2


def test_a_repository_without_a_file(tmp_path):
    small = index(tmp_path, {"README": "nothing"}, STAGE)
    assert small.query("SELECT kind, part, content FROM work.chunks") == [("repository", 0, "small")]
