"""Words a dossier does not use about accounts: it says what was measured, never what somebody is."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_FORBIDDEN = re.compile(
    r"\b(?:(?:bot|botnet|troll|fake|farm|operator|puppet|sock-?puppet|shill|enem(?:y|ie))s?"
    r"|trolling|faked|faking|campaign of)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r"“[^”]*”|«[^»]*»|„[^“”]*[“”]")
#: Elements that hold other people's words, or no words of ours.
_VERBATIM = frozenset({"blockquote", "q", "script", "style", "svg", "code", "pre"})
_SPOKEN = ("aria-label", "title", "alt", "data-label", "content")
_VOID = frozenset({"meta", "input", "br", "link", "img", "hr", "wbr"})


def forbidden_in(text: str) -> list[str]:
    """Forbidden words in a plain text, in order."""
    return _FORBIDDEN.findall(text)


def forbidden_words(html: str) -> list[str]:
    """Forbidden words in a page outside quotations, each with the words around it.

    Quotations are blockquote and q elements, elements marked data-verbatim, and what stands in quotation marks.
    """
    reader = _OwnWords()
    reader.feed(html)
    reader.close()
    found = []
    for text in reader.texts:
        plain = QUOTED.sub("", text)
        found += [
            f"{hit[0]!r} in “{plain[max(0, hit.start() - 40) : hit.end() + 40].strip()}”"
            for hit in _FORBIDDEN.finditer(plain)
        ]
    return found


class _OwnWords(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = [""]
        self._open: list[str] = []
        self._inside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        verbatim = tag in _VERBATIM or "data-verbatim" in values
        if not self._inside and not verbatim:
            self.texts += [value for key in _SPOKEN if (value := values.get(key))]
        if tag in _VOID:
            return
        if self._inside or verbatim:
            self._inside += 1
        if tag not in ("b", "i", "em", "bdi", "span", "strong"):
            self.texts.append("")
        self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._open:
            return
        while self._open:
            closed = self._open.pop()
            if self._inside:
                self._inside -= 1
            if closed == tag:
                break

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.texts[-1] += data
