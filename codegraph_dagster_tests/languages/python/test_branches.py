"""Branches on the version of Python that do not run on Python 3.11."""

from __future__ import annotations

import pytest
import tree_sitter
import tree_sitter_python

from codegraph_dagster.languages.python.branches import idle_branches

PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_python.language()))


def idle(text: str) -> list[str]:
    source = text.encode()
    return [node.text.decode() for node in idle_branches(PARSER.parse(source).root_node, source)]


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("sys.version_info >= (3, 8)", True),
        ("sys.version_info >= (3, 11)", True),
        ("sys.version_info > (3, 11)", True),
        ("version_info >= (3, 12)", False),
        ("sys.version_info < (3,)", False),
        ("sys.version_info[:2] > (3, 11)", False),
        ("sys.version_info[0] == 2", False),
        ("sys.version_info.major >= 3", True),
        ("not sys.version_info >= (3, 8)", False),
        ("sys.platform == 'win32'", None),
        ("sys.version_info >= (3, 11, 4)", None),
        ("sys.version_info >= minimum", None),
        ("sys.version_info >= (3, 8) and forced", None),
    ],
)
def test_conditions(condition: str, holds: bool | None):
    found = idle(f"if {condition}:\n    one = 1\nelse:\n    one = 2\n")
    assert found == {True: ["one = 2"], False: ["one = 1"], None: []}[holds]


def test_the_first_branch_that_runs_is_the_last_one():
    newest, older = "if sys.version_info >= (3, 13):\n    a = 1\n", "elif sys.version_info >= (3, 10):\n    a = 2\n"
    assert idle(newest + older + "elif more:\n    a = 3\nelse:\n    a = 4\n") == ["a = 1", "a = 3", "a = 4"]
    assert idle("if sys.version_info < (3, 8): pass\n") == ["pass"]
    assert idle("if sys.version_info >= :\n  pass\n") == []
    assert idle("x = 1\n") == []
