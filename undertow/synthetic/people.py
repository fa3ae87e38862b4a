"""The accounts of the case: ordinary ones, the organisation's, the papers' and the wire's."""

from __future__ import annotations

from datetime import datetime, timedelta

from numpy.random import Generator

from undertow.synthetic import names
from undertow.synthetic.fiction import COLLECTED, Facts, Fiction, Person, snowflake

ORDINARY = 320
OPENED = datetime(2023, 3, 6, 8, 30)


def settle(fiction: Fiction, rng: Generator) -> Facts:
    """Add the ordinary accounts and those of organisations; these have a public role in the ledger."""
    for _ in range(fiction.crowd(ORDINARY, least=120)):
        fiction.people.append(ordinary(fiction, rng, opened(rng)))
    main = public(fiction, names.HANDLE, names.ORGANISATION, OPENED, f"The organisation {names.ORGANISATION}.", 12_140)
    fiction.people.append(main)
    for number, outlet in enumerate((*names.PAPERS, names.WIRE)):
        handle = outlet.replace("The ", "").replace(" ", "")
        since = datetime(2010, 12, 1) + timedelta(days=41 * number)
        fiction.people.append(
            public(fiction, handle, outlet, since, f"{outlet}. News since long ago.", 9_000 + 731 * number)
        )
    return {"accounts": len(fiction.people), "organisation": f"x:{main.id}"}


def ordinary(fiction: Fiction, rng: Generator, created_at: datetime) -> Person:
    """An account like any other, opened at that time."""
    handle, name = names.handle(rng, created_at)
    while not fiction.is_free(handle):
        handle, name = names.handle(rng, created_at)
    return Person(
        id=snowflake(created_at, fiction.next_number()),
        handle=handle,
        name=name,
        created_at=created_at,
        description=names.description(rng),
        followers=int(rng.lognormal(4.6, 1.5)),
        following=int(rng.lognormal(5.2, 1.1)),
        posts=int(rng.lognormal(5.5, 1.9)),
        location=names.CITIES[rng.integers(len(names.CITIES))] if rng.random() < 0.4 else "",
    )


def public(fiction: Fiction, handle: str, name: str, created_at: datetime, description: str, followers: int) -> Person:
    """The account of an organisation."""
    return Person(
        id=snowflake(created_at, fiction.next_number()),
        handle=handle,
        name=name,
        created_at=created_at,
        description=description,
        followers=followers,
        following=180,
        posts=4_200,
        location=names.CITIES[0],
        public=True,
    )


def opened(rng: Generator, before: datetime = COLLECTED, tilt: float = 0.0) -> datetime:
    """When an ordinary account was opened: more in later years, and a surge in November 2022 that all audiences know.

    tilt: above 0 for a younger audience, below 0 for an older one.
    """
    first = datetime(2010, 12, 1)
    if rng.random() < 0.02 and before > datetime(2022, 12, 15):
        at = datetime(2022, 11, 3) + timedelta(seconds=float(rng.exponential(8 * 86400)))
    else:
        age = float(rng.beta(1.3 + tilt, 1.1))
        at = first + age * (before - first)
    return (min(at, before - timedelta(hours=1)) + timedelta(seconds=float(rng.uniform(0, 3000)))).replace(
        microsecond=0
    )
