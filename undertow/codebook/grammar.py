"""The grammar of patterns: what a codebook may say, taken apart, and refused with a reason where it says something else.

    pattern      side (' NEAR/n ' side)*  |  /regular expression/
    side         (word | group)+
    group        '(' phrase ('|' phrase)* ')'
    word         letters, digits, apostrophes; hyphens part words; a * at the end stands for any ending,
                 a -* for whatever a hyphen joins to the word, which the word alone finds already

Nothing here takes time out of proportion to the length of the pattern.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product

from undertow.errors import BadSetting

#: What one pattern may ask for at most, so that no codebook can take the memory or the time of a machine.
MAX_CHARACTERS, MAX_WAYS, MAX_WORDS, MAX_SIDES, MAX_NEAR, MAX_EXPRESSION = 10_000, 1_000, 30, 6, 100, 1_000
_NEAR = re.compile(r"\s+NEAR/(\d{1,9})\s+")
_ITEM = re.compile(r"\([^()]*\)|[^\s()]+|[()]")
_DASH = re.compile("[-‐‑‒–—−֊_]")
_JOINED = re.compile(r"(?<=\w)[-‐‑‒–—−֊_]+\*$")
_ODD = re.compile(r"[^\w'’‘ʼʻ`´՚\u0300-\u036f\u200c\u200d]")


@dataclass(frozen=True, slots=True)
class Word:
    """One word as written; `open` when any ending will do."""

    text: str
    open: bool


#: Ways to say one place of a phrase, each of them one word.
Place = frozenset[Word]
#: A phrase: its places in order.
Phrase = tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern taken apart: the phrases of each side, and the words that may stand between each side and those before it.

    expression: the regular expression, if that is what it is; then there are no sides.
    """

    sides: tuple[tuple[Phrase, ...], ...] = ()
    windows: tuple[int, ...] = ()
    expression: str = ""


def parsed(pattern: str) -> Pattern:
    """The pattern taken apart. Raises: BadSetting saying what is wrong in it and what to do; the caller says where."""
    pattern = pattern.strip()
    if not pattern:
        raise BadSetting("it is empty. Leave it out.")
    if len(pattern) > MAX_CHARACTERS:
        raise BadSetting(f"it has {len(pattern)} characters. Split it: at most {MAX_CHARACTERS}.")
    if pattern[0] == "/":
        return Pattern(expression=_expression(pattern))
    parts = _NEAR.split(pattern)
    windows = tuple(int(n) for n in parts[1::2])
    if len(parts[0::2]) > MAX_SIDES:
        raise BadSetting(f"NEAR joins {len(parts[0::2])} parts. Use at most {MAX_SIDES}.")
    if any(not 0 < n <= MAX_NEAR for n in windows):
        raise BadSetting(f"NEAR counts words from 1 to {MAX_NEAR}, not {max(windows, key=lambda n: abs(n - 50))}.")
    return Pattern(tuple(_side(side) for side in parts[0::2]), windows)


def _expression(pattern: str) -> str:
    if len(pattern) < 3 or pattern[-1] != "/":
        raise BadSetting(
            "a regular expression stands between two slashes, /like this/, and nothing else stands beside it."
        )
    if len(pattern) > MAX_EXPRESSION:
        raise BadSetting(f"the expression has {len(pattern)} characters. Split it: at most {MAX_EXPRESSION}.")
    return pattern[1:-1]


def _side(side: str) -> tuple[Phrase, ...]:
    """Every phrase of one side. Alternatives of one word share a place; longer ones make phrases of their own."""
    items = [_alternatives(item) for item in _ITEM.findall(side)]
    if not items:
        raise BadSetting("there is nothing on one side of NEAR. Write words on both.")
    ways = 1
    for item in items:
        ways *= len(item)
        if ways > MAX_WAYS:
            raise BadSetting(f"its groups combine to more than {MAX_WAYS} phrases. Split it into several patterns.")
    phrases = [tuple(place for part in chosen for place in part) for chosen in product(*items)]
    if (longest := max(map(len, phrases))) > MAX_WORDS:
        raise BadSetting(f"a phrase in it has {longest} words. Use at most {MAX_WORDS}.")
    return tuple(dict.fromkeys(phrases))


def _alternatives(item: str) -> list[Phrase]:
    if item in "()":
        raise BadSetting(
            "a bracket is not closed, or stands inside another. Write (a|b c|d*), without brackets in brackets."
        )
    if not item.startswith("("):
        if "|" in item:
            raise BadSetting(f"{item!r}: alternatives stand in brackets. Write (a|b).")
        return [tuple(frozenset([word]) for word in _words(item))]
    phrases = []
    for alternative in item[1:-1].split("|"):
        words = [word for text in alternative.split() for word in _words(text)]
        if not words:
            raise BadSetting(
                f"{item!r} has an empty alternative. Nothing is optional: write the pattern twice instead."
            )
        phrases.append(words)
    singles = frozenset(words[0] for words in phrases if len(words) == 1)
    longer = [tuple(frozenset([word]) for word in words) for words in phrases if len(words) > 1]
    return [*([(singles,)] if singles else []), *longer]


def _words(text: str) -> list[Word]:
    """The words of a run without spaces: hyphens part them, a star at the end opens the last."""
    if text.upper() == "NEAR" or re.fullmatch(r"(?i)near/\S*", text):
        raise BadSetting(f"{text!r} is not where or how it should be. Write X NEAR/4 Y, outside brackets.")
    whole = _JOINED.sub("", text)
    opened = whole.endswith("*")
    found = []
    parts = [part for part in _DASH.split(whole[:-1] if opened else whole) if part]
    for number, part in enumerate(parts, 1):
        if odd := _ODD.search(part):
            raise BadSetting(
                f"{text!r} holds {odd[0]!r}. Words are letters and digits; a * may end a word, and no phrase crosses punctuation."
            )
        found.append(Word(part, opened and number == len(parts)))
    if not found or whole[-2:] in ("-*", "_*"):
        raise BadSetting(f"{text!r}: a * needs letters right before it.")
    for word in found:
        letters = sum(char.isalnum() for char in word.text)
        if letters < (2 if word.open else 1):
            raise BadSetting(f"{text!r} would match nearly everything. Write at least two letters before a *.")
    return found
