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


_CARRIED = re.compile(
    r"\b(?:carried out|conducted|committed|perpetrated|launched|waged|unleashed|initiated) (?:\w+ )?by (?P<actor>[^,;]{3,60}?)(?= (?:in|on|against|since|during|from)\b|,)"
)
_NO_PLACE = re.compile(r"^(?:the )?(?:country|world|earth|other countries)$", re.IGNORECASE)
_COMES_FROM = re.compile(
    r" from (?:the )?(?:(?:more than|over|some) \d+ (?:countries|nations|States)|(?:northern |southern |eastern |western )?[A-Z][a-z]{2,}[^.;:]{0,90})"
)
_LOSS = re.compile(r"death|dead|casualt|victim|lives|fatalit", re.IGNORECASE)
#: Verbs and nouns of a loss whose subject did nothing.
_NO_DEED = re.compile(r"(?:lost|los|casualt|victim|.*toll|number|perish|consum|mourn|sacrific)", re.IGNORECASE)
_ABSTRACT = re.compile(
    r" of |[’']s|(?: civil)? (?:war|conflict|crisis|famine|earthquake|floods?|pandemic|disaster|economy|question|problem|tragedy|issue|people|population|refugees|children)s?\b"
)
#: What is put in between a subject and its verb.
_PUT_IN = re.compile(
    r", (?:with|in|by|under|on|through|for|despite|supported|backed|aided|assisted|together|along|as|having|after|once|again)\b[^,;]{2,80},(?= )"
)
_RELATIVE = re.compile(r",? (?:who|which|that)(?: (?:has|have|had|also|then|later|still|already))*(?: \w+ed and)? ?$")
_LIVED_IN = re.compile(
    r"\b(?:residents|inhabitants|population|people) of (?P<place>(?:the )?[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*)$"
)
#: A deed before the number of those whom it struck.
_STRUCK = re.compile(
    r"(?:(?:\b(?:attack|offensive|shelling|raid|operation|massacre|bombing|bombardment|ambush|explosion|incident)s?\b[^.;]{0,40}? (?:in|during) which|,)(?: (?:about|some|nearly|almost|more than|over|at least|an estimated))? ?)$"
)
_MOVED = {"to_return", "displaced", "expelled", "refugee", "idp", "refugee_and_idp", "returned", "captive"}
_PASSES = re.compile(r"^(?:[A-Z][a-z]+ing|[A-Z][a-z]+ly|Imagine|Billions|Dozens|Scores|Punishment|Consider|Remember|Is|Are|Do|Does|Did|Can|Should|Will|Just|Again|Indeed|Madam|World|War|Wars|Conflicts|First|Second|Third|Thirty|Forty|Fifty|Sixty|Hundred|Civilian|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Twenty|Why|How|In|Had|Despite|Who|Undoubtedly|Given|Against|Under|Among|Because|Since|Although|Though|Even|So|To|Of|About|Around|Almost|Through|Throughout|Within|Without|Like|Unlike|However|Moreover|Furthermore|Nevertheless|One|Two|Let|There|Here|Their|Its|Our|His|Other|Another|Not|No|Yesterday|What|When|Where|While|If|All|Many|Most|Both|Such|Then|Thus|Therefore|Now|On|At|Since|During|After|Before|By|For|From|As|With|Over|Under|Between|Until|The|A|An|It|They|We|I|This|That|These|Those|Some|More|Hundreds|Thousands|Millions|Tens|Nearly|Today|Yet|But|And|Only|Every|Each|January|February|March|April|May|June|July|August|September|October|November|December|Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday)$")  # fmt: skip
#: What may stand before the subject of a clause: its beginning, a comma, a joining word, or a dating phrase.
_OPENS = re.compile(
    r"(?:^|[,(“\"]|\b(?:and|that|when|while|because|where|as|but|which|whom|after|since|year|month|week|decade|day|ago|long|\d{4}|today|demand that))(?: (?:the|its|their|our|a|recently|then|also))? ?$",
    re.IGNORECASE,
)


