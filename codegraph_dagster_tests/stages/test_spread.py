"""The arrays that facts are spread with do what dictionaries and sets would do."""

from __future__ import annotations

import duckdb
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from codegraph_dagster.stages.references import STAGE
from codegraph_dagster.stages.references.spread import _TURNED, SHAPES, TURNS, _Edges, _Known
from codegraph_dagster.store.database import script_text

SMALL = st.lists(st.integers(-5, 5), max_size=20)


@given(st.lists(st.lists(st.tuples(st.integers(-5, 5), st.integers(0, 3)), max_size=8), max_size=4), SMALL)
def test_edges_are_found_by_their_first_column(batches: list[list[tuple[int, int]]], keys: list[int]):
    edges = _Edges()
    for batch in batches:
        edges.add([np.array([row[place] for row in batch], dtype=np.int64) for place in (0, 1)])
    found = [
        pair
        for left, (values,) in edges.lookup(np.array(keys, dtype=np.int64))
        for pair in zip(left.tolist(), values.tolist(), strict=True)
    ]
    rows = [row for batch in batches for row in batch]
    assert sorted(found) == sorted((index, value) for index, key in enumerate(keys) for of, value in rows if of == key)


@given(st.lists(st.sets(st.integers(0, 30)), max_size=6), st.sets(st.integers(0, 30)))
def test_known_codes(batches: list[set[int]], asked: set[int]):
    known = _Known()
    for batch in batches:
        if batch:
            known.add(np.array(sorted(batch), dtype=np.uint64))
    codes = np.array(sorted(asked), dtype=np.uint64)
    everything = set().union(*batches)
    assert known.missing(codes).tolist() == [int(code) not in everything for code in codes]


def test_turns_are_those_of_the_sql():
    macros = [
        statement
        for statement in script_text(STAGE.sql_package, "graph.sql").split(";")
        if "CREATE MACRO shape_n" in statement or "CREATE MACRO turn" in statement
    ]
    with duckdb.connect() as connection:
        for statement in macros:
            connection.execute(statement)
        for turn_number, turn in enumerate(TURNS):
            for shape_number, shape in enumerate(SHAPES):
                numbers, hands_on, becomes = connection.execute(
                    "SELECT [turn_number($turn), shape_number($shape)], turns(1, $turn, $shape), turned($turn, $shape)",
                    {"turn": turn, "shape": shape},
                ).fetchall()[0]
                assert numbers == [turn_number, shape_number]
                expected = SHAPES.index(becomes) if hands_on else -1
                assert _TURNED[turn_number, shape_number] == expected, (turn, shape)
