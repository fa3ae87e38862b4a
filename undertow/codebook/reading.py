"""A codebook: what it says, read from TOML and refused where it cannot be used."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from undertow.codebook.grammar import MAX_NEAR, Pattern, parsed
from undertow.errors import BadSetting

#: What one codebook may hold at most: in all, and in one language.
MAX_CHARACTERS, MAX_LANGUAGES, MAX_PATTERNS, MAX_PHRASES, MAX_EXPRESSIONS = 5_000_000, 40, 50_000, 200_000, 200
NOT_WINDOW = 4
STATUSES = ("draft", "checked")
_TEXTS = ("name", "definition", "include", "exclude")
_LISTS = ("examples", "counter_examples")


@dataclass(frozen=True, slots=True)
class Frame:
    """A way of speaking that is looked for. A hit says that a text uses it, not that it is true.

    patterns, nots, examples, counter_examples: by language. A hit is dropped where one of the `nots` stands within
    `not_window` words. Each example must be hit by a pattern of the frame, no counter-example may be.
    """

    id: str
    name: str
    definition: str
    include: str
    exclude: str
    patterns: Mapping[str, tuple[str, ...]]
    nots: Mapping[str, tuple[str, ...]]
    examples: Mapping[str, tuple[str, ...]]
    counter_examples: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Codebook:
    """The frames of one file. status: by language, 'checked' by someone who reads it, or 'draft'."""

    id: str
    version: str
    languages: tuple[str, ...]
    status: Mapping[str, str]
    not_window: int
    frames: tuple[Frame, ...]


def read(toml: str, name: str) -> Codebook:
    """The codebook that the file called `name` holds.

    Raises: BadSetting naming file, frame, language and pattern, what is wrong there and what to do.
    """
    raw = _loaded(toml, name)
    head = _table(raw.get("codebook"), f"{name}: [codebook]")
    _known(head, ("id", "version", "languages", "status", "not_window"), f"{name}: [codebook]")
    _known(raw, ("codebook", "frame"), name)
    languages = _strings(head.get("languages"), f"{name}: languages")
    if not 0 < len(languages) <= MAX_LANGUAGES or not all(
        language.isalpha() and language.islower() for language in languages
    ):
        raise BadSetting(
            f'{name}: languages is {_short(str(list(languages)))} but must be codes such as ["en", "ru"], at most {MAX_LANGUAGES}.'
        )
    window = head.get("not_window", NOT_WINDOW)
    if not isinstance(window, int) or isinstance(window, bool) or not 0 <= window <= MAX_NEAR:
        raise BadSetting(f"{name}: not_window is {window!r} but must be a number of words from 0 to {MAX_NEAR}.")
    frames = raw.get("frame")
    if not isinstance(frames, list) or not frames:
        raise BadSetting(
            f"{name}: there is no frame. Add one: [[frame]] with id, name, definition and [frame.patterns]."
        )
    room = _Room(name)
    read_frames = tuple(
        _frame(frame, languages, f"{name}: frame {number}", room) for number, frame in enumerate(frames, 1)
    )
    if twice := [i for i, count in Counter(frame.id for frame in read_frames).items() if count > 1]:
        raise BadSetting(f"{name}: two frames have the id {twice[0]!r}. Rename one.")
    return Codebook(
        _text(head, "id", f"{name}: [codebook]"),
        str(head.get("version", "")),
        languages,
        _status(head.get("status", {}), languages, name),
        window,
        read_frames,
    )


def patterns(codebook: Codebook, language: str) -> Iterator[tuple[int, int, bool, Pattern]]:
    """Each pattern of the language: its frame, its place in the frame's list, whether it is a `not`, and its parts."""
    for number, frame in enumerate(codebook.frames):
        for unwanted, lists in ((False, frame.patterns), (True, frame.nots)):
            for place, pattern in enumerate(lists.get(language, ())):
                yield number, place, unwanted, parsed(pattern)


def _loaded(toml: str, name: str) -> dict[str, Any]:
    if len(toml) > MAX_CHARACTERS:
        raise BadSetting(f"{name} has {len(toml):,} characters. Split it: at most {MAX_CHARACTERS:,}.")
    try:
        return tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise BadSetting(f"{name} is not TOML: {error}. Correct the file.") from None
    except RecursionError:
        raise BadSetting(f"{name} is nested too deeply to be a codebook. Correct the file.") from None


