"""How the numbers of a text hang together: parts of a whole, and items of one list that share what happened."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from undertow.language.quantities.counted import Counted
from undertow.language.quantities.fate import Found
from undertow.language.quantities.grammar import Grammar
from undertow.language.quantities.slots import Slot
from undertow.language.sentences import Span

if TYPE_CHECKING:
    from undertow.language.quantities import Quantity

_LISTED = re.compile(
    r"^(?:,? (?:representing|constituting|amounting to|equivalent to|and|or|and also|as well as|plus)|,)(?: (?:indeed|even|then|also|perhaps))? ?$",
    re.IGNORECASE,
)
#: A whole behind its part; a share beside the number of the same people; a number that goes on with a list and has no verb.
_OUT_OF = re.compile(r"\bout of (?:a|an|the|its|our) [^,;]*$", re.IGNORECASE)
_MAKES_UP = re.compile(
    r"(?:representing|constituting|amounting to|making up|(?:who|which) (?:is|are|represents?|constitutes?|make up|makes up|form|forms)|that is,?|i\.e\.,?)(?: \w+ly)? ?$"
)
_GOES_ON = re.compile(
    r"(?:,|;|:| and|, and|; and|, and of (?:these|those))(?: then| also| another| a further| some)? ?$"
)
_NO_VERB = re.compile(
    r"^(?: and others)?(?: (?:in|from|of|among|at|near|per|a|an|each|altogether|this year|last year|every)\b(?:(?! (?:is|are|was|were|has|have|had|will|would|can|do|does|who|which|that|live|lives|remain)\b)[^,;.]){0,40})?(?:[,.;]|$| and (?=\d|more|some|over|about|nearly|almost|at least))"
)
_ADJECTIVE = re.compile(r"(?:ish|ian|ese|[bs]i|can)$")
#: How far a fate stands that the noun itself says.
_OWN_FATE = 99
_OWN = re.compile(r"\b(?:our|my)\b", re.IGNORECASE)


def whole(
    sentence: str, what: Counted, here: Sequence[Quantity], before: Sequence[Quantity], grammar: Grammar
) -> tuple[Span | None, bool]:
    """The place of the number that this one is a stated part of, and whether it is a part of something not found."""
    left = sentence[: what.start]
    among = grammar.including.search(left)
    if here and here[-1].part_of is not None and left.endswith(f"{here[-1].surface} and "):
        return here[-1].part_of, False
    out_of = re.search(r"\b[Oo]ut of (?:a|an|the|its|our)\b", left) and here
    if not (what.part or among or out_of):
        return None, False
    pool = [q for q in here if q.unit in ("people", "families")] or [
        q for q in before[-2:] if q.unit in ("people", "families")
    ]
    if among and not here and not re.search(r"(?:them|whom|these)\W*(?:\w+ ){0,3}$", left, re.IGNORECASE):
        return None, False
    if among and here and len(here) > 1 and here[-1].part_of is not None:
        return here[-1].part_of, False
    return (pool[-1].span, False) if pool else (None, True)


def continued(
    sentence: str, last: Counted, last_found: Found | None, what: Counted, found: Found | None, grammar: Grammar
) -> Found | None:
    """What happened to an item of a list or a part of a whole, taken over from the number before it where nothing nearer says it."""
    between = sentence[last.end : what.start]
    if last_found is not None and _shares(sentence, last_found, what, found, between):
        return last_found
    listed = _LISTED.match(between)
    if listed and what.noun[0] == what.noun[1] and (last_found is None or (found is not None and found.predicate)):
        return found
    among = grammar.including.search(sentence[: what.start]) and not _OUT_OF.search(sentence[: what.start])
    joined = listed or (among and len(between) < 90)
    own = last_found is not None and last_found.governor is None and not last_found.predicate
    named = what.noun[0] < what.noun[1] and (own if found is None else found.distance == _OWN_FATE)
    if joined and last_found is not None and not (named and listed) and (found is None or found.distance > 8):
        return last_found
    return found


def _shares(sentence: str, last: Found, what: Counted, found: Found | None, between: str) -> bool:
    """Whether a number without a verb of its own takes what happened to those before it: 300 died, 20 of them in Norland;
    or is a share that the same people make up."""
    if found is not None or last.category == "other":
        return False
    if what.unit == "share_of_people" and _MAKES_UP.search(between):
        return True
    said = last.predicate or last.governor is not None
    return bool(said and _GOES_ON.search(between) and _NO_VERB.match(sentence[what.noun[1] :]))


def goes_back(sentence: str, last: Counted, last_found: Found | None, what: Counted, found: Found | None) -> bool:
    """Whether the item before this one in a list shares the predicate behind both: 80 servicemen and 2 civilians wounded."""
    if (
        found is None
        or not found.predicate
        or (last_found is not None and (last_found.predicate or last_found.governor))
    ):
        return False
    return re.match(r"^,? and (?:evidence of )?$", sentence[last.end : what.start]) is not None


def amended(sentence: str, last: Counted, what: Counted) -> bool:
    """Whether a number only raises the one before it, which takes its noun and fate: hundreds of thousands, even millions, of refugees."""
    raised = re.match(
        r"^(?: ?[—–-]+|,)?(?: (?:or|and|if not|perhaps))?(?: (?:or|even|indeed|perhaps|if not)),? ?$",
        sentence[last.end : what.start],
    )
    return raised is not None and last.noun[0] == last.noun[1] and what.noun[0] < what.noun[1]


def filled_who(sentence: str, what: Counted, here: Sequence[Quantity], speaker: str) -> Slot:
    """Who is counted: 'others' and a bare number take the noun before them, 'our country' the name of the speaker."""
    if what.unit == "share_of_territory":
        return _land(sentence, what, speaker)
    who = re.sub(r"^(?:the|its|their|our|his|her|my|other|more|of) ", "", what.who)
    if (who in ("", "others", "other", "more") or what.part) and here and here[-1].unit == "people":
        return Slot(here[-1].who.words, here[-1].who.context)
    return Slot(who)


def _land(sentence: str, what: Counted, speaker: str) -> Slot:
    who = what.who
    if _OWN.search(sentence[what.start : what.end + 16]) and (
        who in ("our country", "country") or not re.search("[A-Z]", who)
    ):
        return Slot(speaker, True) if speaker else Slot()
    if re.match(r"(?:its|their|his)\b", who) or who in ("territory", "land", "lands", "country", ""):
        names = re.findall(r"(?:Republic of )?(?<![.?!] )[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*", sentence[: what.start])
        names = [name for name in names if not _ADJECTIVE.search(name)]
        return Slot(re.sub(r"[’']s$", "", names[-1])) if names else (Slot(speaker, True) if speaker else Slot())
    return Slot(who)
