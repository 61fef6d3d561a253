"""Sources that cost a parser, or what follows it, more than they should."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final


def _lines(count: int, line: Callable[[int], str]) -> str:
    return "".join(line(number) for number in range(count))


DEEP: Final[Mapping[str, Callable[[int], str]]] = {
    "brackets_open": lambda n: "[" * n,
    "brackets": lambda n: "[" * n + "]" * n,
    "parentheses": lambda n: "x = " + "(" * n + "y" + ")" * n,
    "tuple_target": lambda n: "(" * n + "a" + ",)" * n + " = x",
    "dictionaries": lambda n: "x = " + "{1:" * n + "1" + "}" * n,
    "lambdas": lambda n: "x = " + "lambda: " * n + "0",
    "comprehensions": lambda n: "x = " + "[" * n + "a" + " for a in b]" * n,
    "attributes": lambda n: "x = a" + ".b" * n,
    "calls": lambda n: "x = " + "f(" * n + ")" * n,
    "methods": lambda n: "x = a" + ".b()" * n,
    "subscripts": lambda n: "x = a" + "[0]" * n,
    "sums": lambda n: "x = a" + "+a" * n,
    "minus": lambda n: "x = " + "-" * n + "a",
    "alternatives": lambda n: "x = a" + " or a" * n,
    "conditionals": lambda n: "x = " + "a if b else " * n + "c",
    "assignments": lambda n: "a = " * n + "1",
    "annotation": lambda n: "x: " + "A[" * n + "B" + "]" * n,
    "pattern": lambda n: "match x:\n case " + "[" * n + "a" + "]" * n + ": pass\n",
    "awaits": lambda n: "x = " + "await " * n + "a",
    "formatted": lambda n: "x = " + 'f"{' * n + '"a"' + '}"' * n,
}
"""Something in itself, `n` times."""

BLOCKS: Final[Mapping[str, Callable[[int], str]]] = {
    "functions": lambda n: _lines(n, lambda i: " " * i + f"def f{i}():\n") + " " * n + "pass\n",
    "classes": lambda n: _lines(n, lambda i: " " * i + f"class C{i}:\n") + " " * n + "pass\n",
    "conditions": lambda n: _lines(n, lambda i: " " * i + "if x:\n") + " " * n + "pass\n",
}
"""Blocks in blocks: their text grows with the square of `n`."""

WIDE: Final[Mapping[str, Callable[[int], str]]] = {
    "definitions": lambda n: _lines(n, lambda i: f"def f{i}(a): return a\n"),
    "redefinitions": lambda n: "def f(a): return a\n" * n,
    "inheritance": lambda n: "class C0: pass\n" + _lines(n, lambda i: f"class C{i + 1}(C{i}): pass\n"),
    "bases": lambda n: (
        _lines(n, lambda i: f"class B{i}: pass\n") + f"class C({','.join(f'B{i}' for i in range(n))}): pass\n"
    ),
    "parameters": lambda n: "def f(" + _lines(n, lambda i: f"a{i},") + "): pass\n",
    "separators": lambda n: "def f(" + "a,*," * n + "b): pass\n",
    "type_parameters": lambda n: "def f[ =\n" * n,
    "literal": lambda n: "x: Literal[" + '"a",' * n + "]\n",
    "dotted_import": lambda n: "import " + ".".join(["a"] * n) + "\n",
    "imported_names": lambda n: "from m import " + ",".join(f"a{i}" for i in range(n)) + "\n",
    "decorators": lambda n: "@d\n" * n + "def f(): pass\n",
    "comments": lambda n: "# c\n" * n,
    "elifs": lambda n: "if x: pass\n" + "elif x: pass\n" * n,
    "tests": lambda n: "if isinstance(a, B): pass\n" * n,
    "errors": lambda n: "$ \n" * n,
    "quotes": lambda n: '"' * n,
    "exports": lambda n: "__all__ = []\n" + '__all__.append("a")\n' * n,
    "returns": lambda n: "x = 1\r" * n,
    "form_feeds": lambda n: "\fx = 1\n" * n,
    "emoji": lambda n: _lines(n, lambda i: f'"😀"; a{i} = "😀é";'),
    "list": lambda n: "x = [" + "1," * n + "]",
    "name": lambda n: "a" * n + " = 1\n",
}
"""Much of one thing."""
