"""JSON as it arrives, one value a line: read in bounded memory; what is broken is named and costs only its own record."""

from __future__ import annotations

import json
import re
from abc import abstractmethod
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, BinaryIO, NamedTuple

import msgspec

from undertow.formats import Format, Kept, Reading, Rejected, Rejection, Row, Values
from undertow.formats._keys import KINDS, Object, an_object
from undertow.material import Limits, Material, Member

LIMITS = Limits()
RAW_CHARACTERS = 2000
CHUNK = 1 << 20
LONGEST_NUMBER = 100
SUFFIXES = (".json", ".jsonl", ".ndjson", ".jsonlines")
ODD_CHARACTERS = "bytes or characters that are no text (shown as U+FFFD)"

_DECODER = msgspec.json.Decoder()
_KEY_SET_APART = re.compile(rb'"\s+:')
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_MISTYPED = re.compile(r"Expected `(.+?)`, got `(.+?)`(?: - at `\$\.?(.+)`)?")
_MISSING = re.compile(r"missing required field `(.+?)`(?: - at `\$\.?(.+)`)?")


class Line(NamedTuple):
    """A line that is not blank, with its number in the file, from 1. `whole` is False for one beyond the limit."""

    number: int
    raw: bytes
    whole: bool = True


def lines(member: Member, limits: Limits = LIMITS) -> Iterator[Line]:
    """The lines of a file that are not blank, one at a time; of an overlong line only the beginning."""
    with member.open() as file:
        utf16 = file.read(2) in (b"\xff\xfe", b"\xfe\xff")
    if utf16:
        yield from _utf16_lines(member, limits)
        return
    with member.open() as file:
        for number, (raw, whole) in enumerate(_split(file, limits.line_bytes), 1):
            if number == 1:
                raw = raw.removeprefix(b"\xef\xbb\xbf")
            if raw and not raw.isspace():
                yield Line(number, raw, whole)


def _split(file: BinaryIO, longest: int) -> Iterator[tuple[bytes, bool]]:
    """Lines without their end, and whether each is whole. Large reads: pages are long, and a buffered readline is slow."""
    begun: list[bytes] = []
    size = 0
    while chunk := file.read(CHUNK):
        first, *others = chunk.split(b"\n")
        if size <= longest:
            begun.append(first)
        size += len(first)
        for part in others:
            yield b"".join(begun), size <= longest
            begun, size = [part], len(part)
    if size:
        yield b"".join(begun), size <= longest


def _utf16_lines(member: Member, limits: Limits) -> Iterator[Line]:
    """PowerShell writes `> file` as UTF-16; such a file is JSON all the same."""
    import io

    with io.TextIOWrapper(member.open(), encoding="utf-16", errors="replace", newline="\n") as file:
        for number, text in enumerate(iter(lambda: file.readline(limits.line_bytes), ""), 1):
            if text.strip():
                yield Line(
                    number, text.encode("utf-8", "replace"), text.endswith("\n") or len(text) < limits.line_bytes
                )


def too_deep(raw: bytes, depth: int = LIMITS.json_depth) -> bool:
    """Whether brackets nest deeper than `depth`; costs next to nothing for a record with fewer brackets than that."""
    if raw.count(b"[") + raw.count(b"{") <= depth:
        return False
    brackets = raw.translate(None, _NOT_BRACKETS)
    for _ in range(depth):
        inner, brackets = brackets, brackets.replace(b"[]", b"").replace(b"{}", b"")
        if not brackets:
            return False
        if len(inner) == len(brackets):
            break
    # Brackets inside texts do not pair up: leave the texts out and count.
    deepest = level = 0
    for bracket in _STRING.sub(b"", raw).translate(None, _NOT_BRACKETS):
        level += 1 if bracket in b"[{" else -1
        if level > deepest:
            deepest = level
            if deepest > depth:
                return True
    return False


def decoded(raw: bytes) -> tuple[object, bool]:
    """The value, and whether characters in it may have to be replaced (see `mended`). Raises: Rejection."""
    if too_deep(raw):
        raise Rejection(f"brackets nested deeper than {LIMITS.json_depth}")
    try:
        value = _DECODER.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _decoded_slowly(raw), True
    # msgspec keeps the last of two equal keys without a word. Every key is followed by a colon, so a difference
    # between colons and keys means a repeated key, or a text that begins with a colon: look closer.
    if raw.count(b'":') != _key_count(value) or b"\\u0000" in raw or _KEY_SET_APART.search(raw):
        return _decoded_slowly(raw), True
    return value, False


def _key_count(value: object) -> int:
    count, open_values = 0, [value]
    while open_values:
        part = open_values.pop()
        if isinstance(part, dict):
            count += len(part)
            open_values.extend(inner for inner in part.values() if isinstance(inner, (dict, list)))
        elif isinstance(part, list):
            open_values.extend(inner for inner in part if isinstance(inner, (dict, list)))
    return count


def _decoded_slowly(raw: bytes) -> object:
    """The value by the standard library, which can be asked about repeated keys, NaN and lone surrogates."""
    text = raw.decode("utf-8", "surrogateescape")
    try:
        return _STRICT.decode(text.strip())
    except json.JSONDecodeError as error:
        if error.pos >= len(text.strip()) - 1 or "Unterminated" in error.msg:
            raise Rejection("cut off: the JSON of this record does not end") from None
        raise Rejection(f"broken JSON ({error.msg} at character {error.pos + 1:,})") from None
    except RecursionError:
        raise Rejection(f"brackets nested deeper than {LIMITS.json_depth}") from None


def _unique(pairs: list[tuple[str, object]]) -> Object:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise Rejection(f"the key {twice[:60]!r} is given twice: which value is meant?")
    return found


