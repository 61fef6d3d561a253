"""What changed between two databases: one repository indexed before and after edits, a module for each rule."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from codegraph_dagster.stages.cross_file import STAGE as CROSS_FILE
from codegraph_dagster.store.changes import compare
from codegraph_dagster.store.publish import publish
from codegraph_dagster.store.working import WorkingStore
from codegraph_dagster_tests.stages.building import index
from codegraph_dagster_tests.store.example import example_store

CLASS = """\
class Shop:
    name = "a"

    def open(self, door):
        self.is_open = True
        return door

    def close(self):
        def bolt():
            return 1
        return bolt()
"""

# module -> (source before, source after, {(change, name, aspects, may break)}); None: there is no such file
CASES: dict[str, tuple[str | None, str | None, set[tuple[str, str, str, bool]]]] = {
    "same": (CLASS, CLASS, set()),
    "shifted": (
        "def f():\n    return 1\n",
        "\n\n# later\n\n\ndef f():\n    return 1\n",
        {("changed", "m", "body", False)},
    ),
    "line_ends": ("def f():\n    return 1\n", "def f():\r\n    return 1\r\n", set()),
    "empty_lines": (CLASS, CLASS.replace("    def close", "\n\n    def close"), set()),
    "method_body": (CLASS, CLASS.replace("return door", "return not door"), {("changed", "Shop.open", "body", False)}),
    "inner_function": (CLASS, CLASS.replace("return 1", "return 2"), {("changed", "Shop.close.bolt", "body", False)}),
    "attribute": (CLASS, CLASS.replace("is_open = True", "is_open = 1"), {("changed", "Shop.open", "body", False)}),
    "value": (CLASS, CLASS.replace('"a"', '"b"'), {("changed", "Shop.name", "body", False)}),
    "bases": (CLASS, CLASS.replace("Shop", "Shop(dict)", 1), {("changed", "Shop", "signature", True)}),
    "class_body": (CLASS, CLASS.replace('"a"\n', '"a"\n    print()\n'), {("changed", "Shop", "body", False)}),
    "signature": (CLASS, CLASS.replace("door)", "door, *, key)"), {("changed", "Shop.open", "signature", True)}),
    "both": (
        "def f(a):\n    return a\n",
        "def f(b):\n    return b\n",
        {("changed", "f", "signature body", True)},
    ),
    "reflowed": ("def f(a, b):\n    return a\n", "def f(\n    a,\n    b,\n):\n    return a\n", set()),
    "result": (
        "def f(\n    a,\n) -> int:\n    return a\n",
        "def f(\n    a,\n) -> str:\n    return a\n",
        {("changed", "f", "signature", True)},
    ),
    "decorator": (
        "@one\ndef f():\n    return 1\n",
        "@two\ndef f():\n    return 1\n",
        {("changed", "f", "body", False)},
    ),
    "private": ("def _f(a):\n    return a\n", "def _f():\n    return a\n", {("changed", "_f", "signature", False)}),
    "hidden": (
        "class _C:\n    def f(self): ...\n",
        "class _C:\n    x = 1\n",
        {("removed", "_C.f", "", False), ("added", "_C.x", "", False)},
    ),
    "test_names": (
        "def test_f(a):\n    return a\n",
        "",
        {("removed", "test_f", "", False)},
    ),
    "gone": (
        CLASS,
        None,
        {("removed", "m", "", True)}
        | {("removed", f"Shop{x}", "", True) for x in ("", ".name", ".open", ".is_open", ".close")}
        | {("removed", "Shop.close.bolt", "", False)},
    ),
    "new": (None, "def f():\n    return 1\n", {("added", "m", "", False), ("added", "f", "", False)}),
    "source_of_move": (
        "def travel(a):\n    return a, 'far'\n\n\nLIMIT = 1\n",
        "LIMIT = 1\n",
        {("changed", "travel", "moved", True)},
    ),
    "target_of_move": (None, "def travel(a):\n    return a, 'far'\n", {("added", "m", "", False)}),
    "kept_by_import": (
        "def journey(a):\n    return a, 'near'\n",
        "from importable import journey\n",
        {("changed", "journey", "moved", False), ("changed", "m", "body", False)},
    ),
    "importable": (None, "def journey(a):\n    return a, 'near'\n", {("added", "m", "", False)}),
    "one_of_two": (
        "def twin():\n    return 'twin'\n",
        "",
        {("removed", "twin", "", True)},
    ),
    "two_of_one": (
        "class A:\n    pass\n",
        "class A:\n    pass\n\n\ndef twin():\n    return 'twin'\n",
        {("added", "twin", "", False)},
    ),
    "two_of_one_more": (
        None,
        "def twin():\n    return 'twin'\n",
        {("added", "m", "", False), ("added", "twin", "", False)},
    ),
    "renamed": (
        CLASS.replace("Shop", "Market"),
        None,
        {("changed", f"Market{member}", "moved", True) for member in ("", ".name", ".open", ".is_open", ".close")}
        # Nothing but its class is in the module, so nothing tells it from others.
        | {("changed", "Market.close.bolt", "moved", False), ("removed", "m", "", True)},
    ),
    "renamed_to": (None, CLASS.replace("Shop", "Market"), {("added", "m", "", False)}),
}


def project(side: int) -> dict[str, str]:
    """The repository before (0) or after (1); the version is in every symbol, and changes."""
    sources = {f"{module}.py": case[side] for module, case in CASES.items()}
    files = {path: text for path, text in sources.items() if text is not None}
    return {**files, "pyproject.toml": f'[project]\nname = "shops"\nversion = "{side}.0"\n'}


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> tuple[WorkingStore, WorkingStore]:
    """The working databases before and after; the first is what the second finds published."""
    folder = tmp_path_factory.mktemp("changes")
    before, after = (index(folder / str(side), project(side), CROSS_FILE).store for side in (0, 1))
    published = after.layout.published(after.name)
    published.parent.mkdir()
    shutil.copy(before.path, published)
    return before, after


@pytest.fixture(scope="module")
def rows(stores: tuple[WorkingStore, WorkingStore]) -> list[dict]:
    _, after = stores
    comparison = compare(after, after.path, run_id="run")
    assert comparison.reason is None
    assert comparison.changes is not None
    return comparison.changes.to_pylist()


@pytest.mark.parametrize("module", CASES)
def test_what_changed(module: str, rows: list[dict]):
    found = {
        (
            row["change"],
            "m" if row["kind"] == "module" else row["qualified_name"],
            " ".join(row["aspects"]),
            row["may_break"],
        )
        for row in rows
        if (row["old_path"] or row["path"]) == f"{module}.py"
    }
    assert found == CASES[module][2]


def test_both_sides_of_a_change(rows: list[dict]):
    (moved,) = (row for row in rows if row["qualified_name"] == "travel")
    assert {key: value for key, value in moved.items() if value is not None} == {
        "change": "changed",
        "aspects": ["moved"],
        "kind": "function",
        "qualified_name": "travel",
        "may_break": True,
        "symbol": "codegraph pip shops 1.0 target_of_move/travel().",
        "path": "target_of_move.py",
        "start_line": 0,
        "start_char": 0,
        "end_line": 1,
        "end_char": 19,
        "signature": "def travel(a)",
        "old_symbol": "codegraph pip shops 0.0 source_of_move/travel().",
        "old_path": "source_of_move.py",
        "old_start_line": 0,
        "old_start_char": 0,
        "old_end_line": 1,
        "old_end_char": 19,
        "old_signature": "def travel(a)",
        "run_id": "run",
    }


def test_the_other_way_round_added_is_removed(
    stores: tuple[WorkingStore, WorkingStore], rows: list[dict], tmp_path: Path
):
    before, after = stores
    published = before.layout.published(before.name)
    published.parent.mkdir()
    shutil.copy(after.path, published)
    back = compare(before, before.path, run_id="back").changes
    assert back is not None
    opposite = {"added": "removed", "removed": "added", "changed": "changed"}
    assert sorted((opposite[row["change"]], row["symbol"] or "", row["old_symbol"] or "") for row in rows) == sorted(
        (row["change"], row["old_symbol"] or "", row["symbol"] or "") for row in back.to_pylist()
    )


def revise(store: WorkingStore, revision: str, generation: str, text: str) -> None:
    """A later state of the example: another source of a.py."""
    with store.connect() as connection, store.writing(connection):
        connection.execute("UPDATE work.main.repository SET revision = ?, generation = ?", [revision, generation])
        connection.execute("UPDATE work.main.stage_runs SET generation = ?", [generation])
        connection.execute("UPDATE work.texts.settled SET text = ? WHERE file_no = 0", [text])
        connection.execute("UPDATE work.ir.files SET content_hash = md5(?) WHERE file_no = 0", [text])


def read(path: Path, query: str):
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_the_table_through_several_publishes(tmp_path: Path):
    store = example_store(tmp_path)
    lines: list[str] = []

    def published(run_id: str) -> tuple[list, tuple]:
        result = publish(store, log=lines.append, run_id=run_id)
        assert result.refusal is None
        (comparison,) = read(result.path, "SELECT old_revision, revision, old_run_id, run_id, reason FROM comparison")
        columns = "change, qualified_name, aspects, old_revision, revision, old_run_id, run_id"
        return read(result.path, f"SELECT {columns} FROM changes"), comparison

    revise(store, "r1", "g1", "class A:\n    def f(self): x\n")
    assert published("one") == ([], (None, "r1", None, "one", "nothing was published before"))

    revise(store, "r2", "g2", "class A:\n    def f(self): y\n")
    changed = [("changed", "A.f", ["body"], "r1", "r2", "one", "two")]
    assert published("two") == (changed, ("r1", "r2", "one", "two", None))
    assert "published_index: changes: 0 added, 0 removed, 1 changed since r1, 0 may break other code" in lines

    # The same again: what was new is still what is new.
    assert published("three") == (changed, ("r1", "r2", "one", "two", None))
    # A commit that touched no source has changed nothing.
    revise(store, "r3", "g2", "class A:\n    def f(self): y\n")
    assert published("four") == ([], ("r2", "r3", "three", "four", None))


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda path: path.write_bytes(b"no database" * 1000), "cannot be read"),
        (lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]), "cannot be read"),
        (lambda path: write(path, "DROP VIEW diagnostics; DROP TABLE stage_runs"), "is no database of this project"),
        (lambda path: write(path, "DROP TABLE changes"), "not of the same version of this project: main.changes."),
        (lambda path: write(path, "ALTER TABLE ir.definitions DROP COLUMN scope"), "ir.definitions.scope differs"),
        (lambda path: write(path, "UPDATE repository SET extractor_version = 'old'"), "version old of the extraction"),
    ],
)
def test_what_cannot_be_compared_is_said_and_published(tmp_path: Path, spoil, reason: str):
    store = example_store(tmp_path)
    path = publish(store, log=print).path
    spoil(path)
    revise(store, "r2", "g2", "class A:\n    def f(self): y\n")
    result = publish(store, log=print)
    assert result.refusal is None
    assert reason in str(result.changes)
    assert read(path, "SELECT count(*) FROM changes") == [(0,)]
    ((said,),) = read(path, "SELECT reason FROM comparison")
    assert reason in said


def write(path: Path, statement: str) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute(statement)
