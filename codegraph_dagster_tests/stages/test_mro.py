"""The order of inheritance is Python's own wherever Python has one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from codegraph_dagster.stages.references.mro import linearize

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
