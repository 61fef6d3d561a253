"""Facts go along copies, turned on the way, until nothing is new."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from codegraph_dagster.stages.references import STAGE
from codegraph_dagster.stages.references.arrays import Edges
from codegraph_dagster.stages.references.facts import SHAPES, TURNED, TURNS, Facts
from codegraph_dagster.stages.references.spread import Arrivals, Spreader
from codegraph_dagster.store.database import script_text

KEYS = st.integers(1, 6)
COPIES = st.sets(st.tuples(KEYS, KEYS, st.sampled_from(TURNS)), max_size=12)
FACTS = st.sets(st.tuples(KEYS, st.sampled_from(SHAPES), st.integers(1, 3)), max_size=6)


def columns(rows: Iterable[tuple[int, ...]], width: int) -> list[np.ndarray]:
    ordered = list(rows)
    return [np.array([row[place] for row in ordered], dtype=np.int64) for place in range(width)]


def facts_of(rows: Iterable[tuple[int, str, int]]) -> Facts:
    return Facts(*columns([(key, SHAPES.index(shape), definition) for key, shape, definition in rows], 3))


def rows_of(facts: Facts) -> set[tuple[int, str, int]]:
    shapes = [SHAPES[number] for number in facts.shape.tolist()]
    rows = list(zip(facts.key.tolist(), shapes, facts.definition.tolist(), strict=True))
    assert len(set(rows)) == len(rows)
    return set(rows)


def closure(copies: set[tuple[int, int, str]], seeds: set[tuple[int, str, int]]) -> set[tuple[int, str, int]]:
    known: set[tuple[int, str, int]] = set()
    waiting = list(seeds)
    while waiting:
        fact = waiting.pop()
        if fact in known:
            continue
        known.add(fact)
        for source, sink, turn in copies:
            becomes = TURNED[TURNS.index(turn), SHAPES.index(fact[1])]
            if source == fact[0] and becomes >= 0:
                waiting.append((sink, SHAPES[becomes], fact[2]))
    return known


@given(COPIES, FACTS, FACTS)
def test_facts_reach_what_they_are_copied_to(copies: set, first: set, second: set):
    spreader = Spreader(Edges(*columns([(source, sink, TURNS.index(turn)) for source, sink, turn in copies], 3)))
    found = rows_of(spreader.spread(facts_of(first))[0])
    assert found == closure(copies, first)
    assert rows_of(spreader.spread(facts_of(second))[0]) == closure(copies, first | second) - found


def timed_rows(spreader: Spreader, rounds: Iterable[set[tuple[int, str, int]]]) -> set[tuple[int, int, int, int]]:
    """All facts that are found, one round for each set of seeds, and when."""
    rows: set[tuple[int, int, int, int]] = set()
    for seeds in rounds:
        facts, found = spreader.spread(facts_of(seeds))
        rows |= set(zip(*(c.tolist() for c in (facts.key, facts.shape, facts.definition, found)), strict=True))
    return rows


@given(COPIES, FACTS, FACTS, st.sets(KEYS))
def test_keys_that_are_computed_get_what_they_got_with_the_others(copies: set, first: set, second: set, own: set[int]):
    def spreader(sinks: set[int], arrivals: Arrivals | None = None) -> Spreader:
        rows = [(source, sink, TURNS.index(turn)) for source, sink, turn in copies if sink in sinks]
        return Spreader(Edges(*columns(rows, 3)), arrivals)

    everything = timed_rows(spreader(set(range(7))), (first, second))
    *facts, found = columns([row for row in everything if row[0] not in own], 4)
    seeds = [{fact for fact in facts if fact[0] in own} for facts in (first, second)]
    alone = timed_rows(spreader(own, Arrivals(Facts(*facts), found)), seeds)
    assert alone == {row for row in everything if row[0] in own}


def test_shapes_and_turns_are_those_of_the_sql():
    with duckdb.connect() as connection:
        for statement in duckdb.extract_statements(script_text(STAGE.sql_package, "graph.sql")):
            if "CREATE TYPE" in statement.query:
                connection.execute(statement)
        for kind, names in (("shape", SHAPES), ("turn", TURNS)):
            listed = connection.execute(f"SELECT enum_range(NULL::{kind})").fetchall()[0][0]
            assert tuple(listed) == names
