"""Modals of duty: must, should, shall, ought to, have to, need to, is obliged to, it is incumbent on X to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from undertow.language.demands.words import ADVERBS

_MODAL = r"must|should|shall|ought\s+to|(?:(?P<future>will|would|may|shall)\s+(?:also\s+|therefore\s+|still\s+|now\s+|then\s+)?)?(?:have|has|needs?)\s+(?:also\s+|therefore\s+|now\s+|first\s+)?to|(?:is|are)\s+(?:\w+ly\s+|also\s+|therefore\s+|in duty\s+|in honour\s+)?(?:obliged|obligated|required|duty-bound|(?<=duty )bound|(?<=honour )bound|bound(?=\s+to\s+(?:respect|comply|implement|observe|refrain|honour|abide)))\s+to"
DUTY = re.compile(
    rf"\b(?P<modal>{_MODAL})(?P<between>(?:,[^,;.]{{2,90}},|\s+(?:in no way|in any way|under no circumstances|at no time|for their part|for its part|as a matter of \w+)|,?\s+(?:{ADVERBS}|in (?:its|their|our|every|the) [\w ]{{2,30}}?,|and (?:must|should|will|can)),?)*)\s+(?P<what>(?!like\b|date\b|do\s+is\b|do\s+was\b|do\s+with\b|the\b|a\b|have\s+to\b|we\b|it\b|they\b|and\b|of\b|i\b|he\b|be\s+the\s+case)[a-z]+)"
)
INCUMBENT = re.compile(r"\b(?P<modal>incumbent\s+(?:up)?on)\s+(?P<one>[^;:.?!]{2,120}?)\s+to\s+(?P<what>[a-z]+)")
#: What stands before the subject and makes it no demand: a condition, a question, something that is only told of.
BARRED = re.compile(
    r"\b(?:if|whether|unless|what|how|(?:reason|know|explain|understand|see|reasons|wonder) why|when|whenever|wherever|where|lest|ensur\w+ that|(?:needed|required|essential|important|necessary|imperative|vital|desirable|crucial|time|appropriate|unacceptable|indispensable|fitting|right|only fair|proper|inconceivable|inadmissible|intolerable|wrong|matter of justice)(?: is)? that|impl(?:y|ies) that|mean[st]? that|guarantee\w* that|see to it that|in case|regret that|odd that|surprising that|strange that|paradox that|irony that|tragedy that|regrettable that|deplorable that|incredible that|absurd that|shocking that|natural that|ironic that|not that|deny that|denies that|concern(?:ed)? that|would prefer that|no reason why|in order that|so that|propose[sd]? that|suggest(?:s|ed)? that|recommend(?:s|ed|ing)? that|stipulate[sd]? that|provides? that|provided that|learned that|assum(?:es|ed|ing) that|pretend\w* that|(?:notion|idea|suggestion|proposal|theory|argument|thesis|pretext|contention|fiction|put forward)\b[^.;:]{0,170}?\bthat|ensur\w* that in [\w ]{2,25},|as)\s+(?:\w+\s+){0,1}$", re.I)  # fmt: skip
#: A condition with a 'should' of its own: 'if, God forbid, it should break out'.
IF_SHOULD = re.compile(
    r"\bif\b(?:,[^,;.]{2,25},|\s(?:after|by|in|on|ever|at|before)\s[\w ]{2,20}?)?(?:\s\w+){0,3}\s*$", re.I
)
#: Nobody says that, we do not think that: no demand of anybody.
DENIED = re.compile(
    r"(?:\b(?:nobody|no one|none|neither|not|never|cannot|hardly)|n[’']t)\s+(?:(?!but\b|only\b)\w+\s+){0,3}?(?:say|says|said|saying|think|thinks|thought|believe|believes|believed|claim|claims|claimed|mean|means|meant|argue|argues|argued|suggesting|asserts?|asserted|maintains?)\s+(?:that\s+)?$", re.I)  # fmt: skip
#: She said: "X must"; the words before the colon tell whose.
QUOTED = re.compile(r"(?:^|[,;]\s)(?P<who>[^,.;:“\"]{1,60}?)\s+(?:said|says|shouted|wrote|writes|declared|declares|chanted|cried|stated|states)(?:\s[^.;:“\"]{1,40})?[:,]\s*[“\"][^”\"]*$")  # fmt: skip
#: A protester said X must; who says it may be anybody.
SAID_BARE = re.compile(r"(?P<verb>\b(?:said|says))\s+(?:that\s+)?$")
TOLD = re.compile(
    r"\b(?P<verb>reiterat\w+|stress\w*|said|state[sd]|declare[sd]|emphasi[sz]ed|emphasi[sz]es|affirm\w+|reaffirm\w+|decid\w+|recommend\w+|propose[sd]|resolved|agreed|recogni[sz]e[sd]|pointed out|made it clear|makes it clear|noted|concluded|insist\w*|claim\w*|argue[sd]?|maintain(?:s|ed)?|warned|reminded \w+|believe[sd]?|confirm\w+)(?:,[^,]{2,60},|\s+(?:clearly|again|once again|inter alia|in \w+ \w+))?\s+that\s+(?:[^.;:]{0,60}\s)?$", re.I)  # fmt: skip


class Duty(NamedTuple):
    """A modal of duty; places are within the sentence. one: the obliged, where the words behind the modal name it."""

    modal: tuple[int, int]
    one: tuple[int, int] | None
    what: int
    between: str
    subject_end: int


def duties(sentence: str) -> Iterator[Duty]:
    """Every modal with a verb behind it."""
    for match in DUTY.finditer(sentence):
        start, end = match.span("modal")
        outer = start
        if match["modal"].startswith("need") and re.search(
            r"\b(?:the|a|no|any|this|their|our|its|urgent|pressing|of)\s+$", sentence[:start], re.I
        ):
            continue
        if match["future"] in ("would", "may", "shall"):
            continue
        if match["future"]:
            start = match.start("modal") + re.search(r"have|has|need", match["modal"]).start()  # type: ignore[union-attr]  # every modal holds one of them
        yield Duty((start, end), None, match.start("what"), match["between"], outer)
    for match in INCUMBENT.finditer(sentence):
        yield Duty(match.span("modal"), match.span("one"), match.start("what"), "", match.start())
