"""Twenty years of statements by twenty-six states, one voice each; and what changes in some of them."""

from __future__ import annotations

from numpy.random import Generator

from undertow.synthetic import names
from undertow.synthetic.fiction import Facts, Fiction, Speech
from undertow.synthetic.prose import GENERAL, blended, voice

FIRST_YEAR, LAST_YEAR = 2004, 2023
#: The governments of the case and the larger neighbour speak three times a year, the others once.
PRINCIPALS = (names.HOME, names.ACROSS, names.ALLY)
CONVERGES_FROM, ADOPTED = 2015, 0.4
SHIFTS_IN = 2020
RISES_ON = "2022-08-19"


def panel(fiction: Fiction, rng: Generator) -> Facts:
    """Statements of all states on general topics, before anything is planted in them."""
    sentences = fiction.crowd(44, least=16)
    for state in names.STATES:
        fiction.voices[state] = voice(rng)
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            for month in (3, 6, 9) if state in PRINCIPALS else (9,):
                topics = [GENERAL[i] for i in rng.integers(len(GENERAL), size=sentences // 4)]
                fiction.speeches.append(
                    Speech(
                        speaker=state,
                        date=f"{year}-{month:02}-{rng.integers(20, 29)}",
                        title=f"Statement by {state}, {'general debate' if month == 9 else 'spring session' if month == 3 else 'summer session'} {year}",
                        outlet="Assembly of States, Port Ysmer",
                        passages=[fiction.voices[state].passage(rng, topic, 4) for topic in topics],
                    )
                )
    return {"speeches": len(fiction.speeches), "speakers": len(names.STATES)}


def convergence(fiction: Fiction, rng: Generator) -> Facts:
    """From a year on, one government takes up the voice of its larger neighbour in a share of its passages."""
    own, other = fiction.voices[names.HOME], fiction.voices[names.ALLY]
    passages = adopted = 0
    for speech in _by(fiction, names.HOME):
        if speech.year < CONVERGES_FROM:
            continue
        for number in range(len(speech.passages)):
            speaking = blended(rng, own, other, ADOPTED)
            passages += 1
            if speaking is other:
                topic = GENERAL[rng.integers(len(GENERAL))]
                speech.passages[number], adopted = other.passage(rng, topic, 4), adopted + 1
    return {
        "speaker": names.HOME,
        "towards": names.ALLY,
        "from": CONVERGES_FROM,
        "share of passages": round(adopted / passages, 4),
    }


def frame_shift(fiction: Fiction, rng: Generator) -> Facts:
    """One government speaks of liberation until a year and of an enemy abroad since; the other as much of both throughout."""
    for speech in _by(fiction, names.HOME):
        before = speech.year < SHIFTS_IN
        _strew(fiction, rng, speech, "liberation", 2.2 if before else 0.3)
        _strew(fiction, rng, speech, "enemy", 0.2 if before else 2.6)
    for speech in _by(fiction, names.ACROSS):
        _strew(fiction, rng, speech, "liberation", 0.5)
        _strew(fiction, rng, speech, "enemy", 0.5)
    return {
        "speaker": names.HOME,
        "falls": "liberation",
        "rises": "external enemy",
        "in": SHIFTS_IN,
        "unchanged": names.ACROSS,
        "changes": [
            {"panel": "speaker", "voice": names.HOME, "narrative": narrative, "on": f"{SHIFTS_IN}-01-01"}
            for narrative in ("liberation", "enemy_abroad")
        ],
    }


def argument_in_speeches(fiction: Fiction, rng: Generator) -> Facts:
    """Return to Western Averra is hardly mentioned until a day and in every speech of one government since."""
    mentions = {"before": 0, "since": 0}
    for speech in _by(fiction, names.HOME):
        since = speech.date >= RISES_ON
        mentions["since" if since else "before"] += _strew(fiction, rng, speech, "return", 2.8 if since else 0.05)
    change = {"panel": "speaker", "voice": names.HOME, "narrative": "right_of_return", "on": RISES_ON}
    return {"speaker": names.HOME, "rises on": RISES_ON, "sentences": mentions, "changes": [change]}


def say_once(fiction: Fiction, speaker: str, date: str, sentence: str) -> Speech:
    """Put a sentence into the first speech of that speaker on or after the date, as a passage of its own."""
    speech = min((s for s in _by(fiction, speaker) if s.date >= date), key=lambda s: s.date)
    speech.passages.insert(len(speech.passages) // 2, [sentence])
    return speech


def _by(fiction: Fiction, speaker: str) -> list[Speech]:
    return [speech for speech in fiction.speeches if speech.speaker == speaker]


def _strew(fiction: Fiction, rng: Generator, speech: Speech, topic: str, mean: float) -> int:
    """Add sentences on the topic to passages of a speech; how many were added."""
    speaking = fiction.voices[speech.speaker]
    count = int(rng.poisson(mean))
    for _ in range(count):
        passage = speech.passages[rng.integers(len(speech.passages))]
        passage.insert(int(rng.integers(1, len(passage) + 1)), speaking.say(rng, topic))
    return count
