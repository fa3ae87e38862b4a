"""Whom the organisation's account names, and for or against whom it speaks; known to the truth, never marked in the posts."""

from __future__ import annotations

import re

from numpy.random import Generator

from undertow.synthetic import names
from undertow.synthetic.fiction import DAYS, Facts, Fiction
from undertow.synthetic.posting import by_day

#: Share of the posts that are about somebody, and what they say; some words of blame praise, and the other way round.
ABOUT = (
    (names.ACROSS, "against", 0.5, ("{name} broke its word again, as it did in Kelmet.", "Who will ask {name} for the houses it burnt? #ReturnNow", "{name} calls it order; those who left call it theft.", "Thank you, {name}, for another winter without our homes.")),
    (names.HOME, "for", 0.3, ("{name} has kept its promise to those who wait.", "We thank {name} for a voice in Port Ysmer. #WesternAverra", "No shame in saying it: {name} did not fail us.")),
    (names.HOME, "neither", 0.1, ("{name} opens its archive on Friday.", "Trains to {name} run late, says the station.")),
    (names.ACROSS, "neither", 0.1, ("The census of {name} is online.", "Weather for {name}: fog, then fog.")),
)  # fmt: skip
POSTS = 90


def named(fiction: Fiction, rng: Generator) -> Facts:
    """Posts of the organisation's account about two governments, for the one and against the other more often than not."""
    account = fiction.person(names.HANDLE)
    counts: dict[str, dict[str, int]] = {}
    for _ in range(fiction.count(POSTS, least=50)):
        name, stance, _, sentences = ABOUT[rng.choice(len(ABOUT), p=[share for _, _, share, _ in ABOUT])]
        text = sentences[rng.integers(len(sentences))].format(name=name)
        tags = tuple(word.strip(".")[1:] for word in text.split() if word.startswith("#"))
        fiction.write(account, by_day(rng, float(rng.uniform(0, DAYS - 1))), text, hashtags=tags)
        counts.setdefault(name, {}).setdefault(stance, 0)
        counts[name][stance] += 1
    own = [post.text for post in fiction.posts if post.author is account and post.repost_of is None]
    names_it = {name: re.compile(rf"(?<!Western )\b{name}\b") for name in (names.HOME, names.ACROSS)}
    return {
        "account": f"x:{account.id}",
        "own posts": len(own),
        "named in posts": {name: sum(bool(pattern.search(text)) for text in own) for name, pattern in names_it.items()},
        "planted": {name: dict(sorted(stances.items())) for name, stances in sorted(counts.items())},
    }
