"""Where strings are types although they stand in no annotation."""

from __future__ import annotations

import pytest

from codegraph_dagster.languages.python.type_rules import type_places

_IMPORT = b"from typing import *\n"


def places(code: bytes) -> list[bytes]:
    text = _IMPORT + code
    return [text[start:end] for start, end in type_places(text)]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        (b'X = Union["A", "B"]', [b'"A", "B"']),
        (b'X = t.Optional[\n    "A",  # with a bracket: ]\n]', [b'\n    "A",  # with a bracket: ']),
        (b'X = Dict["[", "A"]', [b'"[", "A"']),
        (b'Graph = dict[str, "A"]', [b'str, "A"']),
        (b'_Graph: TypeAlias = dict[str, "A"]', [b'str, "A"', b'dict[str, "A"]']),
        (b'graph = dict["a"]', []),
        (b'X: TypeAlias = "A | B"\n"text"', [b'"A | B"']),
        (b'T = TypeVar("T", bound="A")', [b' bound="A"']),
        (b'T = TypeVar("T")', []),
        (b'typing.cast("A", x)', [b'"A"']),
        (b'cast("A", x)', []),
        (b'from typing import (\n    cast,\n)\ncast(List["A"], x)', [b'List["A"]']),
        (b'from typing import cast\nbroadcast("A"); sql.cast("A")', []),
        (b'X = Union["A"', [b'"A"']),
    ],
)
def test_places(code: bytes, found: list[bytes]):
    assert places(code) == found


def test_a_file_without_types_has_none():
    assert type_places(b'X = Union["A", "B"]') == []
