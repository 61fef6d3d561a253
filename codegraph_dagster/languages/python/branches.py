"""Branches that do not run: `if sys.version_info < (3, 8):`.

They are decided for Python 3.11, whatever indexes, so that every machine gives the same rows. Those on the platform are
not decided: none of them is more than the others.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import tree_sitter

_VERSION: Final = (3, 11)
_HINT: Final = b"version_info"
_COMPARE: Final[dict[bytes, Callable[[Any, Any], bool]]] = {
    b"<": operator.lt,
    b"<=": operator.le,
    b"==": operator.eq,
    b"!=": operator.ne,
    b">=": operator.ge,
    b">": operator.gt,
}
_VERSION_TEST: Final = re.compile(
    rb"(?:sys\.)?version_info(?P<part>\[:[12]\])?\s*(?P<operator>[<>=!]=?)\s*"
    rb"\(\s*(?P<major>\d+)\s*,\s*(?:(?P<minor>\d+)\s*,?\s*)?\)"
)
_MAJOR_TEST: Final = re.compile(rb"(?:sys\.)?version_info(?:\[0\]|\.major)\s*(?P<operator>[<>=!]=?)\s*(?P<major>\d+)")


def idle_branches(root: tree_sitter.Node, text: bytes) -> list[tree_sitter.Node]:
    """The blocks of a file that do not run."""
    if _HINT not in text:
        return []
    idle: list[tree_sitter.Node] = []
    for statement in _cursor().captures(root).get("statement", ()):
        is_decided = False
        for clause in (statement, *statement.children_by_field_name("alternative")):
            condition = clause.child_by_field_name("condition")
            block = clause.child_by_field_name("consequence" if condition else "body")
            holds = condition and _holds(text[condition.start_byte : condition.end_byte])
            if block and (is_decided or holds is False):
                idle.append(block)
            is_decided = is_decided or holds is True
    return idle


@cache
def _cursor() -> tree_sitter.QueryCursor:
    import tree_sitter  # most files, and many runs, do without
    import tree_sitter_python

    query = resources.files(__package__).joinpath("branches.scm").read_text("utf-8")
    return tree_sitter.QueryCursor(tree_sitter.Query(tree_sitter.Language(tree_sitter_python.language()), query))


def _holds(condition: bytes) -> bool | None:
    """Whether a condition holds; None when it depends on something else."""
    condition = condition.strip()
    if condition.startswith(b"not "):
        inner = _holds(condition.removeprefix(b"not "))
        return None if inner is None else not inner
    if test := _VERSION_TEST.fullmatch(condition):
        wanted = tuple(int(number) for number in test.group("major", "minor") if number)
        # Without a limit the version goes on behind what it is compared with: (3, 11, 4, …) > (3, 11).
        ours = _VERSION[: int(test["part"][2:3])] if test["part"] else (*_VERSION, 0)
        return _compare(test["operator"], ours, wanted)
    if test := _MAJOR_TEST.fullmatch(condition):
        return _compare(test["operator"], _VERSION[0], int(test["major"]))
    return None


def _compare(sign: bytes, one: object, other: object) -> bool | None:
    compare = _COMPARE.get(sign)
    return compare and compare(one, other)
