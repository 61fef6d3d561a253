"""Spread facts along the copies: the transitive closure of a round, in sorted arrays instead of one join a step.

A step touches what is new and nothing else, so the cost follows the number of facts and not that of the steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import numpy as np

from codegraph_dagster.stages.references.arrays import Edges, GrowingSet, Ints
from codegraph_dagster.stages.references.facts import (
    CONTENT,
    PHASE,
    RECEIVER,
    ROUND,
    TURNED,
    Facts,
    containers_of,
    joined,
    moved_content,
)


class Arrivals:
    """Facts of the files that are not computed. They come when they were found: as if these files were computed too."""

    def __init__(self, facts: Facts, found: Ints) -> None:
        order = np.argsort(found, kind="stable")
        self._facts = facts.take(order)
        self._found = found[order]

    def take_before(self, time: int) -> tuple[Facts, Ints]:
        """Take out the facts that were found before `time`, in the order of it, and when each was."""
        end = int(np.searchsorted(self._found, time))
        taken = self._facts.take(np.arange(end)), self._found[:end]
        self._facts, self._found = self._facts.take(np.arange(end, self._found.size)), self._found[end:]
        return taken

    @property
    def first(self) -> int:
        """When the first of those that are left was found."""
        return int(self._found[0])

    def has_before(self, time: int) -> bool:
        """Whether facts are left that were found before `time`."""
        return bool(self._found.size and self._found[0] < time)


class _Known:
    """Facts, and those of contents by their containers as well: columns key, shape, definition."""

    def __init__(self) -> None:
        self.facts = Edges()
        self.contents = Edges()

    def add(self, found: Facts) -> None:
        self.facts.add([found.key, found.shape, found.definition])
        index, containers = containers_of(found.key)
        content = found.take(index)
        self.contents.add([containers, content.key, content.shape, content.definition])


class Spreader:
    """Holds the copies, and what is known between rounds.

    `copies`: source, sink, number of the turn. `bound`: method, sink, class << 3 | shape.
    """

    def __init__(self, copies: Edges, arrivals: Arrivals | None = None) -> None:
        self.copies = copies
        self.bound = Edges()
        self.time = 0
        self._arrivals = arrivals or Arrivals(joined([]), np.empty(0, dtype=np.int64))
        self._found = _Known()
        self._arrived = _Known()
        self._known = GrowingSet()

    def begin_phase(self) -> None:
        """What is found from now on is of the next phase."""
        self.time = (self.time // PHASE + 1) * PHASE

    @property
    def is_waiting(self) -> bool:
        """Whether facts are still to come in this phase."""
        return self._arrivals.has_before((self.time // PHASE + 1) * PHASE)

    def spread(self, delta: Facts) -> tuple[Facts, Ints]:
        """Follow `delta` as far as it goes, for one round: the facts that were not known before, `delta`'s among them,
        and when they were found."""
        rounds: list[Facts] = []
        times: list[int] = []
        end = (self.time // ROUND + 1) * ROUND
        coming = self._take_arrivals(end)
        while True:
            delta = delta.take(self._known.take_new(delta.codes())).by_key()
            if not delta.size:
                if not coming.has_before(end):
                    break
                self.time = max(self.time, coming.first)
            rounds.append(delta)
            times.append(self.time)
            if coming.has_before(self.time + 1):
                delta = joined([delta, coming.take_before(self.time + 1)[0]]).by_key()
            delta = joined([*self._copied(delta), *self._contents(delta), *self._received(delta)])
            self.time += 1
        found = joined(rounds)
        self._found.add(found)
        self.time = max(end, self.time)
        return found, np.repeat(np.array(times, dtype=np.int64), [part.size for part in rounds])

    def _take_arrivals(self, end: int) -> Arrivals:
        """Take the facts that come before `end`; those of them that something hands on."""
        facts, found = self._arrivals.take_before(end)
        self._arrived.add(facts)
        moves = self.copies.has(facts.key) | self.bound.has(-facts.key)
        index, containers = containers_of(facts.key)
        moves[index[self.copies.has(containers)]] = True
        return Arrivals(facts.take(moves), found[moves])

    def all_facts(self) -> Facts:
        """All that was found."""
        return joined([Facts(*columns) for columns in self._found.facts.runs()])

    def moved(self, source: Ints, sink: Ints) -> Iterator[Facts]:
        """What new copies without a turn hand on of all that is known."""
        for left, (shape, definition) in self._look_up(source):
            handed = ~((shape == RECEIVER) & (source[left] < 0))
            yield Facts(sink[left[handed]], shape[handed], definition[handed])
        contents = (known.contents.lookup(source) for known in (self._found, self._arrived))
        for left, (key, shape, definition) in chain.from_iterable(contents):
            into, handed = moved_content(key, source[left], sink[left])
            handed &= ~((shape == RECEIVER) & (key < 0))
            yield Facts(into[handed], shape[handed], definition[handed])

    def received(self, sink: Ints, method: Ints, class_: Ints) -> Iterator[Facts]:
        """What new rows of `bound` give: a method that gives back its receiver gives back what it was called on."""
        for left, (shape, _) in self._look_up(-method):
            taken = left[shape == RECEIVER]
            yield Facts(sink[taken], class_[taken] & 7, class_[taken] >> 3)

    def _look_up(self, keys: Ints) -> Iterator[tuple[Ints, list[Ints]]]:
        return chain.from_iterable(known.facts.lookup(keys) for known in (self._found, self._arrived))

    def _copied(self, delta: Facts) -> Iterator[Facts]:
        for left, (sink, turn) in self.copies.lookup(delta.key):
            shape = TURNED[turn, delta.shape[left]]
            # What a function gives back of its receiver depends on the call, see _received.
            handed = (shape >= 0) & ~((turn == 0) & (delta.shape[left] == RECEIVER) & (delta.key[left] < 0))
            yield Facts(sink[handed], shape[handed], delta.definition[left[handed]])

    def _contents(self, delta: Facts) -> Iterator[Facts]:
        """What a container holds goes where the container goes."""
        index, containers = containers_of(delta.key)
        content = delta.take(index)
        for left, (sink, turn) in self.copies.lookup(containers):
            shape = TURNED[turn, content.shape[left]]
            into, handed = moved_content(content.key[left], containers[left], sink)
            handed &= (turn <= 1) & (shape >= 0)
            handed &= ~((turn == 0) & (content.shape[left] == RECEIVER) & (content.key[left] < 0))
            yield Facts(into[handed], shape[handed], content.definition[left[handed]])

    def _received(self, delta: Facts) -> Iterator[Facts]:
        given = delta.take((delta.shape == RECEIVER) & (delta.key < 0) & (delta.key > -CONTENT))
        for _, (sink, class_) in self.bound.lookup(-given.key):
            yield Facts(sink, class_ & 7, class_ >> 3)
