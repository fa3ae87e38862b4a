"""The rules for Russian: verbs of demanding only. For reading, not for counting: docs/methods/demands.md."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from undertow.language.demands.phrases import GROUP, INSTITUTION, SELF, STATE, Reader
from undertow.language.demands.reading import DO, STOP, Demand
from undertow.language.sentences import Span

_INFINITIVE = r"(?:не\s+)?(?!пути\b|почти\b|части\b|области\b|власти\b|сети\b|новости\b)\w{2,}(?:ть|ти|чь)(?:ся|сь)?\b"
_ONE = r"(?P<one>(?!к\b|ко\b|и\b|в\b|не\b|от\b|к тому\b)(?:(?!\w+(?:ть|ти|чь|ться|тись)\s)[^,.;:!?\[]){2,90}?)"
_CALL = r"(?P<trigger>(?:призыва|призва|призов|попрос|прос(?:ит|ят|им|ил)|убежда)\w*)"
_DEMAND = r"(?P<trigger>(?:по)?треб(?:у|ова)(?:ем|ю|ет|ют|л|ла|ли|ть|я)\b|настаива(?:ем|ю|ет|ют|л|ла|ли)\b)"
_RULES = tuple(
    (kind, re.compile(rf"\b{pattern}", re.IGNORECASE))
    for kind, pattern in (
        ("performative", rf"{_CALL}\s+{_ONE}\s+(?P<what>{_INFINITIVE}[^.;!?]*)"),
        ("performative", rf"{_CALL}\s+{_ONE}\s+ко?\s+(?P<what>[^.;!?]{{3,}})"),
        ("nominal", rf"{_CALL}\s+ко?\s+(?P<what>[^.;!?]{{3,}})"),
        ("performative", rf"{_DEMAND}\s+от\s+{_ONE}\s+(?P<what>{_INFINITIVE}[^.;!?]*)"),
        ("performative", rf"{_DEMAND}\s+от\s+(?P<one>\w+(?:\s+[А-ЯЁ]\w+)*)\s+(?P<what>[^.;!?]{{3,}})"),
        ("that", rf"{_DEMAND},?\s+чтобы\s+(?P<what>(?P<one>[^,.;:!?]{{2,60}}?)\s+(?:не\s+)?\w+(?:л|ла|ло|ли)(?:сь|ся)?\b[^.;!?]*)"),
        ("nominal", rf"{_DEMAND}\s+(?:на\s+)?(?P<what>(?!от\b|чтобы\b|что\b|к\b|времени\b|больше\b|особ|внимани|на том\b|том\b)[а-яё][^.;!?]{{3,}})"),
    )
)  # fmt: skip
#: Denied, possible, or a thing that asks.
_BARRED = re.compile(r"\b(?:не|мо(?:жет|гут)(?: быть)?|ситуация(?: \w+){0,3}(?: и)?|котор\w+)\s+$", re.IGNORECASE)
_OURS = re.compile(r"(?:ем|им|ю|у)\Z", re.IGNORECASE)
_STOP = re.compile(
    r"\W*(?:не\b|прекра|останов|отказ|воздерж|выве|вывод|отве[дс]|отвод|отозв|снять|снят|отмен|покин|сложить оружие)",
    re.IGNORECASE,
)
_MANY = re.compile(
    r"\b(?:стран|сторон|государств|граждан|власт|партнер|союзник|коллег|лидер|депутат|россиян|люд|жител|всех|все)\w*",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"\b(?:ООН|НАТО|МАГАТЭ|ОБСЕ|Совет|сообществ\w*|Организаци\w*|Евросоюз\w*|комисси\w*|ассамбле\w*)", re.IGNORECASE
)


def in_sentence(reader: Reader, span: Span, own: Sequence[str]) -> Iterator[Demand]:
    """The demands of a Russian sentence, at most one for each verb."""
    words = reader.text[span.start : span.end]
    if words.rstrip(' "»').endswith("?"):
        return
    taken: list[int] = []
    for kind, pattern in _RULES:
        for match in pattern.finditer(words):
            if match.start("trigger") not in taken and not _BARRED.search(words[: match.start("trigger")]):
                taken.append(match.start("trigger"))
                yield _demand(kind, match, span, words, own)


def _demand(kind: str, match: re.Match[str], span: Span, words: str, own: Sequence[str]) -> Demand:
    named = match["one"].strip(' *«»"') if "one" in match.re.groupindex else None
    before = words[: match.start("trigger")]
    mine = bool(_OURS.search(match["trigger"])) or any(name.rstrip("*") in before for name in own)
    places = [
        Span(span.start + a, span.start + b) for a, b in (match.span("trigger"), match.span(), match.span("what"))
    ]
    return Demand(
        sentence=span,
        trigger=places[0],
        span=places[1],
        what=places[2],
        kind=kind,
        speaker=SELF if mine else before.strip(" ,—–-*«\"")[-60:],
        addressee=named,
        addressee_type="none" if named is None else INSTITUTION if _BODY.search(named) else GROUP if _MANY.search(named) or named.islower() else STATE,
        polarity=STOP if _STOP.match(match["what"]) else DO,
        reported=not mine,
    )  # fmt: skip
