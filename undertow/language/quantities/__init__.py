"""Numbers of people, and shares of people and land, as a text states them: how many, who, from where, by whom, when.

What counts as a claim and what each slot holds: docs/methods/claims.md, with the measured errors. Nothing here says that
a number is true, or that two numbers are about the same people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from undertow.language.quantities.calamity import BEFORE, by_nature
from undertow.language.quantities.counted import Counted, counted, small_without_fate, with_who
from undertow.language.quantities.fate import Found, fate, standing
from undertow.language.quantities.grammar import Grammar, grammar
from undertow.language.quantities.numerals import Number, numbers
from undertow.language.quantities.reading import Sentence, read
from undertow.language.quantities.slots import Slot, by_whom, from_where, period
from undertow.language.quantities.voiced import voiced
from undertow.language.quantities.whole import amended, continued, filled_who, goes_back, whole
from undertow.language.sentences import Span

LANGUAGES = ("en", "ru", "az", "hy")
#: Characters behind a sentence that are looked at for a denial.
_FOLLOWING = 100


@dataclass(frozen=True, slots=True)
class Quantity:
    """A claim. span, sentence: code points of the original text. low and high are None where the number is vague.

    unit: people, families, share_of_people or share_of_territory, in per cent. who, from_where, by_whom, period: words.
    part_of: the place of the number it is stated to be a part of; `open_part` where the text names none.
    voiced: `denied` or `said of another` where the number is not the speaker's own.
    """

    span: Span
    sentence: Span
    surface: str
    low: float | None
    high: float | None
    vague: str
    approximator: str
    unit: str
    category: str
    status: str
    who: Slot
    from_where: Slot
    by_whom: Slot
    period: Slot
    part_of: Span | None = None
    open_part: bool = False
    voiced: str = ""


@dataclass(frozen=True, slots=True)
class _Claim:
    number: Number
    counted: Counted
    found: Found | None
    until: int


def quantities(text: str, language: str = "en", speaker: str = "") -> Iterator[Quantity]:
    """The claims of a text in order. speaker: whom 'we' and 'our country' stand for. Other languages than LANGUAGES yield none."""
    known = grammar(language)
    if known is None or not known.hints.search(text):
        return
    earlier: list[Quantity] = []
    before: Sentence | None = None
    for sentence in read(text, known.hints):
        dated = _dated(text, before, sentence, known)
        before = sentence
        following = text[sentence.span.end : sentence.span.end + _FOLLOWING]
        preceding = text[max(0, sentence.span.start - BEFORE) : sentence.span.start]
        for made in _in_sentence(sentence, known, earlier, (speaker, preceding)):
            one = replace(made[1], voiced=voiced(sentence.text, made[0], following, language, speaker))
            one = one if one.period.words or not dated else replace(one, period=Slot(dated, True))
            yield one
            earlier = [*earlier[-8:], one]


def language_of(text: str, stated: str | None = None) -> str:
    """The language whose rules a text is read by: the stated one, else by its letters."""
    if code := (stated or "").casefold()[:2]:
        return code
    letters = text[:2_000].lower()
    counts = {
        "hy": sum("ա" <= char <= "և" for char in letters),
        "ru": sum("а" <= char <= "я" for char in letters),
        "az": 40 * letters.count("ə"),
        "en": sum("a" <= char <= "z" for char in letters),
    }
    return max(counts, key=lambda code: counts[code])


def _dated(text: str, before: Sentence | None, sentence: Sentence, known: Grammar) -> str:
    """The words of a date that a stray full stop cut off the sentence: 'Between 1987 and 1991. Norland expelled'; else empty."""
    if before is None or text[before.span.end : sentence.span.start].strip():
        return ""
    words = before.text.removesuffix(".")
    whole = words != before.text and any(pattern.fullmatch(words) for pattern in known.periods)
    return words if whole else ""


def _in_sentence(
    sentence: Sentence, known: Grammar, earlier: list[Quantity], around: tuple[str, str]
) -> Iterator[tuple[tuple[int, int], Quantity]]:
    """The claims of a sentence with their places in it. around: who speaks, and what stands before the sentence."""
    speaker, preceding = around
    claims: list[_Claim] = []
    made: list[Quantity] = []
    given = list(numbers(sentence.text, known.lexicon, known.number))
    for place, number in enumerate(given):
        until = next((n.start for n in given[place + 1 :] if n.start > number.end), len(sentence.text))
        last = claims[-1] if claims else None
        if last is not None and number.start < last.counted.end and last.counted.unit == "people":
            continue
        what = counted(sentence.text, number, known, last.counted if last else None)
        if what is None or known.never.search(sentence.text[max(0, number.start - 24) : number.end]):
            continue
        found = fate(sentence.text, number.start if what.anchor < 0 else what.anchor, what.noun, known, what.who)
        if last is not None:
            found = continued(sentence.text, last.counted, last.found, what, found, known)
        if by_nature(found, what.who, sentence.text, preceding):
            found = None
        quantity = _made(sentence, _Claim(number, what, found, until), known, (made, earlier), speaker)
        if small_without_fate(number, quantity.status) or (
            quantity.open_part
            and number.low
            and number.low < 100
            and not (number.share and sentence.text[number.end :].startswith((" of them", " of those")))
        ):
            continue
        if last is not None and amended(sentence.text, last.counted, what):
            last = replace(last, counted=with_who(last.counted, what.who))
            made[-1] = _made(sentence, replace(last, found=found), known, (made[:-1], earlier), speaker)
        elif last is not None and goes_back(sentence.text, last.counted, last.found, what, found):
            made[-1] = _made(sentence, replace(last, found=found), known, (made[:-1], earlier), speaker)
        claims.append(_Claim(number, what, found, until))
        made.append(quantity)
    places = [(claim.counted.start, claim.counted.end) for claim in claims]
    yield from zip(places, made, strict=True)


def _made(
    sentence: Sentence, claim: _Claim, known: Grammar, before: tuple[list[Quantity], list[Quantity]], speaker: str
) -> Quantity:
    number, what, found = claim.number, claim.counted, claim.found
    if what.unit == "share_of_territory":
        status, category = ("occupied" if known.land_taken.search(sentence.text) else "other"), "territory_pct"
        found = Found(status, category, done=True, governor=_governor(sentence.text, what, known))
    elif found is None:
        status, category = standing(sentence.text, what.start, what.end, known), "other"
    else:
        status, category = found.status, found.category
    part, is_open = whole(sentence.text, what, before[0], before[1], known)
    if found is None and status == "affected":
        found = Found(status, category, done=True, predicate=True)
    return Quantity(
        span=sentence.place(what.start, what.end),
        sentence=sentence.span,
        surface=sentence.text[what.start : what.end],
        low=number.low,
        high=number.high,
        vague=number.vague,
        approximator=number.approximator,
        unit=what.unit,
        category=category,
        status=status,
        who=filled_who(sentence.text, what, before[0], speaker),
        from_where=from_where(sentence.text[: claim.until], what, found, known),
        by_whom=by_whom(sentence.text[: claim.until], what, found, known, speaker),
        period=period(sentence.text, what, known),
        part_of=part,
        open_part=is_open,
    )


def _governor(sentence: str, what: Counted, known: Grammar) -> tuple[int, int] | None:
    """The verb of taking before a share of land, whose subject took it."""
    last = next(reversed(list(known.land_taken.finditer(sentence[: what.start]))), None)
    return last.span() if last else None
