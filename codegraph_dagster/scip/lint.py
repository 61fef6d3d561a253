"""Checks a SCIP index for what the linter of SCIP's reference tool (`scip lint`) looks for.

The file is read twice, a document at a time: first for what symbols there are, then for what refers to them. Besides,
and stricter than that linter: the symbols of SymbolInformation must be canonical too, and a local symbol must be known
in the document in which it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from codegraph_dagster.ir.scip_symbol import LOCAL_PREFIX, validate
from codegraph_dagster.rule_result import RuleResult
from codegraph_dagster.scip.protocol import scip_pb2 as scip
from codegraph_dagster.scip.stream import Part, read_scip

RULES = {
    "empty_symbol": "Every occurrence, SymbolInformation and relationship has a symbol.",
    "non_canonical_symbol": "Every symbol is well formed, and escaped only where it must be.",
    "empty_path": "Every document has a path.",
    "duplicate_document": "No two documents have the same path.",
    "duplicate_symbol": "No symbol has two SymbolInformation in a document, or among the external symbols.",
    "duplicate_occurrence": "No symbol occurs twice at the same range with the same roles.",
    "duplicate_relationship": "No two relationships lead from the same symbol to the same symbol.",
    "missing_symbol": "Every symbol that occurs has SymbolInformation.",
    "dangling_relationship": "Every relationship leads to a symbol that has SymbolInformation.",
    "empty_relationship": "Every relationship says what kind it is of.",
    "local_and_external": "No symbol has SymbolInformation both in a document and among the external symbols.",
    "forward_definition": "No occurrence is a definition and a forward definition.",
}
"""The rules, as they are shown to people."""


def lint_scip(path: Path) -> tuple[RuleResult, ...]:
    """Check an index; one result for each rule, in the order of RULES.

    A document whose path is empty, or was there before, is not looked into. Raises CodegraphError when the file is
    missing, cut off, or no SCIP index.
    """
    linter = _Linter()
    linter.collect(read_scip(path))
    linter.check(read_scip(path))
    return linter.results()


@dataclass(slots=True)
class _Linter:
    external: set[str] = field(default_factory=set)
    inside: set[str] = field(default_factory=set)  # global symbols that have SymbolInformation in a document
    local: set[str] = field(default_factory=set)  # local ones, of any document
    valid: set[str] = field(default_factory=set)  # global symbols that were looked at
    pairs: set[tuple[str, str]] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(RULES, 0))
    examples: dict[str, str] = field(default_factory=dict)

    def results(self) -> tuple[RuleResult, ...]:
        return tuple(RuleResult(rule, self.counts[rule], self.examples.get(rule)) for rule in RULES)

    def report(self, rule: str, example: str) -> None:
        self.counts[rule] += 1
        self.examples.setdefault(rule, example)

    def collect(self, parts: Iterable[Part]) -> None:
        """Learn which symbols there are, and judge the symbols and paths themselves."""
        paths: set[str] = set()
        for part in parts:
            if isinstance(part, scip.SymbolInformation):
                self._collect_symbol(part.symbol, self.external, "the external symbols")
            elif isinstance(part, scip.Document):
                path = part.relative_path
                if not path:
                    self.report("empty_path", f"a document with {len(part.occurrences):,} occurrences")
                elif path in paths:
                    self.report("duplicate_document", path)
                else:
                    paths.add(path)
                    seen: set[str] = set()
                    for information in part.symbols:
                        self._collect_symbol(information.symbol, seen, path)
                    for symbol in seen:
                        (self.local if symbol.startswith(LOCAL_PREFIX) else self.inside).add(symbol)
        for symbol in sorted(self.external & (self.inside | self.local)):
            self.report("local_and_external", symbol)

    def check(self, parts: Iterable[Part]) -> None:
        """Judge what refers to symbols."""
        paths: set[str] = {""}
        for part in parts:
            if isinstance(part, scip.SymbolInformation):
                # A symbol of another package has nothing to do with this one's.
                self._check_relationships(part, "the external symbols", self.external.__contains__)
            elif isinstance(part, scip.Document) and part.relative_path not in paths:
                paths.add(part.relative_path)
                self._check_document(part)

    def _check_document(self, document: scip.Document) -> None:
        path = document.relative_path
        own = {information.symbol for information in document.symbols}

        def is_known(symbol: str) -> bool:
            return symbol in own or symbol in self.inside or symbol in self.external

        for information in document.symbols:
            self._check_relationships(information, path, is_known)
        seen: set[tuple[str, int, tuple[int, ...]]] = set()
        for occurrence in document.occurrences:
            symbol, roles = occurrence.symbol, occurrence.symbol_roles
            if not self._judge(symbol, path):
                continue
            key = (symbol, roles, _whole(occurrence.range))
            if roles & scip.Definition and roles & scip.ForwardDefinition:
                self.report("forward_definition", _at(document, occurrence))
            elif not is_known(symbol):
                self.report("missing_symbol", _at(document, occurrence))
            elif key in seen:
                self.report("duplicate_occurrence", _at(document, occurrence))
            seen.add(key)

    def _check_relationships(
        self, information: scip.SymbolInformation, place: str, is_known: Callable[[str], bool]
    ) -> None:
        symbol = information.symbol
        if not symbol:
            return
        for relationship in information.relationships:
            other = relationship.symbol
            said = f"{symbol} -> {other} in {place}"
            if not other:
                self.report("empty_symbol", f"a relationship of {symbol} in {place}")
            elif not (
                relationship.is_definition
                or relationship.is_reference
                or relationship.is_implementation
                or relationship.is_type_definition
            ):
                self.report("empty_relationship", said)
            elif not is_known(other):
                self.report("dangling_relationship", said)
            elif (symbol, other) in self.pairs:
                self.report("duplicate_relationship", said)
            else:
                self.pairs.add((symbol, other))

    def _collect_symbol(self, symbol: str, seen: set[str], place: str) -> None:
        if symbol in seen:
            self.report("duplicate_symbol", f"{symbol} in {place}")
        elif self._judge(symbol, place) or symbol:
            seen.add(symbol)

    def _judge(self, symbol: str, place: str) -> bool:
        """Whether a symbol is there and as it should be; reports it where it is not."""
        if symbol in self.valid:
            return True
        if not symbol:
            self.report("empty_symbol", place)
            return False
        mistake = validate(symbol)
        if mistake is not None:
            self.report("non_canonical_symbol", f"{mistake} in {place}")
            return False
        if not symbol.startswith(LOCAL_PREFIX):
            self.valid.add(symbol)
        return True


def _whole(span: Iterable[int]) -> tuple[int, ...]:
    """A range in four numbers: start and end, each a line and a character."""
    numbers = tuple(span)
    return numbers if len(numbers) != 3 else (*numbers[:2], numbers[0], *numbers[2:])


def _at(document: scip.Document, occurrence: scip.Occurrence) -> str:
    where = ":".join(map(str, occurrence.range))
    return f"{occurrence.symbol} at {document.relative_path}:{where} with roles {occurrence.symbol_roles}"
