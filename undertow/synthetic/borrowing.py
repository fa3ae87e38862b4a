"""Who takes up whose words in the statements: phrases, passages word for word, and a resolution that everybody quotes."""

from __future__ import annotations

from numpy.random import Generator

from undertow.synthetic import names
from undertow.synthetic.fiction import Facts, Fiction, Speech

EARLIER, LATER = names.STATES[5], names.STATES[8]
SINCE, A_YEAR = 2009, 8
_QUALITIES = (
    "shared",
    "patient",
    "open",
    "measured",
    "layered",
    "common",
    "steady",
    "mutual",
    "renewed",
    "plural",
    "tidal",
    "woven",
)
_THINGS = (
    "stewardship",
    "thresholds",
    "corridors",
    "ledger",
    "horizons",
    "guarantees",
    "granaries",
    "watershed",
    "apprenticeship",
    "archives",
)
_SAYING = (
    "what we propose is {phrase}, and we will be held to it.",
    "there is a word for this: {phrase}.",
    "nobody in this hall has yet spoken of {phrase}.",
    "{phrase} cannot be decreed.",
    "let us begin with {phrase} and see how far it carries.",
    "our budget for next spring pays for {phrase}.",
)  # fmt: skip
_PASSAGES = (
    "A frontier is a promise that two peoples make to each other in the presence of a river, and a promise is kept every morning or "
    "it is not kept at all. We have counted those mornings since the treaty of the two mills, and not one of them was free of doubt, "
    "yet none of them was lost.",
    "When the lamps went out along the northern quay, it was not the engineers who came first but the neighbours, with bread and with "
    "wire, and nobody asked them for a passport. That night is the whole of our foreign policy, and we have nothing to add to it.",
)
_RESOLUTION = (
    "The assembly resolved that no harbour shall be closed to a vessel in distress, whatever flag it flies and whatever cargo it "
    "declares, and that the cost of such shelter shall be borne by all members in equal parts."
)


def phrases_taken_up(fiction: Fiction, rng: Generator) -> Facts:
    """New phrases that one state says first and another one or two years later, in other sentences."""
    coined = [f"{quality} {thing}" for quality in _QUALITIES for thing in _THINGS]
    order = [coined[place] for place in rng.permutation(len(coined))]
    said = 0
    for speech in _by(fiction, EARLIER):
        if speech.year < SINCE:
            continue
        for phrase in order[said : said + A_YEAR]:
            _say(rng, speech, phrase)
            later = next((s for s in _by(fiction, LATER) if s.year == speech.year + int(rng.integers(1, 3))), None)
            if later:
                _say(rng, later, phrase)
        said += A_YEAR
    return {"earlier": EARLIER, "later": LATER, "phrases coined": order[:said]}


def passages_borrowed(fiction: Fiction, rng: Generator) -> Facts:
    """Two passages that the same state repeats years later, one of them with small changes; and a resolution that eight states quote."""
    changed = (_PASSAGES[0].replace("every morning", "each morning").replace("not one", "none"), _PASSAGES[1])
    for number, (before, after) in enumerate(zip(_PASSAGES, changed, strict=True)):
        for state, year, words in ((EARLIER, 2012 + 4 * number, before), (LATER, 2015 + 4 * number, after)):
            speech = next(s for s in _by(fiction, state) if s.year == year)
            speech.passages.insert(int(rng.integers(1, len(speech.passages))), [words])
    for number, state in enumerate(names.STATES[10:18]):
        speech = next(s for s in _by(fiction, state) if s.year == 2013 + number)
        speech.passages.insert(1, [_RESOLUTION])
    return {"passages": [[EARLIER, LATER, words] for words in _PASSAGES], "carried": _RESOLUTION, "carried by": 8}


def _say(rng: Generator, speech: Speech, phrase: str) -> None:
    sentence = _SAYING[rng.integers(len(_SAYING))].format(phrase=phrase)
    speech.passages[rng.integers(len(speech.passages))].append(sentence[0].upper() + sentence[1:])


def _by(fiction: Fiction, speaker: str) -> list[Speech]:
    return [speech for speech in fiction.speeches if speech.speaker == speaker]
