"""Codebooks that cannot be used are refused in words that say where, what and what to do; none hangs anything."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.codebook.test_matching import codebook
from undertow.case.codebooks import broken_promises
from undertow.codebook import Matcher, labelled_task, read
from undertow.codebook.labels import judgements
from undertow.errors import BadSetting

HEAD = '[codebook]\nid = "b"\nlanguages = ["en"]\n'
FRAME = '[[frame]]\nid = "f"\ndefinition = "d"\n[frame.patterns]\n'


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("", "it is empty"),
        ("*", "needs letters right before it"),
        ("-*", "needs letters right before it"),
        ("b- -*", "needs letters right before it"),
        ("a*", "at least two letters"),
        ("a*b", r"holds '\*'"),
        ("a, b", "no phrase crosses punctuation"),
        ("a|b", "alternatives stand in brackets"),
        ("(a|)", "Nothing is optional"),
        ("(a|(b|c))", "without brackets in brackets"),
        ("(a|b", "a bracket is not closed"),
        ("a NEAR/0 b", "from 1 to 100, not 0"),
        ("a NEAR/101 b", "from 1 to 100, not 101"),
        ("a NEAR b", "Write X NEAR/4 Y"),
        ("NEAR/3 b", "Write X NEAR/4 Y"),
        (" NEAR/3 ".join("abcdefg"), "at most 6"),
        (" ".join("a" * 31), "at most 30"),
        ("(a b|c d) " * 12, "more than 1000 phrases"),
        ("a" * 10_001, "at most 10000"),
        ("/a", "between two slashes"),
        ("/(/", r"missing \)"),
        ("/(?<=a)b/", "no look-around"),
        ("/a*/", "without any character"),
        (r"/\bfoo/", "begins and ends with whole words anyway"),
        ("/.{0,999}z/", "counts too far"),
        ("/((a{0,50}){0,50})b/", "counts too far"),
    ],
)
def test_a_pattern_that_cannot_be_used_is_named_with_its_frame_and_language(pattern: str, words: str) -> None:
    with pytest.raises(BadSetting, match=words) as refused:
        codebook(one=([pattern], []))
    assert str(refused.value).startswith("test.toml: frame 'one', en: pattern ")


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("x = ", r"b\.toml is not TOML"),
        ("a = " + "[" * 5_000, r"b\.toml is (not TOML|nested too deeply)"),
        ("", r"\[codebook\] is missing"),
        ('[codebook]\nid = "b"\nlanguages = ["EN"]\n', "codes such as"),
        (HEAD, "there is no frame"),
        (HEAD + "color = 1\n", "'color' is not known here"),
        (HEAD + FRAME + 'ru = ["a"]\n', "'ru' is not known here. Known: en, en_not"),
        (HEAD + FRAME + 'en = "a"\n', "must be a list of texts"),
        (HEAD + FRAME + 'en = ["a"]\n' + FRAME + 'en = ["b"]\n', "two frames have the id 'f'"),
        (HEAD + '[[frame]]\nid = "f"\n', "definition is None"),
        (HEAD + 'status = { en = "done" }\n' + FRAME + 'en = ["a"]\n', "must be one of draft, checked"),
        (HEAD + "not_window = 1000\n" + FRAME + 'en = ["a"]\n', "from 0 to 100"),
    ],
)
def test_a_codebook_that_cannot_be_used_is_refused(toml: str, words: str) -> None:
    with pytest.raises(BadSetting, match=words):
        read(toml, "b.toml")


def test_a_frame_states_for_each_language_how_far_it_holds() -> None:
    toml = (
        HEAD.replace('["en"]', '["en", "ru", "az"]')
        + 'status = { en = "checked", ru = "checked" }\n'
        + FRAME.replace(
            "[frame.patterns]",
            "status = { ru = { hits = 4, of = 4, right = 3, others = 50, missed = 0 } }\n[frame.patterns]",
        )
    )
    (frame,) = read(toml + 'en = ["a"]\n', "b.toml").frames
    assert [str(frame.status[code]) for code in ("en", "ru", "az")] == [
        "unverified",
        "judged: 3 of 4 hits right (0.30 to 0.95), all there are; 0 of 50 others missed",
        "draft",
    ]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ('"good"', "must be 'draft', 'unverified' or what was judged"),
        ("{ hits = 4 }", "right is None but must be a count of at most 4"),
        ("{ hits = 4, of = 9, right = 5, others = 50, missed = 0 }", "right is 5 but must be a count of at most 4"),
        (
            "{ hits = 4, of = 9, right = 4, others = 50, missed = 0 }",
            "too few to call it judged. Judge 20 hits, or all",
        ),
        ("{ hits = 20, of = 90, right = 4, others = 49, missed = 0 }", "and 50 others"),
    ],
)
def test_a_status_that_cannot_be_is_refused(status: str, words: str) -> None:
    with pytest.raises(BadSetting, match=words):
        read(
            HEAD
            + FRAME.replace("[frame.patterns]", f"status = {{ en = {status} }}\n[frame.patterns]")
            + 'en = ["a"]\n',
            "b.toml",
        )


def test_the_shared_codebook_loads_as_it_is_and_hyphens_before_a_star_part_words(
    real_data: Callable[[str], Path],
) -> None:
    path = real_data("texts").parents[1] / "codebook" / "frames_core.toml"
    book = read(path.read_text("utf-8"), path.name)
    assert len(book.frames) == 14 and list(broken_promises(book, path.name)) == []


def test_no_expression_takes_time_out_of_proportion() -> None:
    texts = ["a" * 5_000, "aab " * 1_200]
    began = time.process_time()
    for expression in ("/(a*)*b/", "/(x+x+)+y/", "/(.*)(.*)(.*)(.*)z/", "/(a?){90}a{90}z/", "/.{0,100}z/"):
        Matcher(codebook(one=([expression], [])), "en").hits(texts)
    assert time.process_time() - began < 3


def test_a_codebook_made_to_be_large_is_refused_before_it_takes_long() -> None:
    group = "(" + "|".join(f"w{n} v{n}" for n in range(10)) + ")"
    began = time.process_time()
    with pytest.raises(BadSetting, match="the patterns in en make more than 200,000 phrases"):
        codebook(one=([f"{group} {group} {group} {n}" for n in range(10_000)], []))
    with pytest.raises(BadSetting, match="more than 200 regular expressions"):
        codebook(one=([f"/word{n}/" for n in range(300)], []))
    assert time.process_time() - began < 4


def test_examples_must_be_hit_and_counter_examples_must_not() -> None:
    toml = HEAD + FRAME + 'en = ["return*"]\n[frame.examples]\nen = ["They return.", "They go home."]\n'
    book = read(toml + '[frame.counter_examples]\nen = ["They stay.", "No returns."]\n', "b.toml")
    assert list(broken_promises(book, "b.toml")) == [
        "codebook/b.toml: frame 'f', en: no pattern hits the example 'They go home.'. Change a pattern or the example.",
        "codebook/b.toml: frame 'f', en: a pattern hits the counter-example 'No returns.'. Change a pattern or the example.",
    ]


def test_judgements_hold_for_the_patterns_they_were_made_under() -> None:
    one, other = codebook(f=(["a"], [])), codebook(f=(["a"], ["b"]))
    assert labelled_task(one, one.frames[0], "en") != labelled_task(other, other.frames[0], "en")
    assert labelled_task(one, one.frames[0], "en").startswith("narrative test/f ")


def test_a_passage_counts_once_as_most_of_its_judges_have_it() -> None:
    def row(stratum: str, start: int, value: str, by: str) -> dict[str, object]:
        return {"task": "t", "language": "en", "stratum": stratum, "source_sha256": "s", "row_ref": "r", "start": start, "value": value, "by": by}  # fmt: skip

    rows = [
        row("hit", 0, "yes", "ann"),
        row("hit", 0, "yes", "ben"),
        row("hit", 0, "no", "cay"),
        row("hit", 1, "no", "ann"),
    ]
    split = [row("no hit", 2, "yes", "ann"), row("no hit", 2, "no", "ben"), row("no hit", 3, "yes", "ann")]
    found = judgements([*rows, *split, row("hit", 9, "yes", "ann") | {"task": "u"}], "t", "en")
    assert (found.right, found.hits, found.missed, found.non_hits) == (1, 2, 1, 1)
