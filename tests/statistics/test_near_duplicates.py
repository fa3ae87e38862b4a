"""Near-duplicate groups: against brute force, and on the texts that mislead."""

import re
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest

from undertow.errors import BadSetting
from undertow.statistics.near_duplicates import NearDuplicates, near_duplicates

SYLLABLES = np.array(
    ["ka", "ro", "mi", "ten", "sul", "av", "or", "pli", "dun", "che", "ber", "os", "fan", "ti", "wel", "gru"]
)


def found(texts, **settings) -> NearDuplicates:
    return near_duplicates(texts, rng=np.random.default_rng(20261123), **settings)


def shingles(text: str) -> set[str]:
    text = " ".join(re.findall(r"[^\W_]+", text))
    return {text[i : i + 5] for i in range(len(text) - 4)}


def similarity(left: str, right: str) -> float:
    return len(shingles(left) & shingles(right)) / len(shingles(left) | shingles(right))


def words(rng: np.random.Generator, number: int) -> list[str]:
    return ["".join(rng.choice(SYLLABLES, int(rng.integers(1, 5)))) for _ in range(number)]


def corpus(seed: int, families: int = 60, size: int = 5) -> list[str]:
    """Texts, each followed by variants of it with one to six words replaced."""
    rng = np.random.default_rng(seed)
    texts = []
    for _ in range(families):
        original = words(rng, int(rng.integers(10, 41)))
        texts.append(" ".join(original))
        for changes in rng.integers(1, 7, size - 1).tolist():
            variant = list(original)
            for at in rng.choice(len(variant), changes, replace=False).tolist():
                variant[at] = words(rng, 1)[0]
            texts.append(" ".join(variant))
    return texts


def partition(texts, group) -> set[frozenset[str]]:
    members: dict[int, set[str]] = {}
    for text, number in zip(texts, group.tolist(), strict=True):
        members.setdefault(number, set()).add(text)
    return {frozenset(those) for those in members.values()}


@pytest.mark.parametrize("jaccard", [0.5, 0.7])
def test_every_member_resembles_its_representative_as_brute_force_computes_it(jaccard):
    texts = corpus(1)
    result = found(texts, jaccard=jaccard)
    for text, number in zip(texts, result.group.tolist(), strict=True):
        assert similarity(text, texts[result.representative[number]]) >= jaccard


def test_similar_pairs_are_found_and_no_others():
    texts = corpus(2, families=150, size=2)
    group = found(texts).group
    pairs = [(i, i + 1) for i in range(0, len(texts), 2)]
    similar = np.array([similarity(texts[i], texts[j]) >= 0.5 for i, j in pairs])
    together = np.array([group[i] == group[j] for i, j in pairs])
    assert 30 < similar.sum() < 150
    assert together[similar].mean() >= 0.98 and not together[~similar].any()
    assert group.max() + 1 == len(texts) - together.sum()


def test_one_band_of_one_hash_agrees_as_often_as_the_texts_are_similar():
    left, right = corpus(3, families=1, size=2)
    seeds = range(300)
    met = [
        near_duplicates([left, right], rng=np.random.default_rng(s), jaccard=0.01, hashes=1, bands=1).group[1] == 0
        for s in seeds
    ]
    assert np.mean(met) == pytest.approx(similarity(left, right), abs=0.08)


def test_the_same_seed_gives_the_same_groups():
    texts = corpus(4)
    first, second = found(texts), found(texts)
    assert first.group.tolist() == second.group.tolist()
    assert (first.compared_pairs, first.capped_buckets) == (second.compared_pairs, second.capped_buckets)


@pytest.mark.parametrize("cap", [1, 32])
def test_the_order_of_the_texts_changes_only_the_numbers(cap):
    texts = corpus(5, size=8)
    shuffled = [texts[i] for i in np.random.default_rng(1).permutation(len(texts))]
    assert partition(texts, found(texts, bucket_cap=cap).group) == partition(
        shuffled, found(shuffled, bucket_cap=cap).group
    )


def test_groups_are_numbered_as_they_appear_and_texts_alone_have_their_own():
    texts = ["the ferry leaves at noon from the old pier", "nothing else is like this one", "no"]
    result = found([texts[1], texts[0], texts[0] + "s", texts[2], texts[1]])
    assert result.group.tolist() == [0, 1, 1, 2, 0]
    assert result.representative.tolist()[0] == 0 and result.representative.tolist()[2] == 3
    assert result.group.dtype == np.int64


def test_no_texts_one_text_and_empty_texts():
    assert found([]).group.tolist() == [] and found([]).representative.tolist() == []
    assert found(["only this"]).group.tolist() == [0]
    empty = found(["", "some words that are long enough", "", "!?"])
    assert empty.group.tolist() == [0, 1, 0, 2] and empty.exact_only == 3
    assert found(["", ""]).group.tolist() == [0, 0]


