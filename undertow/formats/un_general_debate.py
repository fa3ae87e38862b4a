"""UN General Debate Corpus: statements as text files (`AZE_75_2020.txt`), or the corpus as one Parquet file.

File names: country code, session and year (Jankin, Baturo and Dasandi, UN General Debate Corpus). Parquet columns:
doc_id, country, session, year, text and, where they are there, lang.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath

from undertow.errors import UnreadableInput
from undertow.formats import Format, Kept, Reading, Rejected, Rejection, Row, Values
from undertow.formats._pages import LONGEST_TEXT, decoded_text
from undertow.formats._parquet import batches, parquet_columns
from undertow.material import Material, Member

FILE_NAME = re.compile(r"([A-Z]{2,4})_(\d{1,3})_((?:19|20)\d\d)\.txt", re.ASCII)
NOISY = "known to be a noisy transcript: leave it out of comparisons"
_NOISY = frozenset({("RUS", 2025), ("UKR", 2025)})
_COLUMNS = frozenset({"doc_id", "country", "session", "year", "text"})
_BATCH_ROWS = 200
_TEXTS = (".txt", ".md", ".html", ".htm", ".xhtml")
#: Texts about a corpus, which say nothing on what its other files are.
_ABOUT = re.compile(r"(?:readme|licen[cs]e|citation|codebook|changelog)\b.*", re.IGNORECASE)
_SHARE = 0.8


class UnGeneralDebate(Format):
    """Statements as documents: the speaker is the country, the date is known to the year."""

    name = "un-general-debate"
    title = "UN General Debate Corpus (text files or Parquet)"
    fills = ("documents",)

    def recognises(self, material: Material) -> bool:
        return is_debate(material) or _is_corpus(material)

    def read(self, material: Material, reading: Reading) -> Iterator[Row]:
        if _is_corpus(material):
            yield from _rows_of_parquet(material, material.members[0])
            return
        texts = [member for member in material.members if member.suffix in _TEXTS]
        for member in texts:
            yield _row_of_file(material, member)
        if others := len(material.members) - len(texts):
            reading.note(f"Files left out because they are no texts: {others:,}.")


def is_debate(material: Material) -> bool:
    """Whether nearly all texts are named as statements are; a folder of other texts may hold a few such names."""
    names = [PurePosixPath(member.name).name for member in material.members if member.suffix in _TEXTS]
    fitting = sum(FILE_NAME.fullmatch(name) is not None for name in names)
    about = sum(_ABOUT.fullmatch(name) is not None for name in names)
    return fitting > 0 and fitting >= _SHARE * (len(names) - about)


def _is_corpus(material: Material) -> bool:
    if material.only is None:
        return False
    try:
        columns = parquet_columns(material.only)
    except UnreadableInput:
        return False
    return columns is not None and set(columns) >= _COLUMNS


def _row_of_file(material: Material, member: Member) -> Row:
    place = material.reference(member)
    match = FILE_NAME.fullmatch(PurePosixPath(member.name).name)
    raw = member.head(LONGEST_TEXT + 1)
    try:
        if match is None:
            raise Rejection("its name is not like AZE_75_2020.txt")
        text, flags = decoded_text(raw)
        country, session, year = match.groups()
        return Kept("documents", place, _statement(country, int(session), int(year), text, flags))
    except Rejection as reason:
        return Rejected(place, str(reason), raw[:2000].decode("utf-8", "replace"))


def _rows_of_parquet(material: Material, member: Member) -> Iterator[Row]:
    number = 0
    for batch in batches(member, _BATCH_ROWS):
        for record in batch.to_pylist():
            number += 1
            place = material.reference(member, f"row {number}")
            try:
                country, session, year = _text_of(record, "country"), _whole(record, "session"), _whole(record, "year")
                values = _statement(country, session, year, _text_of(record, "text"), [])
                values["document"] = _text_of(record, "doc_id")
                values["language"] = record.get("lang") if isinstance(record.get("lang"), str) else "en"
            except Rejection as reason:
                yield Rejected(place, str(reason), str(record)[:2000])
                continue
            yield Kept("documents", place, values)


def _statement(country: str, session: int, year: int, text: str, flags: list[str]) -> Values:
    if not text.strip():
        raise Rejection("the statement holds no words")
    if not 1945 <= year <= datetime.now().year + 1:
        raise Rejection(f"the year {year} is before the first or after the next General Debate")
    return {
        "document": f"{country}_{session:02}_{year}",
        "kind": "speech",
        "speaker": country,
        "outlet": "UN General Debate",
        "title": f"General Debate statement, session {session}",
        "date": datetime(year, 1, 1),
        "date_precision": "year",
        "language": "en",
        "text": text,
        "flags": [*flags, NOISY] if (country, year) in _NOISY else flags,
    }


def _text_of(record: dict[str, object], column: str) -> str:
    value = record[column]
    if not isinstance(value, str) or not value.strip():
        raise Rejection(f"{column} is blank or no text")
    return value


def _whole(record: dict[str, object], column: str) -> int:
    value = record[column]
    if not isinstance(value, int) or isinstance(value, bool):
        raise Rejection(f"{column} is {str(value)[:40]!r} where a whole number is due")
    return value
