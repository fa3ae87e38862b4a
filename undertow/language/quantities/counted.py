"""What a number counts: a noun for people behind it, a share of people or land, or people that are only understood."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from undertow.language.quantities.fate import fate
from undertow.language.quantities.grammar import Grammar
from undertow.language.quantities.numerals import Number

#: Numbers up to here count only where something happens to those counted: three killed, but not three of us.
_SMALL = 10
#: From here on a number without a noun may be of people by what they do, beside one that is, or alone.
_MANY, _VERY_MANY = 1_000, 100_000
_THOSE = re.compile(r" of those(?= (?:who|living|killed|displaced|affected|infected|arrested|detained|in need)\b)")
_NO_TERRITORY = re.compile(
    r"\b(?:owned|arable|agricultural|cultiva\w+|farm|irrigated|fertile|earth|world[’']s|surface)\b", re.IGNORECASE
)
_STATE = re.compile(r" (?:(?:unfortunate|small|whole|entire|own) )?(?:country|republic|nation|homeland)\b")
_TAKEN = re.compile(r"\boccup\w+|annex\w+|under (?:foreign|military)|submerg\w+|flooded|inundated")
_SPENT = re.compile(r" (?:more )?(?:were|was|are|is|have been|has been) (?:spent|invested|wasted|needed)")
_FORCE = re.compile(r"\b(?:army|force|unit|contingent|battalion|brigade|garrison|police|militia)\b")
#: The last words before a number that a clause before it may govern.
_CUE = re.compile(
    r"(?:\bwhose [^.;]{6,70}|\bwe [\w ]{2,20}|\bto|number(?:s|ed|ing)?(?: to)?|\bby|[—–(]) ?$", re.IGNORECASE
)
#: Characters between two numbers of one list.
_LIST = 60


@dataclass(frozen=True, slots=True)
class Counted:
    """start, end: of the claim in the sentence. noun: where the noun stands, empty where it is understood.
    who: the people or the land, in the words of the sentence; unit as in docs/methods/claims.md. part: said to be of others. anchor: where the words begin that
    the number stands beside in apposition, as in 'expelled its Estian population - some 500 persons'; -1 where it does not."""

    start: int
    end: int
    noun: tuple[int, int]
    who: str
    unit: str
    part: bool = False
    anchor: int = -1


def counted(sentence: str, number: Number, grammar: Grammar, earlier: Counted | None) -> Counted | None:
    """What the number counts; None unless it is people or a share of people or land. earlier: the claim before it."""
    right = sentence[number.end :]
    if number.low is not None and number.high is not None and number.high < 2 and not number.share:
        return None
    part = grammar.of_them.search(right) is not None
    if number.share:
        return _share(sentence, number, grammar, part, earlier)
    if (noun := grammar.noun.search(right)) and not _misread(number, noun, sentence):
        return _with_noun(sentence, number, noun, grammar)
    if earlier is not None and earlier.unit.startswith("share"):
        earlier = None
    return _understood(sentence, number, grammar, part, earlier)


def small_without_fate(number: Number, status: str) -> bool:
    """Whether a small exact number says nothing but who is meant."""
    return number.high is not None and number.high <= _SMALL and status in ("other", "living") and not number.share


def _misread(number: Number, noun: re.Match[str], sentence: str) -> bool:
    """Whether the number only points back, as in those two citizens, or stands before a noun by chance."""
    if number.low is not None and re.match(r" (?:the|our|its|their|my)\b", noun["of"], re.IGNORECASE):
        return True
    if (
        number.vague.endswith("s")
        and not noun["of"]
        and re.match(r"(?!more|other|and|or)\S+ (?:\S+ )", noun["modifiers"])
    ):
        return True
    if noun["head"].lower() == "peoples" and (number.low is not None or not noun["modifiers"]):
        return True
    before = sentence[max(0, number.start - 7) : number.start].lower()
    return number.low is not None and number.low < 100 and before.split()[-1:] in (["those"], ["these"], ["both"])


def _with_noun(sentence: str, number: Number, noun: re.Match[str], grammar: Grammar) -> Counted | None:
    end = number.end + noun.end()
    place = number.end + noun.start("modifiers"), end
    family = grammar.family.search(noun["head"]) is not None
    start_who = _group_start(noun, grammar) + number.end
    who = sentence[start_who:end]
    if not re.search(r"(?-i:[A-Z])", who) and (beside := grammar.apposed.search(sentence[: number.start])):
        return Counted(number.start, end, place, beside["who"], "people", anchor=beside.start("who"))
    return Counted(number.start, end, place, who, "families" if family else "people")


def _group_start(noun: re.Match[str], grammar: Grammar) -> int:
    """Where the words begin that tell this group from another: praise, pity and blame are left out."""
    at = noun.start("modifiers")
    for word in re.finditer(r"\S+", noun["modifiers"]):
        if word[0].strip(",").lower() not in _GENERAL:
            return at + word.start()
    return noun.start("head")


_GENERAL = frozenset(
    ["innocent", "peaceful", "homeless", "illegal", "unarmed", "defenceless", "defenseless", "helpless", "hapless", "unfortunate", "unhappy", "poor", "brave", "heroic", "needy", "hungry", "starving", "suffering", "vulnerable", "desperate", "ordinary", "simple", "harmless", "guiltless", "hard-working", "and", "or", "or,", "of", "so-called", "heavily", "well-armed", "armed-to-the-teeth", "other", "more", "additional", "further", "new", "remaining", "young", "able-bodied", "defenceless,", "innocent,", "peace-loving", "destitute", "live", "living", "impoverished", "beloved", "dear", "fellow", "courageous", "selfless", "more-or-less", "entire", "whole", "full", "great", "large", "additional", "officially", "registered", "registered"]
)  # fmt: skip


def _share(sentence: str, number: Number, grammar: Grammar, part: bool, earlier: Counted | None) -> Counted | None:
    right = sentence[number.end :]
    link = grammar.share_of.search(right)
    begin = number.end + (link.end() if link else 0)
    if those := _THOSE.match(right):
        end = number.end + those.end()
        return Counted(number.start, end, (end - len("those"), end), "those", "share_of_people")
    is_land, territory = _share_of_land(sentence, number, link, begin, grammar)
    if is_land:
        return territory
    if part:
        return Counted(number.start, number.end, (number.end, number.end), "", "share_of_people", True)
    if (
        earlier is not None
        and earlier.unit == "share_of_people"
        and re.match(r"^[^.;]{3,70} and $", sentence[earlier.end : number.start])
        and not (link and link[0])
    ):
        return Counted(number.start, number.end, (number.end, number.end), earlier.who, "share_of_people")
    people = grammar.people.search(sentence[begin:]) if _is_share(link, right, number) else None
    if people is None:
        return None
    end = begin + people.end()
    return Counted(number.start, end, (begin, end), sentence[begin + 1 : end], "share_of_people")


def _share_of_land(
    sentence: str, number: Number, link: re.Match[str] | None, begin: int, grammar: Grammar
) -> tuple[bool, Counted | None]:
    """Whether a share is one of land, and the claim; no claim where the land is no territory: farms, the earth."""
    rest = sentence[begin:]
    fraction = re.search(r"\d|cent|half", number.words, re.IGNORECASE) is None
    bare = fraction and not (link and link[0])
    if named := _named_land(sentence, number, begin, bare=bare or not link or " of" not in link[0]):
        return True, named
    land = grammar.land.search(rest)
    adjective = land["adjective"] if land else ""
    if land and not re.match(r"an? (?!sovereign|neighb)", adjective) and (not bare or re.search("[A-Z]", adjective)):
        end = begin + land.end()
        if _NO_TERRITORY.search(rest[: land.end() + 8]):
            return True, None
        return True, Counted(number.start, end, (begin, end), _land(sentence, begin, land), "share_of_territory")
    state = _STATE.match(rest)
    if state and not bare and _TAKEN.search(sentence):
        end = begin + state.end()
        return True, Counted(number.start, end, (begin, end), "country", "share_of_territory")
    return False, None


def _is_share(link: re.Match[str] | None, right: str, number: Number) -> bool:
    """Whether what follows is the whole of the share, and not a thing that only stands beside it."""
    bare_half = re.match(r"(?i)(?:a |one )?(?:half|third|quarter|fourth|fifth)$", number.words.strip())
    return bool(link and link[0]) or not bare_half or (right[:1] == " " and number.words.lower().startswith("half"))


def _land(sentence: str, begin: int, land: re.Match[str]) -> str:
    """The land's own name: behind 'of', as an adjective before it, or 'its' and 'our', which the sentence or speaker fills."""
    end = begin + land.end()
    behind = re.match(r" of (?:the |a |my |our |its )?(?:(?:independent|sovereign|neighbouring|entire|Republic of(?: the)?|State of|Kingdom of|territory of|former|occupied) )*(?:Member State of the United Nations ?[—–-] ?(?:the )?)?(?P<name>(?:Republic of )?[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*)", sentence[end:])  # fmt: skip
    if behind and behind["name"] not in ("Republic", "State"):
        return behind["name"]
    if behind:
        return "its land"
    own = re.search(r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*", land["adjective"]) or re.match(
        r" (?-i:[^\W\d_a-zа-яёա-և]\w+)", sentence[end:]
    )
    if own:
        return own[0].strip().removesuffix("’s").removesuffix("'s")
    if re.match(r" of (?:my|our|the) (?:country|republic|homeland|nation)", sentence[end:]):
        return "our country"
    if land["land"].lower().startswith("island"):
        return land["land"]
    return land["land"]


