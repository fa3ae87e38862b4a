"""What a grammar of threats is made of: rules tried in order, and what keeps them from applying."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_NAMED = re.compile(r"(?<!\?P)<(\w+)>")


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern over one sentence. unless: a pattern in the words before the match that keeps the rule from applying.

    conditional: it applies only where the sentence holds a condition. told: what it finds are words or plans of others.
    """

    name: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    conditional: bool = False
    told: bool = False


@dataclass(frozen=True, slots=True)
class Grammar:
    """The rules of a language. never: a sentence holding it voices no threat. telling: marks the words of others, and
    teller, where it is known, names whose they are. denied: before the words of harm it says that they are not so."""

    rules: Sequence[Rule]
    condition: re.Pattern[str]
    telling: re.Pattern[str]
    teller: re.Pattern[str] | None
    denied: re.Pattern[str]
    never: re.Pattern[str]
    hints: re.Pattern[str]

    def worth_reading(self, text: str) -> bool:
        """Whether the text holds any word that a rule needs; most texts do not."""
        return self.hints.search(text) is not None

    def first(self, sentence: str) -> tuple[Rule, re.Match[str]] | None:
        """The first rule that applies to a sentence, and where."""
        if not self.hints.search(sentence) or self.never.search(sentence):
            return None
        for rule in self.rules:
            match = rule.pattern.search(sentence)
            if match is None or (rule.conditional and not self.condition.search(sentence)):
                continue
            before = sentence[: match.end()]
            if not self.denied.search(before) and (rule.unless is None or not rule.unless.search(before)):
                return rule, match
        return None


def patterns(words: Mapping[str, str], pattern: str) -> re.Pattern[str]:
    """A pattern in which <name> stands for a list of words and a blank for any white space."""
    while (filled := _NAMED.sub(lambda name: f"(?:{words[name[1]]})", pattern)) != pattern:
        pattern = filled
    return re.compile(pattern.replace(" ", r"\s+"), re.IGNORECASE | re.DOTALL)
