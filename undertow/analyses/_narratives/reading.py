"""Every text of the case once, through the codebooks: where each narrative stands, and how much there was to look at."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from undertow.analyses import Tables
from undertow.analyses._narratives.hits import packed
from undertow.analyses._narratives.series import panel_of
from undertow.analyses._texts import PRIVATE_KINDS, REPEATED, batches, voice_of
from undertow.errors import BadSetting
from undertow.language.accounts import accounts_as_written, as_account
from undertow.language.passages import passages

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from undertow.codebook import Codebook, Matcher

#: Places in a source that are read at a time.
_BATCH_ROWS = {"documents": 2_000, "posts": 20_000}
#: Characters of a passage that are kept for a table of quotes; the evidence has the whole text.
QUOTED = 240
UNDETERMINED = "undetermined"
_SCRIPTS = {"hy": "ARMENIAN", "ru": "CYRILLIC", "uk": "CYRILLIC", "ka": "GEORGIAN"}
_RANGES = {"ARMENIAN": (0x530, 0x58F), "CYRILLIC": (0x400, 0x52F), "GEORGIAN": (0x10A0, 0x10FF)}


@dataclass(frozen=True)
class Books:
    """The codebooks of a case and its languages, ready to be looked for."""

    codebooks: tuple[Codebook, ...]
    case_languages: tuple[str, ...]
    _matchers: dict[tuple[int, str], Matcher] = field(default_factory=dict)

    @property
    def languages(self) -> set[str]:
        return {language for book in self.codebooks for language in book.languages}

    def of(self, language: str) -> Iterator[tuple[Codebook, str, Matcher]]:
        """Each codebook with the language to look for in it; an undetermined text is looked at in every one of the case."""
        from undertow.codebook import Matcher

        wanted = self.case_languages if language == UNDETERMINED else (language,)
        for number, book in enumerate(self.codebooks):
            for code in wanted:
                if code in book.languages:
                    key = (number, code)
                    if key not in self._matchers:
                        self._matchers[key] = Matcher(book, code)
                    yield book, code, self._matchers[key]

    def language(self, stated: str | None, text: str) -> str | None:
        """The language a text is read in: as stated, else the only one of the case that its letters allow.

        None where the codebooks have no patterns for it.
        """
        if stated and stated not in ("und", "unknown", "zxx"):
            code = stated.replace("_", "-").partition("-")[0].casefold()
            return code if code in self.languages else None
        possible = [code for code in self.case_languages if _fits(code, text)]
        if len(possible) == 1:
            return possible[0] if possible[0] in self.languages else None
        return UNDETERMINED if set(possible) & self.languages else None


def books(codebooks: Sequence[Mapping[str, Any]], languages: Sequence[str]) -> Books:
    """The codebooks as read. Raises: BadSetting for one that cannot be used, or a narrative that two of them define."""
    from undertow.codebook import read

    found = tuple(read(row["toml"], f"codebook/{row['name']}.toml") for row in codebooks)
    owners: dict[str, str] = {}
    for book in found:
        for frame in book.frames:
            if frame.id in owners:
                raise BadSetting(
                    f"The codebooks {owners[frame.id]!r} and {book.id!r} both define {frame.id!r}. Rename one of the two."
                )
            owners[frame.id] = book.id
    return Books(found, tuple(code.casefold() for code in languages))


@dataclass(frozen=True)
class Voices:
    """Whose posts may be a series of their own: accounts of actors with a public role, as they are written in the ledger.

    grouped: accounts in groups that were found before, whose posts are counted apart. first_day, last_day: texts of other days are left out.
    """

    aliases: frozenset[str]
    grouped: frozenset[str]
    first_day: int | None = None
    last_day: int | None = None

    def wants(self, day: int) -> bool:
        """Whether a day is in the time asked for."""
        return (self.first_day is None or day >= self.first_day) and (self.last_day is None or day <= self.last_day)

    def of_post(self, account: str, handle: str | None) -> str:
        """The account where it is public, else nothing: private accounts are counted together."""
        return account if any(name in self.aliases for name in accounts_as_written(account, handle or "")) else ""


def voices(
    actors: Sequence[Mapping[str, Any]], groups: Sequence[Mapping[str, Any]], asked: Mapping[str, Any]
) -> Voices:
    """The public aliases of the ledger, the members of groups, and what was asked for (the other fields of Voices)."""
    named = [row for row in actors if row["public_role"]]
    aliases = {as_account(alias) for row in named for alias in row["aliases"] or ()}
    return Voices(frozenset(aliases), frozenset(row["account"] for row in groups), **asked)


@dataclass
class Read:
    """What came of reading: hits by batch, how often each pattern hit by narrative and language, amounts of material, and
    texts left out with the reason."""

    hits: list[pa.Table] = field(default_factory=list)
    patterns: dict[tuple[str, str], Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    amounts: dict[tuple[Any, ...], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    left_out: Counter[str] = field(default_factory=Counter)


def read_texts(tables: Tables, known: Books, who: Voices) -> Read:
    """Streams posts and documents in batches through the matchers; memory grows with hits and days, not with texts."""
    found = Read()
    for name, rows in (("documents", _documents(tables["documents"])), ("posts", _posts(tables["posts"]))):
        for batch in batches(rows, _BATCH_ROWS[name]):
            _take(found, [_placed(name, row, who) for row in batch.to_pylist()], known)
    return found


def _documents(table: ir.Table) -> ir.Table:
    return table.select(
        "document", "kind", "speaker", "outlet", "title", "date", "date_precision", "language", "text", "protected",
        "source_sha256", "row_ref", "row_index",
    )  # fmt: skip


def _posts(table: ir.Table) -> ir.Table:
    return table.select(
        "post", "platform", "account", "handle", "at", "at_precision", "kind", "text", "language", "reposts", "views",
        "source_sha256", "row_ref", "row_index",
    )  # fmt: skip


def _placed(name: str, row: dict[str, Any], who: Voices) -> dict[str, Any]:
    """A row of either table as one text: whose it is, in which panel, and why it is left out, if it is."""
    post = name == "posts"
    text = row["text"] or (None if post else row["title"])
    at = row["at"] if post else row["date"]
    panel, voice, carrier = _of_post(row, who) if post else _of_document(row)
    reason = ""
    if not text or not text.strip():
        reason = "no words"
    elif not post and (row["protected"] or row["kind"] in PRIVATE_KINDS):
        reason = "said to the analyst, not in public"
    elif at is None:
        reason = "no date"
    elif not who.wants(_day(at)):
        reason = "outside the time asked for"
    elif not carrier:
        reason = "nobody is named as speaker or outlet"
    return {
        "table": name,
        "id": row["post"] if post else row["document"],
        "panel": panel,
        "voice": voice,
        "carrier": carrier,
        "grouped": carrier if post and carrier in who.grouped else "",
        "day": None if at is None else _day(at),
        "precision": (row["at_precision"] if post else row["date_precision"]) or "day",
        "stated": row["language"],
        "repeated": post and row["kind"] in REPEATED,
        "text": text,
        "reposts": row["reposts"] if post else None,
        "views": row["views"] if post else None,
        "source_sha256": row["source_sha256"],
        "row_ref": row["row_ref"],
        "row_index": row["row_index"],
        "reason": reason,
    }


def _day(at: datetime) -> int:
    return int(np.datetime64(at, "D").astype(np.int64))


def _of_post(row: Mapping[str, Any], who: Voices) -> tuple[str, str, str]:
    """Panel, voice and carrier of a post: platforms are collected each in their own way, and are never mixed in a series."""
    return panel_of(row["platform"]), who.of_post(row["account"], row["handle"]), row["account"]


def _of_document(row: Mapping[str, Any]) -> tuple[str, str, str]:
    """Panel, voice and carrier of a document."""
    name, spoken = voice_of(row)
    return ("speaker" if spoken else "outlet"), name, name


def _take(found: Read, texts: Sequence[dict[str, Any]], known: Books) -> None:
    by_language: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for text in texts:
        language = None if text["reason"] else known.language(text["stated"], text["text"])
        if language is None:
            reason = text["reason"] or f"no patterns for its language ({text['stated'] or 'not stated'})"
            found.left_out[reason] += 1
        else:
            by_language[language].append(text)
    for language, own in by_language.items():
        parts = [passages(text["text"]) for text in own]
        for text, places in zip(own, parts, strict=True):
            key = ("panel", "voice", "grouped", "day", "precision", "repeated")
            amount = found.amounts[(*(text[k] for k in key), language)]
            amount[0] += 1
            amount[1] += len(places)
            amount[2] += len(text["text"].split())
        for book, code, matcher in known.of(language):
            _note_hits(found, own, parts, (book, code, language, matcher))


def _note_hits(
    found: Read,
    texts: Sequence[dict[str, Any]],
    parts: Sequence[Sequence[tuple[int, int]]],
    how: tuple[Codebook, str, str, Matcher],
) -> None:
    """One row per passage and narrative: the first words that hit, how many hits, and which patterns made them."""
    book, code, language, matcher = how
    places = [
        (number, passage, start, end) for number, own in enumerate(parts) for passage, (start, end) in enumerate(own)
    ]
    hits = matcher.hits([texts[number]["text"][start:end] for number, _, start, end in places])
    rows: dict[tuple[int, int], dict[str, Any]] = {}
    columns = (hits.text, hits.frame, hits.start, hits.end, hits.pattern)
    for place, frame, first, last, pattern in zip(*(c.tolist() for c in columns), strict=True):
        row = rows.get((place, frame))
        if row is None:
            number, passage, begin, finish = places[place]
            own = texts[number]
            rows[place, frame] = {
                **{k: v for k, v in own.items() if k not in ("text", "stated", "reason")},
                "language": language,
                "read_as": code,
                "frame": book.frames[frame].id,
                "passage": passage,
                "start": begin + first,
                "end": begin + last,
                "hits": 1,
                "patterns": {pattern},
                "quote": _short(own["text"], begin, finish, begin + first),
            }
        else:
            row["hits"] += 1
            row["patterns"].add(pattern)
    for row in rows.values():
        found.patterns[row["frame"], code].update(row["patterns"])
        row["patterns"] = sorted(row["patterns"])
    if rows:
        found.hits.append(packed(list(rows.values())))


def _short(text: str, begin: int, finish: int, start: int) -> str:
    """The passage, or of a long one the part around the words that were hit."""
    if finish - begin > QUOTED:
        begin = max(begin, min(start - QUOTED // 3, finish - QUOTED))
        finish = min(finish, begin + QUOTED)
        lead, tail = "… " if begin else "", " …" if finish < len(text) else ""
        return lead + " ".join(text[begin:finish].split()) + tail
    return " ".join(text[begin:finish].split())


def _fits(code: str, text: str) -> bool:
    """Whether the letters of a text allow this language: of its script where that is settled, else none of those."""
    letters = [ord(char) for char in text[:400] if char.isalpha()]
    if not letters:
        return True
    counts = {name: sum(low <= letter <= high for letter in letters) for name, (low, high) in _RANGES.items()}
    script = max(counts, key=lambda name: counts[name])
    found = script if counts[script] * 2 > len(letters) else "LATIN"
    return _SCRIPTS.get(code, "LATIN") == found
