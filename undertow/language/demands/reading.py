"""The demands of one sentence, put together from its verbs of demanding, its modals and who stands before them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from undertow.language.demands import asking, content, duty
from undertow.language.demands.asking import Asking
from undertow.language.demands.duty import Duty
from undertow.language.demands.phrases import ACTORS, GENERIC, GROUP, PRONOUN, SELF, Phrase
from undertow.language.demands.voices import Voice, Voices, is_strong, named
from undertow.language.sentences import Span

DO, STOP = "do", "stop/not"
_SUBJUNCTIVE = re.compile(
    r"\b(?:must|should|shall|ought|be|not (?:be|\w+))\b|^(?:(?!is\b|are\b|was\b|were\b|has\b|have\b|had\b|will\b|can\b|do\b|does\b|would\b|\w+ed\b).)*$",
    re.I,
)
_JOINED = re.compile(
    r"(?:;|,\s+(?:and|but|while)|\band(?=\s+(?:also\s+|we\s+)?$))\s+(?:(?:we|it|I|they|also|has|have|the \w+(?: \w+)?|[A-Z]\w+(?: \w+)?|he|that)\s+){0,3}$"
)
_AUXILIARIES = re.compile(
    r"(?:\b(?:has|have|had|is|are|was|were|be|been|being|will|should|must|\w+ly|also|again)\s+)+$"
)
_NEEDED = re.compile(
    r"\b(?:critical|essential|important|necessary|imperative|vital|crucial|indispensable|time) that\b[^;:.]{0,80}$|\bpropos\w+ that\b[^;:.]{0,80}$",
    re.I,
)
_OBLIGED = re.compile(
    r"\b(?P<modal>must|should|ought to|shall|has to|have to|needs? to)\s(?P<between>[^.;:]{3,200}?(?:,|\band|\bor))\s+(?:\w+ly\s+|also\s+|to\s+)?$"
)
_POSSIBLE = re.compile(r"\b(?:would|could|might|may|should|must|ought to|shall|can)\s+(?:\w+\s+)?be\s+(?:\w+\s+)?$")
_ENDED = re.compile(
    r"[^,;.]{2,80}?\bbe\s+(?:\w+ly\s+)?(?:ended|stopped|halted|lifted|withdrawn|removed|abolished|terminated|dismantled|banned|prohibited)\b|an?\s(?:\w+\s)?(?:end|stop|halt)\sbe\s",
    re.I,
)
_TIME = re.compile(r"\b(?:each time|every time|whenever|when|if|where|as soon as)\s[^,;]{0,60}$", re.I)
_PASSIVE = re.compile(r"(?:not\s+)?be\s+(?:\w+ly\s+)?\w+(?:ed|en|ept|ought|eld|ound|ade|one|ut|iven)\b")
_POSSESSOR = re.compile(r"((?:[A-Z][\w-]+|the [\w -]{3,40}?)[’'](?:s)?)\s")
_DOER = re.compile(
    r"\b(?:from|by|on the part of)\s+((?:the |all |every |both |its |those )?(?:[\w-]+ ){0,4}?[\w-]+)(?=[\s,.;]|$)"
)
_OF_DOER = re.compile(
    r"(?:the |an? |\w+,? (?:and )?)*(?:withdrawal|support|cooperation|co-operation|participation|accession|adherence|assistance|commitment) of "
    r"((?:all |every |the )?[A-Z][\w]+(?: [A-Z]\w+)?)(?=\s(?:from|to|in|for|with)\b|[.,;]|$)"
)
_NAME_GOES_ON = re.compile(r"\s+(?:Nations|Council|States|Assembly|community|of\s+[A-Z]|[A-Z]\w+)")
#: A state by a pointing word and no name.
_POINTING = re.compile(
    r"(?:that|this|the)\s+(?:same\s+)?(?:country|state|government|side|regime|power|nation|neighbour|neighbor|army|leadership|authorities|republic)",
    re.I,
)
#: A condition that is over before the pronoun of the clause with the modal: 'if X wants peace, it must'.
_CONDITION = re.compile(r"(?<!what )(?<!What )\b[Ii]f\s[^;:.]*,\s(?=(?:then\s)?(?:it|they|he|she)\s(?:\w+ly\s)?$)")
_DENIAL = re.compile(r"\b(?:not|never|no longer|in no way|under no circumstances|at no time)\b")
#: What things do, said of 'it': 'It must begin with the young'.
_HAPPENS = re.compile(r"(?:begin|start|come|happen|last|apply|go) (?:with|in|at|from|to|here|now|today|for|beyond)\b")
_NOBODY = re.compile(r"(?:no|none|neither|nobody)\b", re.I)
_LAW = re.compile(
    r"\b(?:article|charter|convention|treaty|covenant|stipulat\w+|provides?|paragraph|constitution)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Demand:
    """One demand; places are code points of the whole text.

    trigger: the verb of demanding or the modal. what: the words for what is asked. speaker: 'self', or the words for who is
    told to have asked; empty where nobody is named. addressee: the words for the one asked, resolved where they are a
    pronoun, None if nobody is named. open: a pronoun or 'that country' that could not be resolved. polarity: 'do' or
    'stop/not'. reported: the demand of somebody else. kind: performative, that, nominal, modal, imperative. denied: the
    sentence asks that `what` be not done, by a "no" that stands outside of it.
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
    denied: bool = False