def test_arrow_arrays_of_any_kind_read_like_lists():
    texts = [
        "a text that is repeated here",
        None,
        "a text that is repeated here!",
        "",
        "another thing entirely, said once",
    ]
    expected = [0, 1, 0, 1, 2]
    array = pa.array(texts)
    for kind in (
        array,
        array.cast(pa.large_string()),
        array.dictionary_encode(),
        pa.chunked_array([array[:2], array[2:]]),
    ):
        assert found(kind).group.tolist() == expected
    assert found(array[2:]).group.tolist() == [0, 1, 2]


def test_short_texts_match_only_when_identical():
    result = found(["good day", "good day!", "good day", "good days to you all", "good days to you"])
    assert result.group.tolist() == [0, 1, 0, 2, 2] and result.exact_only == 3


def test_punctuation_and_marks_between_words_do_not_count():
    assert found(
        ["the bridge is closed until friday", "the bridge is closed, until... friday 🔥🔥"]
    ).group.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("text", "variant", "other"),
    [
        ("東京都は日本の首都であり世界最大の都市圏の中心です", "東京都は日本の首都であり世界最大の都市の中心です", "昨日は雨が降ったので試合は中止になりました"),
        ("我们必须保护河流和森林为了我们的孩子和未来", "我们必须保护河流与森林为了我们的孩子和未来", "昨天的会议没有达成任何协议各方继续谈判"),
        ("กรุงเทพมหานครเป็นเมืองหลวงของประเทศไทย", "กรุงเทพมหานครเป็นเมืองหลวงของประเทศ", "เมื่อวานนี้ฝนตกหนักมากทั้งวัน"),
        ("мы требуем немедленно закрыть завод у реки", "мы требуем срочно закрыть завод у реки", "вчера прошёл сильный дождь по всей области"),
        ("نطالب بإغلاق المصنع القريب من النهر فورا", "نطالب بإغلاق المصنع القريب من النهر", "هطلت الأمطار أمس في جميع أنحاء البلاد"),
        ("𐐨𐐩𐐪𐐫𐐬𐐭𐐮𐐯𐐰𐐱𐐲𐐳𐐴𐐵𐐶𐐷", "𐐨𐐩𐐪𐐫𐐬𐐭𐐮𐐯𐐰𐐱𐐲𐐳𐐴𐐵𐐶", "𐐨𐐷𐐩𐐶𐐪𐐵𐐫𐐴𐐬𐐳𐐭𐐲𐐮𐐱𐐯𐐰"),
    ],
)  # fmt: skip
def test_any_script_with_or_without_spaces(text, variant, other):
    assert found([text, variant, other]).group.tolist() == [0, 0, 1]


def test_a_chain_of_small_changes_does_not_join_its_ends():
    run = words(np.random.default_rng(6), 3 * 400 + 25)
    texts = [" ".join(run[3 * i : 3 * i + 25]) for i in range(400)]
    assert min(similarity(*link) for link in pairwise(texts)) > 0.6 and similarity(texts[0], texts[-1]) < 0.1
    assert np.bincount(found(texts).group).max() <= 9


def test_a_trailer_that_is_shared_joins_nobody_and_its_buckets_are_capped():
    rng = np.random.default_rng(7)
    trailer = " ".join(words(rng, 12))
    texts = [" ".join([*words(rng, 14), trailer]) for _ in range(300)]
    result = found([*texts, texts[0] + " indeed"], bucket_cap=8)
    assert np.bincount(result.group).max() == 2 and result.group[0] == result.group[-1]
    assert result.capped_buckets > 0
    assert result.compared_pairs < 300 * 599 / 2
    assert found(texts[:5]).capped_buckets == 0


def test_an_original_represents_its_variants():
    rng = np.random.default_rng(8)
    original = words(rng, 30)
    texts = [" ".join([*words(rng, 4), *original[4:]]) for _ in range(10)]
    texts += [" ".join([*original[:-9], *words(rng, 9)]) for _ in range(10)]
    result = found([*texts, " ".join(original)])
    assert set(result.group.tolist()) == {0} and result.representative.tolist() == [20]


def test_expected_recall_is_that_of_the_bands():
    assert found(["a"]).expected_recall == pytest.approx(0.984, abs=0.001)
    assert found(["a"], hashes=64, bands=16).expected_recall == pytest.approx(1 - (1 - 0.5**4) ** 16)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"jaccard": 0}, "jaccard 0 is not a similarity"),
        ({"jaccard": 1.5}, "jaccard 1.5 is not a similarity"),
        ({"hashes": 10, "bands": 4}, "10 hashes do not fill 4 bands"),
        ({"bands": 0}, "256 hashes do not fill 0 bands"),
        ({"bucket_cap": 0}, "bucket_cap 0 compares no texts"),
    ],
)
def test_settings_that_cannot_be_are_refused(settings, words):
    with pytest.raises(BadSetting, match=words):
        found(["a"], **settings)
