"""Facts go along copies, turned on the way, until nothing is new."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import duckdb
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from codegraph_dagster.stages.references import STAGE
from codegraph_dagster.stages.references.arrays import Edges
from codegraph_dagster.stages.references.facts import SHAPES, TURNED, TURNS, Facts, joined
from codegraph_dagster.stages.references.spread import Arrivals, Spreader
from codegraph_dagster.store.database import script_text

KEYS = st.integers(1, 6)
COPIES = st.sets(st.tuples(KEYS, KEYS, st.sampled_from(TURNS)), max_size=12)
FACTS = st.sets(st.tuples(KEYS, st.sampled_from(SHAPES), st.integers(1, 3)), max_size=6)
PLACES = st.tuples(KEYS, st.lists(st.integers(1, 3), max_size=2).map(tuple))
PLACED_COPIES = st.sets(st.tuples(PLACES, PLACES, st.sampled_from(TURNS)), max_size=12)
PLACED_FACTS = st.sets(st.tuples(PLACES, st.sampled_from(SHAPES), st.integers(1, 3)), max_size=6)
Place = tuple[int, tuple[int, ...]]


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


def key_of(place: Place) -> int:
    """The key of what one gets out of a container on a way of at most two steps, as graph.sql has it."""
    key, ways = place
    return key + sum(way << shift for way, shift in zip(ways, (54, 58), strict=False))


def placed_closure(
    copies: set[tuple[Place, Place, str]], seeds: set[tuple[Place, str, int]]
) -> set[tuple[int, str, int]]:
    known: set[tuple[Place, str, int]] = set()
    waiting = list(seeds)
    while waiting:
        fact = waiting.pop()
        if fact in known:
            continue
        known.add(fact)
        (key, ways), shape, definition = fact
        for (source, source_ways), (sink, sink_ways), turn in copies:
            becomes = TURNED[TURNS.index(turn), SHAPES.index(shape)]
            if source != key or ways[: len(source_ways)] != source_ways or becomes < 0:
                continue
            further = ways[len(source_ways) :]
            if len(sink_ways) + len(further) <= 2 and (not further or turn in ("", "instantiate")):
                waiting.append(((sink, sink_ways + further), SHAPES[becomes], definition))
    return {(key_of(place), shape, definition) for place, shape, definition in known}


def closure(copies: set[tuple[int, int, str]], seeds: set[tuple[int, str, int]]) -> set[tuple[int, str, int]]:
    """What follows where nothing is in a container."""
    placed = {((source, ()), (sink, ()), turn) for source, sink, turn in copies}
    return placed_closure(placed, {((key, ()), *fact) for key, *fact in seeds})


@given(COPIES, FACTS, FACTS)
def test_facts_reach_what_they_are_copied_to(copies: set, first: set, second: set):
    spreader = Spreader(Edges(*columns([(source, sink, TURNS.index(turn)) for source, sink, turn in copies], 3)))
    found = rows_of(spreader.spread(facts_of(first))[0])
    assert found == closure(copies, first)
    assert rows_of(spreader.spread(facts_of(second))[0]) == closure(copies, first | second) - found


@given(PLACED_COPIES, PLACED_FACTS, PLACED_FACTS)
def test_contents_go_where_their_containers_go(copies: set, first: set, second: set):
    rows = [(key_of(source), key_of(sink), TURNS.index(turn)) for source, sink, turn in copies]
    spreader = Spreader(Edges(*columns(rows, 3)))

    def spread(facts: set) -> set[tuple[int, str, int]]:
        return rows_of(spreader.spread(facts_of((key_of(place), *fact) for place, *fact in facts))[0])

    found = spread(first)
    assert found == placed_closure(copies, first)
    assert spread(second) == placed_closure(copies, first | second) - found


@given(PLACED_COPIES, PLACED_FACTS)
def test_new_copies_hand_on_what_is_known(copies: set, seeds: set):
    plain = {(source, sink, turn) for source, sink, turn in copies if turn == ""}
    rows = columns([(key_of(source), key_of(sink), 0) for source, sink, _ in plain], 3)
    spreader = Spreader(Edges())
    found = rows_of(spreader.spread(facts_of((key_of(place), *fact) for place, *fact in seeds))[0])
    spreader.copies.add(rows)
    moved = joined(list(spreader.moved(rows[0], rows[1])))
    assert found | rows_of(spreader.spread(moved)[0]) == placed_closure(plain, seeds)


def timed_rows(spreader: Spreader, rounds: Iterable[set[tuple[int, str, int]]]) -> set[tuple[int, int, int, int]]:
    """All facts that are found, one round for each set of seeds, and when."""
    rows: set[tuple[int, int, int, int]] = set()
    for seeds in rounds:
        facts, found = spreader.spread(facts_of(seeds))
        rows |= set(zip(*(c.tolist() for c in (facts.key, facts.shape, facts.definition, found)), strict=True))
    return rows


def check_alone(copies: set[tuple[int, int, str]], first: set, second: set, own: set[int]) -> None:
    """What keys of `own` get is the same when the others are not computed, but arrive when they were found."""

    def is_own(key: int) -> bool:
        return key & (2**54 - 1) in own

    def spreader(wanted: Callable[[int], bool], arrivals: Arrivals | None = None) -> Spreader:
        rows = [(source, sink, TURNS.index(turn)) for source, sink, turn in copies if wanted(sink)]
        return Spreader(Edges(*columns(rows, 3)), arrivals)

    everything = timed_rows(spreader(lambda key: True), (first, second))
    *facts, found = columns([row for row in everything if not is_own(row[0])], 4)
    seeds = [{fact for fact in facts if is_own(fact[0])} for facts in (first, second)]
    alone = timed_rows(spreader(is_own, Arrivals(Facts(*facts), found)), seeds)
    assert alone == {row for row in everything if is_own(row[0])}


@given(COPIES, FACTS, FACTS, st.sets(KEYS))
def test_keys_that_are_computed_get_what_they_got_with_the_others(copies: set, first: set, second: set, own: set[int]):
    check_alone(copies, first, second, own)


@given(PLACED_COPIES, PLACED_FACTS, PLACED_FACTS, st.sets(KEYS))
def test_so_do_contents(copies: set, first: set, second: set, own: set[int]):
    keyed = {(key_of(source), key_of(sink), turn) for source, sink, turn in copies}
    check_alone(keyed, *({(key_of(place), *fact) for place, *fact in facts} for facts in (first, second)), own)


def test_shapes_and_turns_are_those_of_the_sql():
    with duckdb.connect() as connection:
        for statement in duckdb.extract_statements(script_text(STAGE.sql_package, "graph.sql")):
            if "CREATE TYPE" in statement.query:
                connection.execute(statement)
        for kind, names in (("shape", SHAPES), ("turn", TURNS)):
            listed = connection.execute(f"SELECT enum_range(NULL::{kind})").fetchall()[0][0]
            assert tuple(listed) == names


def test_the_ways_into_containers_are_those_of_the_sql():
    with duckdb.connect() as connection:
        for statement in duckdb.extract_statements(script_text(STAGE.sql_package, "graph.sql")):
            if "CREATE MACRO" in statement.query:
                connection.execute(statement)
        query = "SELECT content_of(5, 3), content_of(content_of(5, 3), 2), -content_of(content_of(-5, 3), 2)"
        once, twice, mirrored = connection.execute(query).fetchall()[0]
    assert (once, twice, mirrored) == (key_of((5, (3,))), key_of((5, (3, 2))), key_of((5, (3, 2))))
