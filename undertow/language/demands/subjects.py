"""Who acts in a clause: the noun phrase before a verb, the one that opens a sentence, and what a pronoun stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from undertow.language.demands.phrases import ACTORS, DOCUMENT, GENERIC, GROUP, PRONOUN, SELF, THING, Phrase, Reader
from undertow.language.demands.words import (
    ADVERBS,
    CIRCUMSTANCES,
    DETERMINERS,
    GROUPS,
    INSTITUTIONS,
    PREPOSITIONS,
    SAYING,
    STATES,
)
from undertow.language.sentences import Span

_ADVERB_END = re.compile(
    rf"(?:^|[\s,])(?:{ADVERBS}|can and|could and|may and|should and|will and|can, and|and can|in my view|in our view|in our opinion|it seems|we believe|for that reason|for its part|for their part),?\s*$",
    re.I,
)
_PARENTHESIS = re.compile(
    r"[,(—–-]\s*(?:which|who|whose|including|in particular|especially|particularly|such as|as well as|together with|along with|like|with|for its part|for their part|in turn|as|and (?:its|their|all|in particular|especially|particularly|first)|through|by|in|at|on|under|be they|whether|if|when|without|regardless|acting|working|having|led|despite|while|and not|not|first)\b",
    re.I,
)
_RELATIVE_VERB = re.compile(
    r"\b(?:who|(?:which|that)(?=\s+(?:\w+ly\s+|not\s+|still\s+|also\s+|now\s+)?(?:have|has|are|is|were|was|do|does|did|can|could|will|would|may|might|had|continue|possess|desire|wish|seek|bear|hold|remain|share|oppose|support|"
    r"refuse|produce|claim|want|need|provide|give|aspire|lack|enjoy|today|make|take|contribute|supply|control|respect|own|\w+ed|\w+es)\b))"
)
_BOUNDARY = re.compile(
    r"[;:“\"!?]|[.](?=\s)|,|[—–](?!\d)|\s-\s|\b(?:that|because|if|when|while|whereas|although|though|as|unless|so|where|whether|how|why|what|than|lest|but|or|which|nor|"
    + "|".join(sorted(SAYING))
    + r")\b",
    re.I,
)
_INTRODUCTORY = re.compile(
    r"^(?:(?:and|but|so|yet|or|however|therefore|thus|moreover|furthermore|also|indeed|finally|first|firstly|second|secondly|third|thirdly|today|now|hence|similarly|accordingly|nevertheless|at the same time|in particular|in addition|for example|meanwhile|again|here|then|similarly|\w+ly(?=,))\b,?\s*)+", re.I)  # fmt: skip
_TOKEN = re.compile(r"[\w’'.-]*\w|[^\s\w]")
_VERB = re.compile(
    r"(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|shall|does|do|did|cannot|remains?|ha(?:s|ve)|continues?|calls?|urges?|believes?|hopes?|welcomes?|supports?|considers?|appeals?|demands?|insists?|makes?|takes?|"
    r"seems?|needs?|wants?|refuses?|attaches|strongly|fully|also|again|not|never|being|who|which|whose|that)", re.I)  # fmt: skip
_MENTION = re.compile(
    r"(?:\b(?:the|all|both|those|some)\s+)?(?:\b[A-Z][\w-]+\s+)*(?<=\s)[A-Z][\w-]+|\b(?:the|all|both|those|some)\s+(?:[\w-]+\s+){0,2}?(?:community|parties|sides|States|countries|Powers|leaders|Government|delegations|organization|organizations)\b"
)
_JOINED_VERB = re.compile(
    r"\b(?:must|should|shall|ought|has|have|need|needs|is|are|will|can|call|calls|called|urge|urges)\b"
)
#: A condition whose subject the pronoun behind it stands for, 'if X wants peace, it must', and where other clauses begin.
_CONDITION = re.compile(r"(?<!what )(?<!What )\b[Ii]f\s(?!we\b|I\b)([^;:.]*),\s(?:then\s)?$")
_OPENED_BY_CONDITION = re.compile(r"If\s(?!we\b|I\b)([^;:.]*?),\s(?:then\s)?(?:it|they)\b")
#: What opens a sentence before its subject, and what stands before a pronoun that is meant as a whole.
_PARTICIPLE = re.compile(
    r"(?:\w+ly\s+)?(?:(?i:recogni[sz]|accept|assum|bear|fulfil|consider|acknowledg|reali[sz]|understand)\w*ing|(?:Aware|Conscious|Mindful) of)\b[^;:.,]*$",
    re.I,
)
_ALL_OF = re.compile(r"^(?:all|both|each|none) of ")
_CLAUSE_BEGINS = re.compile(r"\bthat\s|[,;]\s(?:and\s|but\s)?")
_PLURAL = re.compile(r"(?:they|them|their|these|those|both)", re.I)


class Clauses:
    """The subjects of clauses in one sentence of a text, with the sentences before it for pronouns."""

    def __init__(self, reader: Reader, sentences: Sequence[Span], place: int) -> None:
        self.reader = reader
        self.sentence = sentences[place]
        self._before = [sentences[i] for i in range(place - 1, max(-1, place - 4), -1)]

    def before(self, verb: int, *, outermost: bool = False) -> Phrase | None:
        """The subject of the verb at a place, with pronouns resolved; None where none is found.

        outermost: a verb joined by 'and' shares the subject of the whole sentence rather than of the clause before it.
        """
        start, text = self.sentence.start, self.reader.text
        left = _without_adverbs(text[start:verb])
        if re.search(r"\b(?:and|but|or|yet|then),?\s*$", left, re.I):
            return self._shared(left, outermost=outermost)
        left = re.sub(r"\b(which|who|that),[^,;.]{2,60},\s*$", r"\1", left)
        left = self._past_parenthesis(left)
        if relative := re.search(r"[\s,](?:who|which|that)\s*$", left):
            return self._antecedent_of_relative(left[: relative.start()])
        begin, end = self._segment(left)
        return self.resolved(self.reader.phrase(start + begin, start + end)) if end > begin else None

    def leading(self, sentence: Span, until: int | None = None) -> Phrase | None:
        """The phrase that opens a sentence, after what introduces it."""
        text, start = self.reader.text[sentence.start : until or sentence.end], sentence.start
        offset = 0
        if match := _INTRODUCTORY.match(text):
            offset = match.end()
        first = text[offset:].split(" ", 1)[0].lower()
        if first in (
            *PREPOSITIONS,
            "as",
            "while",
            "although",
            "when",
            "having",
            "given",
            "if",
            "just",
            "now",
            "because",
        ) or re.match(r"\w+ing\b", text[offset:]):
            comma = text.find(",", offset)
            if comma < 0:
                return None
            return self.leading(Span(start + comma + 1, sentence.end), until) if comma + 2 < len(text) else None
        return self._opening(text, offset, start)

    def _opening(self, text: str, offset: int, start: int) -> Phrase | None:
        best, last, begin = None, None, None
        for token in _TOKEN.finditer(text, offset):
            word = token[0]
            if begin is None:
                begin = token.start()
            if (
                _VERB.fullmatch(word)
                or word in ",;:(—–"
                or (word.lower() in PREPOSITIONS and not _names_more(text, token))
            ) and token.start() > begin:
                break
            if word.lower() in ("of", "the") and token.start() > begin:
                continue
            last = self.reader.phrase(start + begin, start + token.end())
            known = word.lower() in (STATES | INSTITUTIONS | GROUPS)
            if best is not None and word[0].islower() and not known and word.lower() not in ("and", "or"):
                return best
            if last.meaning in (*ACTORS, SELF, DOCUMENT) or (
                last.meaning == PRONOUN and last.text.lower() in ("it", "they", "he", "she")
            ):
                best = last
            if token.start() - begin > 90:
                break
        return best or last

    def resolved(self, phrase: Phrase) -> Phrase:
        """The phrase, or for a pronoun the one it stands for; a pronoun that stays open keeps its meaning."""
        said = _ALL_OF.sub("", phrase.text.lower())
        if phrase.meaning != PRONOUN or said not in ("it", "they", "he", "she", "them", "him"):
            return phrase._replace(meaning=GROUP) if phrase.text.lower() in ("those", "all") else phrase
        plural = bool(_PLURAL.fullmatch(said))
        if ahead := self._subject_ahead(phrase.start):
            return ahead
        places = [(self.sentence, phrase.start), *((s, None) for s in self._before)]
        for sentence, until in places:
            found = self._named_first(sentence, until, plural=plural)
            if found is not None and found.meaning == SELF and found.head in ("we", "i", "us"):
                found = self._mentioned_last(sentence, until, plural=plural) or (None if until else phrase)
            if found is not None:
                return found
            if until is None and ((opening := self.leading(sentence)) is None or opening.meaning != PRONOUN):
                break
            if until is None and opening is not None and opening.text.lower() in ("this", "that"):
                break
        return self._only_one_before(phrase, plural=plural) or phrase

    def _subject_ahead(self, place: int) -> Phrase | None:
        """The subject that a pronoun in the opening of its sentence points forward to: 'Recognizing the role it must play, Norland'."""
        text, start = self.reader.text, self.sentence.start
        comma = text.find(",", place, self.sentence.end)
        if comma < 0 or not _PARTICIPLE.match(text[start:place]):
            return None
        found = self.leading(Span(comma + 1, self.sentence.end))
        return found if found is not None and found.meaning in (*ACTORS, SELF) else None

    def _only_one_before(self, phrase: Phrase, *, plural: bool) -> Phrase | None:
        """The one actor whom the sentence before mentions, for a pronoun that opens its own; None where there are more."""
        opening = self.reader.text[self.sentence.start : phrase.start]
        if not self._before or _INTRODUCTORY.sub("", opening).strip():
            return None
        sentence = self._before[0]
        clause = self.reader.text[sentence.start : sentence.end]
        named: dict[str, Phrase] = {}
        for match in _MENTION.finditer(clause):
            found = self.reader.phrase(sentence.start + match.start(), sentence.start + match.end())
            if found.meaning == SELF:
                return None
            if found.meaning in ACTORS and _agrees(found, plural=plural):
                named[found.text.lower().removeprefix("the ")] = found
        return next(iter(named.values())) if len(named) == 1 else None

    def object(self, phrase: Phrase) -> Phrase:
        """The one a pronoun stands for that is the object of a verb: the actor mentioned last, or what a subject would be."""
        if phrase.text.lower() not in ("it", "them", "him", "her"):
            return phrase
        for sentence, until in ((self.sentence, phrase.start), *((s, None) for s in self._before[:1])):
            if found := self._mentioned_last(sentence, until, plural=phrase.text.lower() == "them"):
                return found
        return self.resolved(phrase)

    def _mentioned_last(self, sentence: Span, until: int | None, *, plural: bool) -> Phrase | None:
        """The last actor a sentence mentions, where 'we' is its subject, so that a pronoun means somebody else."""
        clause = self.reader.text[sentence.start : until or sentence.end]
        for match in reversed(list(_MENTION.finditer(clause))):
            found = self.reader.phrase(sentence.start + match.start(), sentence.start + match.end())
            if found.meaning in ACTORS and _agrees(found, plural=plural):
                return found
        return None

    def _named_first(self, sentence: Span, until: int | None, *, plural: bool) -> Phrase | None:
        end = until or sentence.end
        clause = self.reader.text[sentence.start : end]
        begins = [0, *(m.end() for m in _CLAUSE_BEGINS.finditer(clause))] if until else [0]
        if until and (condition := _CONDITION.search(clause)):
            begins.insert(0, condition.start(1))
        elif not until and (opened := _OPENED_BY_CONDITION.match(clause)):
            begins.append(opened.start(1))
        for begin in begins:
            found = self.leading(Span(sentence.start + begin, sentence.end), end)
            owner = found is not None and re.search(r"[’']s?$", found.text) is not None
            if (
                found is not None
                and not owner
                and found.end < end
                and found.meaning != PRONOUN
                and _agrees(found, plural=plural)
            ):
                return found
        return None

    def _shared(self, left: str, *, outermost: bool) -> Phrase | None:
        """The subject of a verb that is joined by 'and' to an earlier one."""
        body = re.sub(r",?\s*(?:and|but|or|yet|then),?\s*$", "", left, flags=re.I)
        start = self.sentence.start
        if close := re.search(r"\b((?:the )?(?:[A-Z]\w+ )+)\w+s$", body):
            found = self.reader.phrase(start + close.start(1), start + close.end(1))
            if found.meaning in ACTORS and not outermost:
                return found
        verbs = [] if outermost else list(_JOINED_VERB.finditer(body))
        if verbs and (earlier := self.before(start + verbs[-1].start())) is not None and earlier.meaning != THING:
            return earlier
        cuts = [m.end() for m in re.finditer(r"[;:]\s|\bthat\s|,\s(?:and|but)\s|\bwhich\s|\bwhile\s", body)]
        for begin in [0, *cuts] if outermost else [*reversed(cuts), 0]:
            opening = self.leading(Span(start + begin, self.sentence.end), start + len(body))
            if opening is not None and opening.meaning not in (THING, GENERIC):
                return self.resolved(opening)
        return None

    def _past_parenthesis(self, left: str) -> str:
        left = left.rstrip()
        if ourselves := re.search(r"\b[Ww]e\s*[—–-][^;.]*[—–-]$", left):
            return left[: ourselves.start() + 2]
        if left.endswith(")"):
            left = left[: left.rfind("(")].rstrip()
        if not left.endswith((",", "—", "–")):
            return left
        if apposition := re.search(r"\b[Ww]e,[^;:.]*,$", left):
            return left[: apposition.start() + 2]
        openers = list(_PARENTHESIS.finditer(left))
        body = left[:-1]
        if openers and (opener := openers[-1]).start() > 0:
            return _without_adverbs(left[: opener.start()])
        if relative := list(_RELATIVE_VERB.finditer(body)):
            return body[: relative[-1].start()].rstrip(" ,")
        comma = body.rfind(",")
        return body[:comma] if comma > 8 else body

    def _antecedent_of_relative(self, left: str) -> Phrase | None:
        left = left.rstrip(" ,")
        begin, end = self._segment(left)
        start = self.sentence.start
        phrase = self.reader.phrase(start + begin, start + end)
        last = re.search(r"(\w+)$", left)
        if last and last[1].lower() in CIRCUMSTANCES:
            return phrase._replace(meaning=THING, head=last[1].lower())
        if phrase.meaning in ACTORS or (phrase.meaning == SELF and len(phrase.text.split()) < 5):
            return phrase
        chain = list(
            re.finditer(
                r"\b(?:of|by|to|with|on|from|at|in|for|between|through)\s+(?=(?:the|all|those|its|this|[A-Z])\b|[A-Z])",
                left[begin:end],
            )
        )
        inner = [self.reader.phrase(start + begin + link.end(), start + end) for link in chain]
        return next((one for one in inner if one.meaning in (*ACTORS, DOCUMENT)), phrase)

    def _segment(self, left: str) -> tuple[int, int]:
        """Where the last noun phrase of a piece of a sentence begins and ends."""
        end = len(left.rstrip())
        begin = 0
        for match in _BOUNDARY.finditer(left, 0, end):
            if match[0].lower() == "that" and re.match(
                r"\s+(?:country|state|government|body|organ\w*|power|nation|regime|council|assembly)\b",
                left[match.end() :],
                re.I,
            ):
                begin = match.start()
            elif match.end() < end and not _inside_phrase(left, match, end):
                begin = match.end()
        piece = left[begin:end]
        if (relative := _RELATIVE_VERB.search(piece)) and relative.start() > 2:
            piece = piece[: relative.start()]
            end = begin + len(piece.rstrip(" ,"))
        elif re.match(r"\s*(?:are|is|has|have|was|were|do|does|had|can)\b", piece) and (
            opener := list(re.finditer(r"\b(?:who|which|that)\b", left[:begin]))
        ):
            return self._segment(left[: opener[-1].start()].rstrip(" ,"))
        if pronoun := re.search(
            r"(?<!\bin )(?<!\bof )(?<!\bto )(?<!\bby )(?<!\bon )(?<!\bwith )\b(?:[Ii]t|[Tt]hey|[Hh]e|[Ss]he|I|[Ww]e|[Yy]ou)\s*$",
            left[:end],
        ):
            return pronoun.start(), end
        begin += _after_conjunction(self.reader, left, begin, end, self.sentence.start)
        return begin + _last_phrase(left[begin:end]), end


def _names_more(text: str, of: re.Match[str]) -> bool:
    """Whether an 'of' goes on with a name, as in 'the Republic of Norland'."""
    return of[0].lower() == "of" and re.match(r"\s+(?:the\s+)?[A-Z]", text[of.end() :]) is not None


def _inside_phrase(left: str, match: re.Match[str], end: int) -> bool:
    word = match[0].lower()
    after = left[match.end() : end]
    if word == "or":
        return bool(re.match(r"\s+\w+(?:\s+\w+)?\s*$", after))
    if word == "as":
        return bool(re.match(r"\s+well\s+as\b", after)) or left[: match.start()].rstrip().endswith("well")
    if word == ",":
        return bool(re.match(r"\s+(?:inter alia|however)\s*,", after)) or bool(
            re.match(
                r"\s+(?:(?:the|its|all)\s+)?[\w’' -]{2,45}(?:,\s+[\w’' -]{2,40})*,?\s+and\s+(?:the\s+|its\s+|all\s+)?[\w’' -]{2,45}$",
                after,
            )
            and re.search(r"(?:^|[\s(])(?:[A-Z][\w’']+|the [\w’' ]{2,30})$", left[: match.start()])
            and _listed(left, match)
        )
    return word == "that" and after.strip().lower() in ("country", "state", "body", "government", "organization")


def _listed(left: str, match: re.Match[str]) -> bool:
    """Whether a comma parts names of a list and does not end an introduction."""
    return not _INTRODUCTORY.match(left) and not re.match(
        r"\s*(?:in|at|on|under|after|for|with|as|to|through|by|from|during|since|once)\b", left[: match.start()], re.I
    )


def _after_conjunction(reader: Reader, left: str, begin: int, end: int, start: int) -> int:
    """How much of a piece belongs to an earlier clause that 'and' joins to it."""
    for match in reversed(list(re.finditer(r"\band\b", left[begin:end]))):
        earlier = reader.phrase(
            start + begin + _last_phrase(left[begin : begin + match.start()]), start + begin + match.start()
        )
        if earlier.meaning not in (*ACTORS, SELF):
            if (
                re.search(r"[A-Z]\w+$|\b(?:of|for|between)\b", earlier.text)
                and begin + match.start() - _last_phrase(left[begin : begin + match.start()]) < 120
                and re.search(r"\b(?:of|between|for)\b", earlier.text)
            ):
                continue
            return match.end()
    return 0


def _last_phrase(piece: str) -> int:
    """Where the last noun phrase of a piece begins that hangs on no preposition."""
    tokens = list(re.finditer(r"[\w’'.-]+", piece))
    begin = 0
    linked = (*PREPOSITIONS, "and", "or", "all", "both", "as")
    for before, token in zip([None, *tokens], tokens, strict=False):
        word = token[0].lower()
        if word in DETERMINERS and (
            before is None
            or (before[0].lower() not in (*linked, *DETERMINERS) and not re.fullmatch(r"\w{3,}ing", before[0]))
        ):
            begin = token.start()
    first = re.match(r"\s*(\w+)", piece[begin:])
    if first and first[1].lower() in PREPOSITIONS:
        found = re.search(
            r"\s((?:[A-Z][\w’'-]+ ?)+|\w+(?:\s+(?:States|countries|nations|Powers|parties|leaders|Governments|Members|States Members))?)\s*$",
            piece,
        )
        if found:
            return found.start(1)
    return begin


def _without_adverbs(left: str) -> str:
    while match := _ADVERB_END.search(left):
        if match.start() < 1:
            break
        left = left[: match.start()]
    return left


def _agrees(phrase: Phrase, *, plural: bool) -> bool:
    many = (
        phrase.meaning == GROUP
        or (phrase.head.endswith("s") and phrase.head not in ("nations", "states"))
        or " and " in phrase.text.replace("Economic and Social", "Economic")
    )
    return plural == many or phrase.meaning == SELF
