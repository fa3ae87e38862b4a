"""Breaks of frames in real statements, where a folder with them is at hand: nothing of them is in the repository.

    UNDERTOW_STATEMENTS=<parquet> UNDERTOW_FRAMES=<codebook.toml> pytest -m slow -s <this file>

The table has the columns country, year and text (English), one row per statement.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from undertow.codebook import Matcher, read
from undertow.statistics.series.changes import Search, changes

STATEMENTS, FRAMES = (Path(os.environ.get(name, "-")) for name in ("UNDERTOW_STATEMENTS", "UNDERTOW_FRAMES"))
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (STATEMENTS.exists() and FRAMES.exists()), reason="no statements at hand"),
]
YEARS = range(1992, 2025)


@pytest.fixture(scope="module")
def families():
    # The one pattern that the grammar has refused since.
    book = read(FRAMES.read_text(encoding="utf-8").replace('"nazi-*"', '"nazi"'), FRAMES.name)
    rows = [row for row in pq.read_table(STATEMENTS).to_pylist() if row["year"] in YEARS]
    hits = Matcher(book, "en").hits([row["text"] for row in rows])
    counts = np.zeros((len(rows), len(book.frames)))
    np.add.at(counts, (hits.text, hits.frame), 1)
    words = np.array([len(re.findall(r"\w+", row["text"])) for row in rows], float)
    names = [frame.id for frame in book.frames]
    found = {}
    for country in sorted({row["country"] for row in rows}):
        own = sorted((n for n, row in enumerate(rows) if row["country"] == country), key=lambda n: rows[n]["year"])
        found[country] = (counts[own].T, words[own], [rows[n]["year"] for n in own])
    return names, found


def test_breaks_known_from_statements_are_found_and_no_others_claimed(families):
    names, found = families
    told = {}
    for country in ("AZE", "UKR", "TUR"):
        counts, words, years = found[country]
        for name, one in zip(
            names, changes(counts, words, np.random.default_rng(9800), Search(draws=1999)), strict=True
        ):
            if one:
                told[country, name] = (years[one.period], years[one.low], years[one.high])
                print(
                    f"{country} {name}: {told[country, name]}, {one.before * 1000:.2f} -> {one.after * 1000:.2f} per 1000 "
                    f"words, p {one.p_value:.4f}, {one.shape}"
                )
    assert told["AZE", "landmines"][0] == 2021
    assert told["UKR", "occupation"][0] == 2015
    assert told["TUR", "displacement"][0] == 2012
    assert not {("AZE", "liberation"), ("AZE", "external_enemy")} & set(told)


def test_shuffled_statements_have_breaks_no_more_often_than_stated(families):
    _, found = families
    rng = np.random.default_rng(9810)
    runs = false = 0
    for _ in range(13):
        for counts, words, _ in found.values():
            order = rng.permutation(len(words))
            false += any(changes(counts[:, order], words[order], rng, Search(draws=199)))
            runs += 1
    print(f"false breaks in shuffled statements: {false} of {runs} families ({false / runs:.3f})")
    assert false / runs <= 0.05 + 0.02
