"""Cutting one file into leaves: which lines belong to what, and that nothing is ever lost."""

from __future__ import annotations

from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegraph_dagster.stages.chunks.pieces import Piece, Source, Unit, cut_file, split_lines
from codegraph_dagster.stages.chunks.split import Statements

MODULE = 5 << 26


def cut(text, units=(), max_chars=10_000, statements=((), ())):
    source = Source(MODULE, text, Statements(*statements), ("#",))
    return list(cut_file(source, units, max_chars))


def leaves(pieces: list[Piece]) -> list[Piece]:
    return sorted(
        (piece for piece in pieces if piece.part > 0),
        key=lambda piece: (piece.start_line, piece.end_line, piece.part),
    )


def contents(pieces: list[Piece]) -> list[tuple[int, str | None]]:
    return [(piece.definition - MODULE, piece.content) for piece in leaves(pieces)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("a", ["a"]),
        ("a\n", ["a\n"]),
        ("a\n\nb", ["a\n", "\n", "b"]),
        ("a\r\nb\rc\n", ["a\r\n", "b\r", "c\n"]),
        ("a\r\r\n", ["a\r", "\r\n"]),
        ("a\x0cb\u2028c\x1d\n", ["a\x0cb\u2028c\x1d\n"]),
    ],
)
def test_lines(text, lines):
    assert split_lines(text) == lines


def test_code_between_definitions_belongs_to_what_encloses_it():
    text = """\
import a
import b

# about f
@decorated
def f():
    pass
    # still f

x = 1

class C:
    y = 2

    def g(self): pass

    z = 3

    def h(self):
        pass


"""
    units = [
        Unit(MODULE + 1, False, 4, 7),
        Unit(
            MODULE + 2,
            True,
            11,
            20,
            [Unit(MODULE + 3, False, 14, 15), Unit(MODULE + 4, False, 18, 20)],
        ),
    ]
    pieces = cut(text, units)
    assert contents(pieces) == [
        (0, "import a\nimport b\n\n"),
        (1, "# about f\n@decorated\ndef f():\n    pass\n    # still f\n\n"),
        (0, "x = 1\n\n"),
        (2, "class C:\n    y = 2\n\n"),
        (3, "    def g(self): pass\n\n"),
        (2, "    z = 3\n\n"),
        (4, "    def h(self):\n        pass\n\n\n"),
    ]
    assert [piece for piece in pieces if piece.part == 0] == [
        Piece(MODULE, 0, 0, 22, None),
        Piece(MODULE + 2, 0, 11, 22, None),
    ]
    assert [piece.part for piece in leaves(pieces) if piece.definition == MODULE] == [1, 2]


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        ("# one\n# two\ndef f(): pass\n", 2, [(1, "# one\n# two\ndef f(): pass\n")]),
        ("# file\n\n# own\ndef f(): pass\n", 3, [(0, "# file\n\n"), (1, "# own\ndef f(): pass\n")]),
        ("x\n    # of x\ndef f(): pass\n", 2, [(0, "x\n    # of x\n"), (1, "def f(): pass\n")]),
        ("\n\ndef f(): pass\n", 2, [(1, "\n\ndef f(): pass\n")]),
    ],
)
def test_comments_above_a_definition(text, start, expected):
    assert contents(cut(text, [Unit(MODULE + 1, False, start, start + 1)])) == expected


def test_an_empty_file_has_one_leaf_without_lines():
    assert cut("") == [Piece(MODULE, 0, 0, 0, None), Piece(MODULE, 1, 0, 0, "")]


def test_a_definition_without_a_line_to_itself_stays_where_its_line_is():
    units = [Unit(MODULE + 1, False, 0, 1), Unit(MODULE + 2, False, 0, 1), Unit(MODULE + 3, False, 1, 2)]
    assert contents(cut("f() {} g() {}\nh() {}\n", units)) == [(1, "f() {} g() {}\n"), (3, "h() {}\n")]


def test_deep_nesting_needs_no_recursion():
    depth = 3000
    unit = Unit(MODULE + depth, True, depth - 1, depth)
    for level in range(depth - 1, 0, -1):
        unit = Unit(MODULE + level, True, level - 1, depth, [unit])
    assert len(leaves(cut("c\n" * depth, [unit]))) == depth


