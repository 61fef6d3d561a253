"""Each rule of the linter, broken once by a crafted index; and whole ones that break none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.scip import RULES, lint_scip
from codegraph_dagster.scip.protocol import scip_pb2 as scip

F = "codegraph pip p 1 m/f()."
G = "codegraph pip p 1 m/g()."
EXTERNAL = "codegraph . os . os/"


def good() -> scip.Index:
    index = scip.Index(metadata=scip.Metadata(project_root="file:///p"))
    index.external_symbols.add(symbol=EXTERNAL)
    for path, symbol, other in (("a.py", F, G), ("b.py", G, F)):
        document = index.documents.add(relative_path=path)
        information = document.symbols.add(symbol=symbol)
        information.relationships.add(symbol=other, is_reference=True)
        document.symbols.add(symbol="local 0")
        document.occurrences.add(range=[0, 4, 5], symbol=symbol, symbol_roles=scip.Definition)
        document.occurrences.add(range=[0, 4, 5], symbol=symbol, symbol_roles=scip.WriteAccess)
        document.occurrences.add(range=[1, 0, 2, 4], symbol=other, symbol_roles=scip.ReadAccess)
        document.occurrences.add(range=[1, 0, 1], symbol="local 0", symbol_roles=scip.ForwardDefinition)
        document.occurrences.add(range=[2, 0, 2], symbol=EXTERNAL, symbol_roles=scip.Import)
    return index


def first(index: scip.Index) -> scip.Document:
    return index.documents[0]


def occurs(symbol: str, *span: int, roles: int = 0) -> Callable[[scip.Index], object]:
    return lambda index: first(index).occurrences.add(range=span or (9, 0, 1), symbol=symbol, symbol_roles=roles)


def relates(symbol: str, **flags: bool) -> Callable[[scip.Index], object]:
    return lambda index: first(index).symbols[0].relationships.add(symbol=symbol, **flags)


# The rule, what breaks it, what the example says.
BROKEN = [
    ("empty_symbol", occurs(""), "a.py"),
    ("empty_symbol", lambda index: first(index).symbols.add(), "a.py"),
    ("empty_symbol", lambda index: index.external_symbols.add(), "the external symbols"),
    ("empty_symbol", relates("", is_reference=True), f"a relationship of {F} in a.py"),
    ("empty_symbol", lambda index: index.external_symbols[0].relationships.add(is_reference=True), EXTERNAL),
    ("non_canonical_symbol", occurs("codegraph pip p 1 `m`/f()."), "write 'codegraph pip p 1 m/f().'"),
    ("non_canonical_symbol", occurs("codegraph pip p 1 m/f("), "malformed descriptor"),
    ("non_canonical_symbol", occurs("codegraph pip p"), "without a package"),
    ("non_canonical_symbol", occurs("local a b"), "malformed local"),
    ("non_canonical_symbol", lambda index: index.external_symbols.add(symbol="codegraph . os . `os`/"), "`os`"),
    ("empty_path", lambda index: index.documents.add(), "a document with 0 occurrences"),
    ("duplicate_document", lambda index: index.documents.add(relative_path="b.py"), "b.py"),
    ("duplicate_symbol", lambda index: first(index).symbols.add(symbol=F), f"{F} in a.py"),
    ("duplicate_symbol", lambda index: first(index).symbols.add(symbol="local 0"), "local 0 in a.py"),
    ("duplicate_symbol", lambda index: index.external_symbols.add(symbol=EXTERNAL), EXTERNAL),
    ("duplicate_occurrence", occurs(F, 0, 4, 5, roles=scip.Definition), f"{F} at a.py:0:4:5 with roles 1"),
    ("duplicate_occurrence", occurs(F, 0, 4, 0, 5, roles=scip.Definition), f"{F} at a.py:0:4:0:5 with roles 1"),
    ("duplicate_relationship", relates(G, is_implementation=True), f"{F} -> {G} in a.py"),
    ("missing_symbol", occurs("codegraph pip p 1 m/h()."), "m/h(). at a.py:9:0:1"),
    ("missing_symbol", occurs("local 1"), "local 1 at a.py:9:0:1"),
    ("missing_symbol", lambda index: index.documents[1].symbols.pop(), "local 0 at b.py:1:0:1"),
    ("dangling_relationship", relates("codegraph pip p 1 m/h().", is_reference=True), "-> codegraph pip p 1 m/h(). in"),
    ("dangling_relationship", relates("local 1", is_reference=True), "-> local 1 in a.py"),
    (
        "dangling_relationship",
        lambda index: index.external_symbols[0].relationships.add(symbol=F, is_implementation=True),
        f"{EXTERNAL} -> {F} in the external symbols",
    ),
    ("empty_relationship", relates(EXTERNAL), f"{F} -> {EXTERNAL} in a.py"),
    ("local_and_external", lambda index: index.external_symbols.add(symbol=G), G),
    ("local_and_external", lambda index: index.external_symbols.add(symbol="local 0"), "local 0"),
    ("forward_definition", occurs(F, roles=scip.Definition | scip.ForwardDefinition), "with roles 65"),
]


def write(folder: Path, index: scip.Index) -> Path:
    path = folder / "index.scip"
    path.write_bytes(index.SerializeToString())
    return path


def test_each_rule_is_broken_by_some_index():
    assert {rule for rule, _, _ in BROKEN} == set(RULES)


@pytest.mark.parametrize(("rule", "spoil", "example"), BROKEN)
def test_a_broken_rule(rule: str, spoil: Callable[[scip.Index], object], example: str, tmp_path: Path):
    index = good()
    spoil(index)
    results = lint_scip(write(tmp_path, index))
    assert [result.rule for result in results] == list(RULES)
    assert [(result.rule, result.violations) for result in results if not result.passed] == [(rule, 1)]
    assert example in next(result.example for result in results if result.rule == rule)


def test_every_violation_is_counted_and_the_first_one_shown(tmp_path: Path):
    index = good()
    for line in (7, 8, 9):
        occurs("local 7", line, 0, 1)(index)
    (broken,) = (result for result in lint_scip(write(tmp_path, index)) if not result.passed)
    assert (broken.rule, broken.violations, broken.example) == (
        "missing_symbol",
        3,
        "local 7 at a.py:7:0:1 with roles 0",
    )


def test_nothing_is_found_in_a_good_index(tmp_path: Path):
    assert all(result.passed for result in lint_scip(write(tmp_path, good())))


def test_nothing_is_found_in_an_exported_index(exported: Path):
    assert [result for result in lint_scip(exported) if not result.passed] == []


@pytest.mark.parametrize("what", ["cut off", "cut off in a length", "foreign", "other field"])
def test_a_file_that_is_no_index(what: str, tmp_path: Path):
    path = write(tmp_path, good())
    whole = path.read_bytes()
    path.write_bytes(
        {
            "cut off": whole[:-3],
            "cut off in a length": whole + bytes([scip.Index.DOCUMENTS_FIELD_NUMBER << 3 | 2]),
            "foreign": b"SQLite format 3\0",
            "other field": whole + bytes([15 << 3 | 2, 0]),
        }[what]
    )
    with pytest.raises(CodegraphError, match=r"index\.scip is no whole SCIP index"):
        lint_scip(path)


def test_a_file_that_is_missing(tmp_path: Path):
    with pytest.raises(CodegraphError, match=r"none\.scip cannot be read: No such file"):
        lint_scip(tmp_path / "none.scip")
