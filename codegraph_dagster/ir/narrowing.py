"""Find where a test of a type holds: `isinstance(x, C)` in conditions, assertions and early returns."""

from __future__ import annotations

from typing import Final

import numpy as np

from codegraph_dagster.ir.facts import Columns, Facts
from codegraph_dagster.ir.vocabulary import Kind
from codegraph_dagster.languages import Language

_SUBJECTS: Final = frozenset((Kind.name, Kind.attribute))


def narrowings(facts: Facts, language: Language) -> Columns:
    """`ir.narrowings`: the tested name or attribute, the class expression, and the rows in which the test holds."""
    syntax, names = facts.syntax, facts.names
    kind, up = syntax.kind, syntax.up
    columns: Columns = {"subject": [], "type": [], "first": [], "last": []}
    wanted = [index for index, name in enumerate(names.strings) if name in language.type_tests]
    tests = np.flatnonzero(np.isin(names.ids, wanted) & (kind == Kind.name) & ~names.is_member)
    tests = tests[(kind[up[tests]] == Kind.call) & (facts.head[up[tests]] == tests)]
    for call in up[tests].tolist():
        last_row = int(np.searchsorted(syntax.start, syntax.end[call]))
        inside = np.arange(call + 1, last_row)
        arguments = inside[(up[inside] == call) & (inside != facts.head[call]) & ~names.is_member[inside]]
        if arguments.size != 2 or kind[arguments[0]] not in _SUBJECTS:
            continue
        for begin, end in _regions(facts, call):
            first, last = np.searchsorted(syntax.start, (begin, end)).tolist()
            if first < last:
                columns["subject"].append(int(facts.keys[arguments[0]]))
                columns["type"].append(int(facts.keys[arguments[1]]))
                columns["first"].append(int(facts.keys[first]))
                columns["last"].append(int(facts.keys[last - 1]))
    return columns


def _regions(facts: Facts, call: int) -> list[tuple[int, int]]:
    """The byte ranges in which the call is known to have been true."""
    syntax = facts.syntax
    kind, parent, start, end = syntax.kind, syntax.parent, syntax.start, syntax.end
    found: list[tuple[int, int]] = []
    row = call
    while True:
        above = int(parent[row])
        if above < 0 or not _fills(facts, row, above):
            return found
        what = int(kind[above])
        if what == Kind.group:
            row = above
        elif what == Kind.branch and kind[parent[above]] == Kind.conjunction:
            row = int(parent[above])
            found.append((int(end[above]), int(end[row])))
        elif what == Kind.test:
            suite = _suite(facts, above)
            if suite is not None:
                found.append((int(start[suite]), int(end[suite])))
            return found
        elif what in (Kind.refusal, Kind.assertion):
            block = above
            while block >= 0 and kind[block] != Kind.guarded:
                block = int(parent[block])
            # After an early return the test holds from the end of what returns on, after an assertion at once.
            after = _suite(facts, int(parent[above])) if what == Kind.refusal else above
            if block >= 0 and after is not None:
                found.append((int(end[after]), int(end[block])))
            return found
        else:
            return found


def _fills(facts: Facts, row: int, around: int) -> bool:
    """Whether a row is all that is in the one around it: `not isinstance(x, C)` says nothing that a call alone says."""
    syntax = facts.syntax
    if syntax.kind[around] == Kind.group:  # in brackets
        before = syntax.text[syntax.start[around] + 1 : syntax.start[row]]
        behind = syntax.text[syntax.end[row] : syntax.end[around] - 1]
        return not before.strip() and not behind.strip()
    return bool(syntax.start[row] == syntax.start[around] and syntax.end[row] == syntax.end[around])


def _suite(facts: Facts, test: int) -> int | None:
    """The region that runs only if `test` (a row) holds: the next suite beside it, or one before it."""
    syntax = facts.syntax
    kind, parent = syntax.kind, syntax.parent
    row = int(np.searchsorted(syntax.start, syntax.end[test]))
    around = int(parent[test])
    while row < kind.size and syntax.start[row] < syntax.end[around]:
        if kind[row] == Kind.suite and parent[row] == around:
            return row
        row += 1
    row = test - 1
    while row > around:
        if kind[row] == Kind.suite_before and parent[row] == around:
            return row
        row -= 1
    return None
