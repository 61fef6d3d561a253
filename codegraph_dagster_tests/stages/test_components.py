"""Strongly connected components against a definition that is easy to believe: nodes that reach each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from codegraph_dagster.stages.cross_file.components import cycles

EDGES = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=40)


def reachable(edges, start):
    found, left = set(), [start]
    while left:
        node = left.pop()
        for source, target in edges:
            if source == node and target not in found:
                found.add(target)
                left.append(target)
    return found


@given(EDGES)
def test_cycles(edges):
    reach = {node: reachable(edges, node) for edge in edges for node in edge}
    expected = {frozenset({node, *(other for other in reach[node] if node in reach[other])}) for node in reach}
    found = cycles([source for source, _ in edges], [target for _, target in edges])
    assert {frozenset(component) for component in found} == {part for part in expected if len(part) > 1}
    assert sum(map(len, found)) == len({node for component in found for node in component})


def test_a_chain_of_any_length():
    count = 50_000
    assert cycles(list(range(count)), list(range(1, count + 1))) == []
    assert [len(found) for found in cycles(list(range(count)), [*range(1, count), 0])] == [count]
