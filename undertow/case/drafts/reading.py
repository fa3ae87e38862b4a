"""An article as the draft check reads it: its text, by the same child process and formats by which documents are read."""

from __future__ import annotations

import codecs
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from undertow import ingest
from undertow.errors import UnreadableInput
from undertow.ingest import Request
from undertow.language.normal import readable

SUFFIXES = (".txt", ".md", ".html", ".htm", ".xhtml", ".docx")
#: A longer file is no article.
LONGEST = 8_000_000
_PLAIN = (".txt", ".md")


@dataclass(frozen=True, slots=True)
class Draft:
    """An article. name: under which its checks are kept. sha256: of its bytes. first_line: the line of the file on which the text begins."""

    name: str
    sha256: str
    text: str
    first_line: int = 1


def read_draft(path: Path, name: str = "") -> Draft:
    """The article in a file. name: the file's own where none is given.

    Raises: UnreadableInput for what is no text, page or Word document, or holds no words.
    """
    if path.suffix.lower() not in SUFFIXES or not path.is_file():
        what = "is not a file" if not path.is_file() else f"ends in {path.suffix or 'nothing'}"
        raise UnreadableInput(
            f"{path}: {what}; a draft is a file that ends in {', '.join(SUFFIXES)}. From a word processor, save it as .docx or as plain text."
        )
    if path.stat().st_size > LONGEST:
        raise UnreadableInput(
            f"{path}: has {path.stat().st_size:,} bytes; a draft has at most {LONGEST:,}. Check the file."
        )
    return draft_of(path.read_bytes(), path.name, name or path.name)


def draft_of(content: bytes, file: str, name: str) -> Draft:
    """The article in these bytes, of a file of that name. Raises: UnreadableInput."""
    import pyarrow.parquet as pq

    suffix = Path(file).suffix.lower()
    with tempfile.TemporaryDirectory(prefix="undertow-draft-") as work:
        copy, staging = Path(work) / f"draft{suffix}", Path(work) / "staging"
        copy.write_bytes(content)
        staging.mkdir()
        made = ingest.read(Request(str(copy), f"draft{suffix}", str(staging), "text-folder"))
        paths = [staging / file for file in made.tables.get("documents", [])] or sorted(
            staging.glob("documents*.parquet")
        )
        texts = [text for path in paths for text in pq.read_table(path).column("text").to_pylist()]
    if not texts or not texts[0]:
        raise UnreadableInput(f"{file}: holds no words. Check the file.")
    return Draft(
        readable(name).strip()[:200] or "draft", sha256(content).hexdigest(), texts[0], _first_line(content, suffix)
    )


def stored(name: str, content: bytes) -> Draft:
    """A draft of which the text was kept; the blank lines before it are those of its file."""
    text = content.decode("utf-8", "replace")
    words = text.lstrip("\n")
    return Draft(name, sha256(content).hexdigest(), words, len(text) - len(words) + 1)


def _first_line(content: bytes, suffix: str) -> int:
    """The line of a text file on which its words begin; of a page, whose lines nobody sees, the first."""
    if suffix not in _PLAIN:
        return 1
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = content.decode("utf-16" if wide else "utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return text.count("\n", 0, len(text) - len(text.lstrip())) + 1