def from_where(sentence: str, counted: Counted, found: Found | None, grammar: Grammar) -> Slot:
    """Where those counted come from or were driven from."""
    if (found is None or found.status != "killed") and (place := _origin(sentence, counted, grammar)):
        return Slot(place)
    if found is None or found.status not in _MOVED:
        return Slot()
    if found.status in ("displaced", "expelled", "idp") and (home := _LIVED_IN.search(counted.who)):
        return Slot(re.sub(r"^the ", "", home["place"]))
    right = sentence[counted.noun[0] :]
    if stop := grammar.ends_clause.search(right, counted.noun[1] - counted.noun[0]):
        right = right[: stop.start()]
    for pattern in grammar.from_where:
        if (
            (match := pattern.search(right))
            and match.start() <= counted.noun[1] - counted.noun[0] + 110
            and not _NO_PLACE.match(match["place"])
        ):
            return Slot(re.sub(r"^(?:the|these|those) ", "", match["place"]))
    return Slot()


def _origin(sentence: str, counted: Counted, grammar: Grammar) -> str:
    """The place directly behind the noun: 'settlers from Norland'."""
    beside = _COMES_FROM.match(sentence[counted.noun[1] :])
    if beside is None or counted.noun[0] == counted.noun[1] or _LOSS.search(counted.who):
        return ""
    place = next((m["place"] for p in grammar.from_where if (m := p.match(beside[0].strip()))), "")
    return re.sub(r"^(?:the|these|those) ", "", place)


def by_whom(sentence: str, counted: Counted, found: Found | None, grammar: Grammar, speaker: str) -> Slot:
    """Who did it, where grammar ties a doer to it: a 'by' behind it, the subject of the verb, or whose act it was."""
    if found is None or not (
        found.done or found.status in ("deployed", "withdrawn", "occupied", "refugee", "refugee_and_idp", "displaced")
    ):
        return Slot()
    right = sentence[counted.noun[1] :]
    stop = re.search(";", right) if found.status == "occupied" else grammar.ends_clause.search(right)
    right = right[: stop.start()] if stop else right
    if found.status not in ("deployed", "withdrawn", "displaced", "refugee", "refugee_and_idp", "idp", "to_return"):
        for pattern in grammar.by_whom:
            if match := pattern.search(right):
                return Slot(_trimmed(match["actor"]))
    left = sentence[: counted.start]
    if doer := (_struck(left, grammar) if found.predicate else "") or _carried_out(left, grammar):
        return Slot(doer)
    if (act := _act(left, grammar)) and found.status not in ("deployed", "affected"):
        return Slot(act)
    if found.governor is None or found.status in ("refugee", "displaced"):
        return Slot()
    return _governing(sentence, found.governor, grammar, speaker)


def _governing(sentence: str, place: tuple[int, int], grammar: Grammar, speaker: str) -> Slot:
    """The doer of the verb or noun at a place before the number: its subject, or its possessor."""
    governor = sentence[slice(*place)]
    if _NO_DEED.match(governor):
        return Slot()
    if re.search(r"(?: of| against|ation|sion|ure)$", governor) and not governor.endswith("lives of"):
        owner = re.search(
            r"(?P<doer>(?:[A-Z][\w-]+ )*[A-Z][\w-]+)(?:[’']s?|(?<=[iehsn])) (?:[a-z]+ ){0,3}$",
            sentence[: place[0]],
        )
        return Slot(owner["doer"]) if owner and not _PASSES.match(owner["doer"]) else Slot()
    return _subject(sentence[: place[0]], grammar, speaker)


def _carried_out(left: str, grammar: Grammar) -> str:
    """By whom an operation, a massacre or an attack before the number is said to have been carried out."""
    carried = _CARRIED.search(left)
    doer = grammar.actor.match(carried["actor"]) if carried and grammar.actor else None
    return _trimmed(doer[0]) if doer else ""


def _struck(left: str, grammar: Grammar) -> str:
    """By whom a deed before the number was done: 'shelling by the Norlandic army, an attack in which'; 'after their expulsion by Norland,'."""
    struck = _STRUCK.search(left)
    if struck is None or grammar.actor is None:
        return ""
    if not struck[0].startswith(","):
        left = re.sub(r" yesterday|, [^,]*$", "", left[: struck.start()])
    elif not re.search(r"\b(?:result of|following|because of|due to|after|through|consequence of) [^.;]{5,120}$", left):
        return ""
    by = next(reversed(list(re.finditer(r"\bby ", left))), None)
    doer = grammar.actor.match(left, by.end()) if by else None
    ends = len(left) if not struck[0].startswith(",") else struck.start()
    return _trimmed(doer[0]) if doer and doer.end() >= ends else ""


