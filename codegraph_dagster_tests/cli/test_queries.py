"""The commands that ask: what they print for people and for programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegraph_dagster_tests.cli.conftest import Run
from codegraph_dagster_tests.stages.building import published

PRINTED = {
    "search cart": """
place              kind    name       signature
shop/cart.py:1:1   module  shop.cart  shop.cart
shop/cart.py:5:7   class   Cart       class Cart
shop/cart.py:13:7  class   BigCart    class BigCart(Cart)
""",
    "search cart --limit 1": """
place             kind    name       signature
shop/cart.py:1:1  module  shop.cart  shop.cart
""",
    "definition shop/cart.py:8:20": """
place               kind   name   signature
shop/prices.py:4:7  class  Price  class Price
""",
    # As compilers print a place, with a colon behind it.
    "definition shop/cart.py:8:32:": """
place                kind    name         signature
shop/prices.py:10:9  method  Price.total  def total(self)
""",
    "definition shop/app.py:6:17": """
place              kind    name         signature             confidence
shop/cart.py:6:9   method  Cart.sum     def sum(self, items)  0.50
shop/cart.py:14:9  method  BigCart.sum  def sum(self, items)  0.50
""",
    "definition shop/cart.py:15:28": """
place                                         kind  name  signature
(external: codegraph . json . `json`/loads.)
""",
    "definition sum": """
place              kind    name         signature
shop/cart.py:6:9   method  Cart.sum     def sum(self, items)
shop/cart.py:14:9  method  BigCart.sum  def sum(self, items)
""",
    "references add": """
place                 role        in
shop/cart.py:2:32     import      shop.cart
shop/cart.py:15:16    read        BigCart.sum
shop/prices.py:11:16  read        Price.total
shop/prices.py:14:5   definition  shop.prices
""",
    "references shop.cart.Cart.sum": """
place             role        in    confidence
shop/app.py:6:17  read        run   0.50
shop/cart.py:6:9  definition  Cart  1.00
""",
    # A local variable, whose symbol says nothing outside its file.
    "references shop/app.py:5:5": """
place             role        in
shop/app.py:5:5   definition  run
shop/app.py:6:12  read        run
""",
    "callers add": """
place                 caller       calls
shop/cart.py:15:16    BigCart.sum      1
shop/prices.py:11:16  Price.total      1
""",
    "callers shop/prices.py:18:5 --depth 9": """
step  place                 caller  calls  over
   1  shop/prices.py:23:12  pong        2  ping
""",
    "callees Cart.sum --depth 2": """
step  place                callee        calls  over
   1  shop/cart.py:7:13    Cart.sum.one      1  Cart.sum
   2  shop/prices.py:4:7   Price             1  Cart.sum.one
   2  shop/prices.py:10:9  Price.total       1  Cart.sum.one
""",
    "impact add": """
step  place                  kind      reached      over
   1  shop/cart.py:14:9      method    BigCart.sum  add
   1  shop/prices.py:10:9    method    Price.total  add
   2  shop/app.py:4:5        function  run          BigCart.sum
   2  shop/cart.py:6:9       method    Cart.sum     Price.total
   3  shop/app.py:1:1        module    shop.app     run
   3  tests/test_app.py:4:5  function  test_run     run
""",
    "impact shop/app.py --tests --depth 1": """
place                  kind      reached
tests/test_app.py:4:5  function  test_run
tests/test_app.py:8:5  function  test_last
""",
    "outline shop/cart.py": """
