"""The table macros of a published database, by every client at hand: Python's and DuckDB's command line."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from codegraph_dagster_tests.stages.building import published
from codegraph_dagster_tests.store.shop import SHOP

MACROS = {
    "find_symbol": ["symbol", "path"],
    "find_definition": ["path", "line", "character"],
    "find_references": ["symbol", "path"],
    "search_symbols": ["text", "max_rows"],
    "callers": ["symbol", "depth"],
    "callees": ["symbol", "depth"],
    "impact": ["path_or_symbol", "depth"],
    "outline": ["path"],
    "dependents": ["path", "depth"],
    "chunk_context": ["chunk_id", "max_parents"],
}

SYMBOL = "SELECT full_name, kind, path, start_line, start_char FROM find_symbol"
DEFINITION = "SELECT name, path, start_line, start_char, resolution, confidence FROM find_definition"
REFERENCES = "SELECT path, start_line, start_char, roles, enclosing_name, confidence FROM find_references"
SEARCH = "SELECT name, kind, path, start_line, score FROM search_symbols"
CALLERS = "SELECT distance, name, path, start_line, via_name, calls, call_line, call_char FROM callers"
CALLEES = "SELECT distance, name, path, start_line, via_name, calls, call_path, call_line, call_char FROM callees"
IMPACT = "SELECT distance, name, kind, path, via_name, is_test FROM impact"
OUTLINE = "SELECT level, kind, name, signature, start_line, start_char, end_line, end_char FROM outline"
DEPENDENTS = "SELECT distance, path, import_count, via_path, is_test FROM dependents"
CONTEXT = "SELECT path, start_line, end_line, context FROM chunk_context"
CHUNK = "(SELECT chunk_id FROM chunks WHERE fqn = 'shop.prices.Price.total')"

EXPECTED: dict[str, list[tuple[Any, ...]]] = {
    f"{SYMBOL}('sum')": [
        ("shop.cart.Cart.sum", "method", "shop/cart.py", 5, 8),
        ("shop.cart.BigCart.sum", "method", "shop/cart.py", 13, 8),
    ],
    f"{SYMBOL}('shop.cart.Cart.sum')": [("shop.cart.Cart.sum", "method", "shop/cart.py", 5, 8)],
    f"{SYMBOL}('app')": [("shop.app", "module", "shop/app.py", 0, 0)],
    f"{SYMBOL}('pp')": [],
    f"{SYMBOL}('add', 'shop/cart.py')": [],
    # The first, a middle and the character after the last one of a name; an import binding is never the answer.
    f"{DEFINITION}('shop/cart.py', 7, 19)": [("Price", "shop/prices.py", 3, 6, "import", 1.0)],
    f"{DEFINITION}('shop/cart.py', 7, 22)": [("Price", "shop/prices.py", 3, 6, "import", 1.0)],
    f"{DEFINITION}('shop/cart.py', 7, 24)": [("Price", "shop/prices.py", 3, 6, "import", 1.0)],
    f"{DEFINITION}('shop/cart.py', 7, 31)": [("Price.total", "shop/prices.py", 9, 8, "attribute", 1.0)],
    f"{DEFINITION}('shop/cart.py', 9, 16)": [("Cart.sum.one", "shop/cart.py", 6, 12, "local", 1.0)],
    # Each candidate; what is outside; what is unknown; no name; no such line; no such file.
    f"{DEFINITION}('shop/app.py', 5, 17)": [
        ("Cart.sum", "shop/cart.py", 5, 8, "attribute", 0.5),
        ("BigCart.sum", "shop/cart.py", 13, 8, "attribute", 0.5),
    ],
    f"{DEFINITION}('shop/cart.py', 14, 24)": [(None, None, None, None, "external", 1.0)],
    f"{DEFINITION}('shop/app.py', 5, 30)": [(None, None, None, None, "unresolved", 0.0)],
    f"{DEFINITION}('shop/app.py', 5, 2)": [],
    f"{DEFINITION}('shop/app.py', 500, 2)": [],
    f"{DEFINITION}('shop/none.py', 5, 17)": [],
    # A module is defined by an empty range at the start of its file, where a name may stand.
    f"{DEFINITION}('shop/app.py', 0, 0)": [("shop.app", "shop/app.py", 0, 0, "file", 1.0)],
    f"{DEFINITION}('shop/prices.py', 0, 0)": [("RATE", "shop/prices.py", 0, 0, "file", 1.0)],
    f"{REFERENCES}('shop.prices.add')": [
        ("shop/cart.py", 1, 31, 2, "shop.cart", 1.0),
        ("shop/cart.py", 14, 15, 8, "BigCart.sum", 1.0),
        ("shop/prices.py", 10, 15, 8, "Price.total", 1.0),
        ("shop/prices.py", 13, 4, 1, "shop.prices", 1.0),
    ],
    f"{REFERENCES}('Cart.sum')": [("shop/app.py", 5, 16, 8, "run", 0.5), ("shop/cart.py", 5, 8, 1, "Cart", 1.0)],
    f"{REFERENCES}('local 0', 'shop/app.py')": [
        ("shop/app.py", 4, 4, 1, "run", 1.0),
        ("shop/app.py", 5, 11, 8, "run", 1.0),
    ],
    f"{REFERENCES}((SELECT symbol FROM find_definition('shop/cart.py', 14, 27)))": [
        ("shop/cart.py", 14, 27, 8, "BigCart.sum", 1.0)
    ],
    f"{REFERENCES}('no.such.name')": [],
    # Several definitions of one name, unless the whole name is given or its file.
    "SELECT DISTINCT path, roles FROM find_references('sum') WHERE roles = 1 ORDER BY ALL": [("shop/cart.py", 1)],
    f"{REFERENCES}('add', path := 'shop/cart.py')": [],
    f"{SEARCH}('cart')": [
        ("shop.cart", "module", "shop/cart.py", 0, 1.0),
        ("Cart", "class", "shop/cart.py", 4, 0.98),
        ("BigCart", "class", "shop/cart.py", 12, 0.6857),
    ],
    f"{SEARCH}('Cart.sum')": [
        ("Cart.sum", "method", "shop/cart.py", 5, 1.0),
        ("BigCart.sum", "method", "shop/cart.py", 13, 0.7091),
    ],
    "SELECT name FROM search_symbols('prise', 1)": [("shop.prices",)],
    "SELECT name FROM search_symbols('  ')": [],
    "SELECT name FROM search_symbols('xyzzy')": [],
    f"{CALLERS}('add')": [
        (1, "BigCart.sum", "shop/cart.py", 13, "add", 1, 14, 15),
        (1, "Price.total", "shop/prices.py", 9, "add", 1, 10, 15),
    ],
    f"{CALLERS}('shop.prices.add', 3)": [
        (1, "BigCart.sum", "shop/cart.py", 13, "add", 1, 14, 15),
        (1, "Price.total", "shop/prices.py", 9, "add", 1, 10, 15),
        (2, "run", "shop/app.py", 3, "BigCart.sum", 1, 5, 16),
        (2, "Cart.sum.one", "shop/cart.py", 6, "Price.total", 1, 7, 31),
        (3, "shop.app", "shop/app.py", 0, "run", 1, 8, 7),
        (3, "Cart.sum", "shop/cart.py", 5, "Cart.sum.one", 1, 9, 16),
        (3, "test_run", "tests/test_app.py", 3, "run", 1, 4, 15),
    ],
    # A circle of calls ends the walk, however deep it may go.
    f"{CALLERS}('ping', 1000000)": [(1, "pong", "shop/prices.py", 21, "ping", 2, 22, 11)],
    f"{CALLERS}('ping', 0)": [],
    f"{CALLEES}('Cart.sum', depth := 2)": [
        (1, "Cart.sum.one", "shop/cart.py", 6, "Cart.sum", 1, "shop/cart.py", 9, 16),
        (2, "Price", "shop/prices.py", 3, "Cart.sum.one", 1, "shop/cart.py", 7, 19),
        (2, "Price.total", "shop/prices.py", 9, "Cart.sum.one", 1, "shop/cart.py", 7, 31),
    ],
    # What a module runs is reached, what uses the module is not: test_last is missing.
    f"{IMPACT}('add', 9)": [
        (1, "BigCart.sum", "method", "shop/cart.py", "add", False),
        (1, "Price.total", "method", "shop/prices.py", "add", False),
        (2, "run", "function", "shop/app.py", "BigCart.sum", False),
        (2, "Cart.sum", "method", "shop/cart.py", "Price.total", False),
        (3, "shop.app", "module", "shop/app.py", "run", False),
        (3, "test_run", "function", "tests/test_app.py", "run", True),
    ],
    # What overrides a method may have to follow it.
    f"{IMPACT}('Cart.sum', 1)": [
        (1, "run", "function", "shop/app.py", "Cart.sum", False),
        (1, "BigCart.sum", "method", "shop/cart.py", "Cart.sum", False),
    ],
    # All that a file defines, and what is reached over its module.
    f"{IMPACT}('shop/app.py', 1)": [
        (1, "test_run", "function", "tests/test_app.py", "shop.app", True),
        (1, "test_last", "function", "tests/test_app.py", "shop.app", True),
    ],
    f"{OUTLINE}('shop/prices.py')": [
        (1, "variable", "RATE", "RATE = 2", 0, 0, 0, 8),
        (1, "class", "Price", "class Price", 3, 0, 10, 37),
        (2, "method", "Price.__init__", "def __init__(self, amount)", 6, 4, 7, 28),
        (2, "field", "Price.amount", "self.amount = amount", 7, 8, 7, 28),
        (2, "method", "Price.total", "def total(self)", 9, 4, 10, 37),
        (1, "function", "add", "def add(left, right)", 13, 0, 14, 23),
        (1, "function", "ping", "def ping(n)", 17, 0, 18, 18),
        (1, "function", "pong", "def pong(n)", 21, 0, 22, 34),
    ],
    "SELECT level, name FROM outline('shop/cart.py')": [
        (1, "Cart"),
        (2, "Cart.sum"),
        (3, "Cart.sum.one"),
        (1, "BigCart"),
        (2, "BigCart.sum"),
    ],
    f"{DEPENDENTS}('shop/prices.py')": [(1, "shop/cart.py", 2, "shop/prices.py", False)],
    f"{DEPENDENTS}('shop/prices.py', 9)": [
        (1, "shop/cart.py", 2, "shop/prices.py", False),
        (2, "shop/app.py", 2, "shop/cart.py", False),
        (3, "tests/test_app.py", 1, "shop/app.py", True),
    ],
    f"{CONTEXT}({CHUNK}, 2)": [
        (
            "shop/prices.py",
            9,
            13,
            """[file shop.prices, shop/prices.py lines 1-23, outline]
