"""The statements behind the gold sets: where they lie, their sentences with offsets into the original text, and look-up.

The repository holds no text of the corpus: a sentence is a document, two offsets and a hash.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
DATA = Path(os.environ.get("UNDERTOW_DATA", HERE.parents[2] / "shared" / "data"))
STATEMENTS = DATA / "texts" / "un_general_debate_1970_2025.parquet"
DROPPED = {"RUS_80_2025", "UKR_80_2025"}  # texts of another body under these names

_ABBREVIATIONS = "Mr|Mrs|Ms|Dr|St|No|Nos|Messrs|Prof|Gen|Sen|para|paras|p|pp|chap|art|vol|vs|viz|cf|Rev|Add|Corr|PV|H.E|U.S|U.K|U.N|U.S.S.R|i.e|e.g|a.m|p.m"
_NO_END = re.compile(rf"(?:\b(?:{_ABBREVIATIONS.replace('.', chr(92) + '.')})|\b[A-Z]|\.\.)\.$")
_END = re.compile(r"[.!?][\"”’')\]]*(?=\s+[\"“‘'(\[*]*[A-Z0-9])")


class Sentence(NamedTuple):
    """One sentence: its document, where it begins and ends in the original text, and the text itself."""

    doc_id: str
    start: int
    end: int
    text: str

    @property
    def fingerprint(self) -> str:
        """The first 16 hexadecimal digits of SHA-256 over the exact characters."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


def statements(path: Path = STATEMENTS) -> dict[str, str]:
    """The original text of every usable statement by its doc_id."""
    from pyarrow.parquet import read_table

    table = read_table(path, columns=["doc_id", "text"])
    pairs = zip(table["doc_id"].to_pylist(), table["text"].to_pylist(), strict=True)
    return {doc: text for doc, text in pairs if text and doc not in DROPPED}


def sentences(doc_id: str, text: str) -> Iterator[Sentence]:
    """The sentences of a statement in order; line breaks and page marks inside a sentence stay in it."""
    start = 0
    for match in _END.finditer(text):
        if not _NO_END.search(text[start : match.start() + 1]):
            yield from _trimmed(doc_id, text, start, match.end())
            start = match.end()
    yield from _trimmed(doc_id, text, start, len(text))


def _trimmed(doc_id: str, text: str, start: int, end: int) -> Iterator[Sentence]:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end = start + len(piece.strip())
    if end > start:
        yield Sentence(doc_id, start, end, text[start:end])


def rows(name: str) -> list[dict]:
    """The rows of a file of this folder; none where the file does not exist."""
    path = HERE / name
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def looked_up(row: dict, texts: dict[str, str]) -> Sentence:
    """The sentence of a drawn row; ValueError where the corpus no longer says what was drawn."""
    found = Sentence(row["doc_id"], row["start"], row["end"], texts[row["doc_id"]][row["start"] : row["end"]])
    if found.fingerprint != row["sha256"]:
        raise ValueError(
            f"{row['id']}: the text of {row['doc_id']} at {row['start']} has changed; draw with the corpus it was drawn from."
        )
    return found
