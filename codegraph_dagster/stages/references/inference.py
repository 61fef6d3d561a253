"""Finds all that follows from the seeds: facts go along the copies, attributes and calls add copies, and again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from codegraph_dagster.stages.references.arrays import Edges, Ints, Mask, ascending, contains
from codegraph_dagster.stages.references.boundary import Boundary
from codegraph_dagster.stages.references.facts import FUNCTION, OWN_TYPE, PHASE, TYPE, Facts, joined
from codegraph_dagster.stages.references.members import Members, Program
from codegraph_dagster.stages.references.spread import Arrivals, Spreader

if TYPE_CHECKING:
    from codegraph_dagster.stages.runner import StageSession

# A round goes one attribute or call further. The rounds end when nothing new is found; a repository's longest chain
# is shorter than this in practice.
_MAX_ROUNDS: Final = 24
_SOURCE, _SINK = 0, 1
_PROGRAM: Final = (
    *("attributes", "calls", "class_members", "module_members", "generic_members", "properties", "demanded"),
)


class Inference:
    """What is known of the files that are computed. Reads the session's tables and leaves what it finds there."""

    def __init__(self, session: StageSession) -> None:
        self._session = session
        session.execute("number_names")
        attributes, calls, class_members, module_members, generic_members, (properties,), (demanded,) = (
            self._read(name) for name in _PROGRAM
        )
        self._members = Members(
            Program(
                attributes=(attributes[0], attributes[1], attributes[2]),
                calls=(calls[0], calls[1]),
                class_members=(class_members[0], class_members[1], class_members[2], class_members[3]),
                module_members=(module_members[0], module_members[1], module_members[2]),
                generic_members=(generic_members[0], generic_members[1], generic_members[2], generic_members[3]),
                properties=properties,
                demanded=demanded,
            )
        )
        session.set_variables({"values_phase": PHASE})
        *arrived, found = self._read("arrivals")
        self._spreader = Spreader(Edges(*self._read("copies")), Arrivals(Facts(*arrived), found))
        self._boundary = Boundary(*self._read("readable"))
        self.is_complete = True
        self._left_over = joined([])  # of rounds that were stopped
        session.execute("forget_graph")

    def narrow(self) -> None:
        """Take what the tests of types say of the keys in `narrowed` in place of what is copied to them.

        From here on the inheritance is known.
        """
        narrowed = ascending(*self._read("narrowed"))
        self._members.narrowed = narrowed
        self._members.knows_inheritance = True

        def is_narrowed(sinks: Ints) -> Mask:
            return contains(narrowed, sinks)

        # They handed on what classes and modules are.
        for taken in self._spreader.copies.take_out(_SINK, is_narrowed).runs():
            self._boundary.add_reads(taken[_SOURCE], taken[_SINK])
        self._spreader.begin_phase()

    def inherit(self) -> None:
        """Let parameters without an annotation be what those are that they override."""
        source, sink = self._read("inherited")
        self._spreader.copies.add([source, sink, np.zeros_like(source)])
        self._left_over = joined([self._left_over, *self._spreader.moved(source, sink)])

    def propagate(self, what: str) -> None:
        """Find what follows from the facts in `seeds`, and from what was known before with the inheritance in `mro`.

        The facts that say which definition a key is then stand in the table `facts`, and what attributes are in
        `attribute_targets`.
        """
        self._members.set_inheritance(*self._read("mro"))
        delta = joined([Facts(*self._read("seeds")), self._left_over])
        known = self._spreader.all_facts()
        total = 0
        for number in range(_MAX_ROUNDS):
            fresh, found_at = self._spreader.spread(delta)
            if not fresh.size and not known.size and not self._spreader.is_waiting:
                self._session.log(f"references: {what}: {total:,} facts in {number} rounds")
                break
            total += fresh.size
            self._boundary.add_facts(fresh, found_at)
            # What was known before is looked up once more: attributes that led nowhere may lead somewhere.
            found = self._members.follow(joined([known, fresh]).by_key())
            known = joined([])
            self._spreader.copies.add([found.source, found.sink, np.zeros_like(found.source)])
            self._spreader.bound.add([found.method, found.bound_sink, found.class_])
            delta = joined(
                [
                    found.facts,
                    *self._spreader.moved(found.source, found.sink),
                    *self._spreader.received(found.bound_sink, found.method, found.class_),
                ]
            )
        else:
            self._left_over = delta
            self.is_complete = False
            self._session.log(f"references: {what}: {total:,} facts, stopped after {_MAX_ROUNDS} rounds")
        self._write()

    def leave_boundary(self) -> None:
        """Leave what other files may ask for in the table `boundary`, and what is asked of others in `reads`."""
        for edges in (self._spreader.copies, self._spreader.bound):
            for run in edges.runs():
                self._boundary.add_reads(run[_SOURCE], run[_SINK])
        self._session.execute(
            "write_boundary", {"found_boundary": self._boundary.facts(), "found_reads": self._boundary.reads()}
        )

    def _read(self, script: str) -> list[Ints]:
        return [np.asarray(column, dtype=np.int64) for column in self._session.fetch(f"read_{script}")]

    def _write(self) -> None:
        facts = self._spreader.all_facts()
        named = facts.take((facts.shape == TYPE) | (facts.shape == OWN_TYPE) | (facts.shape == FUNCTION))
        ids, definitions = self._members.take_targets()
        self._session.execute(
            "write_found",
            {
                "found_facts": {"key": named.key, "shape": named.shape, "definition": named.definition},
                "found_targets": {"id": ids, "definition": definitions},
            },
        )
