"""Gives each definition of a batch its symbol, no two of which are equal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from codegraph_dagster.ir import scip_symbol

_DESCRIPTORS: Final[dict[str, Callable[[str], str]]] = {
    "method": scip_symbol.method,
    "parameter": scip_symbol.parameter,
    "term": scip_symbol.term,
    "type": scip_symbol.type_,
    "type_parameter": scip_symbol.type_parameter,
}


class SymbolNames:
    """The symbols that were given so far; ask in the order of the text, for the number of a repeat depends on it."""

    def __init__(self, files: int) -> None:
        self._taken: set[str] = set()
        self._repeats: dict[str, int] = {}  # how often a symbol has been asked for again
        self._locals = [0] * files

    def local(self, file: int) -> str:
        """The next symbol that only the batch's file number `file` can name."""
        number = self._locals[file]
        self._locals[file] = number + 1
        return scip_symbol.local(number)

    def global_(self, around: str, descriptor: str, name: str) -> str:
        """The symbol of `name` in `around`, a symbol that ends with its descriptor.

        `descriptor`: method, parameter, term, type or type_parameter.
        """
        describe = _DESCRIPTORS[descriptor]
        symbol = around + describe(name)
        if symbol not in self._taken:
            self._taken.add(symbol)
            return symbol
        # A name defined again: only methods have a disambiguator, others carry the number in their name.
        for number in range(self._repeats.get(symbol, 0) + 1, len(self._taken) + 2):
            again = around + (
                scip_symbol.method(name, f"+{number}") if descriptor == "method" else describe(f"{name}+{number}")
            )
            if again not in self._taken:
                self._taken.add(again)
                self._repeats[symbol] = number
                return again
        raise AssertionError("unreachable: there are more numbers than symbols")
