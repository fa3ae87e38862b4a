"""Which statements are put side by side: those of one voice that may be about the same people, by their population key.

The key is who, from where, by whom and what happened to them. Statements are kept apart where the key says different
things, and where it is incomplete and their numbers lie so far apart that they must be about other people. The analyst can move them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]

#: The slots that must be stated and equal before two numbers can exclude each other, and those that must not differ.
REQUIRED, COMPATIBLE = ("who", "from_where", "status"), ("by_whom", "period")
SLOTS = (*REQUIRED, *COMPATIBLE)
#: Where the key is not complete, a number more than so many times the smallest of a series is taken to be about other people.
APART = 3.0
#: Statements on people without a name are put side by side only if they lie closer: in number, and in years to the next one.
_APART_UNNAMED, _YEARS_UNNAMED = 2.0, 6
#: Words of names that many names have.
_COMMON = frozenset(["republic", "soviet", "socialist", "federation", "kingdom", "state", "states", "union", "people's", "democratic", "federal", "islamic", "former", "government", "forces", "areas", "territory", "occupied", "province", "region", "district"])  # fmt: skip
_GENERAL = frozenset(["people", "persons", "person", "citizens", "civilians", "individuals", "inhabitants", "residents", "refugees", "idps", "lives", "souls", "victims", "casualties", "deaths", "dead", "population", "men", "others", "women", "children", "human", "beings", "families", "nationals", "compatriots", "человек", "людей", "лиц", "граждан", "жителей", "nəfər", "insan", "adam", "şəxs", "sakin", "մարդ", "անձ", "բնակիչ", "քաղաքացի"])  # fmt: skip
#: What happens at one time and place: two numbers are of one event only if somebody or some time is named in both.
_EVENTS = {"killed", "wounded", "missing_captive", "returned"}
_KEPT = {"displaced", "troops", "territory_pct", *_EVENTS}
_CALLED = re.compile(r"refugee|displaced|IDP", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


#: Peoples as Russian, Azerbaijani and Armenian write them, in small letters.
_PEOPLES = re.compile(
    r"\b(?:\w{3,}(?:цев|цы|цам|цами|чан|ане)|армян\w*|грузин\w*|[a-zəıöüçşğ]\w{3,}(?:lı|li|lu|lü)(?:lar|lər)?(?:ın|in|un|ün|dan|dən|a|ə)?|erməni\w*|հայ(?:եր)?\w{0,3}|\w{3,}ցի\w*)\b"
)


def roots(words: str) -> frozenset[str]:
    """The names in a slot by their first four letters, so that Estia, Estian and Estians are one; common words of names left out."""
    if peoples := _PEOPLES.findall(words):
        return frozenset(people[:4] for people in peoples)
    found = re.findall(r"[^\W\d_]{2,}", words)
    return frozenset(
        w.lower()[:4] for w in found if w[0].isupper() and w.lower() not in _COMMON and w.lower() not in _GENERAL
    )


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


def compared(slot: str, one: Row, other: Row) -> str:
    """'same', 'different', or 'missing' where either leaves the slot open."""
    a, b = one[slot], other[slot]
    if not a and not b and slot in COMPATIBLE:
        return "same"
    if not a or not b:
        return "missing"
    if slot == "status":
        return "same" if a == b else "different"
    if slot == "period":
        return "same" if years(a) == years(b) else "different"
    if slot == "who":
        return "same" if group(a) == group(b) and roots(a) else "missing" if group(a) == group(b) else "different"
    return "same" if roots(a) == roots(b) else "different"


def open_slots(one: Row, other: Row) -> tuple[str, ...]:
    """Why two statements are not under one complete and equal key: slots not stated in both, different or filled from context. Empty where they are."""
    left = [slot for slot in REQUIRED if compared(slot, one, other) != "same"]
    left += [slot for slot in COMPATIBLE if compared(slot, one, other) == "different"]
    context = {slot for row in (one, other) for slot in row["from_context"].split(",") if slot in SLOTS}
    left += [slot for slot in sorted(context) if slot not in left]
    if one["part_of"] or other["part_of"]:
        left.append("part_of")
    if one["voiced"] or other["voiced"]:
        left.append("voiced")
    return tuple(left)


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


def names_of(statements: Iterable[Row]) -> set[str]:
    """What a row of ledger/keys.csv may name: statements, and series by the id of their first statement."""
    return {str(row["id"]) for row in statements}


def _fits(row: Row) -> bool:
    exact = row["low"] is not None and row["category"] in _KEPT and not row["voiced"]
    if row["category"] == "territory_pct":
        return exact and row["status"] == "occupied"
    return exact and (row["high"] >= 10 or row["unit"].startswith("share"))


def _groups(rows: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Statements of one voice, unit, category and group, then by place and, for events, by doer or time, then by size."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        who = group(row["who"]) or ("refugees" if _CALLED.search(row["who"]) else "")
        doer = "+".join(sorted(roots(row["by_whom"]))) if row["category"] == "troops" and not roots(row["who"]) else ""
        alike[row["voice"], row["unit"], row["category"], who, doer].append(row)
    found = []
    for key, members in alike.items():
        for placed in _by_place(members):
            parts = _by_event(placed) if key[2] in _EVENTS else [placed]
            for part in parts:
                if roots(part[0]["who"]) or key[2] == "territory_pct":
                    found += _joined(_by_size(part, APART))
                elif _tied(key[2], part):
                    found += [near for time in _by_time(part) for near in _by_size(time, _APART_UNNAMED)]
    return [members for members in found if len(members) > 1]


def _tied(category: str, rows: Sequence[Row]) -> bool:
    """Whether people without a name are put side by side: the displaced from one stated place, those called refugees, troops of one doer."""
    placed = bool(roots(rows[0]["from_where"]))
    if category == "troops":
        return bool(roots(rows[0]["by_whom"])) and len({roots(row["by_whom"]) for row in rows}) == 1
    return category == "displaced" and (placed or all(_CALLED.search(row["who"]) for row in rows))


def _by_time(rows: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Cut where more years than _YEARS_UNNAMED lie between one statement and the next."""
    ordered = sorted(rows, key=lambda row: (row["day"], row["id"]))
    found: list[list[dict[str, Any]]] = []
    for row in ordered:
        year = int(row["day"][:4]) if row["day"][:4].isdigit() else 0
        if found and year - int(found[-1][-1]["day"][:4] or 0) <= _YEARS_UNNAMED:
            found[-1].append(row)
        else:
            found.append([row])
    return found


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


def _by_size(rows: Sequence[dict[str, Any]], apart: float) -> list[list[dict[str, Any]]]:
    """Cut where a number is more than `apart` times the smallest so far."""
    ordered = sorted(rows, key=lambda row: (row["low"], row["day"], row["id"]))
    found: list[list[dict[str, Any]]] = []
    for row in ordered:
        if found and row["low"] <= apart * max(found[-1][0]["low"], 1e-9):
            found[-1].append(row)
        else:
            found.append([row])
    return found


def _joined(groups: list[list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    """Size is no limit under a complete and equal key: such statements go to the first group that holds their key."""
    found: list[list[dict[str, Any]]] = []
    for members in groups:
        rest: list[dict[str, Any]] = []
        for row in members:
            home = next((own for own in found if any(not open_slots(row, other) for other in own)), rest)
            home.append(row)
        found += [rest] if rest else []
    return found
