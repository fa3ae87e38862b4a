"""Ordinary explanations of a group's timing: those the material itself bears out, and those it cannot exclude."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil

from undertow.analyses._coordination_words import BENIGN
from undertow.analyses._near_groups import ONE_SOURCE, NearGroup

ONE_SOURCE_WORDS = (
    "All evidence comes from one source: an automatic feed is the simplest explanation. {share:.0%} of the objects shared "
    "together were published by it."
)
OWNER_WORDS = (
    "{count} of {size} profiles name the same address or account in their description: they may belong to one owner or outlet, "
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


@dataclass(frozen=True)
class Explanations:
    """found: sentences that the material bears out. possible: those that can never be excluded by timing."""

    found: tuple[str, ...]
    possible: tuple[str, ...]

    def all(self) -> tuple[str, ...]:
        return (*self.found, *self.possible)


def explanations(group: NearGroup | None, profiles: Mapping[str, str]) -> Explanations:
    """What may explain a group without any order. profiles: description by account."""
    return Explanations(tuple(_found(group, profiles)) if group else (), BENIGN)


def _found(group: NearGroup, profiles: Mapping[str, str]) -> Iterator[str]:
    if (source := group.main_source) and source[1] >= ONE_SOURCE:
        yield ONE_SOURCE_WORDS.format(share=source[1])
    if count := _one_owner(group, profiles):
        yield OWNER_WORDS.format(count=count, size=len(group.accounts))
    if (share := _on_the_clock(group)) >= _CLOCK_SHARE and len(group.acts) >= _CLOCK_ACTS:
        yield CLOCK_WORDS.format(share=share)
    if group.acts:
        seconds = [act.second for act in group.acts]
        if max(seconds) - min(seconds) <= _LIVE_SECONDS:
            hours = max(1, ceil((max(seconds) - min(seconds)) / 3600))
            yield LIVE_WORDS.format(hours="1 hour" if hours == 1 else f"{hours} hours")
    outside = sorted(
        t["sharers"] - len(group.accounts) for t in group.things if t["kind"] in ("text", "near_text") and t["fast"]
    )
    if outside and outside[len(outside) // 2] >= _OUTSIDE:
        yield BUTTON_WORDS.format(count=outside[len(outside) // 2])


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
