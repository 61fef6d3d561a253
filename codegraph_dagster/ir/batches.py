"""Cuts a repository's files into batches of work that keep all workers busy to the end."""

from __future__ import annotations

from collections.abc import Sequence

LARGEST_BATCH_BYTES = 2_000_000
SMALLEST_BATCH_BYTES = 250_000
_FILE_OVERHEAD_BYTES = 1_000  # what opening and finishing a file costs, in bytes of parsing


def plan_batches(
    sizes: Sequence[int],
    workers: int,
    largest: int = LARGEST_BATCH_BYTES,
    smallest: int = SMALLEST_BATCH_BYTES,
) -> list[list[int]]:
    """Group files, given by their sizes in bytes, into batches: lists of positions in `sizes`.

    Batches come in the order in which they should be started, the large ones first: each takes its share of
    what is left, so they shrink towards the end and the workers finish together. A batch costs something of its
    own, so none is cut smaller than `smallest`; one file is never split. Large files come first, each alone; the
    other batches are runs of neighbours, in their order. Every position is in exactly one batch.
    """
    costs = [size + _FILE_OVERHEAD_BYTES for size in sizes]
    too_large = min(largest, 2 * smallest)  # at the end of a run, a larger one would keep the others waiting
    alone = [place for place, cost in enumerate(costs) if cost >= too_large]
    batches = [[place] for place in sorted(alone, key=lambda place: -costs[place])]
    left = sum(cost for cost in costs if cost < too_large)
    batch: list[int] = []
    filled = target = 0
    for place, cost in enumerate(costs):
        if cost >= too_large:
            continue
        if batch and filled + cost > target:
            batches.append(batch)
            left -= filled
            batch, filled = [], 0
        if not batch:
            target = max(smallest, min(largest, left // (2 * max(1, workers))))
        batch.append(place)
        filled += cost
    if batch:
        batches.append(batch)
    return batches
