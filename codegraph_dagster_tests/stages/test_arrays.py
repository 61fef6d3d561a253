"""The arrays that facts are kept in do what dictionaries and sets would do."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from codegraph_dagster.stages.references.arrays import Edges, GrowingSet, ascending, codes_of, contains

SMALL = st.lists(st.integers(-5, 5), max_size=20)
BATCHES = st.lists(st.lists(st.tuples(st.integers(-5, 5), st.integers(0, 3)), max_size=8), max_size=4)


def column(values) -> np.ndarray:
    return np.array(list(values), dtype=np.int64)


def filled(batches: list[list[tuple[int, int]]]) -> Edges:
    edges = Edges()
    for batch in batches:
        edges.add([column(row[place] for row in batch) for place in (0, 1)])
    return edges


def found(edges: Edges, keys: list[int]) -> list[tuple[int, int]]:
    return sorted(
        pair
        for left, (values,) in edges.lookup(column(keys))
        for pair in zip(left.tolist(), values.tolist(), strict=True)
    )


@given(BATCHES, SMALL)
def test_edges_are_found_by_their_first_column(batches: list[list[tuple[int, int]]], keys: list[int]):
    rows = [row for batch in batches for row in batch]
    expected = sorted((index, value) for index, key in enumerate(keys) for of, value in rows if of == key)
    assert found(filled(batches), keys) == expected


@given(BATCHES, BATCHES, SMALL)
def test_edges_that_are_taken_out_are_gone(before: list, after: list, keys: list[int]):
    edges = filled(before)
    taken = edges.take_out(1, lambda values: values == 2)
    rows = [row for run in taken.runs() for row in zip(*(values.tolist() for values in run), strict=True)]
    assert sorted(rows) == sorted(row for batch in before for row in batch if row[1] == 2)
    for batch in after:
        edges.add([column(row[place] for row in batch) for place in (0, 1)])
    rows = [row for batch in before for row in batch if row[1] != 2] + [row for batch in after for row in batch]
    expected = sorted((index, value) for index, key in enumerate(keys) for of, value in rows if of == key)
    assert found(edges, keys) == expected


@given(st.lists(SMALL, max_size=6), SMALL)
def test_a_growing_set_takes_each_code_once(batches: list[list[int]], asked: list[int]):
    known = GrowingSet()
    everything: set[int] = set()
    for batch in batches:
        codes = codes_of(column(batch))
        taken = [batch[index] for index in known.take_new(codes).tolist()]
        assert sorted(taken) == sorted(set(batch) - everything)
        everything |= set(batch)
    assert known.missing(codes_of(column(asked))).tolist() == [value not in everything for value in asked]


@given(SMALL, SMALL)
def test_sets_of_values(values: list[int], asked: list[int]):
    ordered = ascending(column(values))
    assert ordered.tolist() == sorted(set(values))
    assert contains(ordered, column(asked)).tolist() == [value in values for value in asked]


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=1, max_size=30))
def test_codes_are_the_same_for_the_same_rows_only(rows: list[tuple[int, int]]):
    codes = codes_of(column(row[0] for row in rows), column(row[1] for row in rows)).tolist()
    assert len(set(codes)) == len(set(rows))
    assert all((codes[i] == codes[0]) == (rows[i] == rows[0]) for i in range(len(rows)))