def _understood(sentence: str, number: Number, grammar: Grammar, part: bool, earlier: Counted | None) -> Counted | None:
    """People counted without a noun: by the verb that governs it, by what happens to them, or by the number before."""
    end = number.end
    if before := grammar.governed.search(sentence[: number.start]):
        small = (before["group"] or "").lower() in ("community", "minority") and (number.low or 0) < _MANY
        if small or not grammar.bare.search(sentence[end:]):
            return None
        return Counted(number.start, end, (end, end), _named(before), "people", part)
    who = _said_before_or_behind(sentence, number, grammar)
    if who is not None:
        return Counted(number.start, end, (end, end), who, "people", part)
    if not (number.vague or part or earlier or (number.low is not None and number.low >= 2)):
        return None
    if _SPENT.match(sentence[end:]):
        return None
    if _acts(sentence, number, grammar, earlier):
        return Counted(number.start, end, (end, end), earlier.who if earlier else "", "people", part)
    if not _happens(sentence, number, grammar, part, earlier):
        return None
    return Counted(number.start, end, (end, end), earlier.who if earlier and not number.vague else "", "people", part)


def _said_before_or_behind(sentence: str, number: Number, grammar: Grammar) -> str | None:
    """Who is counted by a clause before the number, by 'strong' behind it, or by the number of which it is a part; None where none is."""
    right, far = sentence[number.end :], sentence[max(0, number.start - 2 * _LIST) : number.start]
    large = (number.low or 0) >= _MANY
    if _CUE.search(far) and (number.vague or large) and grammar.bare.search(right):
        before = grammar.governed_far.search(far)
        if before:
            return _named(before)
    if re.match(r"[- ]strong\b", right):
        force = _FORCE.search(sentence[max(0, number.start - 30) : number.end + 45])
        return force[0] if force else None
    of = grammar.of_number.search(right) if large else None
    return of["head"] if of else None