line  kind      definition
5     class     class Cart
6     method        def sum(self, items)
7     function          def one(item)
13    class     class BigCart(Cart)
14    method        def sum(self, items)
""",
}

# An empty answer is an answer.
EMPTY = {
    "search xyzzy": "nothing is named like xyzzy",
    "callers tests.test_app.test_run": "nothing calls tests.test_app.test_run",
    "callees add": "add calls nothing in the repository",
    "impact tests.test_app.test_run --tests": "a change of tests.test_app.test_run reaches nothing in tests",
}

REFUSED = {
    "definition shop/app.py:5:1": "no name stands at shop/app.py:5:1",
    "definition shop/app.py:0:1": "'shop/app.py:0:1' is no place: lines and columns count from 1",
    "definition shop/none.py:1:1": "shop/none.py is no file of the database shop",
    "definition prise": "nothing is named prise; similar: shop.prices, shop.prices.Price",
    "definition xyzzy": "nothing is named xyzzy",
    "outline shop": "shop is no file of the database shop",
    "callers sum": "sum is the name of 2 things; give the whole one: shop.cart.Cart.sum, shop.cart.BigCart.sum",
    "references shop/app.py:6:31": "it is not known what shop/app.py:6:31 refers to: "
    "the type of the object is not known, or has no such member in the repository",
    "callers shop/app.py:5:5": "what stands at shop/app.py:5:5 is local: `codegraph references` shows all its uses",
    "impact nowhere.py": "nothing is named nowhere.py",
}

MISUSED = {
    "search": "Missing argument 'TEXT'. See `codegraph search --help`.",
    "search a b": "Got unexpected extra argument (b) See `codegraph search --help`.",
    "callers add --depth 0": "Invalid value for '--depth': 0 is not in the range x>=1. See `codegraph callers --help`.",
    "nonsense": "No such command 'nonsense'. See `codegraph --help`.",
    "search --nonsense": "No such option '--nonsense'. See `codegraph search --help`.",
}


@pytest.mark.parametrize("command", PRINTED)
def test_what_is_printed(ask: Run, command: str):
    said = ask(*command.split())
    assert (said.code, said.err) == (0, "")
    assert said.out == PRINTED[command].lstrip("\n")


@pytest.mark.parametrize("command", PRINTED)
def test_programs_get_the_same_rows(ask: Run, command: str):
    said = ask(*command.split(), "--json")
    assert (said.code, said.err) == (0, "")
    printed = PRINTED[command].strip().splitlines()[1:]
    assert len(said.json) == len(printed)
    for row, line in zip(said.json, printed, strict=True):
        assert {"line", "column"} <= row.keys() or "reason" in row
        if command.startswith("outline"):
            assert line.startswith(f"{row['line']} ")
        elif row["path"] is not None:
            assert f"{row['path']}:{row['line']}:{row['column']} " in line


@pytest.mark.parametrize("command", EMPTY)
def test_an_empty_answer(ask: Run, command: str):
    said = ask(*command.split())
    assert (said.code, said.out, said.err) == (0, "", f"{EMPTY[command]}\n")
    assert ask(*command.split(), "--json").json == []


@pytest.mark.parametrize("command", REFUSED)
def test_what_cannot_be_done(ask: Run, command: str):
    said = ask(*command.split())
    assert (said.code, said.out, said.err) == (1, "", f"codegraph: {REFUSED[command]}\n")


@pytest.mark.parametrize("command", MISUSED)
def test_misuse(run: Run, command: str):
    said = run(*command.split())
    assert (said.code, said.out, said.err) == (2, "", f"codegraph: {MISUSED[command]}\n")


def test_a_symbol_from_json_is_a_name(ask: Run):
    (caller, *_) = ask("callers", "add", "--json").json
    assert [row["name"] for row in ask("definition", caller["symbol"], "--json").json] == ["BigCart.sum"]
    assert [row["name"] for row in ask("callers", caller["symbol"], "--json").json] == ["run"]


def test_a_file_on_the_disk(ask: Run, shop: Path, monkeypatch: pytest.MonkeyPatch):
    expected = ask("definition", "shop/cart.py:8:20").out
    source = shop.with_name("source")
    assert ask("definition", f"{source}/shop/cart.py:8:20").out == expected
    monkeypatch.chdir(source / "shop")
    assert ask("definition", "cart.py:8:20").out == expected
    assert ask("definition", "../shop/./cart.py:8:20").out == expected


def test_a_narrow_terminal_cuts_signatures_alone(ask: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "30")
    assert ask("outline", "shop/prices.py").out.splitlines()[3:6] == [
        "7     method        def __init__(self…",
        "8     field         self.amount = amo…",
        "10    method        def total(self)",
    ]
    assert ask("search", "price", "--limit", "1").out.splitlines() == [
        "place               kind   name   signature",
        "shop/prices.py:4:7  class  Price  class Price",
    ]


def test_changes(run: Run, tmp_path: Path):
    published(tmp_path, {"m.py": "def stays():\n    return 1\n\n\ndef goes(a):\n    return a\n"})
    published(tmp_path, {"m.py": "import os\n\n\ndef stays(a=os):\n    return 1\n\n\ndef comes():\n    return 2\n"})
    data = tmp_path / "data"
    assert run("changes", "--data", data).out.splitlines() == [
        "   change     place     kind      name   signature",
        "!  signature  m.py:4:1  function  stays  def stays(a=os)",
        "!  removed    m.py:5:1  function  goes   def goes(a)",
        "   body       m.py:1:1  module    m      m",
        "   added      m.py:8:1  function  comes  def comes()",
    ]
    breaking = run("changes", "--breaking", "--data", data, "--json").json["changes"]
    assert [(row["name"], row["line"], row["old_line"]) for row in breaking] == [("stays", 4, 1), ("goes", None, 5)]


def test_nothing_to_compare_with(ask: Run):
    said = ask("changes")
    assert (said.code, said.out, said.err) == (0, "", "not compared: nothing was published before\n")
    said = ask("changes", "--json")
    assert said.json["comparison"]["reason"] == "nothing was published before"
    assert said.json["changes"] == []
