"""Who is named how, and what of a quote may be read: every word of a dossier that comes from a source passes here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypedDict

from markupsafe import Markup, escape

from undertow.dossier.names import Names, plain, spelled
from undertow.dossier.scripts import language, set_apart, turned
from undertow.language.display import mark, visible
from undertow.model import SMALL_CELL, Evidence, with_names

_MENTION = re.compile(r"(\[\[(?:account|said):[^\[\]]*\]\])")
_UNSEEN = "\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_HANDLE = re.compile(rf"[@＠][\w.{_UNSEEN}-]*[\w{_UNSEEN}](?:[@＠][\w.-]+)?")
_PLATFORM_LINK = re.compile(
    r"(?:https?://|\b)((?:[\w-]+\.)?(?:x|twitter|facebook|instagram|threads|tiktok|vk|t|telegram|bsky|youtube|ok|reddit)"
    r"\.(?:com|me|app|net|ru|org))/(?:@|profile/|user/|channel/|u/)?([\w.-]*)[^\s<>\"“”«»]*",
    re.IGNORECASE,
)
_VALUE = re.compile(r"'((?:[^']|'')*)'")
_LONG_NUMBER = re.compile(r"\d{15,}")
_INVISIBLE = re.compile(f"[{_UNSEEN}]")
_PSEUDONYM = re.compile(r"[a-z]+ \d+")
_MASKED = "Names of private accounts are masked."
#: What stands for words that may not be read.
WITHHELD_WORDS = "[words withheld]"
_DAY = len("2022-08-01")
_CONTEXT = 170
_BRIEF = 110
_MANY = 8


class Quote(NamedTuple):
    """Evidence ready for print: the quoted words, what stands around them, and what was left out."""

    before: Markup
    words: Markup
    after: Markup
    brief: Markup
    language: str
    direction: Markup
    note: str
    withheld: bool = False


class Words(TypedDict, total=False):
    """What of the words of private accounts may be read; see `Voice`."""

    quotable: Callable[[Evidence], bool]
    quoting: bool


class _Change(NamedTuple):
    start: int
    end: int
    instead: str


@dataclass(frozen=True, slots=True)
class Voice:
    """Names accounts. `name` gives what to print for an account; `public` says of an account id or a handle whether it may stay;
    `masks` maps handles and names, case-folded and without @, to what to print instead. `quotable` says of evidence that is not a
    public account's whether its words may be read all the same; `quoting` that all words may."""

    name: Callable[[str], str]
    public: Callable[[str], bool]
    masks: Mapping[str, str] = field(default_factory=dict)
    quotable: Callable[[Evidence], bool] = lambda evidence: evidence.table == "documents"
    quoting: bool = False
    _names: Names = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_names", Names(self.masks))

    def plain(self, text: str) -> str:
        """Text written by undertow, with accounts named and hostile characters visible: for labels and attributes."""
        return "".join(shown for shown, _ in self._parts(text))

    def words(self, text: str) -> Markup:
        """The same for the page: each name stands apart, so that no script and no direction leaks out of it."""
        return _apart(self._parts(text))

    def given(self, text: str) -> Markup:
        """Text written by the analyst, for the page: here even a short word is masked when it is a private handle."""
        return _apart(self._parts(text, ordinary=True))

    def given_plain(self, text: str) -> str:
        """Text written by the analyst, for attributes and data."""
        return "".join(shown for shown, _ in self._parts(text, ordinary=True))

    def _parts(self, text: str, *, ordinary: bool = False) -> Iterator[tuple[str, bool]]:
        """The text in pieces, each with whether it is the name of an account."""
        for place, part in enumerate(_MENTION.split(text)):
            if place % 2 and part.startswith("[[said:"):
                yield visible(with_names(part, self.name, self._words)), False
            elif place % 2:
                named = visible(with_names(part, self.name))
                yield _opening(named) if text.startswith(part) and place == 1 else named, True
            elif part:
                yield visible(self.masked(part, ordinary=ordinary)), False

    def _words(self, words: str, accounts: tuple[str, ...]) -> str:
        """Words of posts inside a text of ours: of a public account, or of so many that they lead to none of them."""
        told = self.quoting or len(accounts) >= SMALL_CELL or any(map(self.public, accounts))
        return self.masked(words) if told else WITHHELD_WORDS

    def withholds(self, evidence: Evidence) -> bool:
        """Whether the words of this row are not to be read: they would lead a search to the private person who wrote them."""
        if evidence.kind == "count" or self.quoting or (evidence.account and self.public(evidence.who)):
            return False
        return not self.quotable(evidence)

    def at(self, evidence: Evidence) -> str:
        """When: of what a private account did, the day, for the second of a post leads to it as its words do."""
        exact = self.quoting or not evidence.account or self.public(evidence.who)
        return evidence.at if exact else evidence.at[:_DAY]

    def file(self, name: str) -> str:
        """The name of a file, or a place in one: here names stand between underscores too, and any of them is masked."""
        hidden: list[tuple[int, int]] = []
        for start, end in spelled(name):
            written = name[start:end]
            known = plain(written) in self.masks or plain(written.replace("_", " ").replace("-", " ")) in self.masks
            if known and not any(start < other[1] and other[0] < end for other in hidden):
                hidden.append((start, end))
        for start, end in sorted(hidden, reverse=True):
            name = f"{name[:start]}…{name[end:]}"
        return visible(self.masked(name))

    def reason(self, text: str) -> str:
        """Why a row was set aside, without the value that was wrong in it."""
        return visible(text if self.quoting else _VALUE.sub("'…'", self.masked(text)))

    def statement(self, sql: str) -> str:
        """A query whose literals name no private account."""

        def literal(match: re.Match[str]) -> str:
            return f"'{self.masks[key]}'" if (key := plain(match[1])) in self.masks else match[0]

        return _VALUE.sub(literal, sql)

    def account(self, account: str) -> str:
        """The printed name of an account, given by id or by mention."""
        return _opening(visible(with_names(account, self.name) if _MENTION.fullmatch(account) else self.name(account)))

    def who(self, evidence: Evidence) -> str:
        """Who said it: the printed name of the account, or the speaker."""
        return self.account(evidence.who) if evidence.account else visible(self.masked(evidence.who))

    def masked(self, text: str, *, ordinary: bool = True) -> str:
        """The text without the names of private persons; `ordinary` names also where they may be mere words."""
        changes = self._changes(text, ordinary=ordinary)
        return _changed(text, 0, len(text), changes)

    def quoted(self, evidence: Evidence) -> str:
        """The quoted words alone, masked and whole; of a count, the count."""
        if evidence.counted:
            return evidence.counted
        if self.withholds(evidence):
            return WITHHELD_WORDS
        return self._cut(evidence, self._changes(evidence.text))[1]

    def quote(self, evidence: Evidence) -> Quote:
        """The quoted words in their context, masked, cut to size and made visible."""
        if self.withholds(evidence):
            none = Markup("")
            return Quote(none, none, none, none, "", none, "", withheld=True)
        text = evidence.text
        changes = self._changes(text)
        before, words, after = self._cut(evidence, changes)
        unseen = sum(bool(mark(text, place)) for place in range(len(text)))
        notes = [_MASKED] if any(text[c.start : c.end] != c.instead for c in changes) else []
        if unseen > _MANY:
            before, words, after = (_without(part) for part in (before, words, after))
            notes.append(f"{unseen:,} invisible or control characters of the original are not shown.")
        shown = words.strip() or before.strip()[-_BRIEF:] or after.strip()
        return Quote(
            escape(visible(_last(before, _CONTEXT))),
            escape(visible(_first(words, 4 * _CONTEXT))),
            escape(visible(_first(after, _CONTEXT))),
            escape(visible(" ".join(_first(shown, _BRIEF).split()))),
            language(words or text),
            turned(text),
            " ".join(notes),
        )

    def _cut(self, evidence: Evidence, changes: list[_Change]) -> tuple[str, str, str]:
        """What stands before the quoted words, the words, and what stands after them, each masked."""
        text, start, end = evidence.text, evidence.start, evidence.end
        for change in changes:  # a mask is never cut in two: half a handle would show
            start = change.start if change.start < start < change.end else start
            end = change.end if change.start < end < change.end else end
        return (
            _changed(text, 0, start, changes),
            _changed(text, start, end, changes),
            _changed(text, end, len(text), changes),
        )

    def _changes(self, text: str, *, ordinary: bool = True) -> list[_Change]:
        found = [
            _Change(*hit.span(), f"{hit[1].lower()}/…")
            for hit in _PLATFORM_LINK.finditer(text)
            if not self.public(hit[2].casefold())
        ]
        found += [_Change(*hit.span(), self._handle(hit[0])) for hit in _HANDLE.finditer(text)]
        found += [_Change(*hit) for hit in self._names.hits(text, ordinary=ordinary)]
        found += [
            _Change(*hit.span(), "…") for hit in _LONG_NUMBER.finditer(text) if not self.public(hit[0])
        ]  # such a number is the id of a post or an account, and leads to it
        kept: list[_Change] = []
        for change in sorted(found, key=lambda change: (change.start, -change.end)):
            if not kept or change.start >= kept[-1].end:
                kept.append(change)
        return kept

    def _handle(self, written: str) -> str:
        bare = _INVISIBLE.sub("", written).lstrip("@＠")
        folded = unicodedata.normalize("NFKC", bare).casefold()
        for handle in (folded, folded.rstrip(".-")):
            if handle in self.masks:
                return self.masks[handle]
        return written if self.public(folded) or self.public(bare) else "@…"


