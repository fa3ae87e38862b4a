"""Documents as files: a folder or archive of .txt, .md, .html and .docx, or one of them, with an optional metadata.csv.

metadata.csv (comma, semicolon or tab) holds one line a file: file, and any of speaker, outlet, date, title, language,
url. What it says counts more than what a page says of itself. A document without a date keeps none.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from undertow.errors import UnreadableInput
from undertow.formats import Format, Kept, Reading, Rejected, Rejection, Row, Values, _word
from undertow.formats._cells import day_or_time
from undertow.formats._json import openings
from undertow.formats._pages import LONGEST_TEXT, Page, decoded_text, page
from undertow.formats.un_general_debate import is_debate
from undertow.material import Material, Member

PAGES = (".html", ".htm", ".xhtml")
TEXTS = (".txt", ".md")
WORD = (_word.SUFFIX,)
METADATA = "metadata.csv"
#: Files that make a folder something else: tables of posts, exports, testimony.
_OTHERS = (".csv", ".tsv", ".tab", ".parquet", ".json", ".jsonl", ".ndjson", ".toml")
_FIELDS = ("speaker", "outlet", "title", "language", "url")
_ID = re.compile(r"\d{1,25}(?:\.0*)?", re.ASCII)
_ID_HEADERS = ("id", "user_id", "follower_id", "screen_name", "username", "handle")


class TextFolder(Format):
    """Articles, speeches and pages, one a file, with the words a reader saw."""

    name = "text-folder"
    title = "Text, HTML or Word documents (folder, archive or one file)"
    fills = ("documents",)

    def recognises(self, material: Material) -> bool:
        if is_debate(material) or not any(_is_document(m) and not _lists_accounts(m) for m in material.members):
            return False
        if any(_name(member) != METADATA and member.suffix in _OTHERS for member in material.members):
            return False
        if material.only is not None and material.only.suffix in WORD:
            return True
        return material.only is None or (_holds_words(material.head) and not openings(material))

    def read(self, material: Material, reading: Reading) -> Iterator[Row]:
        metadata = _metadata(material, reading)
        left_out = 0
        for member in material.members:
            if not _is_document(member):
                left_out += _name(member) != METADATA
                continue
            raw = member.head(LONGEST_TEXT + 1)
            place = material.reference(member)
            try:
                values = _document(member, raw, reading, metadata.pop(member.name, {}))
            except Rejection as reason:
                if material.only is not None:
                    raise UnreadableInput(f"{material.name}: {reason}. Nothing was added.") from None
                yield Rejected(place, str(reason), raw[:8000].decode("utf-8", "replace")[:2000])
                continue
            values["document"] = material.name if material.only is not None else f"{material.name}/{member.name}"
            yield Kept("documents", place, values)
        if left_out:
            reading.note(f"Files left out because they are neither text, HTML nor Word: {left_out:,}.")
        if metadata:
            reading.note(f"{METADATA} names files that are not there: {', '.join(sorted(metadata)[:10])}.")

    def missing(self, material: Material) -> str:
        only = material.only
        is_text = only is not None and _is_document(only) and only.suffix not in WORD
        lacking = is_text and not _holds_words(material.head)
        return "bytes that are text in a known encoding" if lacking else ""


def _name(member: Member) -> str:
    return PurePosixPath(member.name).name.lower()


def _is_document(member: Member) -> bool:
    return member.suffix in PAGES + TEXTS + WORD


def _lists_accounts(member: Member) -> bool:
    """Whether a text is a list of ids, or of ids or handles under a header: followers, not words."""
    if member.suffix != ".txt":
        return False
    text = member.head(20_000).decode("utf-8-sig", "replace")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if lines and lines[0].lower() in _ID_HEADERS:
        return len(lines) > 1 and not any(len(line.split()) > 1 for line in lines[1:])
    return bool(lines) and all(_ID.fullmatch(line) for line in lines)


def _holds_words(head: bytes) -> bool:
    if not head.strip():
        return False
    try:
        decoded_text(head[:20_000])
    except Rejection:
        return False
    return True


def _document(member: Member, raw: bytes, reading: Reading, stated: dict[str, str]) -> Values:
    """The document in a file. Raises: Rejection."""
    if member.suffix in PAGES:
        found = page(raw)
    elif member.suffix in WORD:
        found = Page(*_word.word_text(raw))
    else:
        text, flags = decoded_text(raw)
        found = Page(text.strip(), flags)
        if not found.text:
            raise Rejection("the file holds no words")
    values: Values = {
        "kind": "speech" if stated.get("speaker") else "page" if member.suffix in PAGES else "article",
        "speaker": found.author or reading.actor or None,
        "outlet": found.outlet,
        "title": found.title,
        "language": found.language,
        "url": found.url,
        "date": found.date,
        "date_precision": found.date_precision,
        "text": found.text,
        "flags": found.flags,
    }
    values |= {field: stated[field] for field in _FIELDS if stated.get(field)}
    if date := day_or_time(stated.get("date") or "", f"date in {METADATA}", reading.timezone):
        values["date"], values["date_precision"] = date
    return values


def _metadata(material: Material, reading: Reading) -> dict[str, dict[str, str]]:
    """What metadata.csv says, by file name. Raises: UnreadableInput."""
    member = next((m for m in material.members if _name(m) == METADATA), None)
    if member is None or material.only is not None:
        return {}
    try:
        text, _ = decoded_text(member.head(LONGEST_TEXT + 1))
        first = text.lstrip().partition("\n")[0]
        delimiter = max(",;\t", key=first.count)
        table = csv.DictReader(io.StringIO(text.lstrip(), newline=""), strict=True, delimiter=delimiter)
        columns = table.fieldnames = [name.strip().lower() for name in table.fieldnames or ()]
        rows = list(table)
    except (Rejection, csv.Error) as error:
        raise UnreadableInput(f"{material.name}, {METADATA}: {error}. Save it as CSV in UTF-8.") from None
    if "file" not in columns:
        raise UnreadableInput(
            f"{material.name}, {METADATA}: no column `file`, which names the file that a line is about. Its first line must "
            "be: file,speaker,outlet,date,title,language,url"
        )
    if unknown := [column for column in columns if column not in ("file", "date", *_FIELDS)]:
        reading.note(f"Columns of {METADATA} not used: {', '.join(map(str, unknown))}.")
    folder = member.name[: -len(METADATA)]
    return {
        f"{folder}{row['file'].strip()}": {k: v.strip() for k, v in row.items() if isinstance(v, str)}
        for row in rows
        if row["file"]
    }
