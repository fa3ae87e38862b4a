"""What ordinary accounts post: their own words, and what they repeat of others, by day and hardly at night."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
from numpy.random import Generator

from undertow.synthetic import names
from undertow.synthetic.fiction import DAYS, FIRST_DAY, Facts, Fiction, Person, Post
from undertow.synthetic.prose import Voice, voice
from undertow.synthetic.worlds.shares import DAY, HOUR, Shares, world

REPEATED = 13_000
OBJECTS = 800
OWN = 4_200
LINKED = 0.35
#: Words in other languages, so that a case is not of one language; the last column is the code of the language.
ELSEWHERE = (
    ("Le marché de {town} ouvre demain, enfin.", "fr"),
    ("Heute kein Zug nach {town}. Wieder einmal.", "de"),
    ("Mañana no hay agua en {town}, dicen.", "es"),
    ("Завтра в {town} снова туман, трамваи стоят.", "ru"),
    ("Yarın {town} pazarı kapalıymış.", "tr"),
    ("غدا يفتح السوق في {town} متأخرا", "ar"),
)
TAGS = ("Valleys", "Lerholm", "TramTalk", "RiverWatch", "OrvikRovers", "SlowNews")


def talk(fiction: Fiction, rng: Generator) -> Facts:
    """Own words of ordinary accounts, answers among them, and the posts of the organisation."""
    people = [person for person in fiction.people if not person.public]
    chatter = voice(rng, taste=6.0)
    weights = rng.lognormal(0, 1.1, len(people))
    authors = rng.choice(len(people), fiction.count(OWN), p=weights / weights.sum())
    written: list[Post] = []
    for index in authors:
        text, language = _words(rng, chatter)
        tags: tuple[str, ...] = (TAGS[rng.integers(len(TAGS))],) if rng.random() < 0.15 else ()
        answered = written[rng.integers(len(written))] if written and rng.random() < 0.12 else None
        at = by_day(rng, float(rng.uniform(0, DAYS - 1)))
        if answered is not None:
            at = max(at, answered.at + timedelta(minutes=float(rng.exponential(50))))
        text += "".join(f" #{tag}" for tag in tags if f"#{tag}" not in text)
        tags += tuple(word[1:] for word in text.split() if word in ("#ReturnNow", "#WesternAverra"))
        written.append(fiction.write(people[index], at, text, hashtags=tags, language=language, reply_to=answered))
    organisation = fiction.person(names.HANDLE)
    for _ in range(fiction.count(90, least=40)):
        text = chatter.say(rng, "post_return" if rng.random() < 0.7 else "return")
        tags = tuple(word.strip(".")[1:] for word in text.split() if word.startswith("#"))
        fiction.write(organisation, by_day(rng, float(rng.uniform(0, DAYS - 3))), text, hashtags=tags)
    return {"posts": len(fiction.posts)}


def repeat(fiction: Fiction, rng: Generator) -> Facts:
    """Reposts and links of ordinary accounts: each its own way, in topics, some quick, none together with others."""
    people = [person for person in fiction.people if not person.public]
    objects = fiction.crowd(OBJECTS)
    quiet = world(rng, "hard", accounts=len(people), objects=objects, shares=fiction.count(REPEATED), days=DAYS - 3)
    links = rng.random(objects) < LINKED
    chatter = voice(rng, taste=6.0)
    originals = [
        None if link else _original(fiction, rng, chatter, int(s))
        for link, s in zip(links, quiet.published_seconds, strict=True)
    ]
    before = len(fiction.posts)
    for account, item, second in _once_each(quiet):
        person, at = people[account], FIRST_DAY + timedelta(seconds=second, milliseconds=int(rng.integers(1000)))
        original = originals[item]
        if original is None:
            fiction.write(person, at, f"{chatter.say(rng, 'post_news')} {article(item)}", links=(article(item),))
        elif original.author is not person:
            repost(fiction, person, at, original)
    return {"reposts and links": len(fiction.posts) - before}


def repost(fiction: Fiction, person: Person, at: datetime, original: Post) -> Post:
    """Add a repost; its own text is cut short, as the platform does."""
    text = f"RT @{original.author.handle}: {original.text}"
    text = text if len(text) <= 140 else text[:139] + "…"
    return fiction.write(person, at, text, repost_of=original, hashtags=original.hashtags, language=original.language)


def article(number: int) -> str:
    """The address of an article."""
    return f"https://{names.PAPERS[number % 5].replace('The ', '').replace(' ', '-').lower()}.example/articles/{1000 + number}"


def by_day(rng: Generator, day: float) -> datetime:
    """A time on that day of the posts, between seven and midnight, most in the evening."""
    second = int(day) * DAY + 7 * HOUR + 17 * HOUR * float(rng.beta(2.4, 1.6))
    return FIRST_DAY + timedelta(milliseconds=int(second * 1000))


def _words(rng: Generator, chatter: Voice) -> tuple[str, str]:
    if rng.random() < 0.04:
        text, language = ELSEWHERE[rng.integers(len(ELSEWHERE))]
        return text.format(town=names.CITIES[rng.integers(len(names.CITIES))]), language
    topic = ("post_life", "post_news", "post_return")[np.searchsorted([0.62, 0.95], rng.random())]
    return chatter.say(rng, topic), "en"


def _original(fiction: Fiction, rng: Generator, chatter: Voice, second: int) -> Post:
    """A post that others will repeat, by one of the thirty accounts that many people read, or by a paper."""
    readable = fiction.people[:30] + [person for person in fiction.people if person.public]
    author = readable[rng.integers(len(readable))]
    topic = "post_return" if author.handle == names.HANDLE else "post_news" if author.public else "post_life"
    text = f"{chatter.say(rng, topic)} {chatter.say(rng, 'post_life')}"
    tags = tuple(word.strip(".")[1:] for word in text.split() if word.startswith("#"))
    return fiction.write(author, FIRST_DAY + timedelta(seconds=second), text, hashtags=tags)


def _once_each(quiet: Shares) -> list[tuple[int, int, int]]:
    """The shares within the days of the posts; nobody shares one thing twice."""
    seen: set[tuple[int, int]] = set()
    kept = []
    for account, item, second in zip(
        quiet.account.tolist(), quiet.object.tolist(), quiet.at_seconds.tolist(), strict=True
    ):
        if second < DAYS * DAY and (account, item) not in seen:
            seen.add((account, item))
            kept.append((account, item, second))
    return kept
