"""The rules of docs/methods/codebooks.md as plainly and slowly as they can be written: text by text, pattern by pattern."""

from __future__ import annotations

import re
from dataclasses import dataclass

from undertow.codebook import Codebook

INVISIBLE = "\u200b\u200d\u00ad\ufeff"
FOLDED = {"ё": "е", "İ": "i", "ı": "i", "’": "'", "ʼ": "'", "–": "-", "—": "-", "և": "եւ"}


@dataclass(frozen=True)
class Token:
    word: str
    start: int
    end: int
    stops: bool


def folded(char: str) -> str:
    return FOLDED.get(char, FOLDED.get(char.lower(), char.lower() if len(char.lower()) == 1 else char))


def alike(char: str) -> str:
    """The one character that stands for it; a ligature stands for itself."""
    return folded(char) if len(folded(char)) == 1 else char


def tokens(text: str) -> list[Token]:
    seen = [(folded(char), place) for place, char in enumerate(text) if char not in INVISIBLE]
    line = "".join(char[0] for char, _ in seen)
    places = [place for _, place in seen]
    found: list[Token] = []
    last = 0
    for match in re.finditer(r"[^\W_]+(?:'[^\W_]+)*", line):
        gap = line[last : match.start()]
        stops = not found or re.search(r"[.,;:!?()«»\"]|\n\s*\n", gap) or ("-" in gap and re.search(r"\s|-.*-", gap))
        word = "".join(char for char, _ in seen[match.start() : match.end()])
        found.append(Token(word, places[match.start()], places[match.end() - 1] + 1, bool(stops)))
        last = match.end()
    return found


def takes(word: str, asked: str, language: str) -> bool:
    if asked.endswith("*"):
        return word.startswith(asked[:-1])
    apostrophe = rf"{re.escape(asked)}'.+" if language in ("az", "tr") else rf"{re.escape(asked)}'s"
    return word == asked or bool(re.fullmatch(apostrophe, word))


def ways(side: str) -> list[list[str]]:
    """Every row of words that the side stands for."""
    found: list[list[str]] = [[]]
    for item in re.findall(r"\([^)]*\)|\S+", side):
        options = item[1:-1].split("|") if item[0] == "(" else [item]
        found = [way + words(option) for way in found for option in options]
    return found


def words(option: str) -> list[str]:
    return ["".join(map(folded, word)) for word in re.split(r"[\s\-–_]+", option) if word]


def occurrences(side: str, read: list[Token], language: str) -> set[tuple[int, int]]:
    found = set()
    for way in ways(side):
        for first in range(len(read) - len(way) + 1):
            row = read[first : first + len(way)]
            if all(takes(t.word, asked, language) for t, asked in zip(row, way, strict=True)) and not any(
                t.stops for t in row[1:]
            ):
                found.add((first, first + len(way)))
    return found


def spans(pattern: str, read: list[Token], text: str, language: str) -> set[tuple[int, int, int, int]]:
    """First token, token after the last, first and last place in the text."""
    if pattern.startswith("/"):
        return set(expressed(pattern[1:-1], read, text))
    parts = re.split(r" NEAR/(\d+) ", pattern)
    now = occurrences(parts[0], read, language)
    for window, side in zip(map(int, parts[1::2]), parts[2::2], strict=True):
        other = occurrences(side, read, language)
        joined = set()
        for since, until in now:
            after = [span for span in other if 0 <= span[0] - until <= window]
            before = [span for span in other if 0 <= since - span[1] <= window]
            if after:
                joined.add((since, min(after)[1]))
            if before:
                joined.add((max(before, key=lambda span: (span[1], span[0]))[0], until))
        now = joined
    return {(since, until, read[since].start, read[until - 1].end) for since, until in now}


def expressed(expression: str, read: list[Token], text: str) -> list[tuple[int, int, int, int]]:
    seen = [(alike(char), place) for place, char in enumerate(text) if char not in INVISIBLE]
    line = "".join(" " if char == "\n" else char for char, _ in seen)
    found = []
    for match in re.finditer("".join(alike(c) if ord(c) > 127 else c for c in expression), line, re.IGNORECASE):
        since, until = match.span()
        if any(line[at - 1 : at].isalnum() and line[at : at + 1].isalnum() for at in (since, until) if at):
            continue
        start, end = seen[since][1], seen[until - 1][1] + 1
        first = sum(token.end <= start for token in read)
        found.append((first, sum(token.start < end for token in read), start, end))
    return found


def hits(codebook: Codebook, language: str, texts: list[str]) -> list[tuple[int, int, int, int, int]]:
    """Text, frame, start, end and pattern of every hit, in text order."""
    found = []
    for number, text in enumerate(texts):
        read = tokens(text)
        for place, frame in enumerate(codebook.frames):
            nots = [s for p in frame.nots.get(language, ()) for s in spans(p, read, text, language)]
            wanted = sorted(
                (start, end, pattern)
                for pattern, asked in enumerate(frame.patterns.get(language, ()))
                for since, until, start, end in spans(asked, read, text, language)
                if not any(
                    n_since <= until + codebook.not_window and n_until >= since - codebook.not_window
                    for n_since, n_until, _, _ in nots
                )
            )
            last = -1
            for start, end, pattern in wanted:
                if start >= last:
                    found.append((number, place, start, end, pattern))
                    last = end
    return sorted(found, key=lambda hit: (hit[0], hit[2], hit[3], hit[1], hit[4]))
