"""The extraction of single sources: expected rows beside the source, and what holds for any source."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codegraph_dagster.ir.extract import Extraction, extract
from codegraph_dagster.ir.keys import FILE_SHIFT
from codegraph_dagster.ir.parser import BatchParser
from codegraph_dagster.ir.syntax import SourceText
from codegraph_dagster.languages import languages
from codegraph_dagster_tests.ir.soundness import check_soundness

PARSER = BatchParser(languages()["python"])

SAMPLE = '''"""Module."""
from __future__ import annotations
import os.path as p, json
from ..pkg import name as other

CONSTANT: int = 1


class Outer[T](Base, metaclass=Meta):
    """Documented."""

    field = 1

    @property
    def value(self, /, x: "list[T]" = 1, *args, y=2, **kw) -> T:
        self.later = first, second = x, y
        return [item for item in self.field if (n := item)]

    def _hidden(self): ...
    def __private(self): ...


def outer():
    def inner(): return lambda z: z
    async with a as b: yield b
'''


def run(*texts: str | bytes) -> Extraction:
    sources = [
        SourceText(
            number,
            f"m{number}.py",
            text if isinstance(text, bytes) else text.encode(),
            f"m{number}",
            f"s m{number}/",
            False,
        )
        for number, text in enumerate(texts)
    ]
    return extract(PARSER, sources)


def rows(table: pa.Table, *columns: str) -> list[tuple[object, ...]]:
    return [tuple(row[name] for name in columns) for row in table.to_pylist()]


def test_definitions():
    definitions = run(SAMPLE).tables["definitions"]
    assert rows(definitions, "kind", "qualified_name", "symbol", "visibility") == [
        ("module", "m0", "s m0/", "public"),
        ("import", "annotations", None, "public"),
        ("import", "p", None, "public"),
        ("import", "json", None, "public"),
        ("import", "other", None, "public"),
        ("variable", "CONSTANT", "s m0/CONSTANT.", "public"),
        ("class", "Outer", "s m0/Outer#", "public"),
        ("type_parameter", "Outer.T", "s m0/Outer#[T]", "public"),
        ("field", "Outer.field", "s m0/Outer#field.", "public"),
        ("method", "Outer.value", "s m0/Outer#value().", "public"),
        ("parameter", "Outer.value.self", "s m0/Outer#value().(self)", "public"),
        ("parameter", "Outer.value.x", "s m0/Outer#value().(x)", "public"),
        ("parameter", "Outer.value.args", "s m0/Outer#value().(args)", "public"),
        ("parameter", "Outer.value.y", "s m0/Outer#value().(y)", "public"),
        ("parameter", "Outer.value.kw", "s m0/Outer#value().(kw)", "public"),
        ("field", "Outer.later", "s m0/Outer#later.", "public"),
        ("variable", "Outer.value.first", "local 0", "public"),
        ("variable", "Outer.value.second", "local 1", "public"),
        ("variable", "Outer.value.item", "local 2", "public"),
        ("variable", "Outer.value.n", "local 3", "public"),
        ("method", "Outer._hidden", "s m0/Outer#_hidden().", "protected"),
        ("parameter", "Outer._hidden.self", "s m0/Outer#_hidden().(self)", "public"),
        ("method", "Outer.__private", "s m0/Outer#__private().", "private"),
        ("parameter", "Outer.__private.self", "s m0/Outer#__private().(self)", "public"),
        ("function", "outer", "s m0/outer().", "public"),
        ("function", "outer.inner", "s m0/outer().inner().", "public"),
        ("lambda", "outer.inner.<lambda>", "local 4", "public"),
        ("parameter", "outer.inner.<lambda>.z", "local 5", "public"),
        ("variable", "outer.b", "local 6", "public"),
    ]


def test_signatures_docstrings_and_modifiers():
    found = {
        row["qualified_name"]: (row["signature"], row["docstring"], row["modifiers"])
        for row in run(SAMPLE).tables["definitions"].to_pylist()
    }
    assert found["Outer"] == ("class Outer[T](Base, metaclass=Meta)", "Documented.", [])
    signature = 'def value(self, /, x: "list[T]" = 1, *args, y=2, **kw) -> T'
    assert found["Outer.value"] == (signature, None, ["property"])
    assert found["Outer.value.self"] == ("self", None, ["receiver", "positional_only"])
    assert found["Outer.value.x"] == ('x: "list[T]" = 1', None, ["optional"])
    assert found["Outer.value.y"] == ("y=2", None, ["keyword_only", "optional"])
    assert found["CONSTANT"] == ("CONSTANT: int = 1", None, ["constant"])
    assert found["Outer.later"][2] == ["instance"]


def test_imports():
    imports = run(SAMPLE).tables["imports"]
    assert rows(imports, "module", "level", "name", "alias", "bound_name") == [
        ("__future__", 0, "annotations", None, "annotations"),
        ("os.path", 0, None, "p", "p"),
        ("json", 0, None, None, "json"),
        ("pkg", 2, "name", "other", "other"),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_python_has_it(end: str):
    text = f"é = 1{end}def f(ü):{end}    return é + ü{end}"
    extraction = run(text)
    assert extraction.lines == [3]
    assert rows(extraction.tables["names"], "name", "line", "start_char", "end_char") == [
        ("é", 0, 0, 1),
        ("f", 1, 4, 5),
        ("ü", 1, 6, 7),
        ("é", 2, 11, 12),
        ("ü", 2, 15, 16),
    ]


def test_syntax_errors_leave_what_parsed():
    extraction = run("def good(): return 1\n\ndef bad(:\n    x = \n\nclass Fine: pass\n")
    names = {name for (name,) in rows(extraction.tables["definitions"], "name")}
    assert {"good", "Fine"} <= names
    assert extraction.partial == [True]
    assert {finding.code for finding in extraction.diagnostics} == {"syntax_error"}


def test_export_lists():
    text = '__all__ = ["a", "b"] + other.__all__\n__all__ += ["c"]\n__all__.remove("a")\n__all__.extend(["d"])\n'
    assert rows(run(text).tables["export_lists"], "action", "name") == [
        ("add", "a"),
        ("add", "b"),
        ("include", "other"),
        ("add", "c"),
        ("remove", "a"),
        ("add", "d"),
    ]


def test_a_file_gives_the_same_rows_in_any_batch():
    alone = run(SAMPLE)
    together = run(SAMPLE, "x = 1\n", SAMPLE)
    for name, table in alone.tables.items():
        key = table.schema.names[0]
        first = [row for row in together.tables[name].to_pylist() if _file_of(name, row, key) == 0]
        if name != "export_lists":
            assert first == table.to_pylist(), name


def _file_of(table: str, row: dict[str, int], key: str) -> int:
    return row["file_no"] if table in ("sources", "export_lists") else abs(row[key]) >> FILE_SHIFT


LINES = [
    *SAMPLE.splitlines(),
    "",
    "try:",
    "    import a",
    "except E as e: del e",
    "x: int",
    "global g",
    "match v:",
    "    case P(a, b=c) | {'k': d, **r}: pass",
    "type A[T] = list[T]",
    "f'{x!r:>{y}}'",
    "(",
    ")",
    "[[[",
    "\x00",
    "𝔘 = 1",
]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(LINES), max_size=25), st.integers(0, 400), st.binary(max_size=3))
def test_any_source_gives_sound_rows(lines: list[str], cut: int, junk: bytes):
    text = "\n".join(lines).encode()
    text = text[:cut] + junk.decode("utf-8", "replace").encode() + text[cut:]
    text = text.decode("utf-8", "replace").encode()
    extraction = run(text)
    check_soundness(extraction, text.decode())


def test_a_guarded_block_keeps_its_docstring():
    found = {
        row["name"]: row["docstring"]
        for row in run(
            'def f(x):\n    """Of f."""\n    assert isinstance(x, int)\n'
            'class C:\n    """Of C."""\n    if not isinstance(C, int):\n        raise TypeError\n'
        )
        .tables["definitions"]
        .to_pylist()
    }
    assert (found["f"], found["C"]) == ("Of f.", "Of C.")


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("if not isinstance(x, A):\n    return\nx.a", [4]),
        ("if not isinstance(x, A):\n    raise X\nx.a\nx.b", [4, 5]),
        ("if not isinstance(x, A):\n    x.c\n    return\nx.a", [5]),
        ("if not isinstance(x, A):\n    return\n    x.c\nx.a", []),  # it does not end with what leaves
        ("if not isinstance(x, A):\n    x.c\nx.a", []),
        ("if not isinstance(x, A):\n    if y:\n        return\nx.a", []),
        ("if not y:\n    if not isinstance(x, A):\n        return\n    x.a\nx.b", [5]),
        ("if not isinstance(x, A):\n    x.a\nif not y:\n    return\nx.b", []),
        ("for x in y:\n    if not isinstance(x, A):\n        continue\n    x.a\nx.b", [5]),
        ("assert isinstance(x, A)\nx.a", [3]),
        ("while y:\n    assert isinstance(x, A)\n    x.a\nx.b", [4]),
        ("if y:\n    return\nx.a", []),
        ("if not isinstance(x, A):\n    return\nelif y:\n    x.a\nx.b", [5, 6]),
        ("if not y and isinstance(x, A):\n    x.a", [3]),
        ("if not isinstance(x, A) and x.b:\n    x.a", []),
        ("if isinstance(x, A) == y:\n    x.a", []),
        ("if (  # one\n  isinstance(x, A)):\n    x.a", []),
        ("if ((isinstance(x, A))):\n    x.a", [3]),
        ("if not ((isinstance(x, A)) and y):\n    return\nx.a", [4]),
    ],
)
def test_where_an_early_return_or_an_assertion_holds(body: str, lines: list[int]):
    text = "def f(x, y):\n" + "".join(f"    {line}\n" for line in body.split("\n"))
    tables = run(text).tables
    keys = {row["id"]: row["line"] + 1 for row in tables["names"].to_pylist()}
    regions = tables["narrowings"].to_pylist()
    reads = [row for row in tables["names"].to_pylist() if row["name"] == "x" and row["role"] == "read"]
    tested = {region["subject"] for region in regions}
    held = [
        keys[row["id"]]
        for row in reads
        if row["id"] not in tested and any(region["first"] <= row["id"] <= region["last"] for region in regions)
    ]
    assert held == lines


def test_what_looks_like_a_type_parameter_in_a_string_is_none() -> None:
    names = run('"""\nclass Box[T = other]:\n"""\n', "class Box[T = other]: ...\n").tables["names"]
    found = zip(names["file_no"].to_pylist(), names["name"].to_pylist(), strict=True)
    assert list(found) == [(1, "Box"), (1, "T"), (1, "other")]
