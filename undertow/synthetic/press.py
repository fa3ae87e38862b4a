"""Five years of newspapers, and the messages of the organisation's channel."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from numpy.random import Generator

from undertow.synthetic import names
from undertow.synthetic.fiction import Facts, Fiction, Headline, Message
from undertow.synthetic.prose import voice

FIRST, LAST = date(2019, 1, 1), date(2024, 3, 20)
HEADLINES = 5_000
MESSAGES = 260
#: Share of headlines that carry the argument, from each day on.
STEPS = ((date(2019, 1, 1), 0.006), (date(2022, 8, 19), 0.079), (date(2023, 10, 9), 0.143))
#: A phrase nobody has on a list, from a day on.
UNLISTED, UNLISTED_FROM = "lantern road", "2022-02-01"
UNLISTED_STARTS = ("Along the", "Talk of a", "Who pays for the", "Nobody wants the")
FIRST_APPEARS = date(2019, 11, 8)


def rising_argument(fiction: Fiction, rng: Generator) -> Facts:
    """Headlines of ten papers; one argument is rare until August 2022 and then grows in two steps."""
    editor = voice(rng, taste=6.0)
    span = (LAST - FIRST).days
    days = sorted(int(day) for day in rng.integers(0, span + 1, fiction.count(HEADLINES, least=1_500)))
    carried = 0
    for day in days:
        on = FIRST + timedelta(days=day)
        share = next(share for since, share in reversed(STEPS) if on >= since) if on > FIRST_APPEARS else 0.0
        topic = "headline_return" if rng.random() < share else "headline"
        carried += topic == "headline_return"
        outlet = names.OUTLETS[rng.integers(len(names.OUTLETS))]
        fiction.headlines.append(Headline(outlet=outlet, date=on.isoformat(), title=editor.say(rng, topic)))
    first = Headline(outlet="Dallin Weekly", date=FIRST_APPEARS.isoformat(), title=editor.say(rng, "headline_return"))
    fiction.headlines.append(first)
    fiction.headlines.sort(key=lambda headline: headline.date)
    return {
        "headlines": len(fiction.headlines),
        "with the argument": carried + 1,
        "first appears": first.date,
        "steps": [{"from": since.isoformat(), "share": share} for since, share in STEPS],
        "changes": [
            {"panel": "outlet", "voice": "*", "narrative": "right_of_return", "on": since.isoformat()}
            for since, _ in STEPS[1:]
        ],
    }


def unlisted(fiction: Fiction, rng: Generator) -> Facts:
    """A phrase that no codebook has and that headlines hold only since a day: what discovery is for."""
    since = [number for number, headline in enumerate(fiction.headlines) if headline.date >= UNLISTED_FROM]
    chosen = sorted(rng.choice(len(since), max(12, round(0.03 * len(since))), replace=False).tolist())
    for number in (since[place] for place in chosen):
        headline = fiction.headlines[number]
        start = UNLISTED_STARTS[rng.integers(len(UNLISTED_STARTS))]
        fiction.headlines[number] = replace(headline, title=f"{start} {UNLISTED}: {headline.title}")
    return {"phrases": [UNLISTED], "since": UNLISTED_FROM, "headlines": len(chosen)}


def channel(fiction: Fiction, rng: Generator) -> Facts:
    """Messages of the organisation's channel, some forwarded from a paper."""
    author = voice(rng, taste=6.0)
    first = datetime(2022, 9, 1)
    for _ in range(fiction.count(MESSAGES, least=60)):
        at = first + timedelta(seconds=int(rng.integers(0, 570 * 86400)))
        forwarded = names.OUTLETS[rng.integers(len(names.OUTLETS))] if rng.random() < 0.15 else ""
        text = author.say(rng, "headline_return" if forwarded else "message")
        link = f"https://return-diary.example/letters/{rng.integers(1, 400)}" if rng.random() < 0.3 else ""
        fiction.messages.append(Message(at=at, text=text, link=link, forwarded_from=forwarded))
    fiction.messages.sort(key=lambda message: message.at)
    return {"messages": len(fiction.messages)}
