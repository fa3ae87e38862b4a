"""Every public text of the case: who demands what of whom, and which demands say the same again."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from undertow.analyses import Tables
from undertow.analyses import _texts as texts
from undertow.analyses._actors import Actors
from undertow.analyses._demands.grouping import content_words, groups
from undertow.analyses._demands.sense import is_against
from undertow.analyses._texts import Text
from undertow.language.demands import LANGUAGES, Demand, demands
from undertow.language.gazetteer import Gazetteer
from undertow.language.threats import language_of

if TYPE_CHECKING:
    import pyarrow as pa

#: Addressees that no name of the ledger stands for.
UNNAMED = "not named"
#: Stands among the languages that were not read for posts of accounts that are no public actor's.
PRIVATE = "private accounts"
#: How far before a demand the country is looked for that "that country" or a pronoun stands for, in characters.
_BEFORE = 400
_TEXTS = ("voice", "addressee", "about", "addressee_from", "addressee_words", "addressee_type", "who", "table", "day", "precision", "at", "kind", "language", "polarity", "what", "wording", "entered", "source_sha256", "row_ref")  # fmt: skip
_PLACES = ("demand", "start", "end", "what_start", "what_end")


@dataclass
class Found:
    """rows: one per demand and addressee. volume: voice -> texts read. unread: texts in languages without rules.

    private: posts of accounts that are no public actor's, which are not read.
    """

    rows: list[dict[str, Any]] = field(default_factory=list)
    volume: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)
    private: int = 0


def read(tables: Tables, actors: Actors) -> Found:
    """Streams documents and posts; reposts are left out, for they are the words of others once more."""
    found, gazetteer = Found(), actors.gazetteer()
    names = {row["id"]: [row["name"], *(row["aliases"] or ())] for row in actors.public}
    voice_of = cache(
        lambda account, who, handle: actors.of_account(who, handle) if account else actors.of_speaker(who) or who
    )
    for text in texts.public(tables):
        voice = voice_of(text.is_account, text.who, text.handle)
        language = language_of(text.text, text.language) if voice else ""
        if language not in LANGUAGES:
            found.private += not voice
            found.unread[text.language or language] += bool(voice)
            continue
        found.volume[voice] += 1
        for demand in demands(text.text, language, names.get(voice, [] if text.is_account else [text.who])):
            found.rows += ({**row, "language": language} for row in _rows(text, demand, voice, gazetteer))
    _enter(found.rows, tables["demands"].to_pyarrow().to_pylist())
    _group(found.rows, names)
    return found


def to_tables(found: Found) -> dict[str, pa.Table]:
    """`demand_sentences`, `demand_volume`, and `demand_unread`: languages without rules."""
    import pyarrow as pa

    schema = pa.schema(
        [
            *((n, pa.string()) for n in _TEXTS),
            ("reported", pa.bool_()),
            ("denied", pa.bool_()),
            *((n, pa.int64()) for n in _PLACES),
        ]
    )
    unread = +found.unread + Counter({PRIVATE: found.private})
    counted = {"demand_volume": ("voice", found.volume), "demand_unread": ("language", +unread)}
    return {"demand_sentences": pa.Table.from_pylist(found.rows, schema)} | {
        name: pa.Table.from_pylist(
            [{key: what, "texts": count} for what, count in sorted(counts.items())],
            pa.schema([(key, pa.string()), ("texts", pa.int64())]),
        )
        for name, (key, counts) in counted.items()
    }


def _rows(text: Text, demand: Demand, voice: str, gazetteer: Gazetteer) -> Iterator[dict[str, Any]]:
    named = [n.actor for n in gazetteer.named(demand.addressee or "") if n.actor != voice]
    since = "sentence"
    if not named and demand.open:
        earlier = text.text[max(0, demand.trigger.start - _BEFORE) : demand.trigger.start]
        named, since = [n.actor for n in gazetteer.named(earlier) if n.actor != voice][-1:], "text before"
    fine = text.precision if text.precision in ("month", "year") else "day"
    what = text.text[demand.what.start : demand.what.end]
    common = {
        "voice": voice, "addressee_from": since, "addressee_words": demand.addressee or "", "addressee_type": demand.addressee_type,
        "who": text.who, "table": text.table, "day": texts.iso(text.at, fine), "precision": text.precision, "at": texts.iso(text.at, text.precision),
        "kind": demand.kind, "polarity": demand.polarity, "reported": demand.reported, "denied": demand.denied, "what": " ".join(what.split()), "entered": "",
        "start": demand.sentence.start, "end": demand.sentence.end, "what_start": demand.what.start, "what_end": demand.what.end,
        "source_sha256": text.source_sha256, "row_ref": text.row_ref,
    }  # fmt: skip
    about = [n.actor for n in gazetteer.named(what) if n.actor != voice] if not named else []
    for addressee in dict.fromkeys(named or [UNNAMED]):
        yield {**common, "addressee": addressee, "about": next(iter(about), "")}


def _enter(rows: Sequence[dict[str, Any]], ledger: Sequence[Mapping[str, Any]]) -> None:
    """Writes to each demand the id of the row of the ledger that quotes its sentence, if one does."""
    places: dict[tuple[str, str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for entry in ledger:
        if entry["row_ref"]:
            places[entry["source_sha256"], entry["row_ref"], entry["table"]].append(entry)
    for row in rows:
        for entry in places.get((row["source_sha256"], row["row_ref"], row["table"]), ()):
            overlaps = entry["start"] < row["end"] and row["start"] < entry["end"]
            if overlaps and (entry["actor"], entry["addressee"]) == (row["voice"], row["addressee"]):
                row["entered"] = entry["id"]


def _group(rows: Sequence[dict[str, Any]], names: Mapping[str, Sequence[str]]) -> None:
    """Numbers the demands of each voice on each addressee: the same number for the same demand, whose first wording is kept."""
    between: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        between[row["voice"], row["addressee"]].append(row)
    for pair, own in between.items():
        own.sort(key=lambda row: (row["day"] or "9", row["source_sha256"], row["row_ref"], row["start"]))
        without = _stems(names, *pair)
        senses = [(row["polarity"], is_against(row["what"], denied=row["denied"])) for row in own]
        places = groups([content_words(row["what"], without) for row in own], senses)
        for row, place in zip(own, places, strict=True):
            row["demand"], row["wording"] = place, own[place]["what"]
            row["denied"] = own[place]["denied"]


def _stems(names: Mapping[str, Sequence[str]], *actors: str) -> frozenset[str]:
    """The beginnings of the words of which names consist; they say whom, not what."""
    said = " ".join(name for actor in actors for name in names.get(actor, ()))
    return content_words(re.sub(r"[*@]", "", said))
