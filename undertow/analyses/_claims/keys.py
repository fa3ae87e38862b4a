"""Which statements are put side by side: those of one voice that may be about the same people, by their population key.

The key is who, from where, by whom and what happened to them. Statements are kept apart where the key says different
things, and where their numbers lie so far apart that they must be about other people. The analyst can move them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from undertow.analyses._claims.reading import PRIVATE

Row = Mapping[str, Any]

#: A number more than so many times the one next to it is taken to be about other people.
APART = 3.0
#: Words of names that many names have.
_COMMON = frozenset("republic soviet socialist federation kingdom state states union people's democratic federal islamic former government forces areas territory occupied province region district".split())  # fmt: skip
_GENERAL = frozenset("people persons person citizens civilians individuals inhabitants residents refugees idps lives souls victims casualties deaths dead population men others women children human beings families nationals compatriots".split())  # fmt: skip
#: What happens at one time and place: two numbers are of one event only if somebody or some time is named in both.
_EVENTS = {"killed", "wounded", "missing_captive", "returned"}
_KEPT = {"displaced", "troops", "territory_pct", *_EVENTS}
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


def roots(words: str) -> frozenset[str]:
    """The names in a slot by their first four letters, so that Estia, Estian and Estians are one; common words of names left out."""
    found = re.findall(r"[^\W\d_]{2,}", words)
    return frozenset(w.lower()[:4] for w in found if w[0].isupper() and w.lower() not in _COMMON and w.lower() not in _GENERAL)


def years(period: str) -> frozenset[str]:
    """The years that a period names."""
    return frozenset(_YEAR.findall(period))


def group(words: str) -> str:
    """Whom a slot names: by its names, else by its last noun, empty for words that stand for people as such."""
    if named := roots(words):
        return "+".join(sorted(named))
    last = re.split(r" (?:of|in|from) ", words)[0].split()
    noun = re.sub(r"\W", "", last[-1].lower()) if last else ""
    return "" if noun in _GENERAL else noun


def with_series(statements: Sequence[dict[str, Any]], moved: Iterable[Row]) -> list[dict[str, Any]]:
    """The statements with the series each belongs to: the id of its first statement, or the name that the analyst gave it."""
    rows = [dict(row, series="") for row in statements]
    for members in _groups(row for row in rows if _fits(row)):
        first = min(members, key=lambda row: (row["day"], row["id"]))["id"]
        for row in members:
            row["series"] = first
    named = {row["id"]: row["series"] for row in moved if row["id"] and row["series"]}
    for row in rows:
        row["series"] = named.get(row["id"]) or named.get(row["series"]) or row["series"]
    return rows


def _fits(row: Row) -> bool:
    exact = row["low"] is not None and row["voice"] != PRIVATE and row["category"] in _KEPT
    return exact and row["high"] >= 10 or exact and row["unit"].startswith("share")


def _groups(rows: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Statements of one voice, unit, category and group, then by place and, for events, by doer or time, then by size."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        alike[row["voice"], row["unit"], row["category"], group(row["who"])].append(row)
    found = []
    for key, members in alike.items():
        for placed in _by_place(members):
            parts = _by_event(placed) if key[2] in _EVENTS else [placed]
            found += [near for part in parts if key[3] or _tied(key[2]) for near in _by_size(part)]
    return [members for members in found if len(members) > 1]


def _tied(category: str) -> bool:
    """Whether people without a name are put side by side at all: refugees of one voice are, the dead of any war are not."""
    return category == "displaced"


def _by_place(rows: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """By the names of where they come from; those with no place stated stay with each other."""
    placed: dict[frozenset[str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        placed[roots(row["from_where"])].append(row)
    return list(placed.values())


def _by_event(rows: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """By doer, else by years; those that name neither are put side by side with nothing."""
    events: dict[tuple[frozenset[str], frozenset[str]], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        doer, when = roots(row["by_whom"]), years(row["period"])
        if doer or when:
            events[doer, when if not doer else frozenset()].append(row)
    return list(events.values())


def _by_size(rows: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Cut where a number is more than APART times the next smaller one."""
    ordered = sorted(rows, key=lambda row: (row["low"], row["day"], row["id"]))
    found: list[list[dict[str, Any]]] = []
    for row in ordered:
        if found and row["low"] <= APART * max(found[-1][-1]["low"], 1e-9):
            found[-1].append(row)
        else:
            found.append([row])
    return found
