"""Who asks: the speaker, or somebody of whom the speaker tells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from undertow.language.demands import content, duty
from undertow.language.demands.asking import Asking
from undertow.language.demands.phrases import ACTORS, DOCUMENT, GENERIC, GROUP, PRONOUN, SELF, THING, Phrase, Reader
from undertow.language.demands.subjects import Clauses
from undertow.language.demands.words import ADVERBS, CIRCUMSTANCES
from undertow.language.sentences import Span

#: The words for who asks, 'self' for the speaker, and whether the demand is told of another.
Voice = tuple[str, bool]

_WE = re.compile(r"\b(?:we|I)(?:,[^,]+,)?\s*(?:\w+ly\s+|also\s+|therefore\s+)*$")
_ALLOW_ME = re.compile(r"\b(?:allow|let|permit) (?:me|us)[\w, ]{0,40}$", re.I)
_FOR_US = re.compile(r"\b(?:natural|right|fair|reasonable) for us\s*(?:to\s*)?$")
_DOCUMENT = re.compile(r"\b(?:resolutions?|declarations?|decisions?|communiqués?|statements?|reports?)\b[^.;:]{0,90}$")
_OWNER = re.compile(
    r"((?:[A-Z][\w-]+\s?){1,3}|\bthe [\w -]{3,40})[’'](?:s)?\s+(?:\w+\s+){0,2}$|\b((?:[A-Z][\w-]+\s+){1,3})(?:\w+\s+)?$"
)
#: What somebody has put forward, which asks in the name of its owner.
_PLAN = re.compile(
    r"(?:^(?P<owner>[^,;]{2,40}?)[’']s?\s)?(?:[\w-]+\s){0,3}\b(?:approach|platform|plan|proposals?|draft|initiative|vision|programme|policy|strategy|agenda)$",
    re.I,
)
_OUR = re.compile(r"^(?:our|my|this|these|the present)\b|\b(?:by|of) (?:my|our)\b", re.I)
_JOINED = re.compile(
    r"\b(?:support|join|share|second|endorse|reiterate|renew|repeat|echo|add|agree with|subscribe to|associate \w+ with|stand by|make|address|launch|issue)s?\s+(?:\w+\s+){0,2}$|\bis\s+$",
    re.I,
)


class Voices:
    """Who asks in one sentence of a text."""

    def __init__(self, reader: Reader, spans: Sequence[Span], place: int) -> None:
        self.reader = reader
        self.span = spans[place]
        self.words = reader.text[self.span.start : self.span.end]
        self.clauses = Clauses(reader, spans, place)

    def of(self, one: Asking) -> Voice | None:
        """Who asks, and whether it is told of another; None where nobody does."""
        left = self.words[: one.subject_end]
        if one.noun:
            return self._owner(one, left)
        phrase = self._asker(one, left)
        if phrase is not None and phrase.meaning == THING and (voice := self._of_plan(phrase)):
            return voice
        if phrase is None or phrase.meaning == THING:
            return self._nobody(one, phrase, left)
        if phrase.meaning == SELF:
            return SELF, False
        if phrase.meaning == DOCUMENT and _OUR.search(phrase.text):
            return SELF, False
        if phrase.meaning in (PRONOUN, GENERIC):
            told = one.kind != "nominal" or self.words[: one.trigger[1]].rstrip().endswith(("ed", "ed for"))
            return (phrase.text, True) if told and is_strong(self.words[one.trigger[0] :]) else None
        return _organ(phrase.text), True

    def _of_plan(self, phrase: Phrase) -> Voice | None:
        """Whose plan asks: 'our approach calls for', 'Norland's proposal calls for'; None where none is or nobody's."""
        plan = _PLAN.search(phrase.text)
        if plan is None:
            return None
        if re.match(r"(?:our|my)\b", phrase.text, re.I) or re.search(
            r"\b(?:our|my) (?:own )?$", self.words[: phrase.start - self.span.start]
        ):
            return SELF, False
        if plan["owner"] is None:
            return None
        owner = self.reader.phrase(phrase.start, phrase.start + plan.end("owner"))
        if owner.meaning == SELF:
            return SELF, False
        return (owner.text, True) if owner.meaning in ACTORS else None

    def _asker(self, one: Asking, left: str) -> Phrase | None:
        verb = self.words[one.trigger[0] : one.trigger[1]].split()[0].lower()
        if any(
            pattern.search(text)
            for pattern, text in ((_WE, left), (_ALLOW_ME, left + one.chain), (_FOR_US, left + one.chain))
        ):
            return self._we()
        if verb.endswith("ing") and (early := self._of_participle(one, left)):
            return early[0]
        found = self.clauses.before(self.span.start + len(left), outermost=True)
        nobody = found is None or (found.meaning == THING and found.head not in CIRCUMSTANCES)
        if found is not None and nobody and verb.endswith("ing") and not one.chain and re.search(r"[a-z]s\s*$", left):
            return found._replace(meaning=GROUP)
        if nobody and (
            re.search(r"\bto\b", one.chain) or re.search(r"\b(?:and|by|in)\s*$", left) or verb.endswith("ing")
        ):
            leading = self.clauses.leading(self.span, self.span.start + one.trigger[0])
            if leading is not None and leading.meaning != THING:
                return self.clauses.resolved(leading)
        return found

    def _of_participle(self, one: Asking, left: str) -> tuple[Phrase | None] | None:
        """The asker of 'calling on': a document beside it, or the subject of the sentence; None where neither is told by form."""
        if document := _DOCUMENT.search(left):
            begin, at = self.words.rfind(" ", 0, max(0, document.start() - 18)) + 1, self.span.start
            return (Phrase(at + begin, at + len(left), left[begin:].strip(), DOCUMENT, "resolution"),)
        joined = re.search(r"\b(?:by|in|of|while|when|from|for|before|after)\s*$", left)
        if joined and re.search(r"\b(?:we|I|our)\b", left, re.I) and not re.search(r",\s*$", left):
            return (self._we(),)
        if joined or re.search(r",\s*$", left):
            return (self.clauses.leading(self.span, self.span.start + one.trigger[0]),)
        return None

    def _we(self) -> Phrase:
        return Phrase(self.span.start, self.span.start, "we", SELF, "we")

    def _nobody(self, one: Asking, phrase: Phrase | None, left: str) -> Voice | None:
        if phrase is not None and (phrase.head in CIRCUMSTANCES or phrase.head.rstrip("s") in CIRCUMSTANCES):
            return None
        if re.search(r"\b(?:we|I)\b", left, re.I) and re.search(r"(?:,|and|in|by)\s*$", left):
            return SELF, False
        if (
            not self.words[one.trigger[0] : one.trigger[1]].endswith("for")
            and is_strong(self.words[one.trigger[0] :])
            and one.kind in ("performative", "that")
            and not (
                one.kind == "that"
                and re.match(r"demands? ", self.words[one.trigger[0] :]) is not None
                and phrase is not None
                and phrase.meaning == THING
            )
        ):
            return (phrase.text, True) if phrase is not None and len(phrase.text) < 80 else None
        return None

    def _owner(self, one: Asking, left: str) -> Voice | None:
        """Whose call a noun stands for: a possessor, a doer behind it, or the one who joins it."""
        before = self.words[: one.trigger[0]]
        if re.search(r"\b(our|my)\s+(?:\w+\s+){0,2}$", before, re.I):
            return SELF, False
        if by := re.match(r"[^,;]{2,60}?\bby ((?:the |all )?[A-Z][^;.]{2,80}?)(?=[.;]|$)", self.words[one.what :]):
            return by[1], True
        for possessor in (self._named_owner, self._pronoun_owner):
            if (found := possessor(one, before)) is not None:
                return found[0]
        joins = re.search(r"\b(?:the|this|that|an?|such)\s+(?:\w+\s+){0,2}$", before)
        if joins and _JOINED.search(before[: joins.start()] + " "):
            return SELF, False
        if one.kind == "performative" and not re.search(r"\b(?:no|any)\s+(?:\w+\s+)?$", before):
            return SELF, False
        return (
            (SELF, False)
            if re.search(r"(?:contains?|agree more with|is)\s+(?:an?|the)\s+(?:\w+\s+)?$", before)
            else None
        )

    def _named_owner(self, one: Asking, before: str) -> tuple[Voice | None] | None:
        """The owner of a call that a name says: 'Norland's call', 'the Norlandic demand'."""
        owner = _OWNER.search(before)
        if owner is None:
            return None
        group = 1 if owner[1] else 2
        phrase = self.phrase(*owner.span(group))
        if phrase.meaning == SELF:
            return ((SELF, False),)
        return ((phrase.text.strip(), True) if phrase.meaning in ACTORS else None,)

    def _pronoun_owner(self, one: Asking, before: str) -> tuple[Voice | None] | None:
        """The owner of 'its call', 'those demands'."""
        owner = re.search(r"\b(their|its|his|her|these|those)\s+(?:\w+\s+){0,2}$", before)
        if owner is None:
            return None
        leading = self.clauses.leading(self.span, self.span.start + owner.start())
        if leading is not None and leading.meaning in (*ACTORS, SELF, PRONOUN):
            leading = self.clauses.resolved(leading)
            return ((SELF, False) if leading.meaning == SELF else (named(leading.text), True),)
        return ((owner[1], True) if one.kind != "nominal" or owner[1] in ("their", "its") else None,)

    def told(self, before: str) -> Voice:
        """Whose words a modal is in: 'the Assembly reiterated that X should' is the Assembly's."""
        match = duty.TOLD.search(before) or duty.SAID_BARE.search(before)
        if match is None:
            return SELF, False
        phrase = self.clauses.before(self.span.start + match.start("verb"))
        somebody = (GENERIC, THING) if duty.SAID_BARE.match(before, match.start("verb")) else ()
        if phrase is None or phrase.meaning not in (*ACTORS, DOCUMENT, *somebody) or _OUR.search(phrase.text):
            return SELF, False
        return _organ(phrase.text), True

    def quoted(self, what: int) -> Voice | None:
        """Whose quotation a demand stands in that is not the speaker's: '"X must leave", said a protester'; None if in none."""
        before = duty.QUOTED.search(self.words[:what])
        place = before.span("who") if before else content.teller(self.words, what)
        if place is None or re.search(r"\b(?:I|[Ww]e|[Oo]ur|[Mm]y)\b", self.words[slice(*place)]):
            return None
        found = self.phrase(*place)
        if found.meaning == SELF:
            return None
        return found.text, True

    def phrase(self, start: int, end: int, *, persons: bool = False) -> Phrase:
        end = start + len(re.sub(rf"(?:[\s,]+(?:{ADVERBS}))+$", "", self.words[start:end], flags=re.I))
        found = self.reader.phrase(self.span.start + start, self.span.start + end, persons=persons)
        return self.clauses.object(found) if found.meaning == PRONOUN else found


def is_strong(words: str) -> bool:
    """Whether a verb only ever asks, as 'expect' and 'encourage' do not."""
    return re.match(r"call|urg|appeal|demand|insist", words) is not None


def named(text: str) -> str:
    """The words for an actor without a relative clause or what only points."""
    if not re.match(r"(?:those|all those|TTiose)\b", text, re.I):
        text = re.split(
            r",?\s(?:who|which|that|whose|whom)\s|,\s(?:in particular|especially|including|as well as|in|at|on|once|through|under|with)\b",
            text,
        )[0]
    return text.strip(" ,")


def _organ(text: str) -> str:
    """A resolution counts as its organ's voice."""
    found = re.search(
        r"(?:the )?((?:Security Council|General Assembly|United Nations)(?: and (?:the )?(?:Security Council|General Assembly))?)(?= resolutions?| decisions?)",
        text,
    )
    return found[1] if found else text
