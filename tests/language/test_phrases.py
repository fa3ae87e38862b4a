"""Phrases: which there are, where they stand, and which hold a name."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from undertow.language.phrases import phrases


def counted(passages: list[str], least: int = 2) -> dict[str, int]:
    found = phrases(passages, ["en"], least=least)
    return {" ".join(found.words[p]): n for p, n in Counter(found.phrase.tolist()).items()}


def test_counts_each_phrase_once_for_a_passage_that_holds_it() -> None:
    assert counted(["The lantern road opens. Lantern road!", "A lantern road, again"]) == {
        "lantern": 2,
        "lantern road": 2,
        "road": 2,
    }


def test_a_phrase_neither_crosses_punctuation_nor_ends_in_a_stop_word() -> None:
    found = counted(["lantern, road of the river", "lantern; road of the river"])
    assert set(found) == {"lantern", "road", "river", "road of the river"}


def test_names_are_marked_and_places_are_those_of_the_first_use() -> None:
    passages = ["we saw Averra burn", "then Averra burn down", "old averra, they say"]
    found = phrases(passages, ["en"], least=2)
    number = found.words.index(("averra", "burn"))
    assert bool(found.name[number])
    spans = [
        (int(p), passages[p][s:e])
        for n, p, s, e in zip(found.phrase, found.passage, found.start, found.end, strict=True)
        if n == number
    ]
    assert spans == [(0, "Averra burn"), (1, "Averra burn")]
    assert not found.name[found.words.index(("burn",))]


def test_nothing_in_nothing() -> None:
    assert phrases([], ["en"]).words == phrases(["", "?!"], ["en"]).words == []


@given(st.lists(st.text(alphabet="ab .", max_size=12), max_size=8))
def test_equals_a_plain_count(passages: list[str]) -> None:
    plain: Counter[tuple[str, ...]] = Counter()
    for passage in passages:
        held = set()
        for part in passage.split("."):
            own = part.split()
            held |= {tuple(own[i : i + n]) for n in range(1, 5) for i in range(len(own) - n + 1)}
        plain.update(held)
    found = phrases(passages, [], least=2)
    got = Counter({found.words[p]: n for p, n in Counter(found.phrase.tolist()).items()})
    assert got == Counter({phrase: n for phrase, n in plain.items() if n >= 2})
