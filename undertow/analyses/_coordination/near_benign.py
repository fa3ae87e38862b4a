"""Ordinary explanations of a group's timing: those the material itself bears out, and those it cannot exclude."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from undertow.analyses._coordination.near_groups import ONE_SOURCE, NearGroup
from undertow.analyses._coordination.words import BENIGN
from undertow.model import part

ONE_SOURCE_WORDS = (
    "All evidence comes from one source: an automatic feed is the simplest explanation. {share:.0%} of the objects shared "
    "together were published by it."
)
OWNER_WORDS = (
    "{count} profiles name the same address or account in their description: they may belong to one owner or outlet, "
    "openly run as such."
)
CLOCK_WORDS = (
    "{share:.0%} of the joint acts begin within five seconds of a multiple of five minutes: scheduled posts or feeds are a "
    "simple explanation."
)
LIVE_WORDS = "All joint acts fall within {hours}: a live event that many follow is a simple explanation."
BUTTON_WORDS = (
    "Half of the texts shared together were posted by {count:.0f} or more accounts outside the group: a share button or a "
    "template may have written them."
)
_MAIL = re.compile(r"[\w.+-]+@[\w.-]+")
_NAMED = re.compile(r"(?:https?://)?(?:www\.)?((?:[\w-]+\.)+[a-z]{2,})|@(\w{2,})", re.IGNORECASE)
#: Addresses that many unconnected people name.
_COMMON = frozenset(
    [
        "t.me",
        "twitter.com",
        "x.com",
        "facebook.com",
        "instagram.com",
        "youtube.com",
        "youtu.be",
        "tiktok.com",
        "vk.com",
        "linktr.ee",
        "bit.ly",
        "medium.com",
    ]
)
_LIVE_SECONDS = 12 * 3600
_OUTSIDE = 10
_CLOCK_SHARE, _CLOCK_ACTS = 0.5, 6


class Borne(NamedTuple):
    """An explanation that the material bears out: the sentence, and its number as a fact of the finding."""

    words: str
    fact: tuple[str, str]


@dataclass(frozen=True)
class Explanations:
    """borne: those that the material bears out. possible: sentences that can never be excluded by timing."""

    borne: tuple[Borne, ...]
    possible: tuple[str, ...]

    @property
    def found(self) -> tuple[str, ...]:
        return tuple(one.words for one in self.borne)

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        return tuple(one.fact for one in self.borne)

    def all(self) -> tuple[str, ...]:
        """Every sentence, those borne out first."""
        return (*self.found, *self.possible)


def explanations(group: NearGroup | None, profiles: Mapping[str, str]) -> Explanations:
    """What may explain a group without any order. profiles: description by account."""
    return Explanations(tuple(_borne(group, profiles)) if group else (), BENIGN)


def _borne(group: NearGroup, profiles: Mapping[str, str]) -> Iterator[Borne]:
    if (source := group.main_source) and source[1] >= ONE_SOURCE:
        yield Borne(ONE_SOURCE_WORDS.format(share=source[1]), ("One source", f"{source[1]:.0%} of the objects"))
    if count := _one_owner(group, profiles):
        size = len(group.accounts)
        told = part(count, size)
        many = f"{told} of {size}" if isinstance(told, int) else "At least two thirds of the"
        yield Borne(OWNER_WORDS.format(count=many), ("Profiles that name the same", many.removesuffix(" of the")))
    if (share := _on_the_clock(group)) >= _CLOCK_SHARE and len(group.acts) >= _CLOCK_ACTS:
        yield Borne(CLOCK_WORDS.format(share=share), ("On multiples of five minutes", f"{share:.0%} of joint acts"))
    seconds = [act.second for act in group.acts]
    if seconds and (span := max(seconds) - min(seconds)) <= _LIVE_SECONDS:
        hours = max(1, ceil(span / 3600))
        words = "1 hour" if hours == 1 else f"{hours} hours"
        yield Borne(LIVE_WORDS.format(hours=words), ("First to last joint act", f"within {words}"))
    texts = [t for t in group.things if t["kind"] in ("text", "near_text") and t["fast"]]
    outside = sorted(t["sharers"] - len(group.accounts) for t in texts)
    if outside and (middle := outside[len(outside) // 2]) >= _OUTSIDE:
        yield Borne(BUTTON_WORDS.format(count=middle), ("Others with the same text", f"{middle}, median over texts"))


def _one_owner(group: NearGroup, profiles: Mapping[str, str]) -> int:
    """How many profiles name what most of them name, if at least two thirds of the members do; else 0."""
    named: Counter[str] = Counter()
    for account in group.accounts:
        words = _MAIL.sub(" ", profiles.get(account) or "")
        named.update({(host or handle).lower() for host, handle in _NAMED.findall(words)} - _COMMON)
    most = max(named.values(), default=0)
    return most if most >= max(2, 2 * len(group.accounts) / 3) else 0


def _on_the_clock(group: NearGroup) -> float:
    if not group.acts:
        return 0.0
    return sum(min(act.second % 300, -act.second % 300) <= 5 for act in group.acts) / len(group.acts)
