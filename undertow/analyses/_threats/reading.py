"""Every public text of the case, sentence by sentence: who threatens whom, and how much there was to read."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from undertow.analyses import Tables
from undertow.analyses import _texts as texts
from undertow.analyses._actors import Actors
from undertow.analyses._texts import Text
from undertow.language.gazetteer import Gazetteer, Named
from undertow.language.sentences import Span, sentence_at, sentences
from undertow.language.threats import Threat, language_of, threats

if TYPE_CHECKING:
    import pyarrow as pa

#: Voices without a name of their own, and targets that no name of the ledger stands for.
PRIVATE, UNNAMED = "private accounts", "not named"
_WORDS = {"documents": "document", "posts": "post"}


@dataclass
class Found:
    """rows: one per threat and target. volume: (voice, day) -> texts, sentences. unread: texts in languages without rules."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    volume: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    unread: Counter[str] = field(default_factory=Counter)


def read(tables: Tables, actors: Actors) -> Found:
    """Streams documents and posts; reposts are left out, for they are the words of others once more."""
    found, gazetteer = Found(), actors.gazetteer()
    for text in texts.public(tables):
        language = language_of(text.text, text.language)
        if not language:
            found.unread[text.language] += 1
            continue
        voice = actors.voice(text) or PRIVATE
        amount = found.volume[
            voice,
            texts.iso(text.at, "day")
            if text.precision not in ("month", "year")
            else texts.iso(text.at, text.precision),
        ]
        spans = sentences(text.text)
        amount[0], amount[1] = amount[0] + 1, amount[1] + len(spans)
        for threat in threats(text.text, language):
            found.rows += _rows(text, threat, voice, gazetteer, spans)
    return found


def to_tables(found: Found) -> dict[str, pa.Table]:
    """`threat_sentences` and `threat_volume`, and `threat_unread`: languages without rules."""
    import pyarrow as pa

    places = [(n, pa.int64()) for n in ("start", "end", "act_start", "act_end", "condition_start", "condition_end")]
    names = ("voice", "target", "target_from", "actor", "who", "table", "day", "precision", "at", "language", "rule", "source_sha256", "row_ref")  # fmt: skip
    schema = pa.schema([*((n, pa.string()) for n in names), ("told", pa.bool_()), ("conditional", pa.bool_()), *places])
    volume = [
        {"voice": voice, "day": day, "texts": amount[0], "sentences": amount[1]}
        for (voice, day), amount in sorted(found.volume.items())
    ]
    amounts = pa.schema(
        [("voice", pa.string()), ("day", pa.string()), ("texts", pa.int64()), ("sentences", pa.int64())]
    )
    unread = [{"language": code, "texts": count} for code, count in sorted(found.unread.items())]
    return {
        "threat_sentences": pa.Table.from_pylist(found.rows, schema),
        "threat_volume": pa.Table.from_pylist(volume, amounts),
        "threat_unread": pa.Table.from_pylist(unread, pa.schema([("language", pa.string()), ("texts", pa.int64())])),
    }


def _rows(text: Text, threat: Threat, voice: str, gazetteer: Gazetteer, spans: list[Span]) -> Iterator[dict[str, Any]]:
    here = _within(gazetteer, text.text, threat.sentence)
    actor, told = _actor(text, threat, voice, here)
    others = [named.actor for named in here if named.actor not in (actor, voice if not told else "")]
    since = "sentence"
    if (
        not others
        and told
        and actor
        and voice != PRIVATE
        and _US.search(text.text[threat.sentence.start : threat.sentence.end])
    ):
        others = [voice]  # it tells of a threat against itself
    if not others:
        before = sentence_at(spans, threat.sentence.start) - 1
        joined = before >= 0 and "\n\n" not in text.text[spans[before].end : threat.sentence.start]
        if joined and _PRONOUN.search(text.text[threat.sentence.start : threat.sentence.end]):
            earlier = _within(gazetteer, text.text, spans[before])
            others = [named.actor for named in earlier if named.actor not in (actor, voice)][-1:]
            since = "sentence before"
    for target in dict.fromkeys(others or [UNNAMED]):
        yield {**_common(text, threat, voice), "actor": actor, "told": told, "target": target, "target_from": since}


_US = re.compile(r"\b(?:us|our|ours|нас|нам|нами|наш\w*)\b", re.IGNORECASE)
_PRONOUN = re.compile(
    r"\b(?:they|them|it|its|their|he|him|his|she|her|you|они|их|им|он|его|ему|она|её|ее|вы|вас)\b", re.IGNORECASE
)


def _actor(text: Text, threat: Threat, voice: str, here: list[Named]) -> tuple[str, bool]:
    """Who would act, and whether another than the voice speaks: by the name the rule found, else by who is said to say
    it, else by who speaks."""
    teller = threat.teller
    tellers = [n.actor for n in here if teller and teller.start <= n.start and n.end <= teller.end]
    told = threat.told or (teller is not None and voice not in tellers and not _is_named(text, teller))
    if threat.actor is not None:
        inside = [n.actor for n in here if threat.actor.start <= n.start and n.end <= threat.actor.end]
        words = text.text[threat.actor.start : threat.actor.end]
        if inside:
            return inside[0], told or inside[0] != voice
        if words[:1].isupper() and " ".join(words.split()).casefold().removeprefix("the ") not in _FIRST:
            return (voice, told) if _is_named(text, threat.actor) else ("", True)
    if not told:
        return voice, False
    if teller is not None:
        return (tellers[0] if tellers else ""), True
    return next((n.actor for n in here if n.start < threat.act.start), ""), True


def _is_named(text: Text, span: Span) -> bool:
    """Whether the words name the one who speaks."""
    return text.who.casefold() in text.text[span.start : span.end].casefold()


_FIRST = frozenset(["we", "i", "our", "my", "they", "he", "she", "who", "it"])


def _within(gazetteer: Gazetteer, text: str, span: Span) -> list[Named]:
    return [
        Named(named.actor, named.start + span.start, named.end + span.start)
        for named in gazetteer.named(text[span.start : span.end])
    ]


def _common(text: Text, threat: Threat, voice: str) -> Mapping[str, Any]:
    condition = threat.condition
    return {
        "voice": voice,
        "who": text.who,
        "table": text.table,
        "day": texts.iso(text.at, "day")
        if text.precision not in ("month", "year")
        else texts.iso(text.at, text.precision),
        "precision": text.precision,
        "at": texts.iso(text.at, text.precision),
        "language": language_of(text.text, text.language),
        "rule": threat.rule,
        "conditional": condition is not None,
        "start": threat.sentence.start,
        "end": threat.sentence.end,
        "act_start": threat.act.start,
        "act_end": threat.act.end,
        "condition_start": condition.start if condition else None,
        "condition_end": condition.end if condition else None,
        "source_sha256": text.source_sha256,
        "row_ref": text.row_ref,
    }
