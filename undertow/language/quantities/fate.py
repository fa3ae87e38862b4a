"""What is said to have happened to the people counted, and where the words stand that say so."""

from __future__ import annotations

import re
from dataclasses import dataclass

from undertow.language.quantities.grammar import FatePatterns, Grammar

#: What they are called, against what happens to them: a predicate nearer than this many characters outweighs the noun.
_REACH = 70
_NOUN = 40
_CALLED = {"refugee", "idp", "refugee_and_idp"}


@dataclass(frozen=True, slots=True)
class Found:
    """A status and category; governor: where in the sentence the verb or noun before the number stands that says it;
    predicate: whether it is said behind the number; done: whether somebody did it."""

    status: str
    category: str
    governor: tuple[int, int] | None = None
    predicate: bool = False
    done: bool = False
    distance: float = 99.0
    weak: bool = False


def fate(sentence: str, start: int, noun: tuple[int, int], grammar: Grammar, who: str = "") -> Found | None:
    """What happened to those counted from `start`; noun: where the counted noun stands, empty where it is understood, as `who`."""
    left, right = sentence[:start], sentence[noun[1] :]
    if between := grammar.aside.match(right):
        right = f" {right[between.end() :].lstrip()}"
    if cut := list(grammar.ends_left.finditer(left)):
        left = left[cut[-1].end() :]
    if stop := grammar.ends_clause.search(right):
        right = right[: stop.start()]
    offset = start - len(left)
    inside = sentence[noun[0] : noun[1]] or who
    found = [
        one
        for patterns in grammar.fates
        if patterns.of is None or patterns.of.search(inside)
        for one in _candidates(patterns, left, right, offset)
    ]
    called = next((p for p in grammar.fates if p.inside and p.inside.search(inside)), None)
    kind = called.fate.category if called else ""
    found = [one for one in found if not one.weak or one.category == kind]
    best = min(found, key=lambda one: one.distance, default=None)
    if called is None:
        return best
    own = Found(called.fate.status, called.fate.category, done=called.fate.done)
    if best is None or best.distance > _NOUN:
        return own
    return _outweighed(own, best)


def _outweighed(own: Found, best: Found) -> Found:
    """The status of the noun where the predicate only says the same in other words."""
    if own.status in _CALLED and best.status in (
        "displaced",
        "expelled",
        "idp",
        "refugee",
        "refugee_and_idp",
        "captive",
        "withdrawn",
        "deployed",
    ):
        kept = (
            best.status if best.status in ("idp", "refugee_and_idp") and own.status != "refugee_and_idp" else own.status
        )
        return Found(kept, own.category, best.governor, best.predicate, own.done or best.done)
    if own.category == "missing_captive" and best.category in ("missing_captive", "returned", "displaced", "troops"):
        return Found(own.status, own.category, best.governor, best.predicate, own.done or best.done)
    if best.category == "other" and own.category != "troops":
        return own
    if own.category == best.category and best.category == "troops":
        return best
    return best if own.category != "killed" or best.category in ("killed", "missing_captive") else own


def _candidates(p: FatePatterns, left: str, right: str, offset: int) -> list[Found]:
    found = []
    for verb, rest in p.around:
        if (match := verb.search(left)) and rest.search(right):
            place = offset + match.start("verb"), offset + match.end("verb")
            found.append(Found(p.fate.status, p.fate.category, governor=place, done=p.fate.done, distance=0.5))
    name = p.fate.status, p.fate.category
    if p.linked and (match := p.linked.search(right)):
        found.append(
            Found(*name, predicate=True, done=p.fate.done, distance=match.start("verb") * 0.2, weak=p.fate.weak)
        )
    elif p.near and (match := p.near.search(right)):
        found.append(
            Found(*name, predicate=True, done=p.fate.done, distance=match.start("verb") * 0.9, weak=p.fate.weak)
        )
    elif p.later and (match := p.later.search(right)) and match.start("verb") < _REACH:
        found.append(
            Found(*name, predicate=True, done=p.fate.done, distance=10 + match.start("verb") * 0.4, weak=p.fate.weak)
        )
    if p.before and (match := p.before.search(left)):
        place = offset + match.start("verb"), offset + match.end("verb")
        found.append(
            Found(*name, governor=place, done=p.fate.done, distance=1 + len(match["fill"]) * 0.8, weak=p.fate.weak)
        )
    return found


def standing(sentence: str, start: int, end: int, grammar: Grammar) -> str:
    """Status where nothing happens to them: affected, helped or living, by the nearest word that says so, else other."""
    named = (("living", grammar.living), ("helped", grammar.helped), ("affected", grammar.affected))
    found = [
        (max(start - match.end(), match.start() - end, 0), status)
        for status, pattern in named
        for match in pattern.finditer(sentence)
    ]
    nearest = min(found, default=(_REACH, "other"))
    return nearest[1] if nearest[0] < _REACH else "other"


def said_in(pattern: re.Pattern[str], text: str) -> bool:
    """Whether the text holds the pattern."""
    return pattern.search(text) is not None