def _frame(raw: object, languages: tuple[str, ...], where: str, room: _Room) -> Frame:
    table = _table(raw, where)
    identity = _text(table, "id", where)
    where = f"{where.partition(': frame')[0]}: frame {identity!r}"
    _known(table, ("id", "patterns", *_TEXTS, *_LISTS), where)
    _text(table, "definition", where)
    by_language = _table(table.get("patterns"), f"{where}: patterns")
    _known(by_language, [known for code in languages for known in (code, f"{code}_not")], f"{where}: patterns")
    wanted = _by_language(by_language, languages, "", where)
    unwanted = _by_language(by_language, languages, "_not", where)
    for listed, suffix in ((wanted, ""), (unwanted, "_not")):
        for language, entries in listed.items():
            for pattern in entries:
                room.take(language, _checked(pattern, f"{where}, {language}{suffix}"))
    tried: list[Mapping[str, tuple[str, ...]]] = []
    for key in _LISTS:
        texts = _table(table.get(key, {}), f"{where}: {key}")
        _known(texts, languages, f"{where}: {key}")
        tried.append(_by_language(texts, languages, "", f"{where}: {key}"))
    name, definition, include, exclude = (str(table.get(key, "")) for key in _TEXTS)
    return Frame(identity, name, definition, include, exclude, wanted, unwanted, *tried)


def _checked(pattern: str, where: str) -> Pattern:
    try:
        found = parsed(pattern)
        if found.expression:
            from undertow.codebook.expressions import compiled_expression

            compiled_expression(found.expression)
    except BadSetting as error:
        raise BadSetting(f"{where}: pattern {_short(pattern)!r}: {error}") from None
    return found


class _Room:
    """How much of what a codebook may hold in each language is left."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._used: dict[str, Counter[str]] = {}

    def take(self, language: str, pattern: Pattern) -> None:
        """Counts a pattern. Raises: BadSetting when that is more than may be."""
        used = self._used.setdefault(language, Counter())
        used["patterns"] += 1
        used["regular expressions"] += bool(pattern.expression)
        used["phrases"] += sum(map(len, pattern.sides))
        limits = {"patterns": MAX_PATTERNS, "phrases": MAX_PHRASES, "regular expressions": MAX_EXPRESSIONS}
        for what, limit in limits.items():
            if used[what] > limit:
                raise BadSetting(
                    f"{self._name}: the patterns in {language} make more than {limit:,} {what}. Split the file."
                )


def _status(raw: object, languages: tuple[str, ...], name: str) -> dict[str, str]:
    table = _table(raw, f"{name}: status")
    _known(table, languages, f"{name}: status")
    for language, status in table.items():
        if status not in STATUSES:
            raise BadSetting(f"{name}: status of {language} is {status!r} but must be one of {', '.join(STATUSES)}.")
    return {language: str(table.get(language, "draft")) for language in languages}


def _by_language(
    table: dict[str, Any], languages: tuple[str, ...], suffix: str, where: str
) -> dict[str, tuple[str, ...]]:
    return {
        code: _strings(table[code + suffix], f"{where}, {code}{suffix}") for code in languages if code + suffix in table
    }


def _table(raw: object, where: str) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise BadSetting(f"{where} is missing or not a table. See docs/methods/codebooks.md for one that works.")
    return raw


def _text(table: dict[str, Any], key: str, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise BadSetting(f'{where}: {key} is {value!r} but must be a text. Add {key} = "...".')
    return value


def _strings(raw: object, where: str) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(entry, str) for entry in raw):
        raise BadSetting(f'{where} must be a list of texts, for example ["one", "two"].')
    return tuple(raw)


def _known(table: dict[str, Any], known: Any, where: str) -> None:
    for key in table:
        if key not in known:
            raise BadSetting(f"{where}: {key!r} is not known here. Known: {', '.join(known)}.")


def _short(pattern: str) -> str:
    return pattern if len(pattern) <= 80 else pattern[:77] + "..."
