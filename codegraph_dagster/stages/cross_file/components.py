"""Strongly connected components of a directed graph."""

from __future__ import annotations

from collections.abc import Sequence


def cycles(sources: Sequence[int], targets: Sequence[int]) -> list[list[int]]:
    """The components with two nodes or more of the graph with an edge from `sources[i]` to `targets[i]`.

    Tarjan's algorithm with a stack of its own: linear in nodes and edges, and no chain is too long for it.
    """
    successors: dict[int, list[int]] = {}
    for source, target in zip(sources, targets, strict=True):
        successors.setdefault(source, []).append(target)
    order: dict[int, int] = {}  # when each node was first seen
    lowest: dict[int, int] = {}  # the earliest node that each one leads back to
    open_nodes: list[int] = []
    is_open: set[int] = set()
    found: list[list[int]] = []
    for start in successors:
        if start in order:
            continue
        order[start] = lowest[start] = len(order)
        open_nodes.append(start)
        is_open.add(start)
        path = [(start, iter(successors[start]))]
        while path:
            node, rest = path[-1]
            for target in rest:
                if target not in order:
                    order[target] = lowest[target] = len(order)
                    open_nodes.append(target)
                    is_open.add(target)
                    path.append((target, iter(successors.get(target, ()))))
                    break
                if target in is_open:
                    lowest[node] = min(lowest[node], order[target])
            else:
                path.pop()
                if path:
                    parent = path[-1][0]
                    lowest[parent] = min(lowest[parent], lowest[node])
                if lowest[node] == order[node]:
                    component = [open_nodes.pop()]
                    while component[-1] != node:
                        component.append(open_nodes.pop())
                    is_open.difference_update(component)
                    if len(component) > 1:
                        found.append(component)
    return found
