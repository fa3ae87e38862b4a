"""Numbers in a sentence: digits, words, ranges, shares and vague ones, each with the words that loosen it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from undertow.language.quantities.lexicon import Lexicon, Numerals

#: 300,000, 300.000, 300 000 and 2.5; a group of three digits after a point is thousands unless a scale word follows.
_DIGITS = r"\d{1,3}(?:[,.’'  ]\d{3})+(?![\d])|\d{1,3}(?: \d{3})+(?![\d])|\d+(?:[.,]\d+)?(?!\d)"
_GROUPED = re.compile(r"\d{1,3}(?:([,.’'   ])\d{3})+")
_MIXED = re.compile(r"(\d+)[- ](\d)/(\d)")
#: Years, dates, document symbols, resolutions, page marks, money, articles, and places in a list.
_NOT_COUNTED = re.compile(
    r"(?:\b\d{1,3} )?\b\d\d-\d{4,6}\b(?: \d{1,3}\b(?! \d{3}))?|\b[A-Z]{1,4}/[\w./-]+|(?<![- ]\d)\d+/\d+(?:/\d+)?(?! million| billion)|\(\d{4}\)|[$€£]\s?\d[\d.,]*(?: (?:hundred|thousand|m|b|tr)\w*)?"
    r"|\b(?:resolutions?|articles?|paragraphs?|paras?\.?|chapters?|Nos?\.|No|number|page|Flight|session|MH) ?-?\d[\d.,]*(?: \(\d{4}\))?(?:(?:,| and) \d+(?: \(\d{4}\))?)*"
    r"|\b\d+(?:st|nd|rd|th)\b|(?<!some )(?<!over )(?<!than )(?<!nearly )(?<!almost )(?<!least )(?<!about )(?<!around )(?<!mately )\b(?:19|20)\d\d\b(?![,.]\d{3}|[-–]odd| (?:people|persons|civilians|soldiers|men))(?:s|[-/–]\d\d(?:\d\d)?\b)?|\b\d{1,2} (?:<months>)|(?:<months>) \d{1,2}\b(?![,.]?\d)"
    r"|(?<!resulted )(?<!resulting )(?<!results )(?<!result )\b(?:in|since|by|until|till|before|after|during|from|between (?:19|20)\d\d and|year|late|early|mid|summer|winter|spring|autumn)(?: (?:the )?(?:year|summer|winter|spring|autumn|(?:early|late|mid)|(?:\d{1,2} )?(?:<months>)),?(?: of)?)? (?:19|20)\d\d\b(?![,.]\d{3}|[-–]odd)(?= (?:people|persons|civilians|soldiers|men)\b)"
    r"".replace("<months>", "January|February|March|April|May|June|July|August|September|October|November|December"),
    re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Number:
    """A number and where it stands, its approximator included. low and high are None where it is vague; a share is in per cent."""

    start: int
    end: int
    digits_start: int
    low: float | None
    high: float | None
    vague: str
    approximator: str
    share: bool
    words: str


def numbers(sentence: str, lexicon: Lexicon, pattern: re.Pattern[str]) -> Iterator[Number]:
    """Every number of a sentence in single spaces that may count something, in order."""
    out = [match.span() for match in _NOT_COUNTED.finditer(sentence)]
    for match in pattern.finditer(sentence):
        place = match.start("one") if match["one"] else match.start("vague") if match["vague"] else match.start("share")
        if any(start < match.end() and place < end for start, end in out):
            continue
        if (found := _number(match, lexicon, sentence)) is not None:
            yield found


def number_pattern(lexicon: Lexicon) -> re.Pattern[str]:
    """The pattern of a number of a language, its approximator included."""
    n = lexicon.numerals
    longest = sorted((*n.words, *n.scales), key=len, reverse=True)
    scale = rf"(?:{'|'.join(re.escape(s) for s in sorted(n.scales, key=len, reverse=True))})"
    scale = rf"(?:{scale})(?!\w)"
    word = rf"(?:{'|'.join(re.escape(w) for w in longest)})(?!\w)"
    joint = rf"(?:[ -]|{n.skipped})" if n.skipped else "[ -]"
    article = rf"(?:{n.articles})(?= {scale})" if n.articles else r"(?!)"
    phrase = "|".join(re.escape(p) for p in sorted(n.phrases, key=len, reverse=True)) or r"(?!)"
    exact = rf"(?:(?:{phrase})(?!\w)|(?:\d+[- ]\d/\d|{_DIGITS})(?:[ -]?{scale}){{0,2}}|(?:{article}|{word})(?:{joint}{word})*)"
    before = "|".join(rf"(?:{pattern})" for pattern, _ in lexicon.approximators)
    behind = "|".join(rf"(?:{pattern})" for pattern, _ in lexicon.approximators_behind) or r"(?!)"
    text = (
        rf"(?<![\w.,/$€£-])(?P<about>(?:(?:{before}) ){{1,2}}(?:<between_words>)?)?"
        rf"(?:(?P<vague>{n.vague})(?!\w)|(?P<share>(?:{n.fraction})(?!\w)|(?:{exact}) ?(?:{n.percent}))"
        rf"|(?P<between>{n.between})?(?P<one>{exact})(?:(?P<joined>{n.joined})(?P<other>{exact}))?(?P<percent> ?(?:{n.percent}))?)"
        rf"(?P<behind>{behind})?(?![\w%])"
    )
    return lexicon.pattern(text)


def _number(match: re.Match[str], lexicon: Lexicon, sentence: str) -> Number | None:
    n, about = lexicon.numerals, match["about"] or ""
    approximator = _named(about, lexicon.approximators) or _named(match["behind"] or "", lexicon.approximators_behind)
    start, digits = match.start(), match.start("about") + len(about) if about else match.start()
    if match["vague"]:
        words = " ".join(match["vague"].lower().split())
        return Number(start, match.end(), digits, None, None, n.vague_class(words), "", False, match[0])
    if match["share"]:
        value = _share(match["share"].lower(), n)
        return (
            None
            if value is None
            else Number(start, match.end(), digits, value, value, "", approximator, True, match[0])
        )
    low = _value(match["one"], n)
    high = _value(match["other"], n) if match["other"] else low
    if low is None or high is None:
        return None
    if match["other"]:
        low = _shared_scale(match["one"], low, match["other"], high, n)
        if low > high or (match["joined"].strip() in ("and", "и", "və", "և") and not match["between"]):
            return (
                None
                if low > high
                else Number(
                    start,
                    match.end("one"),
                    digits,
                    low,
                    low,
                    "",
                    approximator,
                    False,
                    sentence[start : match.end("one")],
                )
            )
    return Number(start, match.end(), digits, low, high, "", approximator, bool(match["percent"]), match[0])


def _shared_scale(one: str, low: float, other: str, high: float, n: Numerals) -> float:
    """The first number of a range with the scale that only the second states: two to three hundred thousand, 2 to 3 million."""
    words = re.split(r"[ -]+", _small(other))
    trailing = 1.0
    while words and words[-1] in n.scales:
        trailing *= n.scales[words.pop()]
    if words and low < 100 and low * trailing <= high and n.scales.keys().isdisjoint(re.split(r"[ -]+", _small(one))):
        return low * trailing
    scale = next((s for w, s in n.scales.items() if s >= 1000 and re.search(rf"\b{re.escape(w)}", _small(other))), 1)
    return low * scale if low < 1000 and high >= 1000 * min(scale, low) and low * scale <= high else low


def _small(words: str) -> str:
    """In small letters and single spaces; the Turkic capital with a dot as one letter, which `lower` makes two."""
    return " ".join(words.replace("İ", "i").lower().split())


def _named(words: str, names: Sequence[tuple[str, str]]) -> str:
    """The approximator that the words stand for; of two at once the one with a direction, of these the one of more words:
    "no more than" holds "more than"."""
    hits = ((re.search(rf"(?:{pattern})", f"{words} ", re.IGNORECASE), name) for pattern, name in names if words)
    found = [(name == "about", -len(hit[0]), name) for hit, name in hits if hit]
    return min(found)[2] if found else ""


def _share(words: str, n: Numerals) -> float | None:
    bare = " ".join(re.sub(r"[-‑]", " ", words).split())
    for phrase, share in n.fractions.items():
        if bare == phrase:
            return share
    if (one_in := re.fullmatch(r"(?:(.+?) )?(?:in|out of) (?:every )?(\S+)", words)) and "in" in n.fraction:
        some, whole = _value((one_in[1] or "one").split(" ")[0], n), _value(one_in[2], n)
        return round(100 * some / whole, 2) if some and whole and some < whole else None
    return _value(re.sub(rf" ?(?:{n.percent})$", "", words, flags=re.IGNORECASE), n)


def _value(words: str, n: Numerals) -> float | None:
    """The value of a number in digits or words; None where there is none."""
    text = _small(words)
    if text in n.phrases:
        return n.phrases[text]
    if mixed := _MIXED.match(text):
        return _scaled(int(mixed[1]) + int(mixed[2]) / int(mixed[3]), text[mixed.end() :], n)
    if digits := re.match(_DIGITS, text):
        figure, rest = digits[0], text[digits.end() :]
        if (grouped := _GROUPED.fullmatch(figure)) and not (
            grouped[1] == "." and rest.strip() and figure.count(".") == 1
        ):
            return _scaled(float(re.sub(r"\D", "", figure)), rest, n)
        return _scaled(float(figure.replace(",", ".") if figure.count(",") == 1 else figure.replace(",", "")), rest, n)
    return _in_words(re.split(r"[ -]+", text), n)


def _scaled(value: float, rest: str, n: Numerals) -> float:
    for word in re.split(r"[ -]+", rest.strip(" -")):
        value *= n.scales.get(word, 1)
    return round(value, 6)


def _in_words(words: list[str], n: Numerals) -> float | None:
    total, current, said = 0.0, 0.0, False
    for word in words:
        if (unit := n.words.get(word)) is not None:
            current, said = current + unit, True
        elif (scale := n.scales.get(word)) is not None:
            if scale == 100:
                current = max(current, 1) * 100
            else:
                total, current = total + max(current, 1) * scale, 0
            said = True
    return total + current if said else None
