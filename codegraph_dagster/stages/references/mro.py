"""The order in which a class and its bases are searched for a member: C3, over the classes of the repository."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Final

import numpy as np

from codegraph_dagster.stages.references.arrays import Ints

MAX_ANCESTORS: Final = 200
"""How many ancestors of a class are searched, the nearest ones: a chain of classes has as many orders as classes, and
each holds all classes above, so that their rows would grow with the square of it."""


def linearize(bases: Mapping[int, Sequence[int]], limit: int = MAX_ANCESTORS) -> dict[int, list[int]]:
    """For each class of `bases` itself and its ancestors, at most `limit` of them, in method resolution order.

    Bases that have no entry are taken as classes without bases. Where no consistent order exists, and in a cycle,
    the order is depth first, left to right, each class once: every ancestor is still found.
    """
    done: dict[int, list[int]] = {}
    for start in bases:
        stack = [start]
        open_: set[int] = set()
        while stack:
            current = stack[-1]
            if current in done:
                stack.pop()
                continue
            pending = [base for base in bases.get(current, ()) if base not in done and base not in open_]
            if pending and current not in open_:
                open_.add(current)
                stack.extend(pending)
                continue
            if pending:  # a base that waits for this very class: a cycle
                stack.extend(base for base in pending if base not in open_)
                if stack[-1] != current:
                    continue
            known = [done[base] for base in bases.get(current, ()) if base in done]
            done[current] = _merge(current, known, bases.get(current, ()), limit)
            open_.discard(current)
            stack.pop()
    return done


def order_columns(orders: Mapping[int, Sequence[int]]) -> dict[str, Ints]:
    """Orders as rows: columns `class`, `ancestor` (a class of its order), `position` (0 for the class itself)."""
    lengths = np.fromiter((len(order) for order in orders.values()), np.int64, len(orders))
    total = int(lengths.sum())
    return {
        "class": np.repeat(np.fromiter(orders, np.int64, len(orders)), lengths),
        "ancestor": np.fromiter(chain.from_iterable(orders.values()), np.int64, total),
        "position": np.arange(total) - np.repeat(np.cumsum(lengths) - lengths, lengths),
    }


def _merge(current: int, orders: Sequence[Sequence[int]], direct: Sequence[int], limit: int) -> list[int]:
    if len(direct) == len(orders) == 1 and current not in orders[0]:
        return [current, *orders[0][:limit]]
    # From the last to the first, so that the first one can be popped.
    sequences = [list(reversed(order)) for order in (*orders, direct) if order]
    waiting = Counter(item for sequence in sequences for item in sequence[:-1])
    merged = [current]
    while sequences and len(merged) <= limit:
        head = next((sequence[-1] for sequence in sequences if not waiting[sequence[-1]]), None)
        if head is None:
            return _depth_first(current, orders, limit)
        merged.append(head)
        for sequence in sequences:
            if sequence[-1] == head:
                sequence.pop()
                if sequence:
                    waiting[sequence[-1]] -= 1
        sequences = [sequence for sequence in sequences if sequence]
    return list(dict.fromkeys(merged))


def _depth_first(current: int, orders: Sequence[Sequence[int]], limit: int) -> list[int]:
    return list(dict.fromkeys([current, *(item for order in orders for item in order)]))[: limit + 1]
