"""The patterns of a language, compiled once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from undertow.language.quantities.lexicon import Fate, Lexicon
from undertow.language.quantities.numerals import number_pattern

_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+")
#: Between a number and the predicate that tells what happened to those counted.
_LINK = r"^(?: (?:more|others?|such))?(?:,[^,;.]{3,80},(?= (?:<aux>)))?(?:,? of (?:them|whom|these|those))?,?(?: (?:who|that))?(?: (?:<aux>))*,? "
_NEAR = r"^(?: (?:more|others?))?(?: <fill>){0,3}? "
_AROUND = r"(?:(?! and )[^,;:.]){0,60}? "
_LATER = r"^[^,;:]{0,60}?\b(?:who |that )?(?:<aux>)(?: (?:<aux>))* "


@dataclass(frozen=True, slots=True)
class Hints:
    """Tells quickly whether a sentence may hold a number: by its digits, or by its words."""

    words: frozenset[str]

    def search(self, text: str) -> bool:
        """Whether it may."""
        if _DIGIT.search(text):
            return True
        return not self.words.isdisjoint(_WORD.findall(text.replace("İ", "i").lower()))


@dataclass(frozen=True, slots=True)
class FatePatterns:
    """A fate and how it shows: linked and near, directly behind the number; later, behind an auxiliary; before it; inside it."""

    fate: Fate
    linked: re.Pattern[str] | None
    near: re.Pattern[str] | None
    later: re.Pattern[str] | None
    before: re.Pattern[str] | None
    inside: re.Pattern[str] | None
    around: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = ()
    of: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    where: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Grammar:
    """The compiled patterns of a language; what each is for is said in `Lexicon`."""

    lexicon: Lexicon
    hints: Hints
    number: re.Pattern[str]
    noun: re.Pattern[str]
    family: re.Pattern[str]
    share_of: re.Pattern[str]
    land: re.Pattern[str]
    land_taken: re.Pattern[str]
    people: re.Pattern[str]
    bare: re.Pattern[str]
    acting: re.Pattern[str]
    of_number: re.Pattern[str]
    governed: re.Pattern[str]
    governed_far: re.Pattern[str]
    apposed: re.Pattern[str]
    act: re.Pattern[str] | None
    launched: re.Pattern[str] | None
    actor: re.Pattern[str] | None
    of_them: re.Pattern[str]
    including: re.Pattern[str]
    fates: tuple[FatePatterns, ...]
    living: re.Pattern[str]
    affected: re.Pattern[str]
    helped: re.Pattern[str]
    from_where: tuple[re.Pattern[str], ...]
    by_whom: tuple[re.Pattern[str], ...]
    periods: tuple[re.Pattern[str], ...]
    never: re.Pattern[str]
    ends_clause: re.Pattern[str]
    ends_left: re.Pattern[str]
    aside: re.Pattern[str]
    beside: re.Pattern[str]


@cache
def grammar(code: str) -> Grammar | None:
    """The grammar of a language by its code; None where there is none."""
    from undertow.language.quantities import armenian, azerbaijani, english, russian

    lexicons = {module.LEXICON.code: module.LEXICON for module in (english, russian, azerbaijani, armenian)}
    return _compiled(lexicons[code]) if code in lexicons else None


def _compiled(lexicon: Lexicon) -> Grammar:
    one = lexicon.pattern
    n = lexicon.numerals
    return Grammar(
        lexicon=lexicon,
        hints=Hints(frozenset((*n.words, *n.scales, *n.hints)) - {"one"}),
        number=number_pattern(lexicon),
        noun=one(rf"^{lexicon.noun}"),
        family=one(r"^(?:<family>)$"),
        share_of=one(rf"^{lexicon.share_of}"),
        land=one(
            rf"^ (?P<adjective>(?:(?!(?:of|throughout|across|in|on|over|within)\b)[\w’'.-]+ ){{0,4}}?)(?P<land>{lexicon.land})(?!\w)"
        ),
        land_taken=one(lexicon.land_taken),
        people=one(rf"^ {lexicon.people}"),
        bare=one(rf"^{lexicon.bare}"),
        acting=one(rf"^(?:{lexicon.acting})"),
        of_number=one(rf"^(?:{lexicon.of_number})"),
        governed=one(lexicon.governed),
        governed_far=one(lexicon.governed_far),
        act=one(lexicon.act) if lexicon.act else None,
        apposed=one(lexicon.apposed),
        launched=one(lexicon.launched) if lexicon.launched else None,
        actor=one(lexicon.actor) if lexicon.actor else None,
        of_them=one(lexicon.of_them),
        including=one(lexicon.including),
        fates=tuple(_fate(lexicon, fate) for fate in lexicon.fates),
        living=one(lexicon.living),
        affected=one(lexicon.affected),
        helped=one(lexicon.helped),
        from_where=tuple(map(one, lexicon.from_where)),
        by_whom=tuple(map(one, lexicon.by_whom)),
        periods=tuple(map(one, lexicon.periods)),
        never=one(lexicon.never),
        ends_clause=one(lexicon.ends_clause),
        ends_left=one(lexicon.ends_left),
        aside=one(rf"^(?:{lexicon.aside})"),
        beside=one(rf"\b(?:{lexicon.beside})"),
    )


def _fate(lexicon: Lexicon, fate: Fate) -> FatePatterns:
    def made(start: str, pattern: str, end: str = "") -> re.Pattern[str] | None:
        return lexicon.pattern(rf"{start}(?P<verb>{pattern}){end}") if pattern else None

    return FatePatterns(
        fate,
        linked=made(_LINK, fate.after, r"(?!\w)"),
        near=made(_NEAR, fate.after, r"(?!\w)"),
        later=made(_LATER, fate.after, r"(?!\w)"),
        before=made("", fate.before, r"(?P<fill>(?: <fill>){0,5}) ?$"),
        inside=made("", fate.inside),
        around=tuple(
            (
                lexicon.pattern(rf"\b(?P<verb>{verb})(?P<fill>(?: <fill>){{0,3}}) ?$"),
                lexicon.pattern(rf"^{_AROUND}(?:{rest})(?!\w)"),
            )
            for verb, rest in fate.around
        ),
        of=lexicon.pattern(fate.of) if fate.of else None,
        unless=lexicon.pattern(fate.unless) if fate.unless else None,
        where=lexicon.pattern(fate.where) if fate.where else None,
    )
