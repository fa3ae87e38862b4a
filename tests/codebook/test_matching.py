"""What counts as a hit: by hand, and against a slow reference on random texts and patterns in seven alphabets."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.codebook.reference import hits as slow_hits
from undertow.codebook import Codebook, Matcher, read
from undertow.errors import BadSetting

LETTERS = {"en": "abİI", "ru": "абЁй", "az": "aəıİ", "hy": "աբևԲ", "tr": "aıİş", "uk": "аіїґ", "ka": "აბგ"}
# What stands between words, and within them.
BETWEEN = [" ", " ", " ", "-", " – ", ", ", "\n", "\n\n", ". ", " «", "_", "--"]
WITHIN = ["", "", "", "", "\u200b", "\u00ad", "’", "'s"]


def codebook(language: str = "en", *, window: int = 2, **frames: tuple[list[str], list[str]]) -> Codebook:
    """A codebook of frames, each with its patterns and its `nots`."""
    head = f'[codebook]\nid = "test"\nlanguages = ["{language}"]\nnot_window = {window}\n'
    parts = [
        f'[[frame]]\nid = "{name}"\ndefinition = "said"\n[frame.patterns]\n'
        f"{language} = {json.dumps(wanted)}\n{language}_not = {json.dumps(unwanted)}\n"
        for name, (wanted, unwanted) in frames.items()
    ]
    return read(head + "\n".join(parts), "test.toml")


def found(pattern: str, text: str, language: str = "en", unwanted: str = "") -> list[str]:
    book = codebook(language, one=([pattern], [unwanted] if unwanted else []))
    return [text[start:end] for start, end in zip(*_spans(book, language, [text]), strict=True)]


def _spans(book: Codebook, language: str, texts: list[str]) -> tuple[list[int], list[int]]:
    hits = Matcher(book, language).hits(texts)
    return hits.start.tolist(), hits.end.tolist()


@pytest.mark.parametrize(
    ("pattern", "text", "hits"),
    [
        ("return", "Return, returned, RETURN", ["Return", "RETURN"]),
        ("return*", "Returning from the unreturned", ["Returning"]),
        ("right of return*", "the right of\nreturning; right, of return", ["right of\nreturning"]),
        ("(right|duty) (of|to come) return", "right of return and duty to come return", ["right of return", "duty to come return"]),
        ("de-occup*", "de-occupied, deoccupied, de occupied", ["de-occupied", "de occupied"]),
        ("nazi-*", "nazi-led, Nazi, nazism, neo-nazi", ["nazi", "Nazi", "nazi"]),
        ("x NEAR/2 y", "x a b y, x a b c y", ["x a b y"]),
        ("x NEAR/1 y NEAR/1 z", "z a x b y", ["z a x b y"]),
        ("(home|home soil) NEAR/1 our", "our home soil", ["our home"]),
        ("women", "women’s and women", ["women’s", "women"]),
        ("/re[dt]urn\\w*/", "REDURNS returning prereturn", ["REDURNS", "returning"]),
        ("/стран[аы]/", "СтранА и страны, странами", ["СтранА", "страны"]),
        ("geno*", "𝐆𝐞𝐧𝐨𝐜𝐢𝐝𝐞 ｇｅｎｏ ge\u200bno", ["𝐆𝐞𝐧𝐨𝐜𝐢𝐝𝐞", "ｇｅｎｏ", "ge\u200bno"]),
        ("peace", "pеacе реасе", ["pеacе", "реасе"]),
    ],
)  # fmt: skip
def test_finds_what_the_pattern_says(pattern: str, text: str, hits: list[str]) -> None:
    assert found(pattern, text) == hits


@pytest.mark.parametrize(
    ("language", "pattern", "text", "hits"),
    [
        ("ru", "елк*", "Ёлки, е\u0308лка", ["Ёлки", "е\u0308лка"]),
        ("ru", "земл*", "зе\u0301мли и 3емля, зeмля", ["зе\u0301мли", "зeмля"]),
        (
            "ru",
            "немецко-фашист*",
            "немецко-фашистский, немецко фашистский",
            ["немецко-фашистский", "немецко фашистский"],
        ),
        ("uk", "сім'я", "Сім’я, сімʼя", ["Сім’я", "сімʼя"]),
        ("az", "qarabağ", "Qarabağ'da QARABAĞ", ["Qarabağ'da", "QARABAĞ"]),
        ("az", "işğal*", "IŞĞAL İşğalçı", ["IŞĞAL", "İşğalçı"]),
        ("tr", "istanbul", "İstanbul’da ISTANBUL", ["İstanbul’da", "ISTANBUL"]),
        ("hy", "եւ", "և եւ", ["և", "եւ"]),
        ("hy", "ինչու", "Ինչո՞ւ", ["Ինչո՞ւ"]),
        ("ka", "დაბრუნ*", "დაბრუნება, ᲓᲐᲑᲠᲣᲜᲔᲑᲐ", ["დაბრუნება", "ᲓᲐᲑᲠᲣᲜᲔᲑᲐ"]),
    ],
)
def test_finds_words_as_each_language_writes_them(language: str, pattern: str, text: str, hits: list[str]) -> None:
    assert found(pattern, text, language) == hits


def test_a_not_drops_a_hit_within_its_window_and_no_further() -> None:
    assert found("return", "return to power", unwanted="power") == []
    assert found("return", "return a b power", unwanted="power") == []
    assert found("return", "return a b c power", unwanted="power") == ["return"]


def test_hits_of_one_frame_never_overlap_and_those_of_two_may() -> None:
    book = codebook(one=(["a b", "b c", "c"], []), two=(["b"], []))
    hits = Matcher(book, "en").hits(["a b c"])
    assert list(
        zip(hits.frame.tolist(), hits.start.tolist(), hits.end.tolist(), hits.pattern.tolist(), strict=True)
    ) == [
        (0, 0, 3, 0),
        (1, 2, 3, 0),
        (0, 4, 5, 2),
    ]


def test_a_text_gives_the_same_hits_whatever_stands_beside_it() -> None:
    book = codebook(one=(["x NEAR/9 y"], ["z"]))
    hits = Matcher(book, "en").hits(["x", "y", "", "x y", "z", "y x"])
    assert hits.text.tolist() == [3, 5]


def test_a_language_that_the_codebook_lacks_is_refused() -> None:
    with pytest.raises(BadSetting, match="has no patterns in 'ka'"):
        Matcher(codebook(one=(["x"], [])), "ka")


class _Drawn:
    """A random codebook and random texts in one language, of so few letters that they meet often."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.language = self.draw.choice(sorted(LETTERS))
        patterns = [[self.pattern() for _ in range(self.draw.randint(1, 4))] for _ in range(3)]
        self.book = codebook(
            self.language, window=self.draw.randint(0, 3), one=(patterns[0], patterns[1][:1]), two=(patterns[2], [])
        )
        self.texts = [self.text() for _ in range(self.draw.randint(1, 4))]

    def word(self) -> str:
        return "".join(self.draw.choices(LETTERS[self.language], k=self.draw.choice((1, 1, 2))))

    def asked(self) -> str:
        return self.draw.choice((self.word(), self.word(), self.word() + self.word() + "*"))

    def group(self) -> str:
        ways = [
            " ".join(self.asked() for _ in range(self.draw.choice((1, 1, 2)))) for _ in range(self.draw.randint(1, 3))
        ]
        return f"({'|'.join(ways)})"

    def side(self) -> str:
        kinds = (self.asked, self.asked, self.group, lambda: f"{self.word()}-{self.asked()}")
        return " ".join(self.draw.choice(kinds)() for _ in range(self.draw.choice((1, 1, 2))))

    def pattern(self) -> str:
        if self.draw.random() < 0.2:
            letters = LETTERS[self.language].replace("İ", "i")
            return f"/{self.draw.choice(letters)}[{letters[:2]}]?.?{self.draw.choice(letters)}/"
        sides = self.draw.choice((0, 0, 1, 1, 2, 3))
        return self.side() + "".join(f" NEAR/{self.draw.randint(1, 4)} {self.side()}" for _ in range(sides))

    def text(self) -> str:
        pieces = [self.word() + self.draw.choice(WITHIN) + self.draw.choice(("", self.word())) for _ in range(12)]
        return "".join(piece + self.draw.choice(BETWEEN) for piece in pieces)


def compare(seed: int) -> int:
    """How many hits there are, after comparing them with the reference."""
    drawn = _Drawn(seed)
    hits = Matcher(drawn.book, drawn.language).hits(drawn.texts)
    columns = (hits.text, hits.frame, hits.start, hits.end, hits.pattern)
    listed = list(zip(*(column.tolist() for column in columns), strict=True))
    assert listed == slow_hits(drawn.book, drawn.language, drawn.texts), (drawn.book, drawn.texts)
    return len(listed)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1 << 40))
def test_finds_exactly_what_a_slow_reference_finds(seed: int) -> None:
    compare(seed)


@pytest.mark.slow
def test_finds_exactly_what_a_slow_reference_finds_on_twenty_thousand_cases() -> None:
    counts = [compare(seed) for seed in range(20_000)]
    print(f"20,000 codebooks and sets of texts: {sum(counts):,} hits, equal to the reference in all")
    assert sum(count > 0 for count in counts) > 10_000
