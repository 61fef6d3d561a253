"""Globs and `.gitignore` rules; git itself says what is right."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.ir.ignore import MAX_RULES, RuleBudget, Selection, is_ignored, parse_ignore_file
from codegraph_dagster.ir.walk import walk


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)
    return done.stdout.decode("utf-8", "surrogateescape")


def walked(root: Path) -> list[str]:
    found, _ = walk(root, "", Selection(), lambda name: name.endswith(".py"), RuleBudget())
    return sorted(found)


def listed_by_git(root: Path) -> list[str]:
    if not (root / ".git").exists():
        git(root, "init", "-q")
    names = git(root, "ls-files", "-z", "--others", "--exclude-standard").split("\0")
    return sorted(name for name in names if name.endswith(".py"))


def plant(root: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)


TREE = [
    *("a.py", "b.py", "build/a.py", "build/keep.py", "src/a.py", "src/build/a.py", "src/build/keep.py"),
    *("src/pkg/a.py", "src/pkg/b c.py", "src/pkg/deep/er/a.py", "#hash.py", "!bang.py", "[x].py", "x.py"),
]


@pytest.mark.parametrize(
    "rules",
    [
        {"": "build"},
        {"": "build/"},
        {"": "/build/"},
        {"": "*.py\n!keep.py\n"},
        {"": "build/*\n!build/keep.py\n"},
        {"": "build/\n!build/keep.py\n"},
        {"": "build/**\n!build/keep.py\n"},
        {"": "**/build/**\n!**/keep.py\n"},
        {"": "/*\n!/src\n/src/*\n!/src/pkg\n"},
        {"": "*\n!*/\n!*.py\n"},
        {"": "*.py\n", "src": "!a.py\n"},
        {"": "!a.py\n", "src": "a.py\n", "src/pkg": "!a.py\n"},
        {"": "src/pkg\n", "src/pkg": "!a.py\n"},
        {"src": "/a.py\npkg/deep\n"},
        {"": "\\#hash.py\n\\!bang.py\n\\[x\\].py\n# comment\n\n"},
        {"": "[ab].py\n[!x].pyc\n?.py\n"},
        {"": "b\\ c.py\r\nx.py\r\n"},
        {"": "x.py   \n"},
        {"": "src/**/a.py\n"},
        {"": "**/deep\n"},
        {"": "/\n//\n!\n[\n\\\n"},
        {"": "\ufeffx.py\n"},
        {"": "*.py\n!build/\n"},
        {"": "a.py/\nx.py/**\n"},
    ],
)
def test_walks_as_git_lists(tmp_path, rules):
    plant(tmp_path, dict.fromkeys(TREE, ""))
    plant(tmp_path, {f"{folder}/.gitignore".lstrip("/"): text for folder, text in rules.items()})
    assert walked(tmp_path) == listed_by_git(tmp_path)


SEGMENT = st.sampled_from(["a", "b", "*", "**", "a*", "?", "*.py", "a.py", "b.py", "[ab]", "[!a]*"])
RULE = st.builds(
    lambda negated, anchored, segments, folder: negated + anchored + "/".join(segments) + folder,
    st.sampled_from(["", "", "!"]),
    st.sampled_from(["", "/"]),
    st.lists(SEGMENT, min_size=1, max_size=3),
    st.sampled_from(["", "", "/"]),
)
RULES = st.lists(RULE, max_size=4).map("\n".join)


@pytest.fixture(scope="module")
def small_checkout(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("rules")
    names = ["a", "b"]
    plant(root, {f"{x}/{y}/{z}.py": "" for x in names for y in names for z in names})
    plant(root, {f"{x}/{z}.py": "" for x in names for z in names} | {f"{z}.py": "" for z in names})
    git(root, "init", "-q")
    return root


@settings(max_examples=60, deadline=None)
@given(RULES, RULES)
def test_walks_as_git_lists_with_any_rules(small_checkout, above, below):
    plant(small_checkout, {".gitignore": above, "a/.gitignore": below})
    assert walked(small_checkout) == listed_by_git(small_checkout)


def test_rules_that_would_take_forever_are_left_out():
    rules = parse_ignore_file("", b"*a*a*a*a*a*a*a*a*a*b\n" + b"**/a/" * 8 + b"b\nx.py\n")
    assert rules.skipped == 2
    budget = RuleBudget()
    assert not is_ignored("a" * 255, False, [rules], budget)
    assert not is_ignored("a/" * 2000 + "c", False, [rules], budget)
    assert is_ignored("x.py", False, [rules], budget)


def test_the_worst_rule_that_is_kept_comes_to_an_end():
    rules = parse_ignore_file("", b"*a*a*b\n**/a/**/a/**/b\n")
    assert rules.skipped == 0
    assert not is_ignored("a" * 255, False, [rules], RuleBudget())
    assert not is_ignored("a/" * 500 + "c", False, [rules], RuleBudget())


def test_a_spent_budget_ends_the_rules_and_is_said(tmp_path):
    plant(tmp_path, {"a.py": "", ".gitignore": "*.py"})
    budget = RuleBudget(limit_seconds=-1.0)
    found, diagnostics = walk(tmp_path, "", Selection(), lambda name: name.endswith(".py"), budget)
    assert found == ["a.py"]
    assert [diagnostic.code for diagnostic in diagnostics] == ["ignore_rules_too_slow"]


def test_rules_beyond_the_limit_are_counted(tmp_path):
    plant(tmp_path, {"a.py": "", ".gitignore": "\n".join(f"x{number}" for number in range(MAX_RULES + 5))})
    _, diagnostics = walk(tmp_path, "", Selection(), lambda name: True, RuleBudget())
    assert [(diagnostic.path, diagnostic.code) for diagnostic in diagnostics] == [
        (".gitignore", "ignore_rules_skipped")
    ]


@pytest.mark.parametrize(
    ("include", "exclude", "selected"),
    [
        ([], [], {"a.py", "src/a.py", "src/tests/a.py", "docs/a.py"}),
        (["src"], [], {"src/a.py", "src/tests/a.py"}),
        (["src/"], ["tests/"], {"src/a.py"}),
        (["/a.py"], [], {"a.py"}),
        (["src/**/a.py"], [], {"src/a.py", "src/tests/a.py"}),
        ([], ["*.py", "!docs/"], set()),
        ([], ["*.py", "!docs/*.py"], {"docs/a.py"}),
        (["*.py"], ["*.py"], set()),
    ],
)
def test_globs_of_the_settings(include, exclude, selected):
    selection = Selection(include, exclude)
    paths = {"a.py", "src/a.py", "src/tests/a.py", "docs/a.py"}
    assert {path for path in paths if selection.selects(path)} == selected


def test_a_glob_that_is_none_is_a_clear_error():
    with pytest.raises(CodegraphError, match=r"exclude: '!' is not a valid glob"):
        Selection(exclude=["!"])
