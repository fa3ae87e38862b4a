"""Sentences that voice a threat: that somebody will do harm to others, or that others will suffer for what they do.

What counts and what does not, and how often the rules err: docs/methods/threats.md. A rule is a name and a pattern over
one sentence; each language has its own file. A threat found says nothing of whether it was meant or carried out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from undertow.language.sentences import Span, sentences
from undertow.language.threats.rules import Grammar

LANGUAGES = ("en", "ru")
#: Longer "sentences" are tables and lists without stops.
_LONGEST = 1_500
#: Stars and lines that set words in bold or italics, and quotation marks, are read as blanks, so that places stay.
_MARKUP = dict.fromkeys(map(ord, '*_“”„«»"'), " ")
_QUOTED = re.compile(r"“[^”]*”|„[^“”]*[“”]|«[^»]*»|(?<!\w)\"[^\"]*\"")


@dataclass(frozen=True, slots=True)
class Threat:
    """A sentence that voices a threat, and its parts; places are code points of the whole text.

    act: the words that announce harm. condition: the part from which it depends, if it is conditional. actor: who would
    act, where the rule knows; None where the sentence only says who will suffer. told: it is given as the words or the
    plan of another. teller: the one named as saying it; whether that is the speaker, the rules do not know. rule: the name
    of the rule that found it.
    """

    sentence: Span
    act: Span
    condition: Span | None
    actor: Span | None
    told: bool
    teller: Span | None
    rule: str


def threats(text: str, language: str) -> Iterator[Threat]:
    """The threats of a text in order, at most one a sentence. Other languages than `LANGUAGES` have no rules: none is found."""
    grammar = _grammar(language)
    if grammar is None or not grammar.worth_reading(text):
        return
    for span in sentences(text):
        words = text[span.start : span.end]
        if len(words) <= _LONGEST and (found := _in_sentence(grammar, words, span)):
            yield found


def language_of(text: str, stated: str | None = None) -> str:
    """The language whose rules a text is read by: the stated one, or by its letters; empty if there are no rules for it."""
    code = (stated or "").casefold()[:2]
    if code:
        return code if code in LANGUAGES else ""
    cyrillic = sum("а" <= char <= "я" for char in text[:2_000].lower())
    latin = sum("a" <= char <= "z" for char in text[:2_000].lower())
    return "ru" if cyrillic > latin else "en"


@cache
def _grammar(language: str) -> Grammar | None:
    """The rules of a language, loaded when a text is in it: their patterns take longest of all that a command would load."""
    if language == "en":
        from undertow.language.threats import english

        return english.grammar()
    if language == "ru":
        from undertow.language.threats import russian

        return russian.grammar()
    return None


def _in_sentence(grammar: Grammar, words: str, span: Span) -> Threat | None:
    found = grammar.first(words.translate(_MARKUP))
    if found is None:
        return None
    rule, match = found
    condition = grammar.condition.search(words)
    actor = match.span("actor") if "actor" in match.re.groupindex and match["actor"] else None
    teller = _teller(grammar, words, match)
    quoted = any(quote.start() <= match.start() and match.end() <= quote.end() for quote in _QUOTED.finditer(words))
    return Threat(
        sentence=span,
        act=_moved(match.span(), span),
        condition=_moved(condition.span(), span) if condition else None,
        actor=_moved(actor, span) if actor else None,
        told=rule.told or quoted or bool(grammar.telling.search(words)),
        teller=_moved(teller, span) if teller else None,
        rule=rule.name,
    )


def _teller(grammar: Grammar, words: str, act: re.Match[str]) -> tuple[int, int] | None:
    """Who is named as saying the act, before it or after it."""
    said = grammar.teller.finditer(words) if grammar.teller else ()
    return next((one.span("teller") for one in said if one.start() < act.start() or one.start() >= act.end()), None)


def _moved(place: tuple[int, int], span: Span) -> Span:
    return Span(place[0] + span.start, place[1] + span.start)
