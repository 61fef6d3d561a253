"""Batches: nothing lost, sizes bounded, large first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegraph_dagster.ir.batches import LARGEST_BATCH_BYTES, SMALLEST_BATCH_BYTES, plan_batches


@given(st.lists(st.integers(0, 5_000_000), max_size=300), st.integers(0, 64))
def test_every_file_is_in_one_batch_and_batches_are_bounded(sizes, workers):
    batches = plan_batches(sizes, workers)
    assert sorted(place for batch in batches for place in batch) == list(range(len(sizes)))
    for batch in batches:
        assert batch == sorted(batch)
        assert len(batch) == 1 or sum(sizes[place] for place in batch) <= LARGEST_BATCH_BYTES


@pytest.mark.parametrize("workers", [1, 2, 8])
def test_workers_finish_together(workers):
    sizes = [(place * 7919) % 40_000 for place in range(3_000)] + [1_500_000, 3_000_000]
    busy_until = [0] * workers
    for batch in plan_batches(sizes, workers):  # each batch goes to the worker that is free first
        first = busy_until.index(min(busy_until))
        busy_until[first] += sum(sizes[place] for place in batch)
    assert max(busy_until) <= sum(sizes) / workers + 2 * SMALLEST_BATCH_BYTES


def test_a_small_repository_is_one_batch():
    assert plan_batches([1_000] * 50, workers=8) == [list(range(50))]


def test_no_file_is_no_batch():
    assert plan_batches([], workers=4) == []
