"""The words of a Word document (.docx) as a reader saw them: without what was deleted, hidden, or only tells the program what to do.

The file may be hostile: a part is unpacked while it is read and no further than a limit, and XML with a document type
or an entity is refused, so that nothing is expanded and nothing outside the file is opened.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import IO
from xml.parsers import expat

from undertow.formats import Rejection

SUFFIX = ".docx"
#: Bytes of one part once unpacked, and how many times its packed size: text packs to a tenth, a bomb to a thousandth.
LONGEST_PART = 64_000_000
_RATIO, _RATIO_FROM = 200, 4_000_000
_MOST_MEMBERS = 10_000
#: XML elements within each other; a table in a text box in a table has about forty.
_DEEPEST = 500
_BLOCK = 65_536
_MAIN = re.compile(r"word/document\d*\.xml")
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_NAMESPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/math",
)
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
#: Elements whose words no reader of the printed text sees.
_UNSEEN = ("del", "moveFrom", "instrText", "delText")
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}
HIDDEN = "hidden text left out"


def word_text(raw: bytes) -> tuple[str, list[str]]:
    """The paragraphs of a document, then its notes, parted by empty lines; and flags where something was left out.

    Raises: Rejection for bytes that are no Word document, or one that asks more than a document may.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = archive.namelist()
            if len(names) > _MOST_MEMBERS:
                raise Rejection(f"holds {len(names):,} files, no Word document")
            main = sorted(name for name in names if _MAIN.fullmatch(name))
            if not main:
                raise Rejection("is packed, but holds no word/document.xml: no Word document. Save it again as .docx")
            parts = [_read(archive, name) for name in (main[0], *(name for name in _NOTES if name in names))]
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Rejection(
            f"is no Word document that can be read ({error}). Save it again as .docx, without a password"
        ) from None
    text = "\n\n".join(paragraph for part in parts for paragraph in part.paragraphs)
    if not text.strip():
        raise Rejection("the file holds no words")
    return text, [HIDDEN] if any(part.hidden for part in parts) else []


def _read(archive: zipfile.ZipFile, name: str) -> _Part:
    part = _Part(name)
    packed = max(1, archive.getinfo(name).compress_size)
    with archive.open(name) as file:
        part.take(file, packed)
    return part


class _Part:
    """The paragraphs of one part of a document, read element by element."""

    def __init__(self, name: str) -> None:
        self.paragraphs: list[str] = []
        self.hidden = False
        self._name = name
        self._path: list[str] = []
        self._open: list[list[str]] = []
        self._unseen = 0
        self._runs: list[list[str]] = []
        self._vanishing: list[bool] = []

    def take(self, file: IO[bytes], packed: int) -> None:
        """Reads the part. Raises: Rejection."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refused
        parser.EntityDeclHandler = self._refused
        parser.StartElementHandler, parser.EndElementHandler = self._begin, self._end
        parser.CharacterDataHandler = self._characters
        parser.buffer_text = True
        size = 0
        try:
            while block := file.read(_BLOCK):
                size += len(block)
                if size > LONGEST_PART or (size > _RATIO_FROM and size > _RATIO * packed):
                    raise Rejection(
                        f"{self._name} unpacks to more than a document holds; it is made to fill the memory"
                    )
                parser.Parse(block, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise Rejection(
                f"{self._name} is not whole ({error}). Open it in a word processor and save it again"
            ) from None

    def _refused(self, *_: object) -> None:
        raise Rejection(f"{self._name} declares a document type, as no word processor does; it is not opened")

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        self._path.append(name)
        if len(self._path) > _DEEPEST:
            raise Rejection(f"{self._name} holds more than {_DEEPEST} elements within each other, no document")
        if self._unseen or name in _UNSEEN or name == "Fallback":
            self._unseen += 1
        elif name == "p":
            self._open.append([])
        elif name == "r":
            self._runs.append([])
            self._vanishing.append(False)
        elif name == "vanish" and self._runs and self._path[-3:-1] == ["r", "rPr"]:
            self._vanishing[-1] = _value(attributes) not in ("0", "false", "off")
        elif name in _BREAKS and self._path[-2:-1] == ["r"]:
            self._runs[-1].append(_BREAKS[name])

    def _end(self, tag: str) -> None:
        name = self._path.pop()
        if self._unseen:
            self._unseen -= 1
        elif name == "r":
            words, vanishes = self._runs.pop(), self._vanishing.pop()
            if vanishes:
                self.hidden = self.hidden or any(word.strip() for word in words)
            elif self._open:
                self._open[-1] += words
        elif name == "p" and self._open:
            paragraph = "".join(self._open.pop()).strip()
            if paragraph:
                self.paragraphs.append(paragraph)

    def _characters(self, words: str) -> None:
        if not self._unseen and self._path[-2:] == ["r", "t"]:
            self._runs[-1].append(words)


def _local(tag: str) -> str:
    """The name of an element of Word, or of Fallback, which repeats what stands beside it; others are only ways to get there."""
    namespace, _, name = tag.rpartition(" ")
    if namespace in _NAMESPACES or (namespace == _COMPATIBILITY and name == "Fallback"):
        return name
    return ""


def _value(attributes: dict[str, str]) -> str:
    return next((value for key, value in attributes.items() if key.rpartition(" ")[2] == "val"), "")