shop/prices.py
RATE = 2
class Price
def add(left, right)
def ping(n)
def pong(n)

[class shop.prices.Price, shop/prices.py lines 4-13, outline]
class Price
    What a thing costs.
    def __init__(self, amount)
    self.amount = amount
    def total(self)

[function shop.prices.Price.total, shop/prices.py lines 10-13]
    def total(self):
        return add(self.amount, RATE)
""",
        )
    ],
    f"SELECT regexp_extract_all(context, '(?m)^\\[(\\w+)', 1) FROM chunk_context({CHUNK})": [
        (["repository", "project", "module", "file", "class", "function"],)
    ],
    "SELECT path FROM chunk_context(1)": [],
}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return published(tmp_path_factory.mktemp("macros"), SHOP)


@pytest.fixture(scope="module")
def opened(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(database), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def attached(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{database}' AS \"some other name\" (READ_ONLY)")
        connection.execute('USE "some other name"')
        yield connection


@pytest.mark.parametrize("query", EXPECTED)
def test_the_file_is_opened(opened: duckdb.DuckDBPyConnection, query: str):
    assert opened.execute(query).fetchall() == EXPECTED[query]


@pytest.mark.parametrize("query", EXPECTED)
def test_the_file_is_attached(attached: duckdb.DuckDBPyConnection, query: str):
    assert attached.execute(query).fetchall() == EXPECTED[query]


def programs() -> list[str]:
    """Every command line of DuckDB that is installed, the one of the environment first."""
    folders = [str(Path(sys.executable).parent), *os.environ.get("PATH", "").split(os.pathsep)]
    return list(dict.fromkeys(str(Path(folder, "duckdb")) for folder in folders if Path(folder, "duckdb").is_file()))


@pytest.mark.parametrize("program", programs() or [None])
def test_the_command_line(program: str | None, database: Path, tmp_path: Path):
    if program is None:
        pytest.skip("no command line of DuckDB is installed; the package duckdb-cli has one")
    script = tmp_path / "queries.sql"
    script.write_text("".join(f"SELECT list(x) AS rows FROM ({query}) AS x;\n" for query in EXPECTED))
    command = [program, "-readonly", "-json", str(database), "-f", str(script)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    # A warning would be on the standard error.
    assert (done.returncode, done.stderr) == (0, "")
    answers = [json.loads(line)[0]["rows"] or [] for line in done.stdout.splitlines()]
    assert [[tuple(row.values()) for row in rows] for rows in answers] == list(EXPECTED.values())


def test_every_macro_is_documented(opened: duckdb.DuckDBPyConnection):
    found = opened.execute(
        "SELECT function_name, parameters, comment FROM duckdb_functions() "
        "WHERE NOT internal AND schema_name = 'main' AND function_type = 'table_macro'"
    ).fetchall()
    assert {name: parameters for name, parameters, _ in found} == MACROS
    for name, _, comment in found:
        example = re.search(rf"Example: (FROM {name}\(.*)$", comment)
        assert example is not None, name
        opened.execute(example[1])
        if {"line", "start_line"} & {column[0] for column in opened.description or []}:
            assert "count from 0" in comment, name


def test_the_first_definition_is_that_of_resolved_occurrences(opened: duckdb.DuckDBPyConnection):
    occurrences = opened.execute(
        "SELECT path, start_line, start_char, symbol, def_path, def_start_line, def_start_char, resolution, "
        "confidence, reason FROM resolved_occurrences WHERE start_char < end_char "
        "QUALIFY count(*) OVER (PARTITION BY path, start_line, start_char) = 1"
    ).fetchall()
    assert len(occurrences) > 50
    for path, line, character, *expected in occurrences:
        found = opened.execute(
            "SELECT symbol, path, start_line, start_char, resolution, confidence, reason FROM find_definition(?, ?, ?)",
            [path, line, character],
        ).fetchone()
        assert found == tuple(expected), (path, line, character)


def test_references_are_those_of_resolved_occurrences(opened: duckdb.DuckDBPyConnection):
    symbols = opened.execute("SELECT symbol, path FROM symbols").fetchall()
    assert len(symbols) > 20
    for symbol, path in symbols:
        expected = opened.execute(
            "SELECT path, start_line, start_char, roles, enclosing_symbol, resolution, confidence "
            "FROM resolved_occurrences WHERE symbol = ? AND def_path = ?",
            [symbol, path],
        ).fetchall()
        found = opened.execute(
            "SELECT path, start_line, start_char, roles, enclosing_symbol, resolution, confidence "
            "FROM find_references(?, ?)",
            [symbol, path],
        ).fetchall()
        # Those that are ambiguous are listed for each candidate.
        assert set(expected) <= set(found), symbol
        assert {row for row in found if row[-1] == 1} <= set(expected), symbol


@pytest.mark.parametrize("depth", [1, 2, 3, 20])
def test_callers_and_callees_are_at_their_distance(opened: duckdb.DuckDBPyConnection, depth: int):
    edges = set(opened.execute("SELECT caller_symbol, callee_symbol FROM call_edges").fetchall())
    backwards = {(callee, caller) for caller, callee in edges}
    for macro, steps in (("callers", backwards), ("callees", edges)):
        for symbol in {symbol for edge in edges for symbol in edge}:
            found = opened.execute(f"SELECT symbol, distance FROM {macro}(?, ?)", [symbol, depth]).fetchall()
            assert sorted(found) == sorted(_distances(symbol, steps, depth).items()), (macro, symbol)


def _distances(start: str, steps: set[tuple[str, str]], depth: int) -> dict[str, int]:
    """What is reached from `start`, without itself, with the number of steps."""
    reached = {start: 0}
    for distance in range(1, depth + 1):
        for source, target in steps:
            if reached.get(source) == distance - 1:
                reached.setdefault(target, distance)
    del reached[start]
    return reached
