"""The tag at the head of an MP3 file that gives players its title and chapters (ID3 version 2.3, chapter frames 1.0)."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import NamedTuple

_MOST = 255  # children of a table of contents are counted in one byte


class Mark(NamedTuple):
    """A chapter: its title, and where it begins and ends, in seconds."""

    title: str
    start: float
    end: float


def tag(title: str, marks: Sequence[Mark]) -> bytes:
    """The tag. Of more than 255 chapters the first 255 are marked."""
    marks = marks[:_MOST]
    names = [f"c{place}".encode() for place in range(len(marks))]
    listed = b"contents\0\x03" + bytes([len(marks)]) + b"".join(name + b"\0" for name in names)
    frames = _text(b"TIT2", title) + _frame(b"CTOC", listed)
    for name, mark in zip(names, marks, strict=True):
        times = struct.pack(">IIII", round(mark.start * 1000), round(mark.end * 1000), 0xFFFFFFFF, 0xFFFFFFFF)
        frames += _frame(b"CHAP", name + b"\0" + times + _text(b"TIT2", mark.title))
    return b"ID3\x03\0\0" + _seven_bits(len(frames)) + frames


def _frame(name: bytes, content: bytes) -> bytes:
    return name + struct.pack(">I", len(content)) + b"\0\0" + content


def _text(name: bytes, text: str) -> bytes:
    return _frame(name, b"\x01" + text.encode("utf-16", "replace"))


def _seven_bits(size: int) -> bytes:
    return bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0))
