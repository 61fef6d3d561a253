"""Stage `symbols` on small sources: kinds, one row for each definition, and relationships within a file."""

from __future__ import annotations

import pytest

from codegraph_dagster.ir import scip_symbol
from codegraph_dagster.stages.symbols import STAGE
from codegraph_dagster_tests.stages.building import index

KINDS = '''\
import os
from enum import Enum
from typing import Protocol

LIMIT = 1
counter = 0
type Alias[T] = list[T]


class Plain[S]:
    """Plain class."""

    SIZE = 2
    field = 3

    def __init__(self, width=1):
        self.width = width

    def method(self):
        local = 1
        return lambda x: x

    @staticmethod
    def static(): ...

    @classmethod
    def made(cls): ...

    @property
    def prop(self): ...

    @prop.setter
    def prop(self, value): ...


class Color(Enum):
    RED = 1
    _ignored = 2

    def shade(self): ...


class Dark(Color):
    BLACK = 0


class Speaks(Protocol):
    def speak(self): ...


def function(argument):
    def nested(): ...
'''

ABSTRACT = """\
from abc import abstractmethod

class Base:
    @abstractmethod
    def run(self): ...
    @property
    @abstractmethod
    def size(self): ...
"""


@pytest.fixture(scope="module")
def indexed(tmp_path_factory):
    files = {"kinds.py": KINDS, "pack/__init__.py": '"""A package."""\n', "abstract.py": ABSTRACT}
    return index(tmp_path_factory.mktemp("symbols"), files, STAGE)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("kinds", [29]),
        ("pack", [35]),
        ("LIMIT", [8]),
        ("counter", [61]),
        ("Alias", [55]),
        ("T", [58]),
        ("S", [58]),
        ("Plain", [7]),
        ("SIZE", [8]),
        ("field", [15]),
        ("__init__", [9]),
        ("width", [15, 37]),
        ("method", [26]),
        ("local", [61]),
        ("<lambda>", [17]),
        ("x", [37]),
        ("static", [80]),
        ("made", [26]),
        ("cls", [44]),
        ("prop", [18, 45]),
        ("value", [37]),
        ("Color", [11]),
        ("RED", [12]),
        ("Dark", [11]),
        ("BLACK", [12]),
        ("shade", [26]),
        ("Speaks", [42]),
        ("function", [17]),
        ("argument", [37]),
        ("nested", [17]),
        ("run", [66]),
        ("size", [18]),
        ("os", []),
    ],
)
def test_kinds(indexed, name, kinds):
    found = indexed.query(f"SELECT kind FROM work.symbols WHERE display_name = '{name}' ORDER BY kind")
    assert [kind for (kind,) in found] == kinds


def test_receivers_are_self_parameters(indexed):
    assert indexed.query("SELECT DISTINCT kind FROM work.symbols WHERE display_name = 'self'") == [(44,)]


def test_one_row_for_each_definition_but_imports(indexed):
    assert indexed.query("""
        SELECT (SELECT count(*) FROM work.symbols) = count(*) FROM work.ir.definitions WHERE kind <> 'import'
    """) == [(True,)]
    assert indexed.query("SELECT symbol, path FROM work.symbols GROUP BY ALL HAVING count(*) > 1") == []


def test_symbols_are_well_formed(indexed):
    symbols = [symbol for (symbol,) in indexed.query("SELECT symbol FROM work.symbols")]
    assert [problem for problem in map(scip_symbol.validate, symbols) if problem] == []


def test_what_a_row_says(indexed):
    assert indexed.query("""
        SELECT path, start_line, start_char, end_line, end_char,
               signature, documentation, visibility, is_test,
               (SELECT display_name FROM work.symbols s WHERE s.symbol = symbols.enclosing_symbol)
        FROM work.symbols WHERE display_name = 'Plain'
    """) == [("kinds.py", 9, 6, 9, 11, "class Plain[S]", "Plain class.", "public", False, "kinds")]


RELATED = """\
from elsewhere import Other

class A:
    def one(self): ...
    def two(self): ...
    @property
    def three(self): ...
    @three.setter
    def three(self, value): ...

class B(A, Other):
    def one(self): ...

class C(B[int]):
    def one(self): ...
    def two(self): ...
    @property
    def three(self): ...
    @three.setter
    def three(self, value): ...

class Other(Other):
    def one(self): ...

def make():
    class A: ...
    class D(A): ...

class E:
    class Inner: ...
    class Deep(Inner): ...

class F(module.A): ...
"""

RELATIONS = """
SELECT d.qualified_name, t.qualified_name, r.is_reference, r.is_implementation,
       r.is_type_definition OR r.is_definition, t.start_line
FROM work.links.relationships r
JOIN work.ir.definitions d ON d.definition = r.definition
JOIN work.ir.definitions t ON t.definition = r.related_definition
ORDER BY r.definition, r.related_definition
"""


def test_relationships_within_a_file(tmp_path):
    rows = index(tmp_path, {"m.py": RELATED}, STAGE).query(RELATIONS)
    assert [row[:2] for row in rows] == [
        ("B", "A"),
        ("B.one", "A.one"),
        ("C", "B"),
        ("C.one", "B.one"),
        ("C.two", "A.two"),
        ("C.three", "A.three"),
        ("C.three", "A.three"),
        ("make.D", "make.A"),
        ("E.Deep", "E.Inner"),
    ]
    assert {row[2:5] for row in rows if "." not in row[0]} == {(False, True, False)}
    assert {row[2:5] for row in rows if row[0].startswith("C.")} == {(True, True, False)}
    assert [row[5] for row in rows if row[0] == "C.three"] == [5, 7]


def test_bases_in_a_circle_come_to_an_end(tmp_path):
    text = "class A(B):\n    def f(self): ...\n\nclass B(A):\n    pass\n\nclass C(B):\n    def g(self): ...\n"
    rows = index(tmp_path, {"m.py": text}, STAGE).query(RELATIONS)
    assert [row[:2] for row in rows] == [("A", "B"), ("B", "A"), ("C", "B")]


@pytest.mark.parametrize(("first", "second"), [("Upper", "Lower"), ("Lower", "Upper")])
def test_of_equally_near_methods_the_leftmost_is_overridden(tmp_path, first, second):
    names = [f"m{number}" for number in range(20)]
    body = "".join(f"    def {name}(self): ...\n" for name in names)
    text = (
        f"class Upper:\n{body}\nclass Lower:\n{body}\n"
        f"class Both({first}, {second}):\n    pass\n\nclass Last(Both):\n{body}\n"
    )
    rows = index(tmp_path, {"m.py": text}, STAGE).query(RELATIONS)
    assert [row[1] for row in rows if row[0].startswith("Last.")] == [f"{first}.{name}" for name in names]