def _happens(sentence: str, number: Number, grammar: Grammar, part: bool, earlier: Counted | None) -> bool:
    """Whether something happens to a bare number that happens to people, near enough to be said of it."""
    right, end = sentence[number.end :], number.end
    opens = grammar.bare.search(right)
    happens = fate(sentence, number.start, (end, end), grammar)
    near = happens is not None and happens.distance <= (12 if number.vague or part or earlier else 6)
    if number.vague in ("tens", "billions") and not (happens and happens.predicate and near):
        return False
    small = number.high is not None and (number.high <= _SMALL or sentence[: number.start].endswith("the "))
    if earlier is None and not part and small:
        return False
    if part or (number.vague and opens):
        return True
    said = happens is not None and (happens.predicate or number.vague or earlier or happens.distance < 3)
    return bool(opens and near and said)


def _acts(sentence: str, number: Number, grammar: Grammar, earlier: Counted | None) -> bool:
    """Whether what is said of a large number can only be said of people, or it goes on with a list of people and their places."""
    right = sentence[number.end :]
    if re.match(r" more (?:will|were|are|have|would)\b", right) and (earlier is not None or (number.low or 0) >= _MANY):
        return True
    if (number.low or 0) >= (_MANY if earlier is not None else _VERY_MANY) and grammar.acting.search(right):
        return True
    if earlier is None or (number.low or 0) <= _SMALL:
        return False
    between = sentence[earlier.end : number.start]
    return (
        re.match(r" (?:from|in) (?-i:[A-Z])", right) is not None
        and re.search(r"(?:,|:|,? and|,? years) (?:another |a further )?$", between) is not None
        and re.search(r" (?:from|in|living in) |[:,]", between) is not None
        and len(between) < _LIST
    )


def _named_land(sentence: str, number: Number, begin: int, *, bare: bool) -> Counted | None:
    """A share of a state that somebody takes or holds: 'occupy 65 per cent of Estia'."""
    taken = re.search(
        r"\b(?:occup|annex|seiz|control|captur|conquer|liberat|hold|held)\w*(?: [\w-]+){0,3} ?$",
        sentence[: number.start],
    )
    name = re.match(
        r" (?P<name>(?:[A-Z][\w’'-]+ ?)+)(?=[.,;]| ?(?:and|in|since|for|with|show|to)\b|$)", sentence[begin:]
    )
    if bare or not taken or not name or re.search(r"(?:[aio]ns|is|ese|ots|Arabs|Jews|Kurds)$", name["name"].strip()):
        return None
    end = begin + 1 + len(name["name"].rstrip())
    return Counted(number.start, end, (begin, end), name["name"].strip(), "share_of_territory")


def _named(before: re.Match[str]) -> str:
    return next((group.strip() for group in before.groups() if group), "")


def with_who(one: Counted, who: str) -> Counted:
    """The same with other words for who is counted."""
    return replace(one, who=who)
