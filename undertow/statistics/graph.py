"""Which things hang together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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

    if not len(left) or triangles < 1:
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
    """Connected components of a graph whose nodes are numbers, each sorted, in order of their first member.

    left, right: [edges]. Source: Pearce (2005), as scipy.sparse.csgraph has it.
    """
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


def communities(
    left: Ints, right: Ints, weight: NDArray[np.float64], seeds: Sequence[int]
) -> tuple[Ints, float, float]:
    """Communities of a weighted undirected graph by the Leiden method: labels, modularity, agreement over the seeds.

    left, right, weight: [edges], nodes numbered from 0 without gaps, each edge once. labels: [nodes], those of the seed
    with the highest modularity, 0 for the largest. agreement: mean Rand index, adjusted for chance, of the others with it.
    Source: Traag, Waltman and van Eck (2019), doi:10.1038/s41598-019-41695-z; Hubert and Arabie (1985),
    doi:10.1007/BF01908075.
    """
    from scipy.sparse import coo_matrix
    from sknetwork.clustering import Leiden, get_modularity  # type: ignore[import-untyped]  # it has no stubs

    size = int(max(left.max(), right.max())) + 1
    ends = (np.concatenate([left, right]), np.concatenate([right, left]))
    edges = coo_matrix((np.concatenate([weight, weight]), ends), shape=(size, size)).tocsr()
    found = [np.asarray(Leiden(random_state=seed, shuffle_nodes=True).fit_predict(edges), np.int32) for seed in seeds]
    modularity = [float(get_modularity(edges, labels)) for labels in found]
    best = int(np.argmax(modularity))
    others = [_agreement(found[best], labels) for place, labels in enumerate(found) if place != best]
    return found[best], modularity[best], float(np.mean(others)) if others else 1.0


def _agreement(one: Ints, two: Ints) -> float:
    table = np.zeros((int(one.max()) + 1, int(two.max()) + 1))
    np.add.at(table, (one, two), 1)
    both, rows, columns = (float((x * (x - 1) / 2).sum()) for x in (table, table.sum(1), table.sum(0)))
    chance = rows * columns / max(1.0, len(one) * (len(one) - 1) / 2)
    most = (rows + columns) / 2
    return 1.0 if most == chance else (both - chance) / (most - chance)
