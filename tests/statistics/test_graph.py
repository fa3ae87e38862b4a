from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from undertow.statistics.graph import components

EDGES = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")))


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
