"""What is said to have happened to the people counted, and where the words stand that say so."""

from __future__ import annotations

import re
from dataclasses import dataclass

from undertow.language.quantities.grammar import FatePatterns, Grammar

#: What they are called, against what happens to them: a predicate nearer than this many characters outweighs the noun.
_REACH = 70
_NOUN = 40
_CALLED = {"refugee", "idp", "refugee_and_idp"}
#: Before a number of whom only some met what is said behind it; what is put between a number and its verb; a number that
#: is of the same people as the noun before it; a verb that has its object already, and another verb before the number.
_SOME_OF = re.compile(
    r"\b(?:most|many|some|few|none|several|part|majority) of (?:the|those|these|our|its|their)? ?$", re.IGNORECASE
)
_OF_THEM = re.compile(r"^ of (?:them|whom|these|those)\b(?: ?[—–] ?|, (?=(?:have|has|had|were|was|are)\b))?")
_SAME_PEOPLE = re.compile(r"^ of (?:them|whom)\b|^,? (?:in all|in total)\b")
_GENERAL = re.compile(
    r"^(?:the |our )?(?:more )?(?:people|persons|individuals|(?:total |whole |entire )?(?:[A-Z][\w-]+ )?population|the people|human beings)?(?: of .*)?$"
)
_PASSIVE = re.compile(r"\b(?:was|were|been|being|is|are|be)(?: \w+ly)? $")
_NAMED_SO = re.compile(r"^,? (?:include\w*|including|among|as|were|was|are|is|numbers?|totals?)\b", re.IGNORECASE)
_OTHER_NUMBER = re.compile(r"(?:\d|million|thousand|hundred)[^.;]*,$")
_ANOTHER_VERB = re.compile(r"(?:\d|million|thousand|hundred)[^.;]*, (?:and )?\w+(?:ed|ing)$")


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
    right = _OF_THEM.sub(" ", right)
    inside = sentence[noun[0] : noun[1]] or who
    called = _called(f"{inside}|{right}", inside, sentence, grammar) or _beside(sentence, start, noun, inside, grammar)
    found = [
        one
        for patterns in grammar.fates
        if patterns.of is None or patterns.of.search(inside)
        if patterns.unless is None or not patterns.unless.search(f"{inside}|{right}")
        for one in _candidates(patterns, left, right, offset, named=called is not None)
    ]
    if _SOME_OF.search(left):
        found = [one for one in found if not one.predicate]
    kind = called.fate.category if called else ""
    found = [one for one in found if not one.weak or one.category == kind]
    best = min(found, key=lambda one: one.distance, default=None)
    if called is None:
        return best
    own = Found(called.fate.status, called.fate.category, done=called.fate.done)
    if best is None or best.distance > _NOUN:
        return own
    return _outweighed(own, best)


def _called(whole: str, inside: str, sentence: str, grammar: Grammar) -> FatePatterns | None:
    """The fate that the noun itself says. whole: the noun and what follows it."""
    for one in grammar.fates:
        if one.inside is None or not one.inside.search(inside) or (one.where and not one.where.search(sentence)):
            continue
        if one.unless is None or not one.unless.search(whole):
            return one
    return None


def _beside(sentence: str, start: int, noun: tuple[int, int], inside: str, grammar: Grammar) -> FatePatterns | None:
    """The fate of the noun before a number of the same people: the refugees, a third of the population."""
    before = grammar.beside.search(sentence[:start])
    if before is None or not (_GENERAL.match(inside.strip()) or _SAME_PEOPLE.match(sentence[noun[1] :])):
        return None
    behind = sentence[noun[1] :]
    if before["link"] == "," and not (_SAME_PEOPLE.match(behind) or (noun[0] < noun[1] and behind[:1] in ",.;)—")):
        return None
    for one in grammar.fates:
        for pattern in (one.inside, one.linked):
            if pattern and pattern.search(
                before["who"] if pattern is one.inside else f" {before['who']}".replace(" those ", " ")
            ):
                return one
    return None


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
    if own.category == "troops" and best.category == "displaced":
        return Found("withdrawn", "troops", best.governor, best.predicate, best.done)
    if own.category == best.category and best.category == "troops":
        return best
    return best if own.category != "killed" or best.category in ("killed", "missing_captive") else own


def _candidates(p: FatePatterns, left: str, right: str, offset: int, *, named: bool) -> list[Found]:
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
    if p.before and (match := p.before.search(left)) and _governs(left, match, named=named):
        place = offset + match.start("verb"), offset + match.end("verb")
        found.append(
            Found(*name, governor=place, done=p.fate.done, distance=1 + len(match["fill"]) * 0.8, weak=p.fate.weak)
        )
    return found


def _governs(left: str, match: re.Match[str], *, named: bool) -> bool:
    """Whether a verb before the number can have it as its object: 'were killed' and 'killed 10 men, tortured' cannot,
    nor 'killed 10 men,' that of a number whose noun says what happened."""
    fill = match["fill"].rstrip()
    if _ANOTHER_VERB.search(fill) or (named and _OTHER_NUMBER.search(fill)):
        return False
    verb = match["verb"]
    passive = _PASSIVE.search(left[: match.start("verb")]) and re.search(r"(?:ed|en|wn)$", verb)
    return not passive or _NAMED_SO.match(match["fill"]) is not None or not match["fill"].strip()


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
