"""Which things hang together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T", bound=str)


def components(edges: Iterable[tuple[T, T]]) -> list[tuple[T, ...]]:
    """Connected components of an undirected graph, each sorted; the largest first, then by their first member.

    Source: Tarjan (1975), doi:10.1145/321879.321884 (disjoint sets; path halving, union by size).
    """
    parent: dict[T, T] = {}
    size: dict[T, int] = {}

    def root(node: T) -> T:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for left, right in edges:
        for node in (left, right):
            parent.setdefault(node, node)
            size.setdefault(node, 1)
        one, two = root(left), root(right)
        if one != two:
            small, large = sorted((one, two), key=lambda node: size[node])
            parent[small] = large
            size[large] += size[small]
    found: dict[T, list[T]] = {}
    for node in sorted(parent):
        found.setdefault(root(node), []).append(node)
    return sorted((tuple(members) for members in found.values()), key=lambda members: (-len(members), members[0]))
