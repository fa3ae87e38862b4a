"""Testimony and field notes: a short TOML, and beside it a text, photograph or recording of the same name.

Keys of the TOML: who, when, where, consent, protect_source, reliability; optional kind ("note"), title, language and
text. Consent is true or a text that begins with a word of yes ("named", "anonymous, not the employer"); a testimony
without it goes to quarantine. Who is protected appears as a label ("Protected source 1"), and neither the name nor the
file name, which may hold it, leaves the source; protected is who is not stated to need none.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any

from undertow.formats import Format, Kept, Reading, Rejected, Rejection, Row, Values
from undertow.formats._pages import LONGEST_TEXT, decoded_text
from undertow.material import MB, Material, Member
from undertow.times import UnclearTime, moment

TEXTS = (".txt", ".md")
MEDIA = {
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".heic", ".webp", ".tif", ".tiff", ".gif"), "photograph"),
    **dict.fromkeys(
        (".mp3", ".m4a", ".wav", ".ogg", ".opus", ".flac", ".aac", ".mp4", ".mov", ".webm", ".mkv", ".3gp"), "recording"
    ),
}
ASSUMED_PROTECTED = "protect_source is not stated: treated as protected"
NAMED = "the words name the protected person"
#: How a text that gives consent begins; a remark may follow.
CONSENTS = ("yes", "named", "anonymous", "background", "may be quoted", "may be published")
#: What a note of one's own may say instead, because nobody was asked.
OWN_NOTE = "own observation"
_KEYS = frozenset({"who", "when", "where", "consent", "protect_source", "reliability"})
_KNOWN = (*sorted(_KEYS), "kind", "title", "language", "text")
_GIVES = re.compile(rf"(?:{'|'.join(CONSENTS)})(?:[\s,;:.(].*)?", re.IGNORECASE | re.DOTALL)
#: Words that take back what the first word gives, as in "yes, later withdrawn".
_TAKES_BACK = re.compile(r"\bno\W*$|\b(?:not given|never|refus|withdr|revok|retract|denied)", re.IGNORECASE)
_ACCEPTED = f'consent = "..." that begins with {", ".join(CONSENTS)} (a remark may follow)'
_LARGEST_TOML = 1 * MB
_YEAR_OR_MONTH = re.compile(r"(\d{4})(?:-(\d\d))?", re.ASCII)


class Testimony(Format):
    """Testimony, notes, photographs and recordings, one document for each TOML."""

    __test__ = False  # not a test class, for all that its name says

    name = "testimony"
    title = "Testimony and field notes (TOML with text, photograph or recording)"
    fills = ("documents",)

    def recognises(self, material: Material) -> bool:
        for member in material.members:
            if member.suffix == ".toml":
                try:
                    if len(_KEYS & _toml(member).keys()) >= 2:
                        return True
                except Rejection:
                    continue
        return False

    def read(self, material: Material, reading: Reading) -> Iterator[Row]:
        beside: dict[str, list[Member]] = {}
        for member in material.members:
            beside.setdefault(str(PurePosixPath(member.name).with_suffix("")), []).append(member)
        labels: dict[str, str] = {}
        for number, members in enumerate(beside.values(), 1):
            place = material.reference(members[0], f"item {number}") if material.only is not None else f"item {number}"
            try:
                values = _document(members, labels, reading)
            except Rejection as reason:
                # The words of a rejected testimony stay in the source: whether they may be shown is not known.
                yield Rejected(place, str(reason), "")
                continue
            values["document"] = (
                f"{material.name}, item {number}" if material.only is None else f"{values['kind']}, item {number}"
            )
            yield Kept("documents", place, values)


def _toml(member: Member) -> dict[str, Any]:
    raw = member.head(_LARGEST_TOML + 1)
    if len(raw) > _LARGEST_TOML:
        raise Rejection("its TOML is longer than 1 MB")
    try:
        return tomllib.loads(decoded_text(raw)[0])
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Rejection(f"its TOML is not valid ({error})") from None


def _document(members: list[Member], labels: dict[str, str], reading: Reading) -> Values:
    """The document that a TOML and the files of the same name make. Raises: Rejection."""
    told = next((_toml(member) for member in members if member.suffix == ".toml"), None)
    if told is None:
        raise Rejection("no TOML of the same name states who, when and the consent given")
    if unknown := told.keys() - set(_KNOWN):
        # A key may be somebody's name: only what is known is shown.
        raise Rejection(f"{len(unknown)} of its keys not known; the known keys are {', '.join(_KNOWN)}")
    media = [member for member in members if member.suffix in MEDIA]
    kind = MEDIA[media[0].suffix] if media else "note" if told.get("kind") == "note" else "testimony"
    who = _stated(told, "who")
    protected = told.get("protect_source", True)
    if not isinstance(protected, bool):
        raise Rejection("protect_source must be true or false")
    flags = [] if "protect_source" in told or not who else [ASSUMED_PROTECTED]
    text = _text(told, members)
    if not text and not media:
        raise Rejection("neither words nor a photograph or recording of the same name")
    if who and protected and text and who.casefold() in text.casefold():
        flags.append(NAMED)
    values: Values = {
        "kind": kind,
        "speaker": labels.setdefault(who, f"Protected source {len(labels) + 1}") if who and protected else who,
        "title": _stated(told, "title"),
        "language": _stated(told, "language"),
        "text": text,
        "place": _stated(told, "where"),
        "consent": _consent(told, kind),
        "protected": protected if who else False,
        "reliability": _stated(told, "reliability"),
        "flags": flags,
    }
    if media:
        sums = ", ".join(f"{MEDIA[member.suffix]}, SHA-256 {_sha256(member)}" for member in media)
        values["title"] = f"{values['title']} ({sums})" if values["title"] else sums
    values["date"], values["date_precision"] = _when(told.get("when"), reading, flags)
    return values


def _stated(told: dict[str, Any], key: str) -> str | None:
    value = told.get(key)
    if value is None:
        return None
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        raise Rejection(f"{key} must be a text")
    return str(value).strip() or None


def _consent(told: dict[str, Any], kind: str) -> str | None:
    consent = told.get("consent")
    if consent is False:
        raise Rejection("consent = false: the person did not agree to its use")
    if consent is True:
        return "given"
    words = consent.strip() if isinstance(consent, str) else consent
    if words in (None, ""):
        if kind == "note":
            return None
        raise Rejection(f"no consent is stated: write what the person agreed to, as {_ACCEPTED}")
    if not isinstance(words, str) or not (_gives_consent(words) or _is_own(told, words)):
        raise Rejection(f"its consent is not clearly a yes: write consent = true, or {_ACCEPTED}")
    return words


def _is_own(told: dict[str, Any], words: str) -> bool:
    return told.get("kind") == "note" and words.lower() == OWN_NOTE


def _gives_consent(words: str) -> bool:
    return bool(_GIVES.fullmatch(words)) and not _TAKES_BACK.search(words)


def _text(told: dict[str, Any], members: list[Member]) -> str | None:
    for member in members:
        if member.suffix in TEXTS:
            return decoded_text(member.head(LONGEST_TEXT + 1))[0].strip() or None
    return _stated(told, "text")


def _when(value: Any, reading: Reading, flags: list[str]) -> tuple[datetime, str] | tuple[None, None]:
    """The time stated, to the precision stated; none, and a flag, where it is unclear."""
    if value is None:
        return None, None
    written = value.isoformat() if isinstance(value, date) else str(value).strip()
    try:
        if match := _YEAR_OR_MONTH.fullmatch(written):
            return datetime(int(match[1]), int(match[2] or 1), 1), "month" if match[2] else "year"
        return moment(written, zone=reading.timezone)
    except UnclearTime as error:
        flags.append(f"when: {error}")
    except ValueError:
        flags.append(f"when: {written[:40]!r} is not a date")
    return None, None


def _sha256(member: Member) -> str:
    sum_so_far = hashlib.sha256()
    with member.open() as file:
        while chunk := file.read(MB):
            sum_so_far.update(chunk)
    return sum_so_far.hexdigest()
