"""Passages as counts: what is counted, what is left out, and that batches do not matter."""

from __future__ import annotations

import numpy as np
import pytest

from undertow.language import features as module
from undertow.language.features import Features, features, passages_of
from undertow.language.gazetteer import Gazetteer

TEXT = "The lantern road opens. We saw Averra burn. Lantern of the road burns again! They ask for it. It ends."


def counted(found: Features) -> dict[str, int]:
    totals = np.asarray(found.counts.sum(0)).ravel()
    return {" ".join(words): int(total) for words, total in zip(found.words, totals, strict=True)}


def test_passages_are_four_sentences_and_a_short_rest_goes_with_the_one_before() -> None:
    assert [TEXT[a:b] for a, b in passages_of(TEXT)] == [TEXT]
    longer = f"{TEXT} One more."
    assert [longer[a:b] for a, b in passages_of(longer)] == [TEXT.removesuffix(" It ends."), "It ends. One more."]
    assert passages_of("  ") == []


def test_pairs_skip_stop_words_but_neither_names_nor_punctuation() -> None:
    found = counted(features([(TEXT, "en"), ("then Averra burn down", "en")], least=1))
    assert found["lantern road"] == 2
    assert "averra" not in found
    assert not [words for words in found if "averra" in words or words == "saw burn" or words == "burn lantern"]


def test_what_too_few_texts_hold_is_left_out() -> None:
    found = features([(TEXT, "en"), ("A lantern, lantern.", "en")], least=2)
    assert counted(found) == {"lantern": 4}
    assert found.texts.tolist() == [2]
    assert found.counts.toarray().ravel().tolist() == [2, 2]


def test_words_of_the_gazetteer_are_left_out_in_any_spelling() -> None:
    found = features(
        [("we ask the river guard for help", "en")], least=1, gazetteer=Gazetteer([("g", ["river guard"])])
    )
    assert not {"river", "guard", "ask help"} & set(counted(found))


def test_batches_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [
        (f"The lantern road {word} opens and {word} burns near Averra today.", "en") for word in ("red", "grey", "old")
    ]
    whole = features(texts, least=1)
    monkeypatch.setattr(module, "_BATCH", 10)
    parts = features(texts, least=1)
    assert counted(parts) == counted(whole)
    assert parts.text.tolist() == whole.text.tolist() == [0, 1, 2]


def test_nothing_comes_of_no_texts() -> None:
    found = features([])
    assert found.counts.shape == (0, 0)
    assert found.words == []
