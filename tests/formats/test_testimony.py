"""Testimony and field notes, worked by hand."""

import hashlib
from datetime import datetime
from pathlib import Path

import pytest

from undertow.formats import Kept, Reading, Rejected
from undertow.formats.testimony import ASSUMED_PROTECTED, NAMED, Testimony
from undertow.material import open_material

SAMPLE = Path(__file__).with_name("testimony")


def rows_of(path: Path, reading: Reading | None = None) -> list[Kept | Rejected]:
    return list(Testimony().read(open_material(path), reading or Reading()))


@pytest.fixture
def one(tmp_path):
    def read(toml: str, words: str | None = "Words of a witness.") -> Kept | Rejected:
        (tmp_path / "a.toml").write_text(toml)
        if words is not None:
            (tmp_path / "a.txt").write_text(words)
        [row] = rows_of(tmp_path)
        return row

    return read


def test_reads_a_text_a_photograph_and_words_inside_the_toml():
    assert Testimony().recognises(open_material(SAMPLE))
    text, photograph, mayor, silent = rows_of(SAMPLE)
    assert (text.row_ref, text.values["document"], text.values["kind"]) == ("item 1", "testimony, item 1", "testimony")
    assert text.values["text"].startswith("We were told on Friday")
    assert (text.values["date"], text.values["date_precision"]) == (datetime(2022, 8, 3), "day")
    assert text.values["consent"] == "may be quoted without name" and text.values["place"] == "Ostrel, lower town"
    picture = hashlib.sha256((SAMPLE / "crossing.png").read_bytes()).hexdigest()
    assert photograph.values["title"] == f"photograph, SHA-256 {picture}"
    assert (photograph.values["kind"], photograph.values["text"]) == ("photograph", None)
    assert photograph.values["date"] == datetime(2022, 8, 1, 14, 30)
    assert (mayor.values["speaker"], mayor.values["protected"], mayor.values["consent"]) == (
        "Mayor of Ostrel",
        False,
        "given",
    )
    assert (mayor.values["date"], mayor.values["date_precision"]) == (datetime(2022, 8, 1), "month")
    assert silent.reason.startswith("no consent is stated")


def test_a_protected_person_has_one_label_and_no_name_anywhere():
    rows = rows_of(SAMPLE)
    assert [row.values["speaker"] for row in rows[:2]] == ["Protected source 1", "Protected source 1"]
    assert all(row.values["protected"] for row in rows[:2])
    for name in ("Tamsin", "Rowan", "bridge-worker", "neighbour"):
        assert name not in repr(rows)


def test_without_a_word_on_protection_the_person_is_protected(one):
    row = one('who = "Rowan Field"\nconsent = "yes"\n')
    assert row.values["protected"] is True and row.values["speaker"] == "Protected source 1"
    assert row.values["flags"] == [ASSUMED_PROTECTED]


def test_words_that_name_the_protected_person_are_flagged(one):
    row = one('who = "Rowan Field"\nconsent = "yes"\nprotect_source = true\n', "I am rowan field.")
    assert row.values["flags"] == [NAMED]


@pytest.mark.parametrize(
    ("toml", "words", "reason"),
    [
        ('who = "A"\nconsent = false\n', "x", "consent = false"),
        ('who = "A"\nconsent = " "\n', "x", "no consent is stated"),
        ('who = "A"\nconsent = "yes"\n', None, "neither words nor"),
        ('who = "A"\nconsent = "yes"\nprotect_source = "no"\n', "x", "protect_source must be true or false"),
        ('who = ["A"]\nconsent = "yes"\n', "x", "who must be a text"),
        ('who = "A\n', "x", "its TOML is not valid"),
    ],
)
def test_what_cannot_be_used_is_rejected_without_its_words(one, toml, words, reason):
    row = one(toml, words)
    assert row.reason.startswith(reason) and row.raw == ""


@pytest.mark.parametrize(
    "consent",
    [
        "true",
        '"yes"',
        '"Named"',
        '"anonymous, not the employer"',
        '"background"',
        '"yes, but no photograph"',
        '"may be quoted without name or place"',
    ],
)
def test_consent_that_says_yes_is_kept_with_its_remark(one, consent):
    row = one(f'who = "Rowan Field"\nconsent = {consent}\n')
    assert row.values["consent"] == ("given" if consent == "true" else consent.strip('"'))


@pytest.mark.parametrize(
    "consent",
    [
        '"no"',
        '"refused"',
        '"nein"',
        '"not given"',
        "0",
        "1",
        '"off the record"',
        '"asked Rowan Field"',
        '"yesterday"',
        '"yes / no"',
        '"yes, later withdrawn"',
        '"named? refused"',
        '["yes"]',
    ],
)
def test_consent_that_is_no_clear_yes_goes_to_quarantine_without_the_person(one, consent):
    row = one(f'who = "Rowan Field"\nconsent = {consent}\n')
    assert isinstance(row, Rejected) and row.reason.startswith("its consent is not clearly a yes")
    assert "named, anonymous, background" in row.reason and "Rowan" not in repr(row) and row.raw == ""


def test_an_own_observation_is_consent_only_in_a_note(one):
    assert one('kind = "note"\nwhere = "Ostrel"\nconsent = "own observation"\n').values["kind"] == "note"
    assert isinstance(one('kind = "testimony"\nwho = "A"\nconsent = "own observation"\n'), Rejected)


def test_a_misspelt_key_is_rejected_with_the_known_ones(one):
    row = one('who = "A"\nconsent = "yes"\nreliabilty = "B2"\n"Rowan Field" = 1\n')
    assert row.reason.startswith("2 of its keys not known") and "protect_source, reliability" in row.reason
    assert "Rowan" not in row.reason


def test_a_note_of_one_s_own_needs_no_consent(one):
    row = one('kind = "note"\nwhen = "soon"\nwhere = "Ostrel"\n')
    assert (row.values["kind"], row.values["speaker"], row.values["protected"]) == ("note", None, False)
    assert row.values["date"] is None and row.values["flags"][0].startswith("when: 'soon' is not a time")


def test_a_recording_without_a_toml_is_rejected(tmp_path):
    (tmp_path / "a.toml").write_text('who = "A"\nconsent = "yes"\nprotect_source = false\ntext = "words"\n')
    (tmp_path / "b.mp3").write_bytes(b"sound")
    rows = rows_of(tmp_path)
    assert rows[1].reason == "no TOML of the same name states who, when and the consent given"
