"""PageRank of a sparse, weighted, directed graph."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

DAMPING = 0.85
"""How likely a walker follows an edge rather than starting anew."""

_TOLERANCE = 1e-12
_MAX_ROUNDS = 300  # 0.85^300 is far below the tolerance


def pagerank(sources: Integers, targets: Integers, weights: Floats, start: Floats) -> Floats:
    """The share of time that a random walker spends in each of the n nodes; the shares add up to 1.

    Edge i leads from node `sources[i]` to node `targets[i]`, and is taken in proportion to `weights[i]` > 0. A walker
    starts, and starts anew in a node without edges, by the distribution `start` (n shares that add up to 1).
    """
    n = len(start)
    flow = sparse.csr_array((weights, (targets, sources)), shape=(n, n))
    outgoing = np.asarray(flow.sum(axis=0), dtype=np.float64).ravel()
    is_end = outgoing == 0
    share = np.divide(1.0, outgoing, out=np.zeros(n), where=~is_end)
    ranks = start.copy()
    for _ in range(_MAX_ROUNDS):
        moved = flow @ (ranks * share) + ranks[is_end].sum() * start
        before, ranks = ranks, DAMPING * moved + (1 - DAMPING) * start
        if np.abs(ranks - before).sum() < _TOLERANCE:
            break
    return ranks
