"""The demands of one sentence, put together from its verbs of demanding, its modals and who stands before them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from undertow.language.demands import asking, content, duty
from undertow.language.demands.asking import Asking
from undertow.language.demands.duty import Duty
from undertow.language.demands.phrases import ACTORS, DOCUMENT, GENERIC, GROUP, PRONOUN, SELF, THING, Phrase, Reader
from undertow.language.demands.subjects import Clauses
from undertow.language.demands.words import ADVERBS, CIRCUMSTANCES
from undertow.language.sentences import Span

DO, STOP = "do", "stop/not"
_OUR = re.compile(r"^(?:our|my|this|these|the present)\b|\b(?:by|of) (?:my|our)\b", re.I)
_JOINED = re.compile(
    r"\b(?:support|join|share|second|endorse|reiterate|renew|repeat|echo|add|agree with|subscribe to|associate \w+ with|stand by|make|address|launch|issue)s?\s+(?:\w+\s+){0,2}$|\bis\s+$",
    re.I,
)


_SUBJUNCTIVE = re.compile(
    r"\b(?:must|should|shall|ought|be|not (?:be|\w+))\b|^(?:(?!is\b|are\b|was\b|were\b|has\b|have\b|had\b|will\b|can\b|do\b|does\b|would\b|\w+ed\b).)*$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Demand:
    """One demand; places are code points of the whole text.

    trigger: the verb of demanding or the modal. what: the words for what is asked. speaker: 'self', or the words for who is
    told to have asked; empty where nobody is named. addressee: the words for the one asked, resolved where they are a
    pronoun, None if nobody is named. open: a pronoun or 'that country' that could not be resolved. polarity: 'do' or
    'stop/not'. reported: the demand of somebody else. kind: performative, that, nominal, modal, imperative.
    """

    sentence: Span
    trigger: Span
    span: Span
    what: Span
    kind: str
    speaker: str
    addressee: str | None
    addressee_type: str
    polarity: str
    reported: bool
    open: bool = False


class Sentence:
    """One sentence of a text, read for demands."""

    def __init__(self, reader: Reader, spans: Sequence[Span], place: int) -> None:
        self.reader = reader
        self.span = spans[place]
        self.words = reader.text[self.span.start : self.span.end]
        self.clauses = Clauses(reader, spans, place)

    def demands(self) -> Iterator[Demand]:
        """Its demands, in order; a modal or verb inside what another asks is part of that."""
        if self.words.rstrip(" \"”’'").endswith("?"):
            return
        covered = 0
        for trigger in self._triggers():
            if trigger[0] < covered and not self._is_joined(trigger[0]):
                continue
            found = self._asked(trigger[1]) if isinstance(trigger[1], Asking) else self._due(trigger[1])
            if found is not None:
                yield found
                covered = found.what.end - self.span.start

    def _triggers(self) -> list[tuple[int, Asking | Duty]]:
        taken: list[tuple[int, int]] = []
        found: list[tuple[int, Asking | Duty]] = []
        for one in asking.askings(self.words):
            if not any(a < one.trigger[1] and one.trigger[0] < b for a, b in taken) and self._fits(one):
                taken.append(one.trigger)
                found.append((one.trigger[0], one))
        found += [(due.modal[0], due) for due in duty.duties(self.words)]
        return sorted(found, key=lambda pair: pair[0])

    def _fits(self, one: Asking) -> bool:
        """Whether the object can be asked: 'encourage efforts to' asks nobody."""
        if one.kind != "performative" or one.one is None:
            return True
        phrase = self._phrase(*one.one, persons=_is_strong(self.words[one.trigger[0] :]))
        return phrase.meaning in (*ACTORS, SELF, PRONOUN, GENERIC) and len(phrase.text.split()) < 34

    def _is_joined(self, place: int) -> bool:
        """Whether a clause of its own begins before a trigger, joined by a comma or semicolon and 'and' or 'but'."""
        return bool(
            re.search(
                r"(?:;|,\s+(?:and|but|while)|\band(?=\s+(?:also\s+|we\s+)?$))\s+(?:(?:we|it|I|they|also|has|have|the \w+(?: \w+)?|[A-Z]\w+(?: \w+)?|he|that)\s+){0,3}$",
                self.words[:place],
            )
        )

    def _asked(self, one: Asking) -> Demand | None:
        if one.kind == "imperative":
            return self._imperative(one)
        if one.passive:
            return self._passive(one)
        voice = self._voice(one)
        if voice is None:
            return None
        speaker, reported = voice
        phrase = self._phrase(*one.one, persons=True) if one.one else None
        if one.kind == "that":
            return self._clause(one, speaker, reported=reported)
        if one.kind == "nominal":
            return self._thing(one, speaker, reported=reported)
        if phrase is None or phrase.meaning == SELF:
            return None
        words = self.words[one.what :]
        return self._made(
            one.trigger,
            one.what,
            "performative",
            phrase,
            content.asks_to_stop(words) or "not" in one.to.split(),
            speaker,
            reported=reported,
        )

    def _passive(self, one: Asking) -> Demand | None:
        phrase = self.clauses.before(
            self.span.start
            + re.sub(
                r"(?:\b(?:has|have|had|is|are|was|were|be|been|being|will|should|must|\w+ly|also|again)\s+)+$",
                "",
                self.words[: one.trigger[0]],
            ).__len__()
        )
        if phrase is None or phrase.meaning not in ACTORS:
            return None
        if re.search(
            r"\b(?:would|could|might|may|should|must|ought to|shall|can)\s+(?:\w+\s+)?be\s+(?:\w+\s+)?$",
            self.words[: one.trigger[0]],
        ):
            return None
        told = bool(re.search(r"\b(?:was|were|been)\s+(?:\w+\s+)?$", self.words[: one.trigger[0]]))
        stop = content.asks_to_stop(self.words[one.what :]) or "not" in one.to.split()
        return self._made(one.trigger, one.what, "performative", phrase, stop, "" if told else SELF, reported=told)

    def _imperative(self, one: Asking) -> Demand | None:
        phrase = self._phrase(*one.one) if one.one else None
        if phrase is None or phrase.meaning not in ACTORS:
            return None
        return self._made(
            one.trigger,
            one.what,
            "imperative",
            phrase,
            content.asks_to_stop(self.words[one.what :]),
            SELF,
            reported=False,
        )

    def _clause(self, one: Asking, speaker: str, *, reported: bool) -> Demand | None:
        """A demand with a clause: its subject is the addressee if it can act and does."""
        words = self.words[one.what :]
        if re.match(r"insist|urg|call", self.words[one.trigger[0] :]) and not _SUBJUNCTIVE.search(content_of(words)):
            return None
        verb = re.search(
            r"\s(?:(?P<modal>must|should|shall|ought to|will|would)\s+)?(?P<not>not\s+)?(?P<verb>be\b|(?:\w+ly\s+|also\s+)*[a-z]+)",
            words,
        )
        modal = re.search(r"\s(?:must|should|shall|ought to|will|would)\s", words[:160])
        if modal:
            end, begin = modal.start(), modal.end()
        elif be := re.search(r"\s(?:not\s+)?be\s", words[:160]):
            end, begin = be.start(), be.start() + 1
        else:
            end, begin = self._subject_end(words)
        phrase = self.reader.phrase(self.span.start + one.what, self.span.start + one.what + end)
        act = words[begin:]
        passive = bool(re.match(r"(?:not\s+)?be\s+(?:\w+ly\s+)?\w+(?:ed|en|ept|ought|eld|ound|ade|one|ut|iven)\b", act))
        if phrase.meaning == SELF:
            return None
        acts = phrase.meaning in ACTORS and not passive and verb is not None
        stop = content.asks_to_stop(act) or bool(re.match(r"not\b|no\b", words))
        return self._made(
            one.trigger,
            one.what + (begin if acts else 0),
            "that",
            self.clauses.resolved(phrase) if acts else None,
            stop,
            speaker,
            reported=reported,
        )

    def _subject_end(self, words: str) -> tuple[int, int]:
        for match in re.finditer(r"[\w’'-]+", words[:120]):
            phrase = self.reader.phrase(self.span.start, self.span.start)
            start = self.reader.text.find(words[:60], self.span.start)
            phrase = self.reader.phrase(start, start + match.end())
            after = re.match(r"\s+(?!of\b|and\b|in\b|to\b|which\b|who\b)[a-z]+\b", words[match.end() :])
            if phrase.meaning in ACTORS and after:
                return match.end(), match.end() + 1
        first = words.find(" ")
        return max(first, 1), max(first, 0) + 1

    def _thing(self, one: Asking, speaker: str, *, reported: bool) -> Demand | None:
        words = self.words[one.what :]
        phrase, begin = None, one.what
        if doer := re.match(r"((?:[A-Z][\w-]+|the [\w -]{3,40}?)[’'](?:s)?)\s", words):
            found = self._phrase(one.what, one.what + len(doer[1].rstrip("s").rstrip("’'")), persons=False)
            if found.meaning in ACTORS:
                phrase, begin = found, one.what + doer.end()
        end = content.content_end(self.words, one.what, len(self.words)) - one.what
        if phrase is None and (
            doer := re.search(
                r"\b(?:from|by|on the part of)\s+((?:the |all |every |both |its |those )?(?:[\w-]+ ){0,4}?[\w-]+)(?=[\s,.;]|$)",
                words[:end],
            )
        ):
            phrase = self._doer(one, words, doer)
        if phrase is None and (
            of := re.match(
                r"(?:the |an? |\w+,? (?:and )?)*(?:withdrawal|support|cooperation|co-operation|participation|accession|adherence|assistance|commitment) of ((?:all |every |the )?[A-Z][\w]+(?: [A-Z]\w+)?)(?=\s(?:from|to|in|for|with)\b|[.,;]|$)",
                words,
            )
        ):
            found = self._phrase(one.what + of.start(1), one.what + of.end(1), persons=False)
            phrase = found if found.meaning in ACTORS else None
        stop = content.asks_for_an_end(self.words[begin:]) or bool(re.match(r"(?:an? )?(?:\w+ )?end\b", words))
        return self._made(one.trigger, begin, "nominal", phrase, stop, speaker, reported=reported)

    def _doer(self, one: Asking, words: str, match: re.Match[str]) -> Phrase | None:
        """The doer behind 'by' or 'from', at its full length."""
        if (
            one.noun
            or len(words[: match.start()].split()) > 6
            or (match[0].startswith("from") and not re.match(r"expect|request", self.words[one.trigger[0] :]))
        ):
            return None
        for end in [m.end() for m in re.finditer(r"[\w-]+", words[match.start(1) : match.start(1) + 60])]:
            found = self._phrase(one.what + match.start(1), one.what + match.start(1) + end, persons=False)
            if found.meaning in ACTORS and not re.match(
                r"\s+(?:Nations|Council|States|Assembly|community|of\s+[A-Z]|[A-Z]\w+)", words[match.start(1) + end :]
            ):
                return found
        return None

    def _voice(self, one: Asking) -> tuple[str, bool] | None:
        """Who asks, and whether it is told of another; None where nobody does."""
        left = self.words[: one.subject_end]
        if one.noun:
            return self._owner(one, left)
        phrase = self._asker(one, left)
        if phrase is None or phrase.meaning == THING:
            return self._nobody(one, phrase, left)
        if phrase.meaning == SELF:
            return SELF, False
        if phrase.meaning == DOCUMENT and _OUR.search(phrase.text):
            return SELF, False
        if phrase.meaning in (PRONOUN, GENERIC):
            told = one.kind != "nominal" or self.words[: one.trigger[1]].rstrip().endswith(("ed", "ed for"))
            return (phrase.text, True) if told and _is_strong(self.words[one.trigger[0] :]) else None
        return _organ(phrase.text), True

    def _asker(self, one: Asking, left: str) -> Phrase | None:
        verb = self.words[one.trigger[0] : one.trigger[1]].split()[0].lower()
        if (
            re.search(r"\b(?:we|I)(?:,[^,]+,)?\s*(?:\w+ly\s+|also\s+|therefore\s+)*$", left)
            or re.search(r"\b(?:allow|let|permit) (?:me|us)[\w, ]{0,40}$", left + one.chain, re.I)
            or re.search(r"\b(?:natural|right|fair|reasonable) for us\s*(?:to\s*)?$", left + one.chain)
        ):
            return Phrase(self.span.start, self.span.start, "we", SELF, "we")
        if verb.endswith("ing") and (
            document := re.search(
                r"\b(?:resolutions?|declarations?|decisions?|communiqués?|statements?|reports?)\b[^.;:]{0,90}$", left
            )
        ):
            begin = self.words.rfind(" ", 0, max(0, document.start() - 18)) + 1
            return Phrase(
                self.span.start + begin, self.span.start + len(left), left[begin:].strip(), DOCUMENT, "resolution"
            )
        if verb.endswith("ing") and re.search(r",\s*$", left):
            return self.clauses.leading(self.span, self.span.start + one.trigger[0])
        if verb.endswith("ing") and re.search(r"\b(?:by|in|of|while|when|from|for|before|after)\s*$", left):
            if re.search(r"\b(?:we|I|our)\b", left, re.I):
                return Phrase(self.span.start, self.span.start, "we", SELF, "we")
            return self.clauses.leading(self.span, self.span.start + one.trigger[0])
        found = self.clauses.before(self.span.start + len(left), outermost=True)
        if (
            verb.endswith("ing")
            and not one.chain
            and re.search(r"[a-z]s\s*$", left)
            and found is not None
            and found.meaning == THING
            and found.head not in CIRCUMSTANCES
        ):
            return found._replace(meaning=GROUP)
        if (found is None or (found.meaning == THING and found.head not in CIRCUMSTANCES)) and (
            re.search(r"\bto\b", one.chain) or re.search(r"\b(?:and|by|in)\s*$", left) or verb.endswith("ing")
        ):
            leading = self.clauses.leading(self.span, self.span.start + one.trigger[0])
            if leading is not None and leading.meaning != THING:
                return self.clauses.resolved(leading)
        return found

    def _nobody(self, one: Asking, phrase: Phrase | None, left: str) -> tuple[str, bool] | None:
        if phrase is not None and (phrase.head in CIRCUMSTANCES or phrase.head.rstrip("s") in CIRCUMSTANCES):
            return None
        if re.search(r"\b(?:we|I)\b", left, re.I) and re.search(r"(?:,|and|in|by)\s*$", left):
            return SELF, False
        if (
            not self.words[one.trigger[0] : one.trigger[1]].endswith("for")
            and _is_strong(self.words[one.trigger[0] :])
            and one.kind in ("performative", "that")
        ):
            return (phrase.text, True) if phrase is not None and len(phrase.text) < 80 else None
        return None

    def _owner(self, one: Asking, left: str) -> tuple[str, bool] | None:
        """Whose call a noun stands for: a possessor, a doer behind it, or the one who joins it."""
        before = self.words[: one.trigger[0]]
        if owner := re.search(r"\b(our|my)\s+(?:\w+\s+){0,2}$", before, re.I):
            return SELF, False
        if by := re.match(r"[^,;]{2,60}?\bby ((?:the |all )?[A-Z][^;.]{2,80}?)(?=[.;]|$)", self.words[one.what :]):
            return by[1], True
        if owner := re.search(
            r"((?:[A-Z][\w-]+\s?){1,3}|\bthe [\w -]{3,40})[’'](?:s)?\s+(?:\w+\s+){0,2}$|\b((?:[A-Z][\w-]+\s+){1,3})(?:\w+\s+)?$",
            before,
        ):
            place = owner.start(1) if owner[1] else owner.start(2)
            phrase = self._phrase(place, owner.end(1) if owner[1] else owner.end(2), persons=False)
            if phrase.meaning == SELF:
                return SELF, False
            return (phrase.text.strip(), True) if phrase.meaning in ACTORS else None
        if owner := re.search(r"\b(their|its|his|her|these|those)\s+(?:\w+\s+){0,2}$", before):
            leading = self.clauses.leading(self.span, self.span.start + owner.start())
            if leading is not None and leading.meaning in (*ACTORS, SELF, PRONOUN):
                leading = self.clauses.resolved(leading)
                return (SELF, False) if leading.meaning == SELF else (_named(leading.text), True)
            return (owner[1], True) if one.kind != "nominal" or owner[1] in ("their", "its") else None
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

    def _due(self, due: Duty) -> Demand | None:
        before = self.words[: due.modal[0]]
        phrase = self._phrase(*due.one) if due.one else self.clauses.before(self.span.start + due.subject_end)
        if phrase is None or phrase.meaning not in ACTORS:
            return None
        if re.fullmatch(r"(?:all )?those", phrase.text, re.I) and phrase.end < self.span.start + due.subject_end:
            phrase = phrase._replace(
                end=self.span.start + due.subject_end,
                text=self.words[phrase.start - self.span.start : due.subject_end].strip(),
            )
        inside = self.span.start <= phrase.start <= self.span.start + due.modal[0]
        shown = before[: phrase.start - self.span.start] if inside else before
        if (
            duty.BARRED.search(shown)
            or duty.BARRED.search(re.sub(r"\b(?:it|they|he|she)\s+(?:\w+\s+)?$", "", before))
            or re.match(r"(?:should|shall|must)\b", self.words, re.I)
        ):
            return None
        words = self.words[due.what :]
        if (
            phrase.text.lower() in ("people", "some people", "many people")
            and "have" in self.words[due.modal[0] : due.modal[1]]
        ):
            return None
        if not content.is_conduct(words) or self._is_lawyerly(due, phrase):
            return None
        denied = re.search(r"\b(?:not|never|no longer)\b", due.between) is not None
        stop = (
            denied or content.asks_to_stop(words) or re.match(r"no\b|none\b|neither\b", phrase.text, re.I) is not None
        )
        start = (
            due.what
            if not denied
            else due.modal[1] + re.search(r"not|never|no longer", self.words[due.modal[1] :]).start()
        )  # type: ignore[union-attr]
        speaker, reported = self._teller(shown)
        return self._made(due.modal, start, "modal", phrase, stop, speaker, reported=reported)

    def _is_lawyerly(self, due: Duty, phrase: Phrase) -> bool:
        """What a treaty says that a party shall."""
        modal = self.words[due.modal[0] : due.modal[1]].lower()
        return (
            modal == "shall"
            and re.search(
                r"\b(?:article|charter|convention|treaty|covenant|stipulat\w+|provides?|paragraph|constitution)\b",
                self.words[: due.modal[0]],
                re.I,
            )
            is not None
        )

    def _teller(self, before: str) -> tuple[str, bool]:
        """Whose words a modal is in: 'the Assembly reiterated that X should' is the Assembly's."""
        match = duty.TOLD.search(before)
        if match is None:
            return SELF, False
        phrase = self.clauses.before(self.span.start + match.start("verb"))
        if phrase is None or phrase.meaning not in (*ACTORS, DOCUMENT) or _OUR.search(phrase.text):
            return SELF, False
        return _organ(phrase.text), True

    def _phrase(self, start: int, end: int, *, persons: bool = False) -> Phrase:
        end = start + len(re.sub(rf"(?:[\s,]+(?:{ADVERBS}))+$", "", self.words[start:end], flags=re.I))
        found = self.reader.phrase(self.span.start + start, self.span.start + end, persons=persons)
        return self.clauses.object(found) if found.meaning == PRONOUN else found

    def _made(
        self,
        trigger: tuple[int, int],
        what: int,
        kind: str,
        phrase: Phrase | None,
        stop: bool,
        speaker: str,
        *,
        reported: bool,
    ) -> Demand:  # noqa: PLR0913, FBT001
        end = content.content_end(self.words, what, len(self.words))
        at = self.span.start
        start = (
            min(trigger[0], phrase.start - at)
            if kind == "modal" and phrase is not None and at <= phrase.start
            else trigger[0]
        )
        known = phrase if phrase is not None and phrase.meaning != PRONOUN else None
        return Demand(
            sentence=self.span,
            trigger=Span(at + trigger[0], at + trigger[1]),
            span=Span(at + start, at + max(end, trigger[1])),
            what=Span(at + what, at + max(end, what + 1)),
            kind=kind,
            speaker=speaker,
            addressee=_named(known.text) if known else None,
            addressee_type=(known.meaning if known.meaning in ACTORS else GROUP) if known else "none",
            polarity=STOP if stop else DO,
            reported=reported,
            open=phrase is not None and known is None,
        )


def content_of(words: str) -> str:
    """The content of a clause up to its first comma far enough in, to tell how its verb stands."""
    return re.split(r"[,;—]", words[:200])[0]


def _is_strong(words: str) -> bool:
    return re.match(r"call|urg|appeal|demand|insist", words) is not None


def _named(text: str) -> str:
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
