"""Which things hang together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T", bound=str)
Ints = NDArray[np.int32]


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


def truss(left: Ints, right: Ints, triangles: int) -> tuple[Ints, Ints]:
    """The edges left when those in fewer than `triangles` triangles are taken out again and again.

    left, right: [edges], numbers of nodes, each edge once. Source: Cohen (2008), "Trusses"; with 2 it is the 4-truss.
    """
    from scipy.sparse import csr_matrix, triu

    if not len(left):
        return left, right
    size = int(max(left.max(), right.max())) + 1
    ends = (np.concatenate([left, right]), np.concatenate([right, left]))
    edges = csr_matrix((np.ones(2 * len(left), np.int32), ends), shape=(size, size))
    while edges.nnz:
        held = (edges @ edges).multiply(edges).tocsr()
        held.data = (held.data >= triangles).astype(np.int32)
        held.eliminate_zeros()
        if held.nnz == edges.nnz:
            break
        edges = held
    upper = triu(edges, 1).tocoo()
    return upper.row.astype(np.int32), upper.col.astype(np.int32)


def numbered_components(left: Ints, right: Ints) -> list[Ints]:
    """Connected components of a graph whose nodes are numbers, each sorted, in order of their first member."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    if not len(left):
        return []
    nodes, where = np.unique(np.concatenate([left, right]), return_inverse=True)
    ends = (where[: len(left)], where[len(left) :])
    size = (len(nodes), len(nodes))
    _, label = connected_components(coo_matrix((np.ones(len(left)), ends), shape=size), directed=False)
    order = np.argsort(label, kind="stable")
    return [nodes[part].astype(np.int32) for part in np.split(order, np.cumsum(np.bincount(label))[:-1])]
