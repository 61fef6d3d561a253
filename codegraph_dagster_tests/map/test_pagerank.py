"""PageRank, against the linear equations that define it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegraph_dagster.map.pagerank import DAMPING, pagerank


def solved(sources, targets, weights, start) -> np.ndarray:
    """The same as the solution of ranks = damping * flow @ ranks + (1 - damping) * start."""
    n = len(start)
    flow = np.zeros((n, n))
    np.add.at(flow, (targets, sources), weights)
    for node in range(n):
        total = flow[:, node].sum()
        flow[:, node] = flow[:, node] / total if total else start
    return np.linalg.solve(np.eye(n) - DAMPING * flow, (1 - DAMPING) * start)


@given(
    st.integers(1, 8).flatmap(
        lambda n: st.tuples(
            st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1), st.floats(0.1, 10)), max_size=20),
            st.lists(st.floats(0.01, 1), min_size=n, max_size=n),
        )
    )
)
@settings(max_examples=50, deadline=None)
def test_it_is_the_solution_of_its_equations(graph):
    edges, begin = graph
    start = np.array(begin) / np.sum(begin)
    sources, targets, weights = (np.array([edge[i] for edge in edges], dtype=kind) for i, kind in enumerate("qqd"))
    ranks = pagerank(sources, targets, weights, start)
    assert ranks.sum() == pytest.approx(1)
    assert ranks == pytest.approx(solved(sources, targets, weights, start), abs=1e-9)


def test_who_is_referred_to_ranks_higher():
    nobody = np.array([], dtype=np.int64)
    assert pagerank(nobody, nobody, nobody.astype(float), np.full(4, 0.25)) == pytest.approx([0.25] * 4)
    ranks = pagerank(np.array([0, 1]), np.array([2, 2]), np.ones(2), np.full(4, 0.25))
    assert ranks[2] > ranks[0] == ranks[1] == ranks[3]
