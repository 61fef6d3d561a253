"""Spread facts along the copies: the transitive closure of a round, in sorted arrays instead of one join a step.

A step touches what is new and nothing else, so the cost follows the number of facts and not that of the steps.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from codegraph_dagster.stages.references.arrays import Edges, GrowingSet, Ints
from codegraph_dagster.stages.references.facts import CONTENT, RECEIVER, TURNED, Facts, container_of, joined


class Spreader:
    """Holds the copies, and what is known between rounds.

    `copies`: source, sink, number of the turn. `bound`: method, sink, class << 3 | shape.
    """

    def __init__(self, copies: Edges) -> None:
        self.copies = copies
        self.bound = Edges()
        self.facts = Edges()  # key, shape, definition
        self.contents = Edges()  # the same facts of contents, by their container
        self._known = GrowingSet()

    def spread(self, delta: Facts) -> Facts:
        """Follow `delta` as far as it goes: the facts that were not known before, `delta`'s among them."""
        rounds: list[Facts] = []
        while delta.size:
            index = self._known.take_new(delta.codes())
            if not index.size:
                break
            delta = delta.take(index).by_key()
            rounds.append(delta)
            delta = joined([*self._copied(delta), *self._contents(delta), *self._received(delta)])
        found = joined(rounds)
        self.facts.add([found.key, found.shape, found.definition])
        content = found.take(np.abs(found.key) >= CONTENT)
        self.contents.add([container_of(content.key), content.key, content.shape, content.definition])
        return found

    def all_facts(self) -> Facts:
        """All that is known."""
        return joined([Facts(*columns) for columns in self.facts.runs()])

    def moved(self, source: Ints, sink: Ints) -> Iterator[Facts]:
        """What new copies without a turn hand on of all that is known."""
        for left, (shape, definition) in self.facts.lookup(source):
            handed = ~((shape == RECEIVER) & (source[left] < 0))
            yield Facts(sink[left[handed]], shape[handed], definition[handed])
        for left, (key, shape, definition) in self.contents.lookup(source):
            handed = (np.abs(sink[left]) < CONTENT) & ~((shape == RECEIVER) & (key < 0))
            offset = np.abs(key[handed]) - np.abs(source[left[handed]])
            yield Facts(sink[left[handed]] + offset, shape[handed], definition[handed])

    def received(self, sink: Ints, method: Ints, class_: Ints) -> Iterator[Facts]:
        """What new rows of `bound` give: a method that gives back its receiver gives back what it was called on."""
        for left, (shape, _) in self.facts.lookup(-method):
            taken = left[shape == RECEIVER]
            yield Facts(sink[taken], class_[taken] & 7, class_[taken] >> 3)

    def _copied(self, delta: Facts) -> Iterator[Facts]:
        for left, (sink, turn) in self.copies.lookup(delta.key):
            shape = TURNED[turn, delta.shape[left]]
            # What a function gives back of its receiver depends on the call, see _received.
            handed = (shape >= 0) & ~((turn == 0) & (delta.shape[left] == RECEIVER) & (delta.key[left] < 0))
            yield Facts(sink[handed], shape[handed], delta.definition[left[handed]])

    def _contents(self, delta: Facts) -> Iterator[Facts]:
        """What a container holds goes where the container goes."""
        content = delta.take(np.abs(delta.key) >= CONTENT)
        container = container_of(content.key)
        offset = np.abs(content.key) - np.abs(container)
        for left, (sink, turn) in self.copies.lookup(container):
            shape = TURNED[turn, content.shape[left]]
            handed = (turn <= 1) & (np.abs(sink) < CONTENT) & (shape >= 0)
            handed &= ~((turn == 0) & (content.shape[left] == RECEIVER) & (content.key[left] < 0))
            taken, into = left[handed], sink[handed]
            yield Facts(into + np.sign(into) * offset[taken], shape[handed], content.definition[taken])

    def _received(self, delta: Facts) -> Iterator[Facts]:
        given = delta.take((delta.shape == RECEIVER) & (delta.key < 0) & (delta.key > -CONTENT))
        for _, (sink, class_) in self.bound.lookup(-given.key):
            yield Facts(sink, class_ & 7, class_ >> 3)
