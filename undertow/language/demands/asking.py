"""Verbs and nouns of demanding: call on X to, urge X to, demand that, call for, our appeal to X to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from undertow.language.demands.words import ADVERBS

_BETWEEN = r"(?:\s+(?:\w+ly|once again|once more|again|also|therefore|further|thus|here|now|today|in particular|above all|first|too))*"
_STRONG = r"(?:call(?:s|ed|ing)?{b}\s+(?:up)?on|urg(?:e|es|ed|ing)|appeal(?:s|ed|ing)?{b}\s+to|implor(?:e|es|ed|ing)|exhort(?:s|ed|ing)?|beseech(?:es)?|press(?:es|ed|ing)?(?:\s+on)?|challeng(?:e|es)(?=\s+(?:the|all|those|[A-Z]))|admonish(?:es)?|entreat)"
_WEAK = r"(?:invit(?:e|es|ed|ing)|request(?:s|ed|ing)?|ask(?:s|ed|ing)?|expect(?:s|ed|ing)?|encourag(?:e|es|ed|ing)|requir(?:e|es|ed|ing)\s+of|demand(?:ed|ing)\s+of|(?<=[Ww]e )demand\s+of|remind(?:s|ed)?(?=\s+[\w ]{2,40}\s+to\b)|warn(?:s|ed|ing)?(?=\s+[\w ]{2,40}\s+(?:not\s+)?to\b)|command(?:s|ed)?|order(?:s|ed)?|summon(?:s|ed)?)"
_VERB = _STRONG.format(b=_BETWEEN)
_NOT_AN_ACT = r"(?!the\b|an?\b|our\b|their\b|its\b|all\b|each\b|this\b|these\b|those\b|that\b|his\b|her\b|any\b|be\s+(?:congratulated|commended)|which\b|whom\b|us\b|them\b|it\b|date\b|[a-z]+ing\b|[A-Z\d])"
_OBJECT = (
    r"\s+(?P<one>(?!(?:that(?!\s+(?:country|State|Government|regime|side|Power|nation)\s+(?:not\s+)?to\b)|to|not|for|from|of|by|is|are|and)\b)(?:[^;:.?!]|(?<=\b(?:Mr|Dr))\.|(?<=Mrs)\.|(?<=[A-Z])\.){2,230}?)[,\s]+(?P<to>(?:not\s+)?to{b}(?:\s+not)?|and\s+to(?=\s))\s+(?P<what>"
    + _NOT_AN_ACT
    + r"[a-z][\w’-]*)"
)

#: A verb with the one asked and what to do.
PERFORMATIVE = re.compile(rf"\b(?P<trigger>{_VERB}|{_WEAK})(?:\s*,[^,;.]{{2,60}},)?" + _OBJECT.replace("{b}", _BETWEEN))
#: "I appeal to the leaders of X: return the crew"; the verbs of command are a closed list, so that no noun is taken for one.
COLON_TO = re.compile(
    r"\b(?P<trigger>(?:call(?:s|ed|ing)?{b}\s+(?:up)?on|urg(?:e|es|ed|ing)|appeal(?:s|ed|ing)?{b}\s+to|implor(?:e|es)))\s+(?P<one>[^;:.?!]{2,120}?):\s+[“\"]?(?P<to>)(?P<what>(?:(?:do\s+not|don[’']t|never|please)\s+)?"
    r"(?i:return|stop|withdraw|release|free|lift|end|cease|open|respect|honou?r|fulfil|implement|comply|lay\s+down|put\s+an?\s+end|give\s+up|give\s+back|let(?!\s+us\b)|leave|abandon|renounce|come|join|sign|halt|refrain|recogni[sz]e|attack|use|block)\b(?!\s+(?:of|is|are|was|were)\b))".replace(
        "{b}", _BETWEEN
    )
)
#: "call for the culprits to answer", "appeal for all to stop".
FOR_TO = re.compile(
    rf"\b(?P<trigger>(?:call|appeal|plead|press)(?:s|ed|ing)?{_BETWEEN}\s+for)\s+(?P<one>(?!\w+ing\b)(?:(?!\sto\s)[^;:.?!,]){{2,90}}?)\s+(?P<to>(?:not\s+)?to)\s+(?P<what>(?!be\b){_NOT_AN_ACT}[a-z][\w’-]*)"
)
#: "call on the Assembly for its support".
ON_FOR = re.compile(
    r"\b(?P<trigger>call(?:s|ed|ing)?{b}\s+(?:up)?on|appeal(?:s|ed|ing)?{b}\s+to)\s+(?P<one>[^;:.?!,]{2,70}?)\s+for\s+(?P<what>(?:the|its|their|an?|more|greater|help|support|assistance|[a-z]+)\b[^;.?!]{2,})".replace(
        "{b}", _BETWEEN
    )
)
#: The one asked is the subject: "all parties are urged to stop".
PASSIVE = re.compile(
    rf"\b(?:(?:is|are|was|were|be|been|being)\s+(?:(?:{ADVERBS})\s+)*)(?P<trigger>called\s+(?:up)?on|urged|appealed\s+to|(?<!was )(?<!were )(?:invited|requested|asked)|expected(?=\s+(?:to\s+(?:comply|withdraw|implement|act|respect|cooperate|honour))))\s+(?P<to>(?:not\s+)?to{_BETWEEN})\s+(?P<what>{_NOT_AN_ACT}[a-z][\w’-]*)"
)
#: A verb, or its noun, with a clause.
THAT = re.compile(
    r"\b(?P<trigger>demand(?:s|ed|ing)?|insist(?:s|ed|ing|ence)?|urg(?:e|es|ed|ing)|request(?:s|ed|ing)?|call(?:s|ed|ing)?|ask(?:s|ed|ing)?|appeal(?:s|ed)?(?:\s+is)?|plea(?:\s+is)?|order(?:s|ed)|stipulate[sd]?(?=\s+that\s+[A-Z]))"
    r"(?:,[^,;.]{2,60},|\s+(?:once again|again|today|now|here|therefore|of\s+(?:all|the|[A-Z])[\w ]{1,40}))?\s+that\s+(?P<what>(?!(?:could|can|would|will|has|have|had|is|are|was|were|may|might|in|of|on|for|question|and|because|if|exceeds?|comes?|(?:together\s+)?we|everyone)\b)\S[^;.?!]{3,})"
)
THAT_BARE = re.compile(
    r"\b(?P<trigger>insists?|demands?)\s+(?P<what>(?:the|all|such|[A-Z])[^;,.?!]{2,80}?\s(?:must|should|be)\s[^;.?!:]{3,})"
)
#: A verb or noun with a thing demanded.
NOMINAL = re.compile(
    rf"\b(?P<trigger>(?:call|appeal|press|plead|ask)(?:s|ed|ing)?{_BETWEEN}\s+for|insist(?:s|ed|ing)?{_BETWEEN}\s+(?:up)?on(?!\s+\w+ing\b)|demand(?:s|ed|ing)?(?:\s+for)?|urg(?:e|es|ed|ing)(?=\s+[a-z])(?!\s+(?:on|upon|us|them|him|it|and|or|by|in|to|of|is|was)\b)(?:\s+for)?"
    r"|request(?:s|ed|ing)?(?=\s+[a-z])(?!\s+(?:of|to|by|from|is|was|and|or|in|on|it|them|us)\b)(?:\s+for)?|expect(?:s|ed|ing)?(?=\s+(?:[A-Z]\w+[’']s?|[^;,.]{3,60}\s(?:from|by)\s+(?!us\b)(?:the|all|[A-Z])))|require(?=\s+of\s))"
    r"[,:]?\s+(?P<what>(?!will\b|would\b|can\b|could\b|may\b|should\b|must\b|that\b|to\b|it\b|us\b|them\b|nothing\b|much\b|of\b|on\b|from\b|in\b|and\b|by\b|is\b|are\b|has\b|have\b|was\b|were\b|more of\b|so\b|reply\b|responses?\b)[^\s;.?!][^;.?!]{2,})"
)
IMPERATIVE = re.compile(
    r"(?:^|[\"“])(?:So\s+|And\s+|But\s+)?(?P<trigger>[Ll]et)\s+(?P<one>(?!us\b|me\b|it\b|there\b|no\b|our\b|alone\b)[^;:.?!,]{2,70}?)\s+(?P<what>(?:not\s+)?(?!be\s+\w+ed\b)[a-z]+\b[^;.?!]{3,})"
)

_QUALITY = r"(?:(?:most|very|more|repeated|urgent|solemn|earnest|strong|new|fervent|universal|clear|legitimate|just|many|numerous|unanimous|global|international|general|central|main|essential|old|own|recent|joint|similar|common|Greek|Turkish|first|last|key|stronger|louder|\w+(?:ive|ous|ful|ing|able|ed|ic|ible|standing|term)|(?-i:[A-Z]\w+[^\Ws]))(?:,|\s+and)?\s+)"
_NOUN_BEFORE = re.compile(
    rf"\b(?:my|our|its|their|his|her|your|this|these|that|those|the|an?|such|any|no|every|many|numerous|repeated|all|\w+[’']s?)\s+{_QUALITY}{{0,4}}$",
    re.I,
)
_NOUNS = (
    "call",
    "calls",
    "appeal",
    "appeals",
    "demand",
    "demands",
    "request",
    "requests",
    "insistence",
    "plea",
    "ask",
    "urge",
)
_CHAIN = re.compile(
    rf"(?:\b(?:{ADVERBS}|to|have|has|had|having|will|would|wish(?:es|ed)?|want(?:s|ed)?|should|shall|like|must|continue[sd]?|repeat(?:ed)?(?:ly)?|am|is|are|was|were|be|been|being|do|does|did|may|can|cannot|but|go on|join (?:\w+ ){{1,6}}?in|joins (?:\w+ ){{1,6}}?in|join|urgently|take this opportunity|take the opportunity|feel (?:bound|obliged|compelled)|"
    r"begin by|wish once again|would like once again|also like|in (?:order|particular)|keep|kept|keeps|call(?:s)? and|and again|reserve the right|might|could|here and now|from this (?:rostrum|podium)|at this point|at this time|on this occasion|on behalf of \w+|renew(?:s|ed)?|reiterate[sd]?|not|never|decided|made|issued|address|addressed|every right|the right|right|wishing|time and again|never cease[sd]?|cease[sd]?|compelled|obliged|entitled|bound|need|needs|therefore)[,\s]+)+$", re.I)  # fmt: skip
_NEGATION = re.compile(
    r"\b(?:not|never|no longer|nor|neither|without|cannot|can not|n[’']t|refus\w+|hardly|rather than|nobody|instead of)\b(?!\s+but\b)(?!\s+only\b)",
    re.I,
)
_POSSIBLE = re.compile(r"\b(?:might|may|could|propose[sd]?|if)\b", re.I)
_COURTESY = re.compile(
    r"(?:accept (?:my|our|the expression|these|this expression)|listen|take the chair|take the floor|forgive|excuse|believe me|convey (?:my|our|to)|bear with|pardon|join me|ponder|imagine|allow me|be (?:seated|upstanding)|please|rise for|stand for)\b",
    re.I,
)


class Asking(NamedTuple):
    """A verb of demanding found in a sentence; places are within it. one: the one asked, or None."""

    kind: str
    trigger: tuple[int, int]
    one: tuple[int, int] | None
    what: int
    to: str
    noun: bool
    passive: bool = False
    chain: str = ""
    subject_end: int = 0


def askings(sentence: str) -> Iterator[Asking]:
    """Every use of a verb of demanding, by kind of construction; the same verb may be given in more than one."""
    for kind, pattern in (
        ("performative", PERFORMATIVE),
        ("performative", PASSIVE),
        ("performative", FOR_TO),
        ("performative", COLON_TO),
        ("performative", ON_FOR),
        ("that", THAT),
        ("that", THAT_BARE),
        ("nominal", NOMINAL),
        ("imperative", IMPERATIVE),
    ):
        place = 0
        while match := pattern.search(sentence, place):
            place = match.end("trigger")
            if found := _asking(kind, pattern, match, sentence):
                yield found


def _asking(kind: str, pattern: re.Pattern[str], match: re.Match[str], sentence: str) -> Asking | None:
    groups = match.groupdict()
    start, end = match.span("trigger")
    left = sentence[:start]
    one = match.span("one") if groups.get("one") else None
    chain = (_CHAIN.search(left) or [""])[0]
    if (
        chain
        and re.fullmatch(r"(?:calls|appeals|demands|requests)\b.*", match["trigger"])
        and re.search(r"\b(?:to|have|has|will|would|must)\s+$", chain)
    ):
        chain = ""
    noun = (not chain or re.fullmatch(rf"(?:(?:{ADVERBS})\s+)+", chain) is not None) and _is_noun(
        match["trigger"], left, pattern
    )
    if kind != "imperative" and _is_barred(chain, left, match["trigger"], noun=noun):
        return None
    if one and re.search(
        r"\b(?:ourselves|themselves|myself|himself|itself)\b|^(?:us|me|upon us|on us)\b|^(?:attention|efforts?|the need|action)\b|\b(?:urges?|calls? (?:up)?on|must|should|has|have been|will)\s",
        sentence[one[0] : one[1]] + " ",
    ):
        return None
    if kind == "that" and re.match(
        r"that\s+(?:country|state|government|regime|side|power|nation)\s+(?:not\s+)?to\b",
        sentence[match.start("what") - 5 :],
        re.I,
    ):
        return None
    if one and re.search(r"\s(?:how|what|why|whether|if)\s", sentence[one[0] : one[1]]):
        return None
    if kind == "nominal" and noun and re.fullmatch(r"demands?", match["trigger"]):
        return None
    if kind == "performative" and match["what"] and _COURTESY.match(sentence[match.start("what") :]):
        return None
    return Asking(
        kind,
        (start, end),
        one,
        match.start("to" if "not" in (groups.get("to") or "").split() else "what"),
        groups.get("to") or "",
        noun,
        pattern is PASSIVE,
        chain,
        start - len(chain),
    )


def _is_noun(trigger: str, left: str, pattern: re.Pattern[str]) -> bool:
    word = trigger.split()[0].lower()
    if word == "urge" and re.search(r"\b(?:an?|the|their|irresistible|no)\s+(?:\w+\s+)?$", left):
        return True
    if pattern in (PASSIVE, IMPERATIVE) or word not in _NOUNS:
        return False
    whose = _NOUN_BEFORE.search(left)
    if whose and not (word.endswith("s") and re.search(r"[A-Z]\w+\s+$", whose[0])):
        return word.endswith("s") or not re.match(r"(?:these|those|all|many|numerous)\s", whose[0], re.I)
    behind = r"\b(?:of|to|by|for|with|ignore[sd]?|disregard\w*|reject\w*|heed\w*|despite|hear|heard|support\w*|endorse\w*|issued|made|reiterate\w*|renew\w*|welcome\w*)\s+(?:\w+\s+)?$"
    return word == "insistence" or (word.endswith("s") and re.search(behind, left) is not None)


def _is_barred(chain: str, left: str, trigger: str, *, noun: bool) -> bool:
    if _NEGATION.search(chain) or _POSSIBLE.search(chain):
        return "cannot but" not in chain.lower()
    if trigger.lower() == "demanding" and re.search(
        r"\b(?:is|are|be|was|were|more|most|less|very|so|and|a|an|the|these|such|this|that|those|his|her|its|their|our|my|any|every|highly|extremely|equally|increasingly|physically)\s+$",
        left,
    ):
        return True
    if (
        re.match(r"ask|expect|requir|request|demand", trigger)
        and not noun
        and re.search(r"\b(?:that|which|what|whom|\w+s) (?:we|I|they|you|it) $", left + chain)
    ):
        return True
    if noun and re.match(r"demands? of|urge", trigger):
        return True
    if re.search(
        r"\b(?:not|fair|reasonable|unrealistic|cannot|not be|refuse[sd]?|wrong|absurd|impossible|unjust) to\s+$|\b(?:no|without|lack of|absence of|empty|hardly a?)\s+(?:\w+\s+)?$",
        left,
        re.I,
    ):
        return True
    if trigger.lower().startswith("press") and not chain and re.search(r"\bthe\s+$", left):
        return True
    return bool(
        noun
        and re.search(
            r"\b(?:supply and|growing|world|domestic|consumer|aggregate|market|external|internal|energy|in|on|increased|oil|at|rising|food)\s+$",
            left,
        )
    )
