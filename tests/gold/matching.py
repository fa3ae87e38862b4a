"""When a found claim or demand is the one in the gold set, and when two slots say the same (GUIDELINES.md, section 6)."""

import re
from collections.abc import Callable, Iterable

Row = dict
_GENERAL = {
    *(
        "people",
        "person",
        "citizen",
        "inhabitant",
        "resident",
        "individual",
        "human",
        "being",
        "soul",
        "national",
        "compatriot",
    ),
    *("life", "dead", "death", "casualty", "victim", "refugee", "displaced", "idp", "population", "man", "other"),
}
_IRREGULAR = {"people": "people", "lives": "life", "men": "man", "women": "woman", "children": "child"}
_DROPPED = {
    *("the", "a", "an", "its", "their", "our", "his", "her", "my", "your", "that", "this", "these", "those", "such"),
    *("all", "both", "each", "every", "some"),
}
_LOWER_NAMES = {"muslims", "jews", "turks", "serbs", "kurds"}


def paired(found: list[Row], gold: list[Row], span: str = "span") -> list[tuple[int, int]]:
    """Places of the found and the gold items that match: one to one, the largest overlap of their spans first."""
    overlaps = sorted(
        (
            (-overlap(f[span], g[span]), i, j)
            for i, f in enumerate(found)
            for j, g in enumerate(gold)
            if overlap(f[span], g[span]) > 0
        )
    )
    used: tuple[set[int], set[int]] = (set(), set())
    pairs = []
    for _, i, j in overlaps:
        if i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            pairs.append((i, j))
    return sorted(pairs)


def overlap(one: Iterable[int], other: Iterable[int]) -> int:
    """Characters that two spans have in common; negative where a gap lies between them."""
    (a, b), (c, d) = one, other
    return min(b, d) - max(a, c)


def names(text: str) -> frozenset[str]:
    """The names in a slot: its capitalised words, cut to four letters in lower case (*Norland*, *Norlanders*: *norl*)."""
    words = re.findall(r"[^\W\d_]+", text)
    kept = [w for w in words if (w[0].isupper() and w.lower() not in _DROPPED) or w.lower() in _LOWER_NAMES]
    return frozenset(w.lower()[:4] for w in kept)


def head(text: str) -> str:
    """The last noun of a slot before any 'of' or 'in', in the singular and lower case."""
    words = re.findall(r"[^\W\d_]+", re.split(r"\s(?:of|in|from|with)\s", text)[0].lower())
    last = words[-1] if words else ""
    if last in _IRREGULAR:
        return _IRREGULAR[last]
    return re.sub(r"ies$", "y", last) if last.endswith("ies") else last.removesuffix("s")


def plain(text: str) -> list[str]:
    """The words of a slot in lower case without articles and possessives."""
    return [w for w in re.findall(r"\w+", text.lower()) if w not in _DROPPED]


def same_group(one: str | None, other: str | None) -> bool:
    """Whether two slots name the same people: equal names, and equal nouns unless a noun is general or is itself the name."""
    if not one or not other:
        return not one and not other
    if plain(one) == plain(other):
        return True
    if names(one) != names(other):
        return False
    heads = [general(h, names(text)) for h, text in ((head(one), one), (head(other), other))]
    return heads[0] == heads[1]


def general(noun: str, called: frozenset[str]) -> str:
    """The noun, or 'people' where it is a general word or the name of the group itself."""
    return "people" if noun in _GENERAL or noun[:4] in called else noun


def same_actor(one: str | None, other: str | None) -> bool:
    """Whether two slots name the same actor or place: equal names, or without names the same last noun."""
    if not one or not other:
        return not one and not other
    if plain(one) == plain(other):
        return True
    if names(one) or names(other):
        return names(one) == names(other)
    return head(one) == head(other)


def same_period(one: str | None, other: str | None) -> bool:
    """Whether two slots give the same years, or without years share half of their words."""
    if not one or not other:
        return not one and not other
    years = [set(re.findall(r"\b\d{4}\b", text)) for text in (one, other)]
    if years[0] or years[1]:
        return years[0] == years[1]
    words = [set(plain(text)) for text in (one, other)]
    return 2 * len(words[0] & words[1]) >= max(len(w) for w in words)


def same_value(one: Row, other: Row) -> bool:
    """Whether two claims give the same number, range or vague class."""
    ends = [(claim["value_low"], claim["value_high"]) for claim in (one, other)]
    if None in ends[0] or None in ends[1]:
        return ends[0] == ends[1] and one["vague"] == other["vague"]
    share = str(other["unit"]).startswith("share")
    return all(abs(a - b) <= (0.5 if share else 1e-4 * abs(b)) for a, b in zip(*ends, strict=True))


def same_what(one: Row, other: Row) -> bool:
    """Whether two demands ask the same words: their spans share half of the longer one."""
    return 2 * overlap(one["what"], other["what"]) >= max(b - a for a, b in (one["what"], other["what"]))


def slot_of(name: str, same: Callable[[str | None, str | None], bool]) -> Callable[[Row, Row], bool]:
    """A comparison of one slot of two items."""
    return lambda one, other: same(one.get(name), other.get(name))


def _equal(one: object, other: object) -> bool:
    return one == other


CLAIM_SLOTS: dict[str, Callable[[Row, Row], bool]] = {
    "value": same_value,
    "approximator": slot_of("approximator", _equal),
    "unit": slot_of("unit", _equal),
    "category": slot_of("category", _equal),
    "who": slot_of("who", same_group),
    "from_where": slot_of("from_where", same_actor),
    "by_whom": slot_of("by_whom", same_actor),
    "status": slot_of("status", _equal),
    "period": slot_of("period", same_period),
    "part_of": slot_of("part_of", _equal),
}
DEMAND_SLOTS: dict[str, Callable[[Row, Row], bool]] = {
    "kind": slot_of("kind", _equal),
    "speaker": slot_of("speaker", same_actor),
    "addressee": slot_of("addressee", same_actor),
    "addressee_type": slot_of("addressee_type", _equal),
    "polarity": slot_of("polarity", _equal),
    "reported": slot_of("reported", _equal),
    "what": same_what,
}