def _opening(name: str) -> str:
    """A pseudonym as it stands at the beginning of a sentence or cell; the name of a public account stays as it is."""
    return name[0].upper() + name[1:] if _PSEUDONYM.fullmatch(name) else name


def _apart(parts: Iterable[tuple[str, bool]]) -> Markup:
    return Markup("").join(
        Markup("<bdi data-verbatim>{}</bdi>").format(shown) if named else set_apart(shown) for shown, named in parts
    )


def _changed(text: str, start: int, end: int, changes: list[_Change]) -> str:
    parts, place = [], start
    for change in changes:
        if start <= change.start and change.end <= end:
            parts += [text[place : change.start], change.instead]
            place = change.end
    return "".join([*parts, text[place:end]])


def _first(text: str, size: int) -> str:
    if len(text) <= size:
        return text
    cut = text[:size]
    return (cut[: cut.rfind(" ")] if " " in cut[size // 2 :] else cut).rstrip() + " …"


def _last(text: str, size: int) -> str:
    if len(text) <= size:
        return text
    cut = text[-size:]
    return "… " + (cut[cut.find(" ") + 1 :] if " " in cut[: size // 2] else cut).lstrip()


def _without(text: str) -> str:
    return "".join(char for place, char in enumerate(text) if not mark(text, place))