def _whole_number(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise Rejection(f"a number of {len(digits):,} digits")
    return int(digits)


def _no_number(name: str) -> float:
    raise Rejection(f"{name} is no number that JSON knows")


_STRICT = json.JSONDecoder(object_pairs_hook=_unique, parse_int=_whole_number, parse_constant=_no_number, strict=False)


def mended(value: Any) -> tuple[Any, bool]:
    """The value with every character that no text may hold replaced by U+FFFD, and whether there was one.

    Raises: Rejection for a value nested so deeply that Python cannot follow it.
    """
    try:
        return _mended(value)
    except RecursionError:
        raise Rejection(f"brackets nested deeper than {LIMITS.json_depth}") from None


def encoded(value: object) -> bytes:
    """The value as JSON again, for the quarantine; empty for one nested too deeply."""
    try:
        return msgspec.json.encode(value)
    except RecursionError:
        return b""


def _mended(value: Any) -> tuple[Any, bool]:
    if isinstance(value, str):
        text = _NO_TEXT.sub("\ufffd", value)
        return text, text != value
    if isinstance(value, dict):
        items = {_mended(key)[0]: _mended(inner) for key, inner in value.items()}
        return {key: inner for key, (inner, _) in items.items()}, any(odd for _, odd in items.values())
    if isinstance(value, list):
        parts = [_mended(inner) for inner in value]
        return [inner for inner, _ in parts], any(odd for _, odd in parts)
    return value, False


def one_object(line: Line) -> tuple[Object, bool]:
    """The object on a line, and whether characters in it were replaced. Raises: Rejection."""
    if not line.whole:
        raise Rejection(f"the record is longer than {LIMITS.line_bytes:,} bytes")
    value, suspect = decoded(line.raw)
    value, odd = mended(value) if suspect else (value, False)
    return an_object(value), odd


def excerpt(raw: bytes) -> str:
    """The beginning of a record, for the quarantine."""
    return raw[: 4 * RAW_CHARACTERS].decode("utf-8", "replace").rstrip("\r\n")[:RAW_CHARACTERS]


def reworded(error: msgspec.ValidationError) -> str:
    """What msgspec found wrong, in the words of the quarantine: 'user_id is an object where a text is due'."""
    if match := _MISTYPED.search(str(error)):
        due, got, path = match.groups()
        kinds = [KINDS.get(part, part) for part in due.split(" | ") if part != "null"]
        return f"{path or 'the record'} is {KINDS.get(got, got)} where {' or '.join(kinds)} is due"
    if match := _MISSING.search(str(error)):
        return f"{f'{match[2]}.' if match[2] else ''}{match[1]} is missing"
    return str(error)


def json_members(material: Material) -> list[Member]:
    """The files to read: all of a plain file, those with a JSON suffix of a folder or archive."""
    if material.only is not None:
        return list(material.members)
    return [member for member in material.members if member.suffix in SUFFIXES]


@lru_cache(maxsize=4)
def openings(material: Material) -> tuple[Object, ...]:
    """The first objects of the material, as far as its first bytes show them: for recognising it."""
    members = json_members(material)
    if not members:
        return ()
    head = material.head if members[0] is material.members[0] else members[0].head()
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head[: len(head) // 2 * 2].decode("utf-16", "replace").encode()
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head[:1] or head[:1] not in b"[{":
        return ()
    found = [value for line in head.split(b"\n", 20)[:20] if isinstance(value := _peek(line), dict)]
    if not found and isinstance(value := _peek(completed(head)), dict):
        found = [value]
    return tuple(found)


def _peek(raw: bytes) -> object:
    if too_deep(raw):
        return None
    try:
        return _DECODER.decode(raw.decode("utf-8", "replace"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def completed(head: bytes) -> bytes:
    """The beginning of a JSON value, cut after its last whole part and closed, so that it can be decoded."""
    stack: list[bytes] = []
    cut, closers = 0, b""
    for match in re.finditer(_STRING.pattern + rb"|[\[\]{},]", head, re.DOTALL):
        token = match[0]
        if token in b"[{":
            stack.append(b"]" if token == b"[" else b"}")
            if len(stack) > LIMITS.json_depth:
                break
            cut, closers = match.end(), b"".join(reversed(stack))
        elif token in b"]}":
            if not stack or stack.pop() != token:
                break
            cut, closers = match.end(), b"".join(reversed(stack))
        elif token == b",":
            cut, closers = match.start(), b"".join(reversed(stack))
    return head[:cut] + closers


class JsonLines(Format):
    """A format of one JSON object a line. A subclass says which objects are its own and what each becomes."""

    def recognises(self, material: Material) -> bool:
        return any(self.owns(record) for record in openings(material))

    @abstractmethod
    def owns(self, record: Object) -> bool:
        """Whether an object is of this format, judged by its keys."""

    @abstractmethod
    def row(self, record: Object, reading: Reading) -> tuple[str, Values, list[tuple[str, Values]]]:
        """The table, its values, and rows of other tables that came with the record. Raises: Rejection."""

    def read(self, material: Material, reading: Reading) -> Iterator[Row]:
        for member in json_members(material):
            for line in lines(member):
                yield self.one(line, material.reference(member, f"line {line.number}"), reading)

    def one(self, line: Line, row_ref: str, reading: Reading) -> Row:
        """The row of one line, or why there is none."""
        try:
            record, odd = one_object(line)
            table, values, also = self.row(record, reading)
        except Rejection as reason:
            return Rejected(row_ref, str(reason), excerpt(line.raw))
        if odd:
            values["flags"] = [*(values.get("flags") or ()), ODD_CHARACTERS]
        return Kept(table, row_ref, values, also)
