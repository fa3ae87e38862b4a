"""Arrays inside one large JSON value, element by element, without ever holding the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

import msgspec

from undertow.errors import UnreadableInput
from undertow.formats._json import CHUNK, LIMITS, Line
from undertow.material import Member

_TOKEN = re.compile(rb'("(?:[^"\\]++|\\.)*+)("?)|([\[{])|([\]}])|(,)|([^\s"\[\]{},:]++)', re.DOTALL)
_BETWEEN = re.compile(rb"[\s,]*+")
_END_OF_ARRAY = ord("]")
_KEPT_TEXT = 10_000


class Element(NamedTuple):
    """An element of a wanted array: its bytes, its line and number, and the plain values named before it beside the array."""

    line: Line
    number: int
    beside: dict[str, object]


@dataclass(slots=True)
class _Open:
    """An object or array that has begun and not ended."""

    closer: bytes
    plain: dict[str, object] = field(default_factory=dict)
    key: str | None = None


def elements(member: Member, wanted: str, where: str) -> Iterator[Element]:
    """The elements of every array that stands under the key `wanted`, wherever it is; of the outermost array if `wanted` is empty.

    An element cut off by the end of the file is given as far as it goes.
    Raises: UnreadableInput, with `where`, for brackets that do not match or nest too deeply.
    """
    with member.open() as file:
        yield from _Walk(file, wanted, where).elements()


class _Walk:
    def __init__(self, file: BinaryIO, wanted: str, where: str) -> None:
        self.file, self.wanted, self.where = file, wanted, where
        self.buffer, self.position = b"", 0
        self.line, self.counted_to = 1, 0
        self.ended = False
        self.open: list[_Open] = []

    def more(self) -> bool:
        """Read on, dropping what is done with; large elements are read in ever larger steps. False at the end."""
        self.line_here()
        rest = self.buffer[self.position :]
        chunk = self.file.read(max(CHUNK, len(rest)))
        self.buffer, self.position, self.counted_to = rest + chunk, 0, 0
        self.ended = not chunk
        return bool(chunk)

    def elements(self) -> Iterator[Element]:
        while match := self._token():
            text, end, opener, closer, _, plain = match.groups()
            self.position = match.end()
            if opener == b"[" and self._is_wanted():
                yield from self._inside(self.open[-1].plain if self.open else {})
            elif opener:
                self._descend(opener)
            elif closer:
                self._ascend(closer)
            elif text is None and plain is None:
                self._forget_key()
            elif self.open:
                self._take(text + b'"' if text and end else plain or b'""')
        if self.open:  # so that the missing end of the file is a row of the ledger too
            yield Element(Line(self.line_here(), b""), 0, {})

    def _token(self) -> re.Match[bytes] | None:
        """The next token outside the wanted arrays, whole; None at the end of the file."""
        while True:
            match = _TOKEN.search(self.buffer, self.position)
            if match is not None and (match.end() < len(self.buffer) or self.ended):
                return match
            if len(self.buffer) - self.position > LIMITS.line_bytes:
                raise UnreadableInput(
                    f"{self.where}: a text longer than {LIMITS.line_bytes:,} bytes outside any {self.wanted}."
                )
            if not self.more() and match is None:
                return None

    def _ascend(self, closer: bytes) -> None:
        if not self.open or self.open.pop().closer != closer:
            raise UnreadableInput(
                f"{self.where}, line {self.line_here()}: brackets do not match here. Export it again."
            )
        self._forget_key()

    def _is_wanted(self) -> bool:
        return self.open[-1].key == self.wanted if self.open else not self.wanted

    def _descend(self, opener: bytes) -> None:
        if len(self.open) >= LIMITS.json_depth:
            raise UnreadableInput(
                f"{self.where}, line {self.line_here()}: brackets nested deeper than {LIMITS.json_depth}."
            )
        self.open.append(_Open(b"]" if opener == b"[" else b"}"))

    def _take(self, raw: bytes) -> None:
        """A key of the open object, or the value of the key before it."""
        holder = self.open[-1]
        if holder.closer == b"]" or len(raw) > _KEPT_TEXT:
            return
        try:
            value = msgspec.json.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return
        if holder.key is None and isinstance(value, str):
            holder.key = value
        elif holder.key is not None:
            holder.plain[holder.key] = value

    def _forget_key(self) -> None:
        if self.open:
            self.open[-1].key = None

    def line_here(self) -> int:
        """The number of the line that is being read."""
        self.line += self.buffer.count(b"\n", self.counted_to, self.position)
        self.counted_to = self.position
        return self.line

    def _inside(self, beside: dict[str, object]) -> Iterator[Element]:
        """The elements of the array that has just been opened, up to its end."""
        number = 0
        while self._at_element():
            end = self._end()
            if end is None and not self.ended:
                raise UnreadableInput(
                    f"{self.where}, line {self.line_here()}: one of the {self.wanted} is longer than "
                    f"{LIMITS.line_bytes:,} bytes. No export writes such a thing; ask for the file again."
                )
            number += 1
            yield Element(Line(self.line_here(), self.buffer[self.position : end]), number, beside)
            if end is None:
                self.position = len(self.buffer)
                self.open.clear()
                return
            self.position = end

    def _at_element(self) -> bool:
        """Move to the next element. False at the end of the array, which is passed, and at the end of the file."""
        while True:
            if match := _BETWEEN.match(self.buffer, self.position):
                self.position = match.end()
            if self.position < len(self.buffer):
                if self.buffer[self.position] != _END_OF_ARRAY:
                    return True
                self.position += 1
                return False
            if not self.more():
                return False

    def _end(self) -> int | None:
        """Where the element that starts here ends; None if the file or the limit ends before. Reads on as needed."""
        while True:
            depth = 0
            for match in _TOKEN.finditer(self.buffer, self.position):
                text, end, opener, closer, comma, _ = match.groups()
                if text is not None and not end:
                    break
                depth += 1 if opener else -1 if closer else 0
                if depth == 0 and closer:
                    return match.end()
                if depth < 0 or (depth == 0 and comma):
                    return match.start()
            if len(self.buffer) - self.position > LIMITS.line_bytes or not self.more():
                return None
