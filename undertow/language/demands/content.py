"""What is asked: where it begins and ends, and whether it is to do something or to stop or leave it."""

from __future__ import annotations

import re

from undertow.language.demands.words import ADVERBS, CONDUCT, STATIVES, STOP_NOUNS, STOPS

_LEAD = rf"(?:(?:{ADVERBS}|and|to|at all times|in all \w+|without (?:further )?delay|as soon as possible)[\s,]+)*"
_STOP = re.compile(
    rf"(?:please\s+)?(?:do\s+not|don[’']t)\b|(?:please\s+)?(?:(?!not\b|never\b|no\b){_LEAD})?(?:{STOPS})\b", re.I
)
_STOP_NOUN = re.compile(
    rf"(?:(?:the|an?|their|its|such|complete|total|full|immediate|early|speedy|prompt|unconditional|{ADVERBS}|and|general|permanent|lasting|effective|earliest|mutual|comprehensive|rapid|unilateral|or|urgent|final|definitive|humanitarian|nuclear|Israeli|Russian|Armenian|Turkish|military|phased|gradual|simultaneous|worldwide|global),?\s+)*(?:{STOP_NOUNS})\b", re.I)  # fmt: skip
_STATIVE = re.compile(rf"{_LEAD}(?:be\b|been\b|{STATIVES})", re.I)
_HAVE_CONDUCT = re.compile(
    rf"{_LEAD}have\s+(?:the\s+)?(?:courage|wisdom|will|decency|honesty|political|respect|confidence|faith|patience|vision|no (?:illusion|doubt))",
    re.I,
)
_REMAIN_CONDUCT = re.compile(
    rf"{_LEAD}(?:remain|continue to be|stay|become|maintain)\s+(?:\w+ly\s+|fully\s+)?(?:united|committed|engaged|vigilant|seized|faithful|firm|steadfast|true|ready|alert|resolute|determined|focused|attentive|party|parties|actively|involved|mindful|open|inactive|silent|indifferent|idle|passive|aloof|blind|deaf|unmoved|on the sidelines)\b|{_LEAD}become\s+(?:a\s+)?(?:part(?:y|ies)\b|more (?:active|involved|engaged|aware|responsive|assertive)|actively)",
    re.I,
)
_BE_CONDUCT = re.compile(rf"{_LEAD}be\s+(?:(?:{ADVERBS}|much|fully|so|as|very)\s+)*(?:{CONDUCT})\b", re.I)
_LOT = re.compile(
    rf"{_LEAD}be\s+(?:able\s+(?:(?:\w+ly|one\s+day|at\s+last)\s+)?to\s+(?:take\s+part|participate|join|have|attain|develop\s+(?:freely|their|its)|have\s+access|count|go\s+(?:back|home)|keep|maintain|live|enjoy|choose|exist|return|rely|feel|decide|determine|exercise|benefit)|in\s+a\s+position\s+to\s+threaten|more\s+(?:\w+ly\s+)?(?:representative|effective|efficient|democratic)|(?:more|less)\s+than|open\s+to\s+(?:all|any|other)|just\b|fair\b|clear\b|concerned\s+only)",
    re.I,
)
_PERFECT = re.compile(
    rf"{_LEAD}have\s+(?:\w+ly\s+|also\s+|long\s+|already\s+)?(?:been|\w+ed|done|gone|taken|made|come|given|seen|had|become|known|shown|led|won|begun|found|brought|met|paid|played|stood|kept|held|left)\b",
    re.I,
)
_SAID = r"(?-i:said|says|shouted|shouts|wrote|writes|declared|declares|told|tells|chanted|cried|stated|added|adds|insisted|warned|argued|claimed|explained|remarked)"
#: The end of a quotation with the words that tell whose it is: "leave", said a protester.
QUOTED_SAYING = rf"[,!]?[”\"],?\s+(?:{_SAID}\s+(?P<who>[^,.;:”\"]{{1,60}})|(?P<whose>(?!(?:to|of|in|and|as|or|for|by|on|that|which)\b)[^,.;:”\"]{{1,50}}?)\s+{_SAID}\b)"
_CLAUSE_END = re.compile(
    rf"{QUOTED_SAYING}|"
    r";|[.!?…](?=[\s”\"')]|$)|(?<=\w{4}):(?=\s)|,?\s+so\s+(?:that|as)\b|,?\s+in order that\b|\s[—–]\s|[—–](?=[a-z])|\sand\s+\w+(?:med|ned|ted)\s+(?:the|its|that)\b|"
    r",\s+(?:which|because|since|for|thus|although|whereas|otherwise|if|and\s+(?:we|it|they|I|the|this|that|not|so|thus|in|by|our)\b|but|who|not only)\b|\s(?:because|otherwise)\s|\s[”\"](?=\s|$)",
    re.I,
)  # fmt: skip


def content_end(text: str, start: int, limit: int) -> int:
    """Where the clause that begins at a place ends, not later than the limit."""
    found = _CLAUSE_END.search(text, start + 3, limit)
    end = found.start() if found else limit
    return start + len(text[start:end].rstrip(' .,;:!”"’'))


def teller(text: str, start: int) -> tuple[int, int] | None:
    """Where the words stand for the one whose quotation ends where the clause that begins at a place does; None if it is none."""
    found = _CLAUSE_END.search(text, start + 3)
    if found is None or not (found["who"] or found["whose"]):
        return None
    return found.span("who") if found["who"] else found.span("whose")


def asks_to_stop(content: str) -> bool:
    """Whether a verb phrase asks to stop, end, leave or not do something."""
    return _STOP.match(content) is not None


def asks_for_an_end(content: str) -> bool:
    """Whether a thing demanded is the end of something."""
    return _STOP_NOUN.match(content) is not None


def is_conduct(content: str) -> bool:
    """Whether a verb phrase behind a modal asks for conduct, and not for a state or a lot."""
    if _PERFECT.match(content) and not _HAVE_CONDUCT.match(content):
        return False
    if _LOT.match(content):
        return False
    if not _STATIVE.match(content):
        return True
    return any(rule.match(content) for rule in (_BE_CONDUCT, _HAVE_CONDUCT, _REMAIN_CONDUCT))
