"""Who follows the organisation, and whom comparable accounts are followed by."""

from __future__ import annotations

from datetime import datetime, timedelta

from numpy.random import Generator

from undertow.synthetic import names
from undertow.synthetic.fiction import COLLECTED, Facts, Fiction, Person, snowflake
from undertow.synthetic.people import OPENED, opened, ordinary, public

FOLLOWERS = 3_400
REFERENCES = 20
REFERENCE_FOLLOWERS = 800
#: Batches: the first day of sign-up, days it took, accounts at full size, and where in the order of following they stand.
BATCHES = (
    (datetime(2023, 3, 14), 3, 520, 0.86),
    (datetime(2023, 4, 2), 2, 430, 0.72),
    (datetime(2023, 4, 19), 1, 210, 0.55),
)


def references(fiction: Fiction, rng: Generator) -> Facts:
    """Twenty audiences of comparable accounts, some younger and some older, without batches; newest follower first."""
    (order,) = rng.spawn(1)
    for number in range(REFERENCES):
        tilt = float(rng.normal(0, 0.12))
        size = round(fiction.count(REFERENCE_FOLLOWERS, least=150) * float(rng.uniform(0.85, 1.15)))
        people = [follower(fiction, rng, tilt) for _ in range(size)]
        fiction.audiences[_reference_name(number)] = _as_followed(order, people, _since(number))
    return {"audiences": REFERENCES, "followers": sum(len(people) for people in fiction.audiences.values())}


def quick_growth(fiction: Fiction, rng: Generator) -> Facts:
    """The accounts that the organisation is compared with, which are older and took longer to come by fewer followers."""
    for number in range(REFERENCES):
        handle, since = _reference_name(number), _since(number)
        followers = len(fiction.audiences[handle])
        fiction.compared.append(public(fiction, handle, handle, since, f"{handle}, since {since:%Y}.", followers))
    main = fiction.person(names.HANDLE)
    return {"followers": main.followers, "age in days": (COLLECTED - main.created_at).days}


def bought_followers(fiction: Fiction, rng: Generator) -> Facts:
    """The organisation's audience, newest first: ordinary followers, and batches opened within days that follow in a block."""
    audience = [follower(fiction, rng, 0.0) for _ in range(fiction.count(FOLLOWERS, least=500))]
    ordinary_followers, batches = len(audience), []
    for first, days, at_full_size, place in BATCHES:
        size = fiction.count(at_full_size, least=40)
        start = int(place * ordinary_followers)
        block = [_batch_account(fiction, rng, first, days) for _ in range(size)]
        company = [audience.pop(start) for _ in range(size // 12)]
        for person in company:  # some who came of themselves stand within the block
            block.insert(int(rng.integers(len(block))), person)
        audience[start:start] = block
        last = first + timedelta(days=days - 1)
        batches.append({"first day": f"{first:%Y-%m-%d}", "last day": f"{last:%Y-%m-%d}", "accounts": size})
    fiction.audiences[names.HANDLE] = audience
    bought = len(audience) - ordinary_followers
    return {
        "followers": len(audience),
        "bought": bought,
        "share bought": round(bought / len(audience), 4),
        "batches": batches,
    }


def follower(fiction: Fiction, rng: Generator, tilt: float) -> Person:
    """An ordinary follower; a few opened their account on the days after the organisation did."""
    if rng.random() < 0.01:
        return ordinary(fiction, rng, OPENED + timedelta(seconds=float(rng.exponential(40 * 86400))))
    return ordinary(fiction, rng, opened(rng, COLLECTED - timedelta(days=3), tilt))


def _as_followed(rng: Generator, people: list[Person], since: datetime) -> list[Person]:
    """The people in the order in which they came, the newest first: evenly since the account was opened, or when they joined."""
    reach = (COLLECTED - since).total_seconds()
    came = [max(person.created_at, since + timedelta(seconds=reach * float(rng.random()))) for person in people]
    return [people[place] for place in sorted(range(len(people)), key=lambda place: came[place], reverse=True)]


def _batch_account(fiction: Fiction, rng: Generator, first: datetime, days: int) -> Person:
    created_at = (first + timedelta(seconds=float(rng.uniform(0, days * 86400)))).replace(microsecond=0)
    given, digits = names.GIVEN[rng.integers(len(names.GIVEN))], rng.integers(10_000_000, 99_999_999)
    while not fiction.is_free(f"{given}{digits}"):
        digits = rng.integers(10_000_000, 99_999_999)
    return Person(
        id=snowflake(created_at, fiction.next_number()),
        handle=f"{given}{digits}",
        name=given,
        created_at=created_at,
        description="" if rng.random() < 0.8 else names.description(rng),
        followers=int(rng.poisson(2)),
        following=int(rng.poisson(60)),
        posts=int(rng.poisson(0.4)),
    )


def _since(number: int) -> datetime:
    return datetime(2021, 2, 1) + timedelta(days=37 * number)


def _reference_name(number: int) -> str:
    word = names.WORDS[number % len(names.WORDS)]
    return f"{word.capitalize()}Society{number + 1:02}"
