"""The table of changes as the web UI shows it."""

from __future__ import annotations

from dataclasses import replace

from codegraph_dagster.defs.change_report import changes_markdown, changes_metadata
from codegraph_dagster.store.changes import Change, ChangeSummary, Comparison

FACTS = {"old_revision": "abc", "old_run_id": "one", "reason": None}
MOVED = Change(
    "changed", ("signature", "moved"), "function", "f", True,
    "new.py", 4, "def f(a: int | None)", "old.py", 2, "def f(sep='`')",
)  # fmt: skip
SHIFTED = Change("changed", ("body",), "method", "C.g", False, "c.py", 9, "def g(self)", "c.py", 7, "def g(self)")
ADDED = Change("added", (), "variable", "x", False, "c.py", 0, "x = " + "1" * 200, None, None, None)
REMOVED = Change("removed", (), "class", "C", True, None, None, None, "c.py", 5, "class C")
SUMMARY = ChangeSummary(
    Comparison(FACTS), {"added": 9, "removed": 1, "changed": 2}, 2, [MOVED, REMOVED, SHIFTED, ADDED]
)


def test_a_row_for_each_change():
    lines = changes_markdown(SUMMARY).splitlines()
    assert lines[0] == "9 added, 1 removed, 2 changed since abc, 2 may break other code"
    assert lines[2:7] == [
        "| change | kind | name | where | declaration |",
        "| --- | --- | --- | --- | --- |",
        "| **changed: signature, moved** | function | `f` | `old.py:3` → `new.py:5` "
        "| ``def f(sep='`')`` → `def f(a: int \\| None)` |",
        "| **removed** | class | `C` | `c.py:6` | `class C` |",
        "| changed: body | method | `C.g` | `c.py:10` | `def g(self)` |",
    ]
    assert lines[7].endswith("1…` |")
    assert len(lines[7]) < 200
    assert lines[-1] == "8 more are in the table `changes`."


def test_nothing_compared():
    first = Comparison({"old_revision": None, "old_run_id": None, "reason": "nothing was published before"})
    summary = replace(SUMMARY, comparison=first, counts={"added": 0, "removed": 0, "changed": 0}, may_break=0, first=[])
    assert changes_markdown(summary) == "not compared: nothing was published before"
    assert changes_metadata(summary)["symbols added"].value == 0
