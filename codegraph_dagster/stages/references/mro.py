"""The order in which a class and its bases are searched for a member: C3, over the classes of the repository."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def linearize(bases: Mapping[int, Sequence[int]]) -> dict[int, list[int]]:
    """For each class of `bases` itself and its ancestors in method resolution order.

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
            done[current] = _merge(current, known, list(bases.get(current, ())))
            open_.discard(current)
            stack.pop()
    return done


def _merge(current: int, orders: list[list[int]], direct: list[int]) -> list[int]:
    sequences = [list(order) for order in [*orders, direct] if order]
    merged = [current]
    while sequences:
        for sequence in sequences:
            head = sequence[0]
            if not any(head in other[1:] for other in sequences):
                break
        else:
            return _depth_first(current, orders)
        merged.append(head)
        sequences = [rest for rest in ([item for item in sequence if item != head] for sequence in sequences) if rest]
    return merged if merged.count(current) == 1 else list(dict.fromkeys(merged))


def _depth_first(current: int, orders: list[list[int]]) -> list[int]:
    return list(dict.fromkeys([current, *(item for order in orders for item in order)]))
