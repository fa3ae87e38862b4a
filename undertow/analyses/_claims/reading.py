"""Every public text of the case, read for numbers of people and shares: one row per statement, with its slots."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from undertow.analyses import Tables
from undertow.analyses import _texts as texts
from undertow.analyses._actors import Actors
from undertow.analyses._texts import Text
from undertow.language.quantities import LANGUAGES, Quantity, language_of, quantities
from undertow.language.quantities.rounding import interval, vague_interval
from undertow.language.quantities.slots import Slot

if TYPE_CHECKING:
    import pyarrow as pa

#: The voice of accounts that are nobody's in the ledger: they are not read.
PRIVATE = ""
_HOMELAND = re.compile(
    r"\bfrom (?:their|its) (?:\w+ )?(?:homeland|native lands?|lands?|areas)\b|\b(?:its|their) (?:own )?(?-i:[A-Z]\w+)",
    re.IGNORECASE,
)
_NUMBERS = ("low", "high", "interval_low", "interval_high")
_PLACES = ("start", "end", "sentence_start", "sentence_end")
_SLOTS = ("who", "from_where", "by_whom", "period")
_WORDS = ("id", "voice", "speaker", "table", "at", "day", "language", "said", "vague", "approximator", "unit", "category", "status", *_SLOTS, "from_context", "part_of", "voiced", "source_sha256", "row_ref")  # fmt: skip


@dataclass
class Read:
    """statements: one row each, in reading order. texts: how many were read by language. unread: by language without rules.
    private: posts of accounts that are nobody's in the ledger, which are not read."""

    statements: list[dict[str, Any]] = field(default_factory=list)
    texts: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)
    private: int = 0


def read(tables: Tables, actors: Actors) -> Read:
    """Streams documents and posts; reposts are left out, for they are the words of others once more."""
    found = Read()
    for text in texts.public(tables):
        language = language_of(text.text, text.language)
        if language not in LANGUAGES:
            found.unread[text.language or language] += 1
            continue
        voice = actors.voice(text)
        if voice == PRIVATE:
            found.private += 1
            continue
        found.texts[language] += 1
        name = actors.name(voice)
        found.statements += _rows(text, voice, name, language)
    return found


def _rows(text: Text, voice: str, name: str, language: str) -> Iterator[dict[str, Any]]:
    """The statements of one text."""
    times: Counter[tuple[str, str]] = Counter()
    for one in quantities(text.text, language, name):
        row = _row(text, one, voice, name, language)
        words = text.text[slice(*one.sentence)], one.surface
        row["id"] = statement_id(text.table, text.id, *words, times[words])
        times[words] += 1
        yield row


def schema() -> pa.Schema:
    """Of a table of statements."""
    import pyarrow as pa

    return pa.schema(
        [
            *((name, pa.string()) for name in (*_WORDS, "series")),
            *((name, pa.float64()) for name in _NUMBERS),
            *((name, pa.int64()) for name in _PLACES),
        ]
    )


def _row(text: Text, one: Quantity, voice: str, name: str, language: str) -> dict[str, Any]:
    span = vague_interval(one.vague) if one.vague else None
    if one.low is not None and one.high is not None:
        span = interval(one.low, one.high, one.approximator, share=one.unit.startswith("share"))
    slots = slots_of(text.text, one)
    day = texts.iso(text.at, text.precision if text.precision in ("month", "year") else "day")
    return {
        "id": "",
        "voice": voice,
        "speaker": name or text.who,
        "table": text.table,
        "at": texts.iso(text.at, text.precision),
        "day": day,
        "language": language,
        "said": one.surface,
        "low": one.low,
        "high": one.high,
        "vague": one.vague,
        "approximator": one.approximator,
        "interval_low": span.low if span else None,
        "interval_high": span.high if span else None,
        "unit": one.unit,
        "category": one.category,
        "status": one.status,
        **{slot: words.words for slot, words in slots.items()},
        "from_context": ",".join(slot for slot, words in slots.items() if words.context and words.words),
        "part_of": text.text[slice(*one.part_of)] if one.part_of else "not named" if one.open_part else "",
        "voiced": one.voiced,
        "start": one.span.start,
        "end": one.span.end,
        "sentence_start": one.sentence.start,
        "sentence_end": one.sentence.end,
        "source_sha256": text.source_sha256,
        "row_ref": text.row_ref,
    }


def slots_of(text: str, one: Quantity) -> Mapping[str, Slot]:
    """The slots, with the place filled where people are said to be expelled from the land of those who expel them.

    'Norland expelled its Estian population', 'Norland expelled 500 Estians from their homeland': from Norland, by context.
    """
    slots = {"who": one.who, "from_where": one.from_where, "by_whom": one.by_whom, "period": one.period}
    expelled = one.status == "expelled" and one.by_whom.words and not one.from_where.words
    if expelled and _HOMELAND.search(" ".join(text[slice(*one.sentence)].split())):
        slots["from_where"] = Slot(one.by_whom.words, True)
    return slots


def statement_id(table: str, document: str, sentence: str, said: str, nth: int = 0) -> str:
    """A short name of a statement, the same for every edition of the source in which that text says those words.

    table, document: the post or document by its id. nth: how often the text said the same before.
    """
    words = " ".join(sentence.split()), " ".join(said.split())
    return "q" + sha256("\n".join((table, document, *words, str(nth))).encode()).hexdigest()[:8]
