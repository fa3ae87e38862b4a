"""What the analyst writes between findings: paragraphs, lists, quotations, emphasis and references, and never any HTML.

Blocks stand between blank lines. `## ` begins a heading, `- ` each line of a list, `> ` each line of a quotation.
`*words*` are emphasised, `**words**` more so. `[reference]` names a finding or a row of the ledger, `[words](address)`
prints the address as text. Everything else is printed as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from markupsafe import Markup, escape

from undertow.dossier.scripts import attribute, turned
from undertow.dossier.voice import Voice

Kind = Literal["paragraph", "heading", "list", "quotation"]
#: A reference: letters, digits and a few marks in brackets, and no address behind it.
REFERENCE = re.compile(r"\[([\w][\w./:-]*)\](?!\()")
_LINK = re.compile(r"\[([^\[\]\n]+)\]\(([^()\s]+)\)")
_INLINE = re.compile(
    rf"(?P<link>{_LINK.pattern})|(?P<reference>{REFERENCE.pattern})"
    r"|\*\*(?P<strong>\S(?:[^*\n]*\S)?)\*\*(?!\w)|(?<![\w*])\*(?P<em>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])"
)
_MARKS: tuple[tuple[str, Kind], ...] = (("## ", "heading"), ("- ", "list"), ("> ", "quotation"))
_STRAIGHT = re.compile(r'"([^"\n]+)"')
_BLANK = re.compile(r"\n[ \t]*\n")


class Reference(NamedTuple):
    """What a reference in the text stands for: words to print, and the place in the page they lead to, if any."""

    words: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a text. lines: its paragraphs or items, without their marks. at: where it begins in the text."""

    kind: Kind
    lines: tuple[str, ...]
    at: int


def blocks(text: str) -> Iterator[Block]:
    """The parts of a text in order. Straight quotation marks become round ones."""
    place = 0
    for piece in [*_BLANK.split(text)]:
        at = text.index(piece, place)
        place = at + len(piece)
        lines = [line.strip() for line in piece.strip().splitlines()]
        if not lines:
            continue
        at += len(piece) - len(piece.lstrip())
        for mark, kind in _MARKS:
            if all(line.startswith(mark) for line in lines):
                inner = tuple(line[len(mark) :] for line in lines)
                yield Block(kind, (" ".join(inner),) if kind == "quotation" else inner, at)
                break
        else:
            yield Block("paragraph", (" ".join(lines),), at)


def rounded(text: str) -> str:
    """The text with straight quotation marks made round, so that it is told what is quoted."""
    return _STRAIGHT.sub(r"“\1”", text)


def unmarked(text: str) -> str:
    """A line without its marks of emphasis, addresses printed and references as they are written."""
    return _INLINE.sub(
        lambda m: f"{m[2]} ({m[3]})" if m["link"] else m[0] if m["reference"] else m["strong"] or m["em"], rounded(text)
    )


def references(text: str) -> list[tuple[str, int]]:
    """What a text refers to, each with its place."""
    return [(hit[1], hit.start()) for hit in REFERENCE.finditer(text)]


class Prose:
    """Sets texts of the analyst for the page, with names masked as everywhere."""

    def __init__(self, voice: Voice, known: Mapping[str, Reference], language: str = "") -> None:
        self._voice = voice
        self._known = known
        self._lang = Markup(' lang="{}"').format(language) if language else Markup("")

    def set(self, text: str) -> Markup:
        """A text as HTML."""
        return Markup("\n").join(self._block(block) for block in blocks(text))

    def line(self, text: str) -> Markup:
        """One line as HTML, with emphasis and references."""
        text = rounded(text)
        plain = unmarked(text)
        if self._voice.masked(plain) != _masked_in_parts(self._voice, text):
            named = REFERENCE.sub(lambda hit: self._reference(hit[1]).words, plain)
            return self._voice.given(named)  # emphasis must not cut a name in two, and so hide it from the mask
        return self._inline(text)

    def _block(self, block: Block) -> Markup:
        lines = [self.line(line) for line in block.lines]
        whole = " ".join(block.lines)
        attributes = turned(whole) + (self._lang or attribute(whole))
        if block.kind == "list":
            items = Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
            return Markup("<ul{}>{}</ul>").format(attributes, items)
        tag = Markup({"paragraph": "p", "heading": "h3", "quotation": "blockquote"}[block.kind])
        return Markup("\n").join(Markup("<{0}{1}>{2}</{0}>").format(tag, attributes, line) for line in lines)

    def _inline(self, text: str) -> Markup:
        parts, place = [], 0
        for hit in _INLINE.finditer(text):
            parts += [self._voice.given(text[place : hit.start()]), self._marked(hit)]
            place = hit.end()
        return Markup("").join([*parts, self._voice.given(text[place:])])

    def _reference(self, name: str) -> Reference:
        return self._known.get(name.casefold(), Reference(f"[{name}]"))

    def _marked(self, hit: re.Match[str]) -> Markup:
        if hit["link"]:
            return self._voice.given(f"{hit[2]} ({hit[3]})")
        if hit["reference"]:
            known = self._reference(hit[5])
            words = escape(self._voice.given_plain(known.words))
            return Markup('<a href="#{}">{}</a>').format(known.href, words) if known.href else words
        tag = Markup("strong" if hit["strong"] else "em")
        return Markup("<{0}>{1}</{0}>").format(tag, self._inline(hit["strong"] or hit["em"]))


def _masked_in_parts(voice: Voice, text: str) -> str:
    """The line masked piece by piece, as it would be printed with its marks."""
    parts, place = [], 0
    for hit in _INLINE.finditer(text):
        inner = f"{hit[2]} ({hit[3]})" if hit["link"] else hit[0] if hit["reference"] else hit["strong"] or hit["em"]
        whole = voice.masked(inner) if hit["link"] or hit["reference"] else _masked_in_parts(voice, inner)
        parts += [voice.masked(text[place : hit.start()]), whole]
        place = hit.end()
    return "".join([*parts, voice.masked(text[place:])])
