"""Sets and many-to-many tables of whole columns: sorted arrays that grow, so that a lookup costs what it asks for.

A database would build a hash table of everything for each of the many small steps of the inference. What is sorted in
pieces is sorted again by kind="stable": numpy's stable sort merges ascending pieces, its other one starts anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint64]
Mask = npt.NDArray[np.bool_]

_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)
_SHIFT: Final = np.uint64(29)


def joined_columns(parts: Sequence[Ints]) -> Ints:
    """The parts of a column, one after the other."""
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)


def codes_of(*columns: Ints) -> Codes:
    """A 64-bit code of each row; two different rows share one with a probability of about 2**-64."""
    codes = np.zeros(columns[0].size, dtype=np.uint64)
    for column in columns:
        codes ^= column.view(np.uint64)
        codes *= _MULTIPLIER
        codes ^= codes >> _SHIFT
    return codes


def first_of_each(codes: Codes) -> tuple[Codes, Ints]:
    """The different codes, ascending, and where one of each stands. np.unique has a slower, stable sort for that."""
    order = np.argsort(codes)
    ordered = codes[order]
    first = np.ones(codes.size, dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first], order[first]


def ascending(values: Ints) -> Ints:
    """The different values, ascending. np.unique would take ten times as long."""
    ordered = np.sort(values, kind="stable")
    return ordered[np.flatnonzero(np.diff(ordered, prepend=ordered[:1] - 1))]


def contains(ordered: Ints, values: Ints) -> Mask:
    """Which of `values` are among the others, which are ascending."""
    if not ordered.size:
        return np.zeros(values.size, dtype=np.bool_)
    found: Mask = ordered[np.minimum(np.searchsorted(ordered, values), ordered.size - 1)] == values
    return found


class GrowingSet:
    """A set of codes: sorted runs, each at least twice as long as the next."""

    def __init__(self) -> None:
        self._runs: list[Codes] = []

    def missing(self, codes: Codes) -> Mask:
        """Which of the codes are not in the set."""
        absent = np.ones(codes.size, dtype=np.bool_)
        for run in self._runs:
            index = np.minimum(np.searchsorted(run, codes), run.size - 1)
            absent &= run[index] != codes
        return absent

    def add(self, codes: Codes) -> None:
        """Put in codes that are not in the set, each once."""
        if not codes.size:
            return
        run = np.sort(codes, kind="stable")
        while self._runs and self._runs[-1].size < 2 * run.size:
            run = np.sort(np.concatenate((self._runs.pop(), run)), kind="stable")
        self._runs.append(run)

    def take_new(self, codes: Codes) -> Ints:
        """Put in codes, and say where one of each stands that was not there."""
        distinct, index = first_of_each(codes)
        new = self.missing(distinct)
        self.add(distinct[new])
        return index[new]


@dataclass(frozen=True, slots=True)
class _Run:
    """Rows in the order of their first column. `keys`: the different values of that, ascending. `starts`: where the
    rows of each begin, and at last the number of all rows."""

    columns: list[Ints]
    keys: Ints
    starts: Ints

    @staticmethod
    def of(columns: list[Ints]) -> _Run:
        """A run of rows that are in order."""
        first = columns[0]
        is_first = np.ones(first.size, dtype=np.bool_)
        np.not_equal(first[1:], first[:-1], out=is_first[1:])
        starts = np.flatnonzero(is_first)
        return _Run(columns, first[starts], np.append(starts, first.size))


class Edges:
    """Rows that are looked up by their first column: runs sorted by it, each more than twice as long as the next."""

    def __init__(self, *columns: Ints) -> None:
        self._runs: list[_Run] = []
        if columns:
            self.add(list(columns))

    def add(self, columns: list[Ints]) -> None:
        """Put in rows. The first column is the one to look up by."""
        if not columns[0].size:
            return
        while self._runs and self._runs[-1].columns[0].size < 2 * columns[0].size:
            columns = [np.concatenate(pair) for pair in zip(self._runs.pop().columns, columns, strict=True)]
        order = np.argsort(columns[0], kind="stable")
        self._runs.append(_Run.of([column[order] for column in columns]))

    def take_out(self, column: int, is_taken: Callable[[Ints], Mask]) -> Edges:
        """Take out the rows of which a column's value is taken, and return them."""
        taken = Edges()
        for place, run in enumerate(self._runs):
            mask = is_taken(run.columns[column])
            taken.add([values[mask] for values in run.columns])
            self._runs[place] = _Run.of([values[~mask] for values in run.columns])
        return taken

    def has(self, keys: Ints) -> Mask:
        """For which of `keys` there is a row."""
        found = np.zeros(keys.size, dtype=np.bool_)
        for run in self._runs:
            found |= contains(run.keys, keys)
        return found

    def runs(self) -> Iterator[list[Ints]]:
        """All rows, in pieces."""
        for run in self._runs:
            yield run.columns

    def lookup(self, keys: Ints) -> Iterator[tuple[Ints, list[Ints]]]:
        """For each run the rows whose first column is one of `keys`: indexes into `keys`, and the other columns.

        In ascending order, keys are found several times faster.
        """
        for run in self._runs:
            if not run.keys.size:
                continue
            place = np.minimum(np.searchsorted(run.keys, keys), run.keys.size - 1)
            hit = np.flatnonzero(run.keys[place] == keys)
            place = place[hit]
            first = run.starts[place]
            counts = run.starts[place + 1] - first
            left = np.repeat(hit, counts)
            right = np.repeat(first - (np.cumsum(counts) - counts), counts) + np.arange(left.size)
            yield left, [column[right] for column in run.columns[1:]]
