"""dossier.toml: what the analyst writes around the findings of a case, and in which order they stand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from undertow.case.settings import printable
from undertow.errors import BadSetting

FILE = "dossier.toml"
#: Parts of a dossier before and after which a passage may stand.
SECTIONS = ("findings", "events", "methods", "provenance")
_HEADER = re.compile(r"\s*(\[\[?)\s*([\w-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*["']?([\w.-]+)["']?\s*=\s*(.*)$""")
_NAME = re.compile(r"[\w][\w.:-]*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_LONG = ('"""', "'''")

Place = tuple[str, int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A text before or after a section, or a finding named by its id or short name. line: where it begins in the file."""

    text: str
    before: str = ""
    after: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A finding that is not shown, and why: it is counted and the reason printed."""

    finding: str
    why: str
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """What the analyst adds to the evidence against a finding, or where it was looked for in vain."""

    finding: str
    text: str
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What the analyst writes. lines: where title, summary and each entry of order and names stand in the file."""

    title: str = ""
    language: str = ""
    summary: str = ""
    order: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    against: tuple[Against, ...] = ()
    prose: tuple[Passage, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)

    def texts(self) -> list[str]:
        """Everything in it that is printed."""
        parts = [self.title, self.summary, *(passage.text for passage in self.prose)]
        return [*parts, *(entry.why for entry in self.left_out), *(entry.text for entry in self.against)]


_SIMPLE: dict[str, tuple[type, str]] = {
    "title": (str, "a text"),
    "language": (str, "a code such as en, ru, hy, ka or az"),
    "summary": (str, "a text"),
    "order": (list, "a list of ids or short names of findings"),
    "names": (dict, "a table: short name = id"),
}
_TABLES: dict[str, dict[str, bool]] = {
    "left_out": {"finding": True, "why": True},
    "against": {"finding": True, "text": True},
    "prose": {"before": False, "after": False, "text": True},
}


def parsed(text: str, name: str = FILE) -> Edition:
    """An edition as written. Raises: BadSetting with the line, for what is no TOML or not in an edition."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = str(error).replace("at end of document", f"at line {len(text.splitlines())}, the end")
        raise BadSetting(
            f"{name}: {said}. Correct the file; `undertow publish --edit` writes one that works."
        ) from None
    places = _places(text)
    for key in ("title", "summary"):
        printable(str(raw.get(key, "")), f"{name}, line {places.get(('', 0, key), 1)}: {key}")
    for key, value in raw.items():
        at = f"{name}, line {places.get((key, 0, ''), places.get(('', 0, key), 1))}"
        if key in _SIMPLE:
            if not isinstance(value, _SIMPLE[key][0]):
                raise BadSetting(f"{at}: {key} is {value!r} but must be {_SIMPLE[key][1]}.")
        elif key in _TABLES:
            _check_entries(name, key, value, places)
        else:
            raise BadSetting(f"{at}: {key!r} is no part of an edition. Known: {', '.join([*_SIMPLE, *_TABLES])}.")
    if (language := raw.get("language", "")) and not _LANGUAGE.fullmatch(language):
        line = places.get(("", 0, "language"), 1)
        raise BadSetting(f"{name}, line {line}: language is {language!r} but must be {_SIMPLE['language'][1]}.")
    return _edition(raw, text, places, name)


def read(path: Path) -> Edition:
    """The edition in a file; an empty one where there is none. Raises: BadSetting."""
    try:
        return parsed(path.read_text("utf-8-sig")) if path.exists() else Edition()
    except UnicodeDecodeError as error:
        raise BadSetting(f"{path.name} is not UTF-8 ({error}). Save it as UTF-8.") from None


def _check_entries(name: str, table: str, value: object, places: Mapping[Place, int]) -> None:
    known = _TABLES[table]
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        line = places.get((table, 0, ""), places.get(("", 0, table), 1))
        raise BadSetting(f"{name}, line {line}: write each entry of {table} under a line of its own, [[{table}]].")
    for number, entry in enumerate(value):
        at = f"{name}, line {places.get((table, number, ''), 1)}"
        for key, said in entry.items():
            where = f"{name}, line {places.get((table, number, key), 1)}"
            if key not in known:
                raise BadSetting(f"{where}: {key!r} is not known in [[{table}]]. Known: {', '.join(known)}.")
            if not isinstance(said, str) or not said.strip():
                raise BadSetting(f"{where}: {key} is {said!r} but must be a text. Write one, or take the entry out.")
        lacking = [key for key, needed in known.items() if needed and key not in entry]
        if lacking:
            raise BadSetting(f"{at}: this [[{table}]] lacks {' and '.join(lacking)}. Add it, or take the entry out.")
        if table == "prose" and ("before" in entry) == ("after" in entry):
            raise BadSetting(
                f"{at}: this [[prose]] needs before or after, and not both: a finding's id or short name, or one of "
                f"{', '.join(SECTIONS)}."
            )


def _edition(raw: dict[str, Any], text: str, places: Mapping[Place, int], name: str) -> Edition:
    lines = {key: places[("", 0, key)] for key in ("title", "language", "summary", "order") if ("", 0, key) in places}
    order = raw.get("order", [])
    numbered = text.splitlines()
    at = lines.get("order", 1)
    for entry in order:
        at = next(
            (
                n
                for n in range(at, len(numbered) + 1)
                if f'"{entry}"' in _live(numbered[n - 1]) or f"'{entry}'" in _live(numbered[n - 1])
            ),
            at,
        )
        if not isinstance(entry, str):
            raise BadSetting(
                f"{name}, line {at}: order holds {entry!r} but may hold only texts. Put it in quotation marks."
            )
        lines.setdefault(f"order {entry}", at)
    for short, said in raw.get("names", {}).items():
        at = lines[f"names {short}"] = places.get(("names", 0, short), 1)
        if not isinstance(said, str) or not _NAME.fullmatch(short):
            raise BadSetting(
                f'{name}, line {at}: {short!r} = {said!r} is no short name. Write a word and the id, as in border = "0776ad1ce891".'
            )

    def entries(table: str, kind: type[Any]) -> tuple[Any, ...]:
        key = "text" if "text" in _TABLES[table] else ""
        return tuple(
            kind(**entry, line=places.get((table, n, key), places.get((table, n, ""), 1)))
            for n, entry in enumerate(raw.get(table, []))
        )

    return Edition(
        title=raw.get("title", ""),
        language=raw.get("language", ""),
        summary=raw.get("summary", ""),
        order=tuple(order),
        names=dict(raw.get("names", {})),
        left_out=entries("left_out", LeftOut),
        against=entries("against", Against),
        prose=entries("prose", Passage),
        lines=lines,
    )


def _live(line: str) -> str:
    """A line of a list without a comment that fills it."""
    return "" if line.lstrip().startswith("#") else line


def _places(text: str) -> dict[Place, int]:
    """The line of each table header and key, from 1; of a long text the line on which its first words stand."""
    found: dict[Place, int] = {}
    counts: dict[str, int] = {}
    table, number = "", 0
    for line, words in _outside(text):
        if header := _HEADER.match(words):
            table = header[2]
            number = counts.get(table, -1) + 1 if header[1] == "[[" else 0
            counts[table] = number
            found.setdefault((table, number, ""), line)
        elif key := _KEY.match(words):
            begins_below = key[2].strip() in _LONG
            found.setdefault((table, number, key[1]), line + begins_below)
    return found


def _outside(text: str) -> Iterator[tuple[int, str]]:
    """The lines that do not lie within a long text, each with its number."""
    open_mark = ""
    for line, words in enumerate(text.splitlines(), 1):
        if open_mark:
            if open_mark in words:
                open_mark = ""
            continue
        yield line, words
        if words.lstrip().startswith("#"):
            continue
        open_mark = next((mark for mark in _LONG if words.count(mark) % 2), "")


def own_comments(text: str, generated: frozenset[str]) -> list[str]:
    """The lines of comment that the analyst wrote: those that stand outside texts and are not of the template."""
    said = [words.strip() for _, words in _outside(text) if words.lstrip().startswith("#")]
    return [words for words in said if words not in generated and not words.startswith('# "')]