def _act(left: str, grammar: Grammar) -> str:
    """Whose aggression, occupation or attack the clause before the number speaks of."""
    if grammar.act is None:
        return ""
    left = re.split(r";|, (?:and )?the \w+ing of|, (?:and|but) ", left)[-1]
    found = next(reversed(list(grammar.act.finditer(left))), None)
    if found is None or len(left) - found.end() > 90 or not found["doer"][0].isupper() or _PASSES.match(found["doer"]):
        return ""
    return re.sub(r"[’']s?$", "", found["doer"])


def _subject(left: str, grammar: Grammar, speaker: str) -> Slot:
    """The subject of an active verb that stands behind `left`."""
    clause = _PUT_IN.sub("", re.split(r"[;:]|\bwhile\b", left)[-1])
    if owner := _RELATIVE.search(clause):
        named = [
            m
            for m in (grammar.actor.finditer(clause[: owner.start()]) if grammar.actor else ())
            if m.end() == owner.start()
        ]
        if named and not re.search(
            r"\b(?:of|against|on|in|to|from|at|by|with)(?: the)? ?$", clause[: named[0].start()]
        ):
            return Slot(_trimmed(named[0][0]))
    if re.search(r"\b(?:were|was|been|being|be|are|is) $", clause):
        return Slot()
    doers = [
        match
        for match in (grammar.actor.finditer(clause) if grammar.actor else ())
        if not _PASSES.match(_trimmed(match[0]).split(" ")[0])
        and _OPENS.search(clause[: match.start()])
        and not _ABSTRACT.match(clause[match.end() :])
    ]
    doers = [match for match in doers if _reaches(clause, match, grammar)]
    if len(doers) > 1 and re.search(
        r"\b(?:when|while|because|since|after|although|as|if)(?: the)? ?$", clause[: doers[0].start()], re.IGNORECASE
    ):
        doers = doers[1:]
    if re.search(r"\b(?:is|was|are|were|been)\b[^,]* by(?: an?| the)? ?$", clause):
        return Slot()
    pronoun = [
        m
        for m in re.finditer(r"\b(?:we|our (?:army|government|military|forces|soldiers))\b", clause, re.IGNORECASE)
        if _OPENS.search(clause[: m.start()]) and not re.search(r"\b(?:which|that|who)\b", clause[m.end() :])
    ]
    if pronoun and (not doers or pronoun[-1].start() > doers[-1].start()):
        return Slot(speaker, True) if speaker else Slot()
    return Slot(_trimmed(doers[0][0])) if doers else Slot()


def _reaches(clause: str, doer: re.Match[str], grammar: Grammar) -> bool:
    """Whether the verb behind the clause may have this subject: no other clause opens between them that is not its own."""
    behind = clause[doer.end() :]
    if (
        re.search(r"\b(?:which|that)(?: (?:has|have|had))* ?$", behind)
        and grammar.launched
        and grammar.launched.search(behind)
    ):
        return True
    if re.match(r",? (?:who|which)\b", behind) or re.match(r",", behind) is None:
        inner = re.sub(r"^,? (?:who|which)\b", "", behind)
        return re.search(
            r"\b(?:which|that|who|when)(?: (?:has|have|had|will|would|also|already))* ?$", inner
        ) is None and not re.search(r"\b(?:that|which)\b", inner[-45:])
    return False


def _trimmed(words: str) -> str:
    return re.sub(
        r"^(?:the|a|its|their|that|this|these|those) ", "", re.sub(r"[’']s$", "", words.strip()), flags=re.IGNORECASE
    )


def period(sentence: str, counted: Counted, grammar: Grammar) -> Slot:
    """The words that date it, nearest to the number in its clause."""
    found = [match for pattern in grammar.periods for match in pattern.finditer(sentence)]
    if not found:
        return Slot()

    def distance(match: re.Match[str]) -> float:
        between = (
            sentence[match.end() : counted.start]
            if match.end() <= counted.start
            else sentence[counted.end : match.start()]
        )
        opening = match.start() < 12 and sentence[match.end() : match.end() + 1] == ","
        crossed = 0 if opening else len(re.findall(r",|[;:]|\b(?:which|where|while)\b", between))
        return (min(len(between), 60) if opening else len(between)) + 40 * crossed - len(match[0]) / 100

    best = min(found, key=distance)
    return Slot(best[0]) if distance(best) < 150 else Slot()
