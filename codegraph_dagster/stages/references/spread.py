"""Spread facts along the copies: the transitive closure of a round, in sorted arrays instead of one join a step.

A step touches what is new and nothing else, so the cost follows the number of facts and not that of the steps.
"""

from __future__ import annotations

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
    return Facts(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("key", "shape", "definition")))


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
            run = np.sort(np.concatenate((self._runs.pop(), run)), kind="stable")
        self._runs.append(run)


class _Edges:
    """Rows that are looked up by their first column, which is kept sorted."""

    def __init__(self, count: int) -> None:
        self.columns: list[Ints] = [np.empty(0, dtype=np.int64) for _ in range(count)]

    def add(self, columns: list[Ints]) -> None:
        if not columns[0].size:
            return
        merged = [np.concatenate(pair) for pair in zip(self.columns, columns, strict=True)]
        order = np.argsort(merged[0], kind="stable")
        self.columns = [column[order] for column in merged]

    def lookup(self, keys: Ints) -> tuple[Ints, Ints]:
        """Pairs of indexes: into `keys`, and of a row whose first column is that key."""
        first = np.searchsorted(self.columns[0], keys, side="left")
        counts = np.searchsorted(self.columns[0], keys, side="right") - first
        left = np.repeat(np.arange(keys.size), counts)
        starts = np.repeat(first - np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
        return left, starts + np.arange(left.size)


class Spreader:
    """Holds the copies and what is known between rounds."""

    def __init__(self, session: StageSession) -> None:
        self._session = session
        self._known = _Known()
        self._copies = _Edges(3)  # source, sink, turn
        self._bound = _Edges(3)  # method, sink, class << 3 | shape

    def spread(self) -> int:
        """Follow `delta` (and, the first time, all copies) as far as it goes; what is new comes to stand in the
        tables `facts` and `fresh`. Returns the number of new facts."""
        self._read_edges()
        delta = Facts(*self._read("delta"))
        rounds: list[Facts] = []
        while delta.key.size:
            codes, index = np.unique(delta.codes(), return_index=True)
            new = self._known.missing(codes)
            delta = delta.take(index[new])
            if not delta.key.size:
                break
            self._known.add(codes[new])
            rounds.append(delta)
            delta = joined([self._copied(delta), self._contents(delta), self._received(delta)])
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

    def _copied(self, delta: Facts) -> Facts:
        left, right = self._copies.lookup(delta.key)
        source, sink, turn = (column[right] for column in self._copies.columns)
        shape = _TURNED[turn, delta.shape[left]]
        # What a function gives back of its receiver depends on the call, see _received.
        handed = (shape >= 0) & ~((turn == 0) & (delta.shape[left] == _RECEIVER) & (source < 0))
        return Facts(sink[handed], shape[handed], delta.definition[left[handed]])

    def _contents(self, delta: Facts) -> Facts:
        """What a container holds goes where the container goes."""
        content = delta.take(np.abs(delta.key) >= _CONTENT)
        container = np.sign(content.key) * (np.abs(content.key) & (_CONTENT - 1))
        offset = np.abs(content.key) - np.abs(container)
        left, right = self._copies.lookup(container)
        _, sink, turn = (column[right] for column in self._copies.columns)
        shape = _TURNED[turn, content.shape[left]]
        handed = (turn <= 1) & (np.abs(sink) < _CONTENT) & (shape >= 0)
        handed &= ~((turn == 0) & (content.shape[left] == _RECEIVER) & (content.key[left] < 0))
        left, sink = left[handed], sink[handed]
        return Facts(sink + np.sign(sink) * offset[left], shape[handed], content.definition[left])

    def _received(self, delta: Facts) -> Facts:
        """A method that gives back its receiver gives back what it was called on."""
        given = delta.take((delta.shape == _RECEIVER) & (delta.key < 0) & (delta.key > -_CONTENT))
        _, right = self._bound.lookup(-given.key)
        _, sink, class_ = (column[right] for column in self._bound.columns)
        return Facts(sink, class_ & 7, class_ >> 3)
