from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from undertow.statistics.graph import components, numbered_components, truss

Edge = tuple[int, int]
EDGES = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")))
NUMBERED = st.sets(
    st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda edge: edge[0] < edge[1]), max_size=50
).map(sorted)
same_every_time = settings(derandomize=True, deadline=None, database=None, max_examples=50)


def test_lists_the_largest_first() -> None:
    assert components([("x", "y"), ("b", "c"), ("c", "a")]) == [("a", "b", "c"), ("x", "y")]
    assert components([]) == []


@given(EDGES, st.randoms(use_true_random=False))
def test_order_and_direction_of_edges_change_nothing(edges: list[tuple[str, str]], shuffler: object) -> None:
    turned = [(right, left) for left, right in reversed(edges)]
    assert components(edges) == components(turned)


@given(EDGES)
def test_every_edge_lies_inside_one_component(edges: list[tuple[str, str]]) -> None:
    found = components(edges)
    assert sorted(node for part in found for node in part) == sorted({node for edge in edges for node in edge})
    assert all(any({left, right} <= set(part) for part in found) for left, right in edges)


def ends(edges: list[Edge]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    left, right = zip(*edges, strict=True) if edges else ((), ())
    return np.array(left, np.int32), np.array(right, np.int32)


def truss_edges(edges: list[Edge], triangles: int) -> list[Edge]:
    left, right = truss(*ends(edges), triangles)
    return sorted(zip(left.tolist(), right.tolist(), strict=True))


@given(NUMBERED, st.integers(1, 4))
@same_every_time
def test_the_truss_agrees_with_networkx(edges: list[Edge], triangles: int) -> None:
    networkx = pytest.importorskip("networkx")
    expected = networkx.k_truss(networkx.Graph(edges), triangles + 2).edges
    assert truss_edges(edges, triangles) == sorted((min(edge), max(edge)) for edge in expected)


@given(NUMBERED)
@same_every_time
def test_numbered_components_agree_with_networkx(edges: list[Edge]) -> None:
    networkx = pytest.importorskip("networkx")
    expected = sorted(sorted(part) for part in networkx.connected_components(networkx.Graph(edges)))
    assert [part.tolist() for part in numbered_components(*ends(edges))] == expected


@given(NUMBERED, st.integers(1, 3))
@same_every_time
def test_order_and_direction_of_numbered_edges_change_nothing(edges: list[Edge], triangles: int) -> None:
    turned = [(right, left) for left, right in reversed(edges)]
    assert truss_edges(turned, triangles) == truss_edges(edges, triangles)
    one, two = numbered_components(*ends(turned)), numbered_components(*ends(edges))
    assert [part.tolist() for part in one] == [part.tolist() for part in two]


def test_taking_out_an_edge_may_take_out_those_that_leaned_on_it() -> None:
    four = [(a, b) for a in range(4) for b in range(a)]
    leaning = [(4, 2), (4, 3), (5, 3), (5, 4)]  # 4-3 is in two triangles until 4-2 and 5-4 go
    assert truss_edges(four + leaning, 2) == sorted((b, a) for a, b in four)
    assert truss_edges(four, 3) == []
    assert truss_edges(four + leaning, 1) == sorted((b, a) for a, b in four + leaning)


def test_an_edge_given_twice_or_to_itself_joins_what_it_joins() -> None:
    left, right = np.array([7, 7, 3, 5, 900], np.int32), np.array([9, 9, 3, 9, 3], np.int32)
    assert [part.tolist() for part in numbered_components(left, right)] == [[3, 900], [5, 7, 9]]