class Sentence(Voices):
    """One sentence of a text, read for demands."""

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
        phrase = self.phrase(*one.one, persons=is_strong(self.words[one.trigger[0] :]))
        return phrase.meaning in (*ACTORS, SELF, PRONOUN, GENERIC) and len(phrase.text.split()) < 34

    def _is_joined(self, place: int) -> bool:
        """Whether a clause of its own begins before a trigger, joined by a comma or semicolon and 'and' or 'but'."""
        return _JOINED.search(self.words[:place]) is not None

    def _asked(self, one: Asking) -> Demand | None:
        if one.kind == "imperative":
            return self._imperative(one)
        if one.passive:
            return self._passive(one)
        if not one.noun and (_NEEDED.search(self.words[: one.trigger[0]]) or self._is_asked_of_another(one)):
            return None
        voice = self.of(one)
        if voice is None:
            return None
        if one.kind == "that":
            return self._clause(one, voice)
        if one.kind == "nominal":
            return self._thing(one, voice)
        phrase = self.phrase(*one.one, persons=True) if one.one else None
        if phrase is None or phrase.meaning == SELF:
            return None
        return self._made(one.trigger, one.what, "performative", phrase, voice, stop=self._stops(one))

    def _is_asked_of_another(self, one: Asking) -> bool:
        """Whether somebody else is obliged to ask: 'the Council must act and encourage the parties to'."""
        verb = self.words[slice(*one.trigger)]
        due = _OBLIGED.search(self.words[: one.trigger[0]])
        if due is None or re.match(r"\w+(?:ed|ing|s)\b", verb) or re.search(r"\b(?:we|I)\b", due["between"], re.I):
            return False
        phrase = self.clauses.before(self.span.start + due.start("modal"))
        return phrase is not None and phrase.meaning in ACTORS

    def _stops(self, one: Asking) -> bool:
        return content.asks_to_stop(self.words[one.what :]) or "not" in one.to.split()

    def _passive(self, one: Asking) -> Demand | None:
        before = self.words[: one.trigger[0]]
        phrase = self.clauses.before(self.span.start + len(_AUXILIARIES.sub("", before)))
        if phrase is None or phrase.meaning not in ACTORS or _POSSIBLE.search(before) or _TIME.search(before):
            return None
        told = re.search(r"\b(?:was|were|been)\s+(?:\w+\s+)?$", before) is not None
        voice = ("", True) if told else (SELF, False)
        return self._made(one.trigger, one.what, "performative", phrase, voice, stop=self._stops(one))

    def _imperative(self, one: Asking) -> Demand | None:
        phrase = self.phrase(*one.one) if one.one else None
        if phrase is None or phrase.meaning not in ACTORS:
            return None
        stop = content.asks_to_stop(self.words[one.what :])
        return self._made(one.trigger, one.what, "imperative", phrase, (SELF, False), stop=stop)

    def _clause(self, one: Asking, voice: Voice) -> Demand | None:
        """A demand with a clause: its subject is the addressee if it can act and does."""
        words = self.words[one.what :]
        verb = self.words[one.trigger[0] :]
        if re.match(r"call", verb) and not re.search(r"\b(?:must|should|shall|ought|be|not)\b", words[:200]):
            return None
        if re.match(r"insist|urg|call", verb) and not _SUBJUNCTIVE.search(re.split(r"[,;—]", words[:200])[0]):
            return None
        if modal := re.search(r"\s(?:must|should|shall|ought to|will|would)\s", words[:160]):
            end, begin = modal.start(), modal.end()
        elif be := re.search(r"\s(?:not\s+)?be\s", words[:160]):
            end, begin = be.start(), be.start() + 1
        else:
            end, begin = self._subject_end(words)
        phrase = self.reader.phrase(self.span.start + one.what, self.span.start + one.what + end)
        if phrase.meaning == SELF:
            return None
        act = words[begin:]
        acts = phrase.meaning in ACTORS and not _PASSIVE.match(act) and re.search(r"\s[a-z]", words) is not None
        stop = content.asks_to_stop(act) or re.match(r"not\b|no\b", words) is not None
        stop = stop or (not acts and _ENDED.match(words) is not None)
        addressee = self.clauses.resolved(phrase) if acts else None
        found = self._made(one.trigger, one.what + (begin if acts else 0), "that", addressee, voice, stop=stop)
        return replace(found, denied=acts and _NOBODY.match(words) is not None)

    def _subject_end(self, words: str) -> tuple[int, int]:
        """Where the subject of a clause without a modal ends, and where what follows begins."""
        start = self.reader.text.find(words[:60], self.span.start)
        for match in re.finditer(r"[\w’'-]+", words[:120]):
            after = re.match(r"\s+(?!of\b|and\b|in\b|to\b|which\b|who\b)[a-z]+\b", words[match.end() :])
            if after and self.reader.phrase(start, start + match.end()).meaning in ACTORS:
                return match.end(), match.end() + 1
        first = words.find(" ")
        return max(first, 1), max(first, 0) + 1

    def _thing(self, one: Asking, voice: Voice) -> Demand | None:
        words = self.words[one.what :]
        if re.match(r"(?:this|that|it|these|those|them)[^\w\s]*(?:$|[.,;])", words):
            return None
        phrase, begin = None, one.what
        if doer := _POSSESSOR.match(words):
            found = self.phrase(one.what, one.what + len(doer[1].rstrip("s").rstrip("’'")))
            if found.meaning in ACTORS:
                phrase, begin = found, one.what + doer.end()
        if phrase is None:
            end = content.content_end(self.words, one.what, len(self.words)) - one.what
            if doer := _DOER.search(words[:end]):
                phrase = self._doer(one, words, doer)
        if phrase is None and (of := _OF_DOER.match(words)):
            found = self.phrase(one.what + of.start(1), one.what + of.end(1))
            phrase = found if found.meaning in ACTORS else None
        stop = content.asks_for_an_end(self.words[begin:]) or re.match(r"(?:an? )?(?:\w+ )?end\b", words) is not None
        return self._made(one.trigger, begin, "nominal", phrase, voice, stop=stop)

    def _doer(self, one: Asking, words: str, match: re.Match[str]) -> Phrase | None:
        """The doer behind 'by' or 'from', at its full length."""
        asked_from = match[0].startswith("from") and not re.match(r"expect|request", self.words[one.trigger[0] :])
        if one.noun or asked_from or len(words[: match.start()].split()) > 6:
            return None
        start = match.start(1)
        for end in [m.end() for m in re.finditer(r"[\w-]+", words[start : start + 60])]:
            found = self.phrase(one.what + start, one.what + start + end)
            if found.meaning in ACTORS and not _NAME_GOES_ON.match(words[start + end :]):
                return found
        return None

    def _due(self, due: Duty) -> Demand | None:
        phrase = self.phrase(*due.one) if due.one else self.clauses.before(self.span.start + due.subject_end)
        if phrase is None or phrase.meaning not in ACTORS:
            return None
        phrase = self._with_its_clause(phrase, due)
        shown = self._shown(phrase, due)
        words = self.words[due.what :]
        if self._is_barred(shown, due) or self._is_narrative(phrase, due) or not content.is_conduct(words):
            return None
        denial = _DENIAL.search(self.words[due.modal[1] : due.modal[1] + len(due.between)])
        nobody = _NOBODY.match(phrase.text) is not None
        start = due.modal[1] + denial.start() if denial else due.what
        stop = denial is not None or nobody or content.asks_to_stop(words)
        found = self._made(due.modal, start, "modal", phrase, self.told(shown), stop=stop)
        return replace(found, denied=nobody)

    def _with_its_clause(self, phrase: Phrase, due: Duty) -> Phrase:
        """'Those' is kept with the clause that says who they are."""
        end = self.span.start + due.subject_end
        if re.fullmatch(r"(?:all )?those", phrase.text, re.I) and phrase.end < end:
            words = self.words[phrase.start - self.span.start : due.subject_end]
            return phrase._replace(end=end, text=words.strip())
        return phrase

    def _shown(self, phrase: Phrase, due: Duty) -> str:
        """What stands before the subject in the sentence."""
        if condition := _CONDITION.search(self.words[: due.subject_end]):
            return self.words[: condition.end()]
        inside = self.span.start <= phrase.start <= self.span.start + due.modal[0]
        return self.words[: phrase.start - self.span.start if inside else due.modal[0]]

    def _is_barred(self, shown: str, due: Duty) -> bool:
        """A condition, a question, what nobody says, or an inverted modal."""
        before = re.sub(r"\b(?:it|they|he|she)\s+(?:\w+\s+)?$", "", self.words[: due.modal[0]])
        inverted = re.match(r"(?:should|shall|must)\b", self.words, re.I) is not None
        if self.words[slice(*due.modal)] == "should" and duty.IF_SHOULD.search(self.words[: due.modal[0]]):
            return True
        return inverted or any(rule.search(text) for rule in (duty.BARRED, duty.DENIED) for text in (shown, before))

    def _is_narrative(self, phrase: Phrase, due: Duty) -> bool:
        """What people have to do by circumstance, and what a treaty says that a party shall."""
        modal = self.words[due.modal[0] : due.modal[1]].lower()
        people = phrase.text.lower() in ("people", "some people", "many people")
        pointing = re.search(r"\b[Ii]t\s+(?:\w+ly\s+)?$", self.words[: due.modal[0]])
        people = people or (pointing is not None and _HAPPENS.match(self.words[due.what :]) is not None)
        return people or (modal == "shall" and _LAW.search(self.words[: due.modal[0]]) is not None)

    def _made(
        self, trigger: tuple[int, int], what: int, kind: str, phrase: Phrase | None, voice: Voice, *, stop: bool
    ) -> Demand:
        end, at = content.content_end(self.words, what, len(self.words)), self.span.start
        voice = self.quoted(what) or voice
        modal = kind == "modal" and phrase is not None and at <= phrase.start
        start = min(trigger[0], phrase.start - at) if modal and phrase else trigger[0]
        known = phrase if phrase is not None and phrase.meaning != PRONOUN else None
        return Demand(
            sentence=self.span,
            trigger=Span(at + trigger[0], at + trigger[1]),
            span=Span(at + start, at + max(end, trigger[1])),
            what=Span(at + what, at + max(end, what + 1)),
            kind=kind,
            speaker=voice[0],
            addressee=named(known.text) if known else None,
            addressee_type=(known.meaning if known.meaning in ACTORS else GROUP) if known else "none",
            polarity=STOP if stop else DO,
            reported=voice[1],
            open=(phrase is not None and known is None) or bool(known and _POINTING.fullmatch(known.text)),
        )
