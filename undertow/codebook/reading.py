"""A codebook: what it says, read from TOML and refused where it cannot be used."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from undertow.codebook.grammar import MAX_NEAR, Pattern, parsed
from undertow.codebook.status import LEAST_HITS, LEAST_OTHERS, Status, enough
from undertow.errors import BadSetting
from undertow.statistics.prevalence import Judged

#: What one codebook may hold at most: in all, and in one language.
MAX_CHARACTERS, MAX_LANGUAGES, MAX_PATTERNS, MAX_PHRASES, MAX_EXPRESSIONS = 5_000_000, 40, 50_000, 200_000, 200
NOT_WINDOW = 4
#: What a codebook may say of a language, and what that makes of frames that say nothing themselves.
STATUSES = {"draft": "draft", "checked": "unverified"}
_COUNTS = ("hits", "of", "right", "others", "missed")
_TEXTS = ("name", "definition", "include", "exclude")
_LISTS = ("examples", "counter_examples")


@dataclass(frozen=True, slots=True)
class Frame:
    """A way of speaking that is looked for. A hit says that a text uses it, not that it is true.

    patterns, nots, examples, counter_examples: by language. A hit is dropped where one of the `nots` stands within
    `not_window` words. Each example must be hit by a pattern of the frame, no counter-example may be. status: how far it is
    known to hold in each language, by whoever made the codebook and on their material.
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
    status: Mapping[str, Status]


@dataclass(frozen=True, slots=True)
class Codebook:
    """The frames of one file."""

    id: str
    version: str
    languages: tuple[str, ...]
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
    room, status = _Room(name), _status(head.get("status", {}), languages, name)
    read_frames = tuple(
        _frame(frame, status, f"{name}: frame {number}", room) for number, frame in enumerate(frames, 1)
    )
    if twice := [i for i, count in Counter(frame.id for frame in read_frames).items() if count > 1]:
        raise BadSetting(f"{name}: two frames have the id {twice[0]!r}. Rename one.")
    return Codebook(
        _text(head, "id", f"{name}: [codebook]"),
        str(head.get("version", "")),
        languages,
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


def _frame(raw: object, status: Mapping[str, Status], where: str, room: _Room) -> Frame:
    table, languages = _table(raw, where), tuple(status)
    identity = _text(table, "id", where)
    where = f"{where.partition(': frame')[0]}: frame {identity!r}"
    _known(table, ("id", "patterns", "status", *_TEXTS, *_LISTS), where)
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
    own = _table(table.get("status", {}), f"{where}: status")
    _known(own, languages, f"{where}: status")
    stated = {
        code: _stated(own[code], f"{where}: status of {code}") if code in own else status[code] for code in status
    }
    return Frame(identity, name, definition, include, exclude, wanted, unwanted, tried[0], tried[1], stated)


def _stated(raw: object, where: str) -> Status:
    """The status that a frame states for one language: 'draft', 'unverified', or what was judged."""
    if raw in ("draft", "unverified"):
        return Status(str(raw))
    if not isinstance(raw, dict):
        raise BadSetting(
            f"{where} is {raw!r} but must be 'draft', 'unverified' or what was judged: {{ hits = 20, of = 41, right = 19, others = 50, missed = 0 }}."
        )
    _known(raw, _COUNTS, where)
    hits, of, right, others, missed = (raw.get(key) for key in _COUNTS)
    for low, key, high in ((right, "right", hits), (hits, "hits", of), (missed, "missed", others)):
        if not (type(low) is type(high) is int and 0 <= low <= high):
            raise BadSetting(f"{where}: {key} is {low!r} but must be a count of at most {high!r}. Correct the counts.")
    counts = Judged(right, hits, missed, others)  # type: ignore[arg-type]  # checked to be whole numbers above
    if not enough(counts, of):  # type: ignore[arg-type]  # checked to be whole numbers above
        raise BadSetting(
            f"{where}: {hits} of {of} hits and {others} others are too few to call it judged. Judge {LEAST_HITS} hits, or all, "
            f"and {LEAST_OTHERS} others, or write 'unverified'."
        )
    return Status("judged", counts, of)  # type: ignore[arg-type]  # checked to be whole numbers above


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


def _status(raw: object, languages: tuple[str, ...], name: str) -> dict[str, Status]:
    table = _table(raw, f"{name}: status")
    _known(table, languages, f"{name}: status")
    for language, status in table.items():
        if not isinstance(status, str) or status not in STATUSES:
            raise BadSetting(f"{name}: status of {language} is {status!r} but must be one of {', '.join(STATUSES)}.")
    return {language: Status(STATUSES[table.get(language, "draft")]) for language in languages}


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
