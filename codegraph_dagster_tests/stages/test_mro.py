"""The order of inheritance is Python's own wherever Python has one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from codegraph_dagster.stages.references.mro import MAX_ANCESTORS, linearize, order_columns

HIERARCHIES = st.lists(st.lists(st.integers(0, 11), max_size=3, unique=True), min_size=1, max_size=12).map(
    lambda drawn: {number: [base for base in bases if base < number] for number, bases in enumerate(drawn)}
)


@given(HIERARCHIES)
def test_the_order_is_pythons(bases: dict[int, list[int]]):
    orders = linearize(bases)
    made: dict[int, type] = {}
    for number, direct in bases.items():
        try:
            made[number] = type(str(number), tuple(made[base] for base in direct), {})
        except (TypeError, KeyError):  # no consistent order, or none of a base
            assert set(direct) <= set(orders[number])
            assert len(set(orders[number])) == len(orders[number])
            continue
        assert orders[number] == [int(class_.__name__) for class_ in made[number].__mro__[:-1]]


@given(st.lists(st.lists(st.integers(0, 7), max_size=3, unique=True), min_size=1, max_size=8))
def test_cycles_end(drawn: list[list[int]]):
    bases = dict(enumerate(drawn))
    orders = linearize(bases)
    assert orders.keys() >= bases.keys()
    for number, order in orders.items():
        assert order[0] == number
        assert len(set(order)) == len(order)


@given(HIERARCHIES, st.integers(1, 6))
def test_a_limit_keeps_the_nearest(bases: dict[int, list[int]], limit: int):
    whole, cut = linearize(bases), linearize(bases, limit)
    for number, order in cut.items():
        assert len(order) == len(set(order)) == min(len(whole[number]), limit + 1)
        assert order[0] == number
        assert set(order) <= set(whole[number])


def test_long_chains_and_many_bases_cost_no_square():
    """10,000 of each: without a limit 50 million rows."""
    orders = linearize({number: [number - 1] if number else [] for number in range(10_000)})
    assert orders[9_999] == list(range(9_999, 9_999 - MAX_ANCESTORS - 1, -1))
    assert orders[5] == [5, 4, 3, 2, 1, 0]
    assert linearize({0: list(range(1, 10_001))})[0] == list(range(MAX_ANCESTORS + 1))
    doubled = linearize({number: list(range(max(0, number - 2), number))[::-1] for number in range(2_000)})
    assert doubled[1_999] == list(range(1_999, 1_999 - MAX_ANCESTORS - 1, -1))


def test_orders_as_rows():
    assert {name: column.tolist() for name, column in order_columns({7: [7, 3], 3: [3], 9: [9, 7, 3]}).items()} == {
        "class": [7, 7, 3, 9, 9, 9],
        "ancestor": [7, 3, 3, 9, 7, 3],
        "position": [0, 1, 0, 0, 1, 2],
    }
    assert order_columns({})["class"].size == 0
