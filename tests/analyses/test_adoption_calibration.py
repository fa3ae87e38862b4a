"""How often a direction is stated where there is none, and how often where one voice takes up the words of another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import combinations, product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from undertow.analyses._adoption.pairs import DECIDED, pairs_of, tested
from undertow.analyses._panels import Panel
from undertow.analyses._texts import Text
from undertow.synthetic.worlds.speakers import Adoption, Trends, speeches

pytestmark = pytest.mark.slow
Numbers = np.ndarray[Any, np.dtype[np.float64]]
SHARES, REPLACED = (0.1, 0.2, 0.3), (0.0, 0.4, 0.6)


def panel(said: Sequence[tuple[int, int, str]], voices: int) -> Panel:
    """Voice, period and text of each, as a panel of yearly speeches."""
    texts = [
        Text("documents", str(i), f"Voice {v}", "", datetime(1992 + p, 9, 20), "day", "speech", True, "en", words, "", "e" * 64, str(i))
        for i, (v, p, words) in enumerate(said)
    ]  # fmt: skip
    names = [f"Voice {number:02}" for number in range(voices)]
    voice, period = (np.array([one[column] for one in said], np.int64) for column in (0, 1))
    return Panel("speeches", "en", "year", names, texts, voice, period, 22, 0)


def z_of(own: Panel, rng: np.random.Generator, only: Sequence[tuple[int, int]] = ()) -> Numbers:
    """Shape (pairs, 2): z by phrases and by rare words near each other; 0 where there is too little to test."""
    found = {
        (one.one, one.other, one.measure): one.found.z for one in tested(0, own, pairs_of(own, None), rng, only=only)
    }
    chosen = only or list(combinations(range(len(own.voices)), 2))
    measures = ("phrases", "rare words near each other")
    return np.array([[found.get((*pair, measure), 0.0) for measure in measures] for pair in chosen])


def invented(rng: np.random.Generator, voices: int, periods: int, **more: Any) -> Panel:
    return panel([(s.voice, s.period, s.text) for s in speeches(rng, voices, periods, **more)], voices)


def told(what: str, z: Numbers) -> str:
    parts = [
        f"{name}: lead {np.mean(own > DECIDED):.3f}, lag {np.mean(own < -DECIDED):.3f}, sd {own.std():.2f}"
        for name, own in (("phrases", z[:, 0]), ("rare words", z[:, 1]))
    ]
    either = np.mean((z > DECIDED).any(axis=1)), np.mean((z < -DECIDED).any(axis=1))
    return f"adoption, {what}, {len(z)} pairs: {'; '.join(parts)}; either: lead {either[0]:.3f}, lag {either[1]:.3f}"


@pytest.mark.parametrize(
    ("what", "periods", "growth", "worlds"),
    [
        ("nothing taken up, 33 periods", 33, 0.0, 5),
        ("16 periods", 16, 0.0, 5),
        ("volumes drift apart sevenfold", 33, 1.0, 9),
    ],
)
def test_states_no_direction_where_words_come_up_for_all(what: str, periods: int, growth: float, worlds: int) -> None:
    rng = np.random.default_rng(7100 + periods + round(growth))
    across = list(product(range(6), range(6, 12))) if growth else []
    z = np.vstack([z_of(invented(rng, 12, periods, trends=Trends(growth)), rng, across) for _ in range(worlds)])
    print("\n" + told(what, z), f"; |z| > 1.96: {np.mean(np.abs(z) > 1.96, axis=0).round(3).tolist()}")
    assert len(z) >= 300 and np.mean(np.abs(z) > DECIDED, axis=0).max() <= 0.03


def test_states_the_direction_where_one_takes_up_what_another_said() -> None:
    """Thirty-six pairs a cell; a share of the later voice's passages is the other's of one or two periods before."""
    rng = np.random.default_rng(7200)
    pairs = [(2 * i, 2 * i + 1) for i in range(6)]
    for share, replaced in product((0.1,), REPLACED):
        z = np.vstack(
            [
                z_of(invented(rng, 12, 33, adoptions=[Adoption(*pair, share, replaced) for pair in pairs]), rng, pairs)
                for _ in range(6)
            ]
        )
        print("\n" + told(f"{share:.0%} taken up, {replaced:.0%} of words replaced", z))
        assert np.mean(z < -DECIDED) <= 0.03
        assert (z[:, 1] > DECIDED).mean() >= 0.9
        assert (z[:, 0] > DECIDED).mean() >= (0.9 if replaced <= 0.4 else 0.1)


def statements(path: Path) -> tuple[list[str], list[tuple[int, int, str]]]:
    """Speakers that spoke in every year from 1992 to 2024, and what they said."""
    import pyarrow.parquet as pq

    rows = pq.read_table(
        path, columns=["country", "year", "text"], filters=[("year", ">=", 1992), ("year", "<=", 2024)]
    )
    said = {(row["country"], row["year"]): row["text"] for row in rows.to_pylist()}
    years = Counter(country for country, _ in said)
    names = sorted(country for country, count in years.items() if count == 33)
    own = [(names.index(country), year - 1992, text) for (country, year), text in sorted(said.items(), key=lambda i: (i[0][1], i[0][0])) if country in names]  # fmt: skip
    return names, own


def test_real_pairs_of_speakers_are_as_reported(real_data: Callable[[str], Path]) -> None:
    """UN General Debate: RUS-AZE z .07 and RUS-BLR z -1.45 were reported without evening volumes; no direction in either."""
    names, own = statements(real_data("texts/un_general_debate_1970_2025.parquet"))
    rng = np.random.default_rng(7300)
    z = z_of(panel(own, len(names)), rng)
    pairs = list(combinations(range(len(names)), 2))
    print("\n" + told("real statements, every pair", z))
    for one, other in (("AZE", "RUS"), ("BLR", "RUS"), ("ARM", "AZE")):
        found = z[pairs.index((names.index(one), names.index(other)))]
        print(f"adoption, {one} before {other}: z {found[0]:.2f} by phrases, {found[1]:.2f} by rare words")
        assert np.abs(found).max() < DECIDED
    assert np.mean(np.abs(z[:, 0]) > DECIDED) <= 0.03


@pytest.mark.parametrize("share", (0.03, *SHARES))
def test_power_among_real_statements(share: float, real_data: Callable[[str], Path]) -> None:
    """Passages of one speaker, one or two years old, put into the statements of another; words replaced by equally frequent ones."""
    names, own = statements(real_data("texts/un_general_debate_1970_2025.parquet"))
    rng = np.random.default_rng(7400 + round(100 * share))
    alike = _equally_frequent([text for _, _, text in own])
    for replaced in REPLACED:
        found = []
        for _ in range(2):
            order = rng.permutation(len(names))
            pairs = [(int(order[2 * i]), int(order[2 * i + 1])) for i in range(len(names) // 2)]
            found.append(z_of(panel(_planted(own, pairs, (share, replaced), alike, rng), len(names)), rng, pairs))
        print("\n" + told(f"real statements, {share:.0%} taken up, {replaced:.0%} of words replaced", np.vstack(found)))
        assert np.mean(np.vstack(found) < -DECIDED) <= 0.03


def _planted(
    own: Sequence[tuple[int, int, str]],
    pairs: Sequence[tuple[int, int]],
    how: tuple[float, float],
    alike: dict[str, list[str]],
    rng: np.random.Generator,
) -> list[tuple[int, int, str]]:
    """Since the thirteenth year, passages of the first of each pair replace as many of the second's."""
    from undertow.language.passages import passages

    split = {(v, p): [text[a:b] for a, b in passages(text)] for v, p, text in own}
    changed = {key: list(parts) for key, parts in split.items()}
    for (one, other), period in product(pairs, range(12, 33)):
        before = split[one, period - int(rng.integers(1, 3))]
        mine = changed[other, period]
        count = min(len(before), len(mine), max(1, round(how[0] * len(mine))))
        places = rng.choice(len(mine), count, replace=False)
        for place, source in zip(places, rng.choice(len(before), count, replace=False), strict=True):
            mine[place] = _paraphrased(before[source], how[1], alike, rng)
    return [(v, p, "\n\n".join(changed[v, p])) for v, p, _ in own]


def _equally_frequent(texts: Sequence[str]) -> dict[str, list[str]]:
    """For each word that begins small, thirty words on either side of it in order of frequency."""
    counts = Counter(word for text in texts for word in re.findall(r"\b[a-z]{4,}\b", text))
    ranked = [word for word, _ in counts.most_common()]
    return {word: ranked[max(0, place - 30) : place + 30] for place, word in enumerate(ranked)}


def _paraphrased(text: str, replaced: float, alike: dict[str, list[str]], rng: np.random.Generator) -> str:
    """That share of words of four letters or more replaced, and half as many turned round with the next."""
    words = text.split()
    for place, word in enumerate(words):
        if word in alike and rng.random() < replaced:
            words[place] = alike[word][rng.integers(len(alike[word]))]
    for place in np.flatnonzero(rng.random(max(0, len(words) - 1)) < replaced / 2):
        words[place], words[place + 1] = words[place + 1], words[place]
    return " ".join(words)
