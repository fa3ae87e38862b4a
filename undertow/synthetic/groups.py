"""Accounts that act together: three groups that were told to, and five papers that print the same wire."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from numpy.random import Generator

from undertow.synthetic import names
from undertow.synthetic.fiction import FIRST_DAY, Facts, Fiction, Person, Post
from undertow.synthetic.posting import by_day, repost
from undertow.synthetic.prose import voice
from undertow.synthetic.worlds.shares import DAY

JITTER_SECONDS = 20.0
PARTICIPATION = 0.8
OCCASIONS = 14
_ZERO_WIDTH = "\u200b"
_LOOKS_LIKE_O = "\u043e"
T = TypeVar("T")
Act = Callable[[Person, datetime], Post]


def reposting(fiction: Fiction, rng: Generator) -> Facts:
    """A group that reposts the same posts within a minute: half of them the organisation's, half popular ones."""
    organisation = fiction.person(names.HANDLE)
    theirs = [post for post in fiction.posts if post.author is organisation and _early(post)]
    others = [
        post
        for post in fiction.posts
        if post.repost_of is None and not post.author.public and not post.links and _early(post)
    ]
    chosen = _some(rng, theirs, OCCASIONS // 2) + _some(rng, others, OCCASIONS - OCCASIONS // 2)
    members = _members(fiction, rng, 26, least=8)
    _undo_own(fiction, members, chosen)
    moments = {}
    for original in chosen:
        moment = original.at + timedelta(hours=float(rng.exponential(3)))
        moments[original.id] = moment.isoformat()

        def act(person: Person, at: datetime, original: Post = original) -> Post:
            return repost(fiction, person, at, original)

        _together(rng, members, moment, act)
    return _facts("repost", members, moments)


def linking(fiction: Fiction, rng: Generator) -> Facts:
    """A group that posts the same links within a minute, in words of its own: half petitions, half articles many share."""
    members = _members(fiction, rng, 19, least=7)
    own_words = voice(rng, taste=6.0)
    petitions = [f"https://return-diary.example/petition/{number + 1}" for number in range(OCCASIONS // 2)]
    known = {link: at for link, at in _first_seen(fiction).items() if at < FIRST_DAY + timedelta(seconds=54 * DAY)}
    chosen = _some(rng, sorted(known), OCCASIONS - OCCASIONS // 2)
    fiction.posts = [
        post for post in fiction.posts if post.author not in members or not set(post.links).intersection(chosen)
    ]
    moments = {}
    for number, link in enumerate([*petitions, *chosen]):
        moment = by_day(rng, 3 + number * 7.4)
        if link in known:
            moment = known[link] + timedelta(hours=float(rng.exponential(3)))
        moments[link] = moment.isoformat()

        def act(person: Person, at: datetime, link: str = link) -> Post:
            return fiction.write(person, at, f"{own_words.say(rng, 'post_return')} {link}", links=(link,))

        _together(rng, members, moment, act)
    return _facts("link", members, moments)


def _first_seen(fiction: Fiction) -> dict[str, datetime]:
    """When each link that at least ten posts hold was first posted."""
    times: dict[str, list[datetime]] = {}
    for post in fiction.posts:
        for link in post.links:
            times.setdefault(link, []).append(post.at)
    return {link: min(seen) for link, seen in times.items() if len(seen) >= 10}


def copying(fiction: Fiction, rng: Generator) -> Facts:
    """A group that posts the same words within a minute; some copies differ in unseen or look-alike characters, some in a word."""
    members = _members(fiction, rng, 12, least=6)
    own_words = voice(rng, taste=6.0)
    moments, altered, near = {}, 0, 0
    for number in range(OCCASIONS):
        words = f"{own_words.say(rng, 'return')} {own_words.say(rng, 'post_return')}"
        moment = by_day(rng, 2 + number * 3.9)
        moments[words] = moment.isoformat()
        for person in members:
            if rng.random() >= PARTICIPATION:
                continue
            text, chance = words, rng.random()
            if chance < 0.08:
                text, altered = words.replace(" ", f" {_ZERO_WIDTH}", 2), altered + 1
            elif chance < 0.16:
                text, altered = words.replace("o", _LOOKS_LIKE_O, 1), altered + 1
            elif chance < 0.26:
                text, near = words.replace("must be", "has to be").replace("does not", "will not") + " Today.", near + 1
            fiction.write(person, _soon(rng, moment), text, hashtags=_tags(text))
    return _facts("text", members, moments) | {"copies that only look alike": altered, "near copies": near}


def wire(fiction: Fiction, rng: Generator) -> Facts:
    """Five papers post the reports of one wire within a minute or two: together, by subscription, and nothing more."""
    papers = [person for person in fiction.people if person.name in names.PAPERS]
    agency = next(person for person in fiction.people if person.name == names.WIRE)
    reporter = voice(rng, taste=6.0)
    moments = {}
    for number in range(fiction.count(40, least=20)):
        link = f"https://norvan-wire.example/reports/{number + 1}"
        text = f"{reporter.say(rng, 'headline')} ({names.WIRE}) {link}"
        moment = by_day(rng, float(rng.uniform(0, 57)))
        moments[link] = moment.isoformat()
        fiction.write(agency, moment, text, links=(link,))
        for paper in papers:
            if rng.random() < 0.9:
                fiction.write(paper, _soon(rng, moment, 15), text, links=(link,))
    return _facts("link", papers, moments) | {"benign": True, "source": f"x:{agency.id}"}


def _members(fiction: Fiction, rng: Generator, at_full_size: int, least: int) -> list[Person]:
    """Ordinary accounts that are in no group yet and among the thirty that many read not at all."""
    free = [person for person in fiction.people[30:] if not person.public and person.id not in fiction.in_groups]
    members = _some(rng, free, fiction.crowd(at_full_size, least=least))
    fiction.in_groups.update(person.id for person in members)
    return members


def _some(rng: Generator, things: list[T], count: int) -> list[T]:
    return [things[i] for i in sorted(rng.choice(len(things), min(count, len(things)), replace=False).tolist())]


def _together(rng: Generator, members: list[Person], moment: datetime, act: Act) -> None:
    for person in members:
        if rng.random() < PARTICIPATION:
            act(person, _soon(rng, moment))


def _soon(rng: Generator, moment: datetime, jitter_seconds: float = JITTER_SECONDS) -> datetime:
    return moment + timedelta(milliseconds=int(1000 * rng.exponential(jitter_seconds)))


def _undo_own(fiction: Fiction, members: list[Person], originals: list[Post]) -> None:
    """Take out what members reposted by themselves: nobody can repost one post twice."""
    ids, numbers = {person.id for person in members}, {post.number for post in originals}
    fiction.posts = [
        post
        for post in fiction.posts
        if post.repost_of is None or post.author.id not in ids or post.repost_of.number not in numbers
    ]


def _early(post: Post) -> bool:
    return post.at < FIRST_DAY + timedelta(seconds=54 * DAY)


def _tags(text: str) -> tuple[str, ...]:
    return tuple(word.strip(".")[1:] for word in text.split() if word.startswith("#"))


def _facts(kind: str, members: list[Person], moments: dict[str, str]) -> Facts:
    accounts = sorted(f"x:{person.id}" for person in members)
    return {"kind": kind, "accounts": accounts, "jitter_seconds": JITTER_SECONDS, "moments": moments}
