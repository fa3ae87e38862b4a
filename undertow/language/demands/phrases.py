"""Noun phrases: the one that stands before a verb, and whether somebody who can act is meant by it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from undertow.language.demands import words

SELF, STATE, INSTITUTION, GROUP = "self", "state", "institution", "group"
PRONOUN, THING, GENERIC, DOCUMENT = "pronoun", "thing", "generic", "document"
ACTORS = (STATE, INSTITUTION, GROUP)

_CORE_END = re.compile(
    r"\s(?:of|in|to|from|on|against|with|for|between|by|within|under|at|among|over|towards?|around|through|concerned|involved(?!\s+(?:parties|sides|states|countries|actors))|there|which|who|whose|that|itself|themselves|alike|including|such|like|"
    r"across|throughout|outside|responsible|bordering|possessing|having|present(?=\s*(?:here|in|at|today|$))|today|both|as|via|\w{3,}ing(?=\s+(?:with|in|on|to|for|the|at|from|their|its|an?)\b)|not|other than|bearing|seeking|wishing|still|here|represented|currently|gathered|assembled|sitting|long)\b|[,(—–]"
)
_LEADING = re.compile(
    r"^(?:(?:and|but|or|so|both|all|indeed|therefore|again|also|once|only|even|perhaps|finally|now|then|of|not|in fact|the|that|this|its|their|his|her|these|each|every|any|no|such|some|certain|many|most|several|other|your)\s+)+",
    re.I,
)
_SELF = re.compile(
    r"(?:we|us|i|me|ourselves|everyone|everybody|all of us|each of us|both of us|each one of us|none of us|my (?:\w+ )?(?:country|government|delegation|people|nation|colleagues)|"
    r"our own|the (?:peoples|members) of us|we,.*|as \w+, we)\b", re.I)  # fmt: skip
_OURS = (words.STATES | words.GROUPS | {"people", "children", "forces", "congress"}) - {
    "partners",
    "neighbours",
    "neighbors",
    "friends",
    "members",
    "colleagues",
    "brothers",
    "leaders",
    "nations",
    "states",
    "countries",
    "governments",
    "neighbour",
    "entity",
    "party",
    "delegations",
}
_SHARE_OF = re.compile(
    r"\b(?:an? (?:large |growing |great |considerable |small |certain )?(?:number|group|majority|handful|couple)|the (?:vast |overwhelming |great )?(?:majority|rest|number)|many|some|most|several|none|two) of (?!the world|us\b)(?=\w)",
    re.I,
)
_PRONOUN = re.compile(
    r"(?:it|they|he|she|them|him|this|these|that|which|who|those|the former|the latter|both|neither|each|all|such|(?:all|both|each|none) of (?:them|these|those))",
    re.I,
)
#: Nouns that mean one thing beside certain words, and another without them.
_BESIDE = {
    "nations": (re.compile(r"United\s+Nations"), INSTITUTION, GROUP),
    "states": (re.compile(r"United\s+States"), STATE, GROUP),
    "union": (re.compile(r"Soviet"), STATE, INSTITUTION),
    "community": (
        re.compile(r"international|world|global|whole|entire|european|economic|the community$", re.I),
        INSTITUTION,
        GROUP,
    ),
}
_MEANINGS = (
    (INSTITUTION, words.INSTITUTIONS),
    (GROUP, words.GROUPS | {"people", "person", "member"}),
    (DOCUMENT, words.DOCUMENTS),
)
_PEOPLE = re.compile(r"(?:ers|ors|ists|[ao]ns|ots|is|ajis|urds|rabs|ews|erbs|roats|urks|reeks)$")
_SUFFIX = re.compile(
    r"(?:tions?|sions?|ments?|ness|it(?:y|ies)|isms?|ings?|ances?|ences?|acy|ship|hood|ures?|als|cts|ly)$"
)
#: A thing with its verb, which a joined verb shares: 'Protectionism impoverishes our peoples and must'.
_ABSTRACT_CLAUSE = re.compile(
    r"[A-Z]\w+(?:ism|tion|sion|ment|ness|ity|acy|ance|ence)\s+[a-z]+s\s+(?:our|the|their|its|all)\b"
)
_NAME = re.compile(r"[^\W\d_a-z]\S*")
_MARKS = re.compile(r"[^\w\s.’'-]+")


class Phrase(NamedTuple):
    """A noun phrase in a text and what it stands for; `head` is its last noun in small letters."""

    start: int
    end: int
    text: str
    meaning: str
    head: str


class Reader:
    """Reads the noun phrases of one text. own: patterns of the names of the one who speaks.

    A capital at the beginning of a sentence makes no name of a word that the text also has in small letters.
    """

    def __init__(self, text: str, own: Sequence[str]) -> None:
        self.text = text
        names = [name for name in own if len(name.strip("*@ ")) > 1]
        self._own = re.compile("|".join(map(_own_pattern, names))) if names else None
        self._small: set[str] | None = None

    def phrase(self, start: int, end: int, *, persons: bool = False) -> Phrase:
        """The phrase between two places. persons: any noun in the plural is taken for people, as the object of an appeal."""
        raw = self.text[start:end]
        raw_end = re.sub(r"[\s,]+(?:and|or)\s*$", "", raw)
        start, end = start + len(raw) - len(raw.lstrip(" ,")), end - len(raw) + len(raw_end.rstrip(" ,"))
        words_ = self.text[start:end]
        return Phrase(start, end, words_, self._meaning(words_, start, persons=persons), head(words_))

    def _meaning(self, phrase: str, start: int, *, persons: bool) -> str:
        phrase = " ".join(phrase.split())
        if not phrase:
            return THING
        if _ABSTRACT_CLAUSE.match(phrase):
            return THING
        if _SELF.match(phrase):
            return GROUP if persons and phrase.lower().startswith("every") else SELF
        if re.match(r"(?:our|my)\s", phrase, re.I) and head(phrase) in _OURS:
            return SELF
        phrase = _SHARE_OF.sub("", phrase)
        if _PRONOUN.fullmatch(phrase):
            return PRONOUN
        if re.match(r"(?:a|an)\s", phrase, re.I):
            return _of_article(phrase)
        if phrase.lower() == "one":
            return THING
        if re.match(r"(?:no one|nobody|you)$", phrase, re.I):
            return GROUP
        core = (
            _CORE_END.split(
                " " + phrase.replace(", and ", " and ").replace("Economic and Social", "Economic") + " ", maxsplit=1
            )[0].strip()
            or phrase
        )
        parts = re.split(r",? and |,? or |, ", re.sub(r"\s+(?:and|or)$", "", core))
        parts = [
            part for part in parts[:-1] if not re.fullmatch(r"\s*[a-z-]+\s*", part) or head(part) in words.GROUPS
        ] + parts[-1:]
        kinds = [self._one(part, phrase, start, persons=persons) for part in parts if part.strip()]
        if len(kinds) == 1:
            return kinds[0]
        return _mixed(kinds)

    def _one(self, core: str, whole: str, start: int, *, persons: bool) -> str:
        if self._own and self._own.search(core) and not re.search(r"[’']s?\s", core):
            return SELF
        noun = head(core)
        names = [w for w in _LEADING.sub("", core).split() if _NAME.match(w)]
        if (
            names
            and core.startswith(names[0])
            and self.begins_sentence(start)
            and not self._is_name(names[:1], names[0], whole, start)
        ):
            names = names[1:]
        named = self._is_name(_LEADING.sub("", core).split()[-1:], core, whole, start)
        beside = [w for w in names if w.lower().strip(".,") != noun and w.lower() not in words.MANY]
        of_name = (
            re.search(r"\bof (?:the )?(?:\w+ ){0,2}?([A-Z]\w+)", whole[len(core) - 1 :]) if core in whole else None
        )
        of_own = bool(self._own and of_name and self._own.search(whole))
        if (
            noun in words.WITH_NAME
            and (beside or (of_name and "Nations" not in of_name[0]))
            and not re.match(r"(?:all|both)\b", core, re.I)
        ):
            return SELF if of_own else (GROUP if " and " in whole[len(core) :] else STATE)
        return self._by_noun(noun, core, start, named=named, of_own=of_own, persons=persons)

    def _by_noun(self, noun: str, core: str, start: int, *, named: bool, of_own: bool, persons: bool) -> str:
        """What the last noun of a phrase means; the words beside it decide where it is used of several."""
        if noun in _BESIDE:
            beside, with_it, without = _BESIDE[noun]
            return with_it if beside.search(core) else without
        if noun == "state" and re.search(r"\bstate of\b", self.text[start : start + 60]):
            return THING
        if noun in words.STATES:
            many = re.match(r"(?:each|every|any|no)\b", core, re.I)
            return GROUP if many else SELF if of_own else STATE
        for meaning, known in _MEANINGS:
            if noun in known:
                return meaning
        if named and not words.THINGS.fullmatch(noun):
            return GROUP if _PEOPLE.search(noun) and not core.isupper() else STATE
        plural = persons and noun.endswith("s") and not _SUFFIX.search(noun) and not words.THINGS.fullmatch(noun)
        return GROUP if plural and noun not in words.NEVER_PERSONS else THING

    def _is_name(self, last: Sequence[str], core: str, whole: str, start: int) -> bool:
        if not last or not _NAME.match(last[0]) or last[0].isdigit():
            return False
        word = last[0].strip(".,’'")
        if len(core.split()) > 1 or not self.begins_sentence(start):
            return not _SUFFIX.search(word.lower()) or word[1:2].isupper() or not self.begins_sentence(start)
        return not _SUFFIX.search(word) and word.lower() not in self._words_in_small_letters()

    def begins_sentence(self, place: int) -> bool:
        before = self.text[max(0, place - 4) : place].rstrip(" \"“'‘(—–")
        return not before or before[-1] in ".?!:;"

    def _words_in_small_letters(self) -> set[str]:
        if self._small is None:
            self._small = set(re.findall(r"\b[a-z]+\b", self.text))
        return self._small


def head(phrase: str) -> str:
    """The last noun before any 'of', 'in', comma or relative clause, in small letters."""
    core = _CORE_END.split(" " + phrase + " ", maxsplit=1)[0].strip() or phrase
    found = _MARKS.sub(" ", core).split()
    return found[-1].lower().strip(".'’").removesuffix("’s").removesuffix("'s") if found else ""


def _of_article(phrase: str) -> str:
    """What 'a State', 'a plan' means: anyone of its kind, or a thing; but 'a renewed Security Council' is the known one."""
    if re.match(r"(?i:an?)\s+[\w-]+\s+(?:Security Council|General Assembly|United Nations)\b", phrase):
        return INSTITUTION
    return GENERIC if head(phrase) in (words.STATES | words.INSTITUTIONS | words.GROUPS) else THING


def _mixed(kinds: Sequence[str]) -> str:
    if any(kind in (THING, DOCUMENT, GENERIC, PRONOUN) for kind in kinds):
        return next((kind for kind in kinds if kind in (THING, DOCUMENT, GENERIC, PRONOUN)), THING)
    return INSTITUTION if set(kinds) == {INSTITUTION} else (SELF if set(kinds) == {SELF} else GROUP)


def _own_pattern(name: str) -> str:
    return r"\b" + re.escape(name.rstrip("*")) + (r"\w*" if name.endswith("*") else r"\b")