def test_a_long_piece_is_cut_at_the_shallowest_statement_near_the_cap():
    text = "def f():\n    if a:\n        b = 1\n        c = 2\n    d = 3\n    if e:\n        g = 4\n"
    statements = ((0, 1, 2, 3, 4, 5, 6), (0, 1, 2, 2, 1, 1, 2))
    pieces = cut(text, [Unit(MODULE + 1, False, 0, 7)], max_chars=75, statements=statements)
    # The last statement would fit, but it is deeper than the one before.
    assert [(piece.part, piece.start_line, piece.end_line) for piece in leaves(pieces)] == [
        (1, 0, 5),
        (2, 5, 7),
    ]


def test_a_long_statement_is_cut_between_lines_and_a_long_line_between_characters():
    text = "x = [\n" + "    1,\n" * 10 + "]\ny = '" + "z" * 100 + "'\nw\n"
    pieces = leaves(cut(text, max_chars=40, statements=((0, 12, 13), (0, 0, 0))))
    assert all(len(piece.content) <= 40 for piece in pieces)
    assert "".join(piece.content for piece in pieces) == text
    assert [(piece.start_line, piece.end_line) for piece in pieces] == [
        (0, 5),
        (5, 10),
        (10, 12),
        (12, 12),
        (12, 12),
        (12, 13),
        (13, 14),
    ]


def test_comments_stay_with_the_statement_below_a_cut():
    text = "aaaaaaaaaaaaaaaaaaaa\n# b\nb\n"
    pieces = cut(text, max_chars=26, statements=((0, 2), (0, 0)))
    assert contents(pieces) == [(0, "aaaaaaaaaaaaaaaaaaaa\n"), (0, "# b\nb\n")]


_line_bodies = st.sampled_from(["", "x = 1", "    y", "# c", "    # d", "   \t", "def f():", "größe", "\x0c", "a" * 30])
_texts = st.one_of(
    st.text(alphabet="a #\n\r\x0cé\u2028", max_size=60),
    st.lists(st.tuples(_line_bodies, st.sampled_from(["\n", "\r\n", "\r"])), max_size=25).map(
        lambda lines: "".join(body + end for body, end in lines)
    ),
)


@st.composite
def _units(draw, lines, first=0, depth=0):
    """Units as an error-tolerant parser might have them: nested, in order, sometimes overlapping."""
    starts = sorted(draw(st.lists(st.integers(first, lines + 2), max_size=4)))
    units = []
    for start in starts:
        is_class = draw(st.booleans())
        end = draw(st.integers(start, lines + 3))
        members = draw(_units(lines, start, depth + 1)) if is_class and depth < 2 else []
        units.append(Unit(draw(st.integers(1, 2**25)) + MODULE, is_class, start, end, members))
    return units


@given(data=st.data(), text=_texts, max_chars=st.integers(1, 80))
def test_every_line_is_in_exactly_one_leaf_and_the_leaves_are_the_file(data, text, max_chars):
    lines = split_lines(text)
    units = data.draw(_units(len(lines)))
    statements = sorted(data.draw(st.lists(st.integers(0, max(len(lines) - 1, 0)), max_size=10)))
    depths = [data.draw(st.integers(0, 4)) for _ in statements]
    found = leaves(cut(text, units, max_chars, (statements, depths)))
    assert "".join(piece.content for piece in found) == text
    assert all(len(piece.content) <= max_chars for piece in found)
    covered = [line for piece in found for line in range(piece.start_line, piece.end_line)]
    assert covered == list(range(len(lines)))
    assert found


@given(text=_texts)
def test_blank_lines_make_no_leaf_of_their_own_beside_definitions(text):
    lines = split_lines(text)
    units = [
        Unit(MODULE + 1 + line, False, line, line + 1) for line, body in enumerate(lines) if body.startswith("def")
    ]
    found = leaves(cut(text, units))
    if units:
        assert not [piece for piece in found if piece.content.isspace()]
    for _, group in groupby(found, key=lambda piece: piece.definition):
        assert len(list(group)) == 1
