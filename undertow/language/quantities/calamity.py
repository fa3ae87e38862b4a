"""Homes lost to floods and storms are no displacement by people: which of the two a sentence, or the one before it, speaks of."""

from __future__ import annotations

import re

from undertow.language.quantities.fate import Found

_NATURE = re.compile(
    r"\b(?:floods?|flooding|flood-?waters?|earthquakes?|hurricanes?|cyclones?|typhoons?|tsunamis?|storms?|droughts?|volcan\w+|eruptions?|landslides?|mudslides?"
    r"|wildfires?|torrential|monsoons?|avalanches?|tornado(?:e?s)?|natural (?:disasters?|calamit\w+)|tremors?|desertification)\b",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:wars?|conflicts?|aggress\w+|occup\w+|inva[ds]\w+|attack\w*|bomb\w*|shell\w*|milit\w+|armed|army|armies|troops|violen\w+|persecut\w+|terror\w*|expel\w*"
    r"|expulsion|ethnic|regime|genocid\w*|fighting|enemy|deport\w*|apartheid|settlers?|refugees|pogroms?|massacre\w*|strikes|guerrillas?)\b",
    re.IGNORECASE,
)
_HOMES = re.compile(r"\b(?:homeless|(?:their|all their) homes?|displaced|evacuated|roofless|shelter)\b", re.IGNORECASE)
#: Characters before a sentence in which the cause is looked for if the sentence tells none.
BEFORE = 300


def by_nature(found: Found | None, noun: str, sentence: str, before: str) -> bool:
    """Whether homes were lost by a disaster. noun: the people, who are displaced whatever the cause if they are called so;
    before: what stands before the sentence, read only where the sentence tells no cause."""
    if found is None or found.category != "displaced" or found.status not in ("displaced", "expelled"):
        return False
    if re.search(r"refugee|displaced|IDP", noun) or not _HOMES.search(sentence):
        return False
    if _PEOPLE.search(sentence):
        return False
    if _NATURE.search(sentence):
        return True
    return "homeless" in sentence and _NATURE.search(before) is not None and not _PEOPLE.search(before)
