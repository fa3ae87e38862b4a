"""From where, by whom and when: the words of the sentence that tie a place, a doer and a time to a number."""

from __future__ import annotations

import re
from typing import NamedTuple

from undertow.language.quantities.counted import Counted
from undertow.language.quantities.fate import Found
from undertow.language.quantities.grammar import Grammar


class Slot(NamedTuple):
    """Words of the sentence, or what a pronoun stands for; context: whether it was filled from outside the words."""

    words: str = ""
    context: bool = False


_NO_PLACE = re.compile(r"^(?:the )?(?:country|world|earth|other countries)$", re.IGNORECASE)
_MOVED = {"displaced", "expelled", "refugee", "idp", "refugee_and_idp", "returned", "captive"}
_PASSES = re.compile(r"^(?:In|On|At|Since|During|After|Before|By|For|From|As|With|Over|Under|Between|Until|The|A|An|It|They|We|I|This|That|These|Those|Some|More|Hundreds|Thousands|Millions|Tens|Nearly|Today|Yet|But|And|Only|Every|Each|January|February|March|April|May|June|July|August|September|October|November|December|Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday)$")  # fmt: skip
_PREPOSED = re.compile(r"\b(?:in|of|from|against|to|on|for|with|between|near|at|towards?|under|into|throughout|across|over|through|around|outside|inside|off|since|during|within|than)(?: (?:the|its|their|our|my|a))?(?: [a-z]+)? $")  # fmt: skip


def from_where(sentence: str, counted: Counted, found: Found | None, grammar: Grammar) -> Slot:
    """Where those counted come from or were driven from."""
    if found is None or found.status not in _MOVED:
        return Slot()
    right = sentence[counted.noun[0] :]
    if stop := grammar.ends_clause.search(right, counted.noun[1] - counted.noun[0]):
        right = right[: max(stop.start(), _commas(right, stop.start()))]
    for pattern in grammar.from_where:
        if (match := pattern.search(right)) and not _NO_PLACE.match(match["place"]):
            return Slot(re.sub(r"^(?:the|these|those) ", "", match["place"]))
    return Slot()


def _commas(right: str, stop: int) -> int:
    """A list of names goes on behind a comma."""
    return stop


def by_whom(sentence: str, counted: Counted, found: Found | None, grammar: Grammar, speaker: str) -> Slot:
    """Who did it, where grammar ties a doer to it: a 'by' behind it, the subject of the verb, or whose act it was."""
    if found is None or not (found.done or found.status in ("deployed", "withdrawn", "occupied", "refugee", "displaced")):
        return Slot()
    right = sentence[counted.noun[1] :]
    if stop := grammar.ends_clause.search(right):
        right = right[: stop.start()]
    if found.status not in ("deployed", "withdrawn", "displaced"):
        for pattern in grammar.by_whom:
            if match := pattern.search(right):
                return Slot(_trimmed(match["actor"]))
    if (act := _act(sentence[: counted.start], grammar)) and found.status != "deployed":
        return Slot(act)
    if found.governor is None or found.status in ("refugee", "displaced"):
        return Slot()
    return _subject(sentence[: found.governor[0]], grammar, speaker)


def _act(left: str, grammar: Grammar) -> str:
    """Whose aggression, occupation or attack the clause before the number speaks of."""
    if grammar.act is None:
        return ""
    found = None
    for found in grammar.act.finditer(left):
        pass
    if found is None or not found["doer"][0].isupper() or _PASSES.match(found["doer"]):
        return ""
    return re.sub(r"[’']s?$", "", found["doer"])


def _subject(left: str, grammar: Grammar, speaker: str) -> Slot:
    """The subject of an active verb that stands behind `left`."""
    clause = re.split(r"[;:]|\bwhile\b", left)[-1]
    if re.search(r"\b(?:were|was|been|being|be|are|is) $", clause):
        return Slot()
    doers = [
        match
        for match in (grammar.actor.finditer(clause) if grammar.actor else ())
        if not _PASSES.match(match[0]) and not _PREPOSED.search(clause[: match.start()]) and not clause[match.end() :].startswith((" of ", "’s", "'s"))
    ]
    pronoun = list(re.finditer(r"\b(?:we|our (?:country|army|government|people|military))\b", clause, re.IGNORECASE))
    if pronoun and (not doers or pronoun[-1].start() > doers[-1].start()):
        return Slot(speaker, True) if speaker else Slot()
    return Slot(_trimmed(doers[-1][0])) if doers else Slot()


def _trimmed(words: str) -> str:
    return re.sub(r"^(?:the|a|its|their) ", "", re.sub(r"[’']s$", "", words.strip()), flags=re.IGNORECASE)


def period(sentence: str, counted: Counted, grammar: Grammar) -> Slot:
    """The words that date it, nearest to the number in its clause."""
    found = [match for pattern in grammar.periods for match in pattern.finditer(sentence)]
    if not found:
        return Slot()

    def distance(match: re.Match[str]) -> float:
        between = sentence[match.end() : counted.start] if match.end() <= counted.start else sentence[counted.end : match.start()]
        return len(between) + 60 * len(re.findall(r"[;:—]|\b(?:which|who|where|while)\b", between)) - len(match[0]) / 100

    best = min(found, key=distance)
    return Slot(best[0]) if distance(best) < 150 else Slot()
