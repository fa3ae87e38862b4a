"""What the grammar needs to know of a language: its number words, the words for people, and what can happen to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

_NAMED = re.compile(r"(?<!\?P)<([a-z_]+)>")


def filled(words: Mapping[str, str], pattern: str) -> str:
    """The pattern with every <name> replaced by its list of words."""
    while (found := _NAMED.sub(lambda name: f"(?:{words[name[1]]})", pattern)) != pattern:
        pattern = found
    return pattern


@dataclass(frozen=True, slots=True)
class Numerals:
    """Number words. words: below a hundred, and hundreds where one word says them. scales: what multiplies. halves: whole
    phrases with their value. vague: (pattern, class) pairs. fractions: phrases with their share in per cent.

    number, fraction: patterns of an exact number in words and of a fraction; percent: what stands behind a number that is
    a share. hints: other words that numbers begin with. between, joined: what opens a range and what stands in it. skipped: words inside a number that add nothing.
    """

    words: Mapping[str, float]
    scales: Mapping[str, float]
    phrases: Mapping[str, float]
    vague: str
    vague_class: Callable[[str], str]
    fractions: Mapping[str, float]
    fraction: str
    percent: str
    hints: tuple[str, ...]
    between: str
    joined: str
    articles: str = ""
    skipped: str = ""


@dataclass(frozen=True, slots=True)
class Fate:
    """What may have happened to the people counted: its status and category, and the words that say so.

    before: of a verb or noun that governs the number. after: of a predicate behind it. inside: of the counted noun itself.
    done: whether somebody does it, so that a subject or a 'by' names the doer. weak: counts only where the noun is of this category.
    around: a verb before the number with what completes it behind, as in *turned* thousands *into refugees*. of: counts only of these people.
    unless: does not count where this stands in 'noun|what follows': hold thousands *under the yoke*, *victims of hunger*. where: the noun itself says it only in a sentence that holds this.
    """

    status: str
    category: str
    before: str = ""
    after: str = ""
    inside: str = ""
    done: bool = False
    weak: bool = False
    around: tuple[tuple[str, str], ...] = ()
    of: str = ""
    unless: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A language. Patterns are matched without regard to capitals unless they say so, on one sentence in single spaces.

    head: a noun for people in the plural. modifier: a word that may stand before it. general: modifiers that tell no group
    from another. land: a noun for territory. bare: what may follow a number whose noun is understood, governed_far: what may stand before it, where the cue is its last word. acting: where that can only be said of people. of_number: another number of
    which it is a part. of_them: marks a part.
    name: a run of names. place: what follows 'from'. doer: who may do something. periods: phrases that date.
    aside: what is put in between the people and what happens to them. beside: a noun beside which the number of the same people stands.
    """

    code: str
    numerals: Numerals
    approximators: Sequence[tuple[str, str]]
    approximators_behind: Sequence[tuple[str, str]]
    words: Mapping[str, str]
    noun: str
    bare: str
    acting: str
    of_number: str
    governed: str
    governed_far: str
    of_them: str
    including: str
    share_of: str
    land: str
    land_taken: str
    people: str
    apposed: str
    act: str
    launched: str
    actor: str
    fates: Sequence[Fate]
    living: str
    affected: str
    helped: str
    from_where: Sequence[str]
    by_whom: Sequence[str]
    periods: Sequence[str]
    never: str
    ends_clause: str
    ends_left: str
    aside: str
    beside: str = r"(?!)"

    def pattern(self, pattern: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
        """A compiled pattern in which <name> stands for a list of words of this language."""
        return re.compile(filled(self.words, pattern), flags)
