"""The audio edition says what the page prints, in words, and survives what it is given."""

from __future__ import annotations

import array
import re
import sys
import wave
from dataclasses import replace
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dossier import sample
from undertow.dossier import render
from undertow.dossier.listen import Listening, chapters, engine, silent, spoken
from undertow.dossier.listen import sound as sounds
from undertow.dossier.listen.edition import NOTHING, UNKNOWN
from undertow.dossier.listen.engines import Program, Sound
from undertow.dossier.listen.numerals import whole
from undertow.dossier.listen.reading import said
from undertow.dossier.listen.spans import Span, described, spans
from undertow.dossier.page import printed
from undertow.dossier.voice import Voice
from undertow.errors import BadSetting, MissingExtra
from undertow.model import Estimate, mention

VOICE = Voice(sample.pseudonym, sample.is_public, sample.MASKS)
ONES = {word: n for n, word in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"])}  # fmt: skip
TENS = {
    word: 10 * n
    for n, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
GROUPS = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}


def heard(words: str) -> int:
    """The number that words say, read the other way round."""
    total = part = 0
    for word in words.replace("-", " ").split():
        if word == "hundred":
            part *= 100
        elif word in GROUPS:
            total, part = total + part * GROUPS[word], 0
        elif word != "and":
            part += ONES.get(word, 0) + TENS.get(word, 0)
    return total + part


@given(st.integers(min_value=0, max_value=10**15 - 1))
def test_a_number_in_words_is_heard_as_the_same_number(number: int) -> None:
    assert heard(whole(number)) == number
    assert said(f"{number:,}") == whole(number)


@given(st.text(max_size=80))
def test_no_digit_no_sign_and_no_command_of_a_program_is_left_in_what_is_said(text: str) -> None:
    assert not re.search(r"[\[\]<>{}|\\$%&=+−_~`^\x00-\x1f]", said(text))
    assert not any(char.isnumeric() and not char.isalpha() for char in said(text))


@pytest.mark.parametrize(
    ("printed", "spoken"),
    [
        ("12,400", "twelve thousand four hundred"),
        ("0.03", "zero point zero three"),
        (".36", "zero point three six"),
        ("96% of near events", "ninety-six per cent of near events"),
        ("10.0 % of texts", "ten point zero per cent of texts"),
        ("[−3.5, +0.9]", "between minus three point five and plus zero point nine"),
        ("27.4–31.0", "twenty-seven point four to thirty-one point zero"),
        ("200,000 to 300,000", "two hundred thousand to three hundred thousand"),
        ("p = 0.007, q < 0.001", "p equals zero point zero zero seven, q below zero point zero zero one"),
        ("created 14 to 16 March 2023", "created the fourteenth to the sixteenth of March twenty twenty-three"),
        ("since August 2005", "since August two thousand and five"),
        ("after 2021-05-11", "after the eleventh of May twenty twenty-one"),
        ("in 1992, 2009 and the 1990s", "in nineteen ninety-two, two thousand and nine and the nineteen nineties"),
        ("in 2,009 cases", "in two thousand and nine cases"),
        ("2004–2013", "two thousand and four to twenty thirteen"),
        ("a median of 17 s", "a median of seventeen seconds"),
        ("$300 million", "three hundred million dollars"),
        ("1e-05", "one times ten to the power of minus five"),
        ("@ReturnAverra2", "at Return Averra two"),
        ("½ of them", "one over two of them"),
    ],
)
def test_what_a_dossier_prints_is_said_in_words(printed: str, spoken: str) -> None:
    assert said(printed) == spoken


def summary_of(page: str) -> list[list[str]]:
    """The texts of the summary: of each key finding its pieces, then what the dossier does not show."""
    section = page[page.index('<section id="summary">') : page.index('<section id="reading">')]
    found = [re.split(r"<(?:/span|/a|/b|br|/p|/div)[^>]*>", item) for item in re.findall(r"<li>(.*?)</li>", section, re.DOTALL)]  # fmt: skip
    limits = re.findall(r"<(?:h3|p)[^>]*>(.*?)</(?:h3|p)>", section[section.index('id="limits"') :], re.DOTALL)
    return [[t for part in parts if (t := plain(part))] for parts in [*found, limits]]


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


def test_the_chapters_are_the_sentences_of_the_summary_and_nothing_else() -> None:
    dossier = sample.dossier()
    page = render(dossier, sample.pseudonym, sample.is_public, sample.MASKS)
    made = chapters(printed(dossier), VOICE)
    for printed_parts, chapter in zip(summary_of(page), made[1:], strict=True):
        joined = re.sub(r"[;\s]+", " ", " ".join(printed_parts))
        assert joined == re.sub(r"[;\s]+", " ", " ".join(chapter.written)), chapter.title
    opening = page[page.index('id="opening"') : page.index('<nav class="contents"')]
    assert all(piece in plain(page) for piece in made[0].written) and made[0].written[0] in plain(opening)


def test_every_word_that_is_said_comes_from_a_sentence_of_the_summary_or_names_its_parts() -> None:
    ours = set(
        [
            "finding",
            "dossier",
            "this",
            "is",
            "an",
            "example",
            "with",
            "invented",
            "countries",
            "organisations",
            "and",
            "data",
            "between",
            "whole",
            "range",
        ]
    )
    ours |= set(["strength", "of", "evidence", "the", "confidence", "computed", "from"]) | set(
        whole(12345).replace("-", " ").split()
    )
    for chapter in chapters(printed(sample.dossier()), VOICE):
        written = set(re.findall(r"\w+", " ".join(map(said, chapter.written)).casefold()))
        spoken_words = set(re.findall(r"\w+", chapter.words.casefold()))
        assert spoken_words - written - ours <= set(ONES) | set(TENS) | {"hundred", "thousand", "per", "cent"}
        assert written - spoken_words <= {"n", "equals"}


def test_the_transcript_in_the_page_is_what_the_engine_was_given() -> None:
    dossier = sample.dossier()
    given_to_engine: list[str] = []

    class Listener:
        def speak(self, span: Span) -> Sound:
            given_to_engine.append(span.text)
            return Sound(16000, b"\0\1" * 1600)

    listening = spoken(printed(dossier), VOICE, Listener())
    page = render(dossier, sample.pseudonym, sample.is_public, sample.MASKS, listening)
    shown = [plain(text) for text in re.findall(r'<p class="said">(.*?)</p>', page, re.DOTALL)]
    assert " ".join(shown) == " ".join(given_to_engine) and len(shown) == 7


def test_uncertainty_is_said_with_its_level_and_a_range_is_no_confidence() -> None:
    share = Estimate(value=0.314, low=0.301, high=0.327, unit="share of followers", n=4812)
    for estimate, words in (
        (share, "Thirty-one point four per cent of followers, between thirty point one and thirty-two point seven, with ninety-five per cent confidence, computed from four thousand eight hundred and twelve."),
        (replace(share, level=1.0), "between thirty point one and thirty-two point seven, the whole range, computed"),
        (Estimate(value=9, low=9, high=9, unit="claims", n=9), "Nine claims, computed from nine."),
    ):  # fmt: skip
        found = replace(sample.dossier(1).findings[0], finding=sample.finding(estimate=estimate), verdict=None)
        (chapter,) = chapters(printed(replace(sample.dossier(0), findings=(found,))), VOICE)[1:2]
        assert words in chapter.words


def test_sentences_that_stand_in_the_template_are_said_as_they_stand() -> None:
    folder = Path(sounds.__file__).parent.parent / "templates"
    template = (folder / "sections.html").read_text("utf-8")
    assert UNKNOWN in template and NOTHING in template


def test_names_in_other_scripts_get_a_voice_of_their_own_and_unread_scripts_are_named() -> None:
    assert spans("Three posts by Արման and გიორგი, 2.") == (
        Span("en", "Three posts by"),
        Span("hy", "Արման"),
        Span("en", "and"),
        Span("ka", "გიორგი, 2."),
    )
    assert described(Span("und", "ᏣᎳᎩ ᏣᎳᎩ")) == "words in Cherokee script"


def test_hostile_names_are_words_in_the_page_and_for_the_engine() -> None:
    hostile = "\"><script>alert(1)</script> [[h@'loU]] \u202e -w /etc/x"
    dossier = sample.dossier(1)
    found = replace(
        dossier.findings[0], finding=sample.finding(statement=f"{mention('x:1')} was quoted.", accounts=("x:1",))
    )
    dossier = replace(dossier, title=hostile, findings=(found,))
    voice = Voice(lambda _: hostile, lambda _: True, {})
    listening = silent(printed(dossier), voice)
    page = render(dossier, lambda _: hostile, lambda _: True, {}, listening)
    assert "<script>alert" not in page and "[[" not in " ".join(c.words for c in listening.chapters)


def test_a_page_without_sound_lets_none_in_and_offers_the_voice_of_the_browser_by_script_alone() -> None:
    dossier = sample.dossier()
    page = render(dossier, sample.pseudonym, sample.is_public, sample.MASKS, silent(printed(dossier), VOICE))
    assert "<audio" not in page and "media-src" not in page
    assert re.search(r'<button[^>]*id="speak"[^>]* hidden>', page)
    assert "speechSynthesis" in page


class Tone:
    """Half a second of a square wave for each span."""

    def speak(self, span: Span) -> Sound:
        return Sound(22050, array.array("h", [8000 if n // 50 % 2 else -8000 for n in range(11025)]).tobytes())


def listening_of(speaker: object, monkeypatch: pytest.MonkeyPatch | None = None) -> Listening:
    return spoken(printed(sample.dossier()), VOICE, speaker)  # type: ignore[arg-type]  # a stand-in for a speaker


def test_the_page_holds_the_sound_and_its_policy_lets_only_that_in() -> None:
    pytest.importorskip("lameenc", reason="the extra audio is not installed")
    dossier = sample.dossier()
    page = render(dossier, sample.pseudonym, sample.is_public, sample.MASKS, listening_of(Tone()))
    assert page.count('src="data:audio/mpeg;base64,') == 1 and "media-src data:;" in page
    starts = [float(at) for at in re.findall(r'data-at="([\d.]+)"', page)]
    assert len(starts) == 7 and starts == sorted(starts)


def test_the_file_beside_has_its_chapters_where_they_begin() -> None:
    pytest.importorskip("lameenc", reason="the extra audio is not installed")
    mp3 = pytest.importorskip("mutagen.mp3", reason="mutagen is not installed")
    listening = listening_of(Tone())
    assert listening.file
    read = mp3.MP3(BytesIO(listening.file.data))
    marked = {frame.sub_frames["TIT2"].text[0]: frame.start_time for key, frame in read.tags.items() if key.startswith("CHAP")}  # fmt: skip
    assert [*marked] == [c.title for c in listening.chapters]
    assert list(marked.values()) == [round(1000 * (start or 0)) for start in listening.file.starts]
    assert read.info.length == pytest.approx(listening.file.seconds, abs=0.1)
    assert listening.file.seconds == pytest.approx(7 * 1.2, rel=0.15)


def test_a_long_edition_keeps_the_opening_and_the_limits_in_the_page_and_all_of_it_beside(monkeypatch) -> None:
    pytest.importorskip("lameenc", reason="the extra audio is not installed")
    monkeypatch.setattr(sounds, "EMBEDDED", 10_000)
    listening = listening_of(Tone())
    assert listening.track and listening.file
    held = [start is not None for start in listening.track.starts]
    assert held[0] and held[-1] and 2 < sum(held) < len(held) and len(listening.track.data) <= 10_000
    assert listening.file.held == len(held)
    page = render(sample.dossier(), sample.pseudonym, sample.is_public, sample.MASKS, listening)
    assert f"The player holds {sum(held)} of 7 chapters" in page


def test_without_the_encoder_the_edition_is_a_wave_file_and_the_page_holds_none(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "lameenc", None)
    listening = listening_of(Tone())
    assert listening.track is None and listening.file and listening.file.suffix == ".wav"
    with wave.open(BytesIO(listening.file.data)) as file:
        assert file.getnframes() / file.getframerate() == pytest.approx(listening.file.seconds)


def test_espeak_speaks_for_as_long_as_the_words_take() -> None:
    try:
        speaker = engine()
    except MissingExtra as missing:
        pytest.skip(str(missing))
    made = speaker.speak(Span("en", said("12,400 accounts, between 11,900 and 12,900.")))
    seconds = len(made.samples) / 2 / made.rate
    heard_samples = array.array("h", made.samples)
    assert 3 < seconds < 12
    assert sum(abs(value) for value in heard_samples) / len(heard_samples) > 300  # it is not silence


def program(tmp_path: Path, body: str) -> str:
    path = tmp_path / "voice"
    path.write_text(f"#!{sys.executable}\nimport sys, wave\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


@pytest.mark.skipif(sys.platform == "win32", reason="a script is no program there")
def test_another_engine_gets_the_language_the_file_and_the_text(tmp_path: Path) -> None:
    speaker = engine(program(tmp_path, "f = wave.open(sys.argv[2], 'wb'); f.setnchannels(1); f.setsampwidth(2); f.setframerate(8000)\nf.writeframes(sys.stdin.buffer.read() + sys.argv[1].encode()); f.close()"))  # fmt: skip
    assert isinstance(speaker, Program)
    assert speaker.speak(Span("hy", "Արման")) == Sound(8000, "Արման".encode() + b"hy")


@pytest.mark.skipif(sys.platform == "win32", reason="a script is no program there")
@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("sys.exit('no \\x1b[31mvoice')", "ended with status 1"),
        ("pass", "left no WAV file"),
        ("f = wave.open(sys.argv[2], 'wb'); f.setnchannels(2); f.setsampwidth(2); f.setframerate(8000); f.close()", "2 channels of 16 bits"),
    ],
)  # fmt: skip
def test_an_engine_that_fails_is_told_with_what_it_said(tmp_path: Path, body: str, words: str) -> None:
    with pytest.raises(MissingExtra, match=words):
        engine(program(tmp_path, body)).speak(Span("en", "one"))


def test_an_engine_that_is_not_there_is_refused_and_a_machine_without_one_is_told_what_to_install(monkeypatch) -> None:
    with pytest.raises(BadSetting, match="no-such-voice"):
        engine("no-such-voice")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(MissingExtra, match=r"page was written.*browser.*apt-get install espeak-ng"):
        engine()


#: Forms of numbers that occur in drafts and findings, and how they are said: written down before the program was asked.
SPOKEN = [
    ("5%–10%", "five per cent to ten per cent"),
    ("5–10%", "five to ten per cent"),
    ("5 %–10 %", "five per cent to ten per cent"),
    ("10^6", "ten to the power of six"),
    ("10^-6", "ten to the power of minus six"),
    ("2 × 10^6", "two times ten to the power of six"),
    ("10⁶", "ten to the power of six"),
    ("$4m", "four million dollars"),
    ("$4.5bn", "four point five billion dollars"),
    ("€3k", "three thousand euros"),
    ("$4 million", "four million dollars"),
    ("1988-1991", "nineteen eighty-eight to nineteen ninety-one"),
    ("1988–1991", "nineteen eighty-eight to nineteen ninety-one"),
    ("2014-15", "twenty fourteen to fifteen"),
    ("0.05", "zero point zero five"),
    ("p < 0.0001", "p below zero point zero zero zero one"),
    ("p = 0.034", "p equals zero point zero three four"),
    ("12,140", "twelve thousand one hundred and forty"),
    ("12 140 people", "twelve thousand one hundred and forty people"),
    ("3×", "three times"),
    ("3x as many", "three times as many"),
    ("1.5× as many", "one point five times as many"),
    ("2022-08-19", "the nineteenth of August twenty twenty-two"),
    ("19 August 2022", "the nineteenth of August twenty twenty-two"),
    ("August 19, 2022", "the nineteenth of August twenty twenty-two"),
    ("400k followers", "four hundred thousand followers"),
    ("4m people", "four million people"),
    ("10-15 posts", "ten to fifteen posts"),
    ("10–15 posts", "ten to fifteen posts"),
    ("−17.3", "minus seventeen point three"),
    ("+29.2 points", "plus twenty-nine point two points"),
    ("[27.4, 31.0]", "between twenty-seven point four and thirty-one point zero"),
    ("1e-6", "one times ten to the power of minus six"),
    ("8 of 62", "eight of sixty-two"),
    ("1990s", "nineteen nineties"),
    ("08:30", "eight thirty"),
    ("q ≤ .05", "q at most zero point zero five"),
    ("1:1000", "one to one thousand"),
    ("100%", "one hundred per cent"),
    ("1,500 times", "one thousand five hundred times"),
    ("0.0 %", "zero point zero per cent"),
]


@pytest.mark.parametrize(("written", "spoken"), SPOKEN)
def test_every_form_of_a_number_is_said_in_words(written: str, spoken: str) -> None:
    assert said(written) == spoken


def test_a_page_holds_no_more_sound_than_there_is_room_for(monkeypatch) -> None:
    pieces = tuple(Sound(16000, b"\1\0" * 16000 * seconds) for seconds in (2, 3, 3, 2))
    whole_track = sounds.embedded(pieces)
    assert whole_track is not None and whole_track.held == 4
    part = sounds.embedded(pieces, 15_000)
    assert part is not None and part.held == 3 and len(part.data) <= 15_000 and part.starts[2] is None
    opening = sounds.embedded(pieces, 6_000)
    assert opening is not None and opening.held == 1
    assert sounds.embedded(pieces, 1_000) is None and sounds.embedded(pieces, -5) is None


def test_a_page_is_drawn_again_with_less_sound_where_it_would_be_too_large(monkeypatch) -> None:
    from undertow.case.publishing import hearing

    pieces = tuple(Sound(16000, b"\1\0" * 16000 * seconds) for seconds in (2, 3, 3, 2))
    listening = Listening(chapters=(), track=sounds.embedded(pieces), sounds=pieces)

    def draw(told: Listening) -> str:
        return "x" * 50_000 + told.address

    full = len(draw(listening))
    for limit in (full, full - 1, full - 20_000, 51_000, 50_500):
        monkeypatch.setattr(hearing, "LARGEST", limit)
        assert len(hearing._within(listening, draw)) <= limit
    monkeypatch.setattr(hearing, "LARGEST", 40_000)
    assert hearing._within(listening, draw) == draw(listening), (
        "too large without any sound: its sound is not the reason"
    )
