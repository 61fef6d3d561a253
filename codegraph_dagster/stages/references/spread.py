"""Spread facts along the copies: the transitive closure of a round, in sorted arrays instead of one join a step.

A step touches what is new and nothing else, so the cost follows the number of facts and not that of the steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

if TYPE_CHECKING:
    from codegraph_dagster.stages.runner import StageSession

Ints = npt.NDArray[np.int64]

# The numbers of shapes and turns: the macros shape_number and turn_number of graph.sql have the same order.
SHAPES: Final = ("module", "type", "instance", "receiver", "own_type", "function", "super", "metatype")
TURNS: Final = ("", "instantiate", "metatype", "type", "class_of")
_RECEIVER: Final = SHAPES.index("receiver")
_CONTENT: Final = 1 << 54  # keys from here on are those of contents, see graph.sql
_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)


def _turn_table() -> npt.NDArray[np.int64]:
    """What a fact's shape becomes by a copy's turn; -1: the copy does not hand it on."""
    table = np.full((len(TURNS), len(SHAPES)), -1, dtype=np.int64)

    def put(turn: str, shape: str, becomes: str) -> None:
        table[TURNS.index(turn), SHAPES.index(shape)] = SHAPES.index(becomes)

    for shape in SHAPES:
        put("", shape, shape)
    put("instantiate", "type", "instance")
    put("instantiate", "own_type", "receiver")
    put("instantiate", "metatype", "type")
    put("metatype", "type", "metatype")
    put("metatype", "own_type", "metatype")
    put("type", "type", "type")
    put("type", "own_type", "own_type")
    put("class_of", "instance", "type")
    put("class_of", "receiver", "own_type")
    return table


_TURNED: Final = _turn_table()


@dataclass
class Facts:
    """Facts as columns: `key`, number of the `shape`, `definition`."""

    key: Ints
    shape: Ints
    definition: Ints

    def take(self, index: Ints | npt.NDArray[np.bool_]) -> Facts:
        """The facts at `index`."""
        return Facts(self.key[index], self.shape[index], self.definition[index])

    def codes(self) -> npt.NDArray[np.uint64]:
        """A 64-bit code of each fact; two facts share one with a probability of about 2**-64."""
        with np.errstate(over="ignore"):
            mixed = self.key.astype(np.uint64) * _MULTIPLIER
            mixed = (mixed ^ (mixed >> np.uint64(31))) + (self.definition.astype(np.uint64) << np.uint64(3))
            mixed = (mixed + self.shape.astype(np.uint64)) * _MULTIPLIER
            codes: npt.NDArray[np.uint64] = mixed ^ (mixed >> np.uint64(29))
            return codes


def joined(parts: list[Facts]) -> Facts:
    """All facts of `parts`, one after the other."""
    if not parts:
        return Facts(*(np.empty(0, dtype=np.int64) for _ in range(3)))
    return Facts(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("key", "shape", "definition")))


def _first_of_each(codes: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.uint64], Ints]:
    """The different codes, ascending, and where one of each stands. np.unique has a slower, stable sort for that."""
    order = np.argsort(codes)
    ordered = codes[order]
    first = np.ones(codes.size, dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first], order[first]


class _Known:
    """A growing set of codes: sorted runs, each at least twice as long as the next."""

    def __init__(self) -> None:
        self._runs: list[npt.NDArray[np.uint64]] = []

    def missing(self, codes: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
        absent = np.ones(codes.size, dtype=np.bool_)
        for run in self._runs:
            index = np.minimum(np.searchsorted(run, codes), run.size - 1)
            absent &= run[index] != codes
        return absent

    def add(self, codes: npt.NDArray[np.uint64]) -> None:
        run = np.sort(codes)
        while self._runs and self._runs[-1].size < 2 * run.size:
            run = np.sort(np.concatenate((self._runs.pop(), run)))
        self._runs.append(run)


class _Edges:
    """Rows that are looked up by their first column: runs sorted by it, each more than twice as long as the next."""

    def __init__(self) -> None:
        self._runs: list[list[Ints]] = []

    def add(self, columns: list[Ints]) -> None:
        if not columns[0].size:
            return
        while self._runs and self._runs[-1][0].size < 2 * columns[0].size:
            columns = [np.concatenate(pair) for pair in zip(self._runs.pop(), columns, strict=True)]
        order = np.argsort(columns[0])
        self._runs.append([column[order] for column in columns])

    def lookup(self, keys: Ints) -> Iterator[tuple[Ints, list[Ints]]]:
        """For each run the rows whose first column is one of `keys`: indexes into `keys`, and the other columns."""
        for first_column, *others in self._runs:
            first = np.searchsorted(first_column, keys, side="left")
            counts = np.searchsorted(first_column, keys, side="right") - first
            left = np.repeat(np.arange(keys.size), counts)
            starts = np.repeat(first - np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
            right = starts + np.arange(left.size)
            yield left, [column[right] for column in others]


class Spreader:
    """Holds the copies and what is known between rounds."""

    def __init__(self, session: StageSession) -> None:
        self._session = session
        self._known = _Known()
        self._copies = _Edges()  # source, sink, turn
        self._bound = _Edges()  # method, sink, class << 3 | shape

    def spread(self) -> int:
        """Follow `delta` (and, the first time, all copies) as far as it goes; what is new comes to stand in the
        tables `facts` and `fresh`. Returns the number of new facts."""
        self._read_edges()
        delta = Facts(*self._read("delta"))
        rounds: list[Facts] = []
        while delta.key.size:
            codes, index = _first_of_each(delta.codes())
            new = self._known.missing(codes)
            if not new.any():
                break
            self._known.add(codes[new])
            index = index[new]
            # Neighbours are looked up next to each other: in the order of the keys that is several times faster.
            delta = delta.take(index[np.argsort(delta.key[index])])
            rounds.append(delta)
            delta = joined([*self._copied(delta), *self._contents(delta), *self._received(delta)])
        if not rounds:
            return 0
        found = joined(rounds)
        columns = {"key": found.key, "shape": found.shape, "definition": found.definition}
        table = pa.table({name: pa.array(values) for name, values in columns.items()})
        self._session.connection.register("spread_facts", table)
        self._session.execute("write_facts")
        self._session.connection.unregister("spread_facts")
        return int(found.key.size)

    def _read(self, script: str) -> list[Ints]:
        columns = self._session.fetch(f"read_{script}")
        return [np.asarray(column, dtype=np.int64) for column in columns]

    def _read_edges(self) -> None:
        self._copies.add(self._read("copies"))
        self._bound.add(self._read("bound"))
        self._session.execute("forget_new")

    def _copied(self, delta: Facts) -> Iterator[Facts]:
        for left, (sink, turn) in self._copies.lookup(delta.key):
            shape = _TURNED[turn, delta.shape[left]]
            # What a function gives back of its receiver depends on the call, see _received.
            handed = (shape >= 0) & ~((turn == 0) & (delta.shape[left] == _RECEIVER) & (delta.key[left] < 0))
            yield Facts(sink[handed], shape[handed], delta.definition[left[handed]])

    def _contents(self, delta: Facts) -> Iterator[Facts]:
        """What a container holds goes where the container goes."""
        content = delta.take(np.abs(delta.key) >= _CONTENT)
        container = np.sign(content.key) * (np.abs(content.key) & (_CONTENT - 1))
        offset = np.abs(content.key) - np.abs(container)
        for left, (sink, turn) in self._copies.lookup(container):
            shape = _TURNED[turn, content.shape[left]]
            handed = (turn <= 1) & (np.abs(sink) < _CONTENT) & (shape >= 0)
            handed &= ~((turn == 0) & (content.shape[left] == _RECEIVER) & (content.key[left] < 0))
            taken, into = left[handed], sink[handed]
            yield Facts(into + np.sign(into) * offset[taken], shape[handed], content.definition[taken])

    def _received(self, delta: Facts) -> Iterator[Facts]:
        """A method that gives back its receiver gives back what it was called on."""
        given = delta.take((delta.shape == _RECEIVER) & (delta.key < 0) & (delta.key > -_CONTENT))
        for _, (sink, class_) in self._bound.lookup(-given.key):
            yield Facts(sink, class_ & 7, class_ >> 3)
