"""Draws the sentences of the gold sets from the UN statements, the same ones every time: python -m tests.gold.draw [fresh | last | blind | blinder | blindest]

Half of each stratum comes from the thirteen countries whose statements speak most of displacement and occupation, half
from all forty; within each half the cells country x decade are visited in turn. A document belongs to one set only, and
documents of the development set to none. Strata with no cue are there so that recall is not flattered.
"""

import hashlib
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from tests.gold.corpus import DATA, HERE, Sentence, sentences, statements

SEED = "undertow gold 1"
FRESH_SEEDS = {
    "fresh": "undertow gold 2",
    "last": "undertow gold 3",
    "blind": "undertow gold 5",
    "blinder": "undertow gold 7",
    "blindest": "undertow gold 9",
}  # of sets drawn after the rules had been scored on those before
LENGTH = range(30, 701)
SHARE_SEALED = 0.6
CONFLICT = ("ARM", "AZE", "CYP", "GEO", "IRN", "ISR", "MDA", "PAK", "RUS", "SRB", "SYR", "TUR", "UKR")
#: What a later draw leaves out.
DRAWN_BEFORE = {
    "fresh": ("quantities_sealed", "demands_sealed"),
    "last": ("quantities_sealed", "demands_sealed", "quantities_fresh"),
    "blind": ("quantities_sealed", "demands_sealed", "quantities_fresh", "quantities_last", "demands_third"),
    "blinder": (
        "quantities_sealed",
        "demands_sealed",
        "quantities_fresh",
        "quantities_last",
        "quantities_blind",
        "demands_third",
        "demands_fourth",
    ),
    "blindest": (
        "quantities_sealed",
        "demands_sealed",
        "quantities_fresh",
        "quantities_last",
        "quantities_blind",
        "quantities_blinder",
        "demands_third",
        "demands_fourth",
        "demands_fifth",
    ),
}
QUOTAS = {
    ("quantities", "second"): {"near": 115, "far": 40, "number": 30, "none": 25},
    ("quantities", "fresh"): {"near": 70, "far": 15, "number": 10, "none": 5},
    ("quantities", "last"): {"near": 70, "far": 15, "number": 5, "none": 5},
    ("quantities", "blind"): {"near": 115, "far": 25, "number": 8, "none": 7},
    ("quantities", "blinder"): {"near": 125, "far": 25, "number": 8, "none": 7},
    ("quantities", "blindest"): {"near": 140, "far": 25, "number": 8, "none": 7},
    ("quantities", "sealed"): {"near": 165, "far": 50, "number": 40, "none": 35},
    ("demands", "second"): {"asking": 70, "duty": 60, "cue": 70, "none": 30},
    ("demands", "sealed"): {"asking": 90, "duty": 70, "cue": 90, "none": 40},
}
SUPPLEMENT = {
    "second": 25,
    "fresh": 15,
    "last": 15,
    "blind": 45,
    "blinder": 50,
    "blindest": 50,
    "sealed": 40,
}  # more of the stratum "near" that speak of flight: for the slots from_where and by_whom

_NOT_A_COUNT = re.compile(
    r"\(\d{4}\)|\b(?:19|20)\d\d(?:s|\b)|\b\d\d-\d{4,5}\b|[A-Z]/[\w./-]+|\bresolutions?\s+\d+|\b\d+(?:st|nd|rd|th)\b",
    re.I,
)
_BIG = (
    r"(?:\d[\d.,]*|(?:hundred|thousand|million|billion|dozen|score)s?|per\s?cent|percent"
    r"|eleven|twelve|\w+teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty)"
)
_FRACTION = r"(?:half|thirds?|quarters?|fifths?|tenths?)"
_AREA = r"(?:territor(?:y|ies)|lands?|country|island|people|population|citizens|inhabitants|[A-Z]\w+ans|humanity|mankind|children|women|them|whom)"
_SMALL = r"(?:two|three|four|five|six|seven|eight|nine|ten)"
_PERSONS = (
    r"(?:people|persons?|population|inhabitants?|residents|citizens?|civilians?|refugees?|displaced|IDPs?|men|women|children|girls|boys"
    r"|lives|dead|deaths?|died|perished|killed|killing|casualt\w+|victims?|wounded|injured|missing|captured|arrested|hostages?|prisoners?"
    r"|expelled|deported|homeless|uprooted|soldiers?|troops?|servicemen|personnel|peace-?keepers?|m?igrants?|settlers?|famil(?:y|ies)"
    r"|human\s+beings|souls|students|workers|youth|nationals|fighters|terrorists|mercenaries|officers|Arabs|Croats|Jews|Kurds"
    r"|Muslims|Poles|Serbs|Tatars|Turks|of\s+(?:them|whom|these|those)|(?-i:[A-Z][a-z]+(?:ians?|anis?|ots|ese|is|ans)\b))"
)
_NUMBER = re.compile(rf"\d|\b(?:{_BIG}|{_FRACTION}|{_SMALL})\b", re.I)
_NEAR = re.compile(
    rf"\b{_BIG}\b(?:\W+\w+){{0,4}}?\W+{_PERSONS}\b|\b(?:cent|percent|{_FRACTION})(?:\W+\w+){{0,5}}?\W+{_AREA}\b"
    rf"|\b{_SMALL}(?:\W+\w+){{0,1}}?\W+{_PERSONS}\b|\b{_PERSONS}(?:\W+\w+){{0,3}}?\W+{_BIG}\b",
    re.I,
)
_PEOPLE = re.compile(rf"\b(?:{_PERSONS}|{_AREA})\b", re.I)
_FLIGHT = re.compile(
    r"\b(?:expel\w*|expulsion|deport\w*|uproot\w*|evict\w*|fled|flee\w*|exodus|driven|drove|displac\w+|refugees?|homes)\b",
    re.I,
)
_ASKING = re.compile(
    r"\bcall(?:s|ed|ing)?\s+(?:\w+\s+)?(?:for|on|upon)\b|\burg(?:e|es|ed|ing)\b|\bappeal(?:s|ed|ing)?\s+(?:once again\s+)?(?:to|for)\b"
    r"|\b(?:demand|insist|request|ask)(?:s|ed|ing)?\s+(?:that|on)\b"
    r"|\b(?:[Ww]e|I|[A-Z]\w+|and|community|Council|Assembly|peoples?)\s+(?:\w+\s+)?(?:invite|demand|insist|request|ask|expect|encourage)(?:s|ed)?\b"
)
_DUTY = re.compile(
    r"\b(?:States|part(?:y|ies)|Nations|Council|Assembly|community|[Gg]overnments?|countries|leaders|Organization|Powers|Members|sides|authorities"
    r"|forces|world|Union|nations|peoples?|it|they|It|They|[A-Z]\w+(?:ia|istan|an|ey|el|ea|ions|us|ce|q))\s+(?:\w+\s+){0,3}(?:must|should|shall|ought|has\s+to|have\s+to|needs?\s+to)"
    r"\s+(?!be\s+\w+(?:ed|en)\b)"
)
_SELF = re.compile(r"\b(?:we|us|I)\s+(?:\w+\s+){0,2}(?:must|should|shall|ought|ha(?:s|ve)\s+to|need\s+to)", re.I)
_CUE = re.compile(
    r"\b(?:call(?:s|ed|ing)?\s+(?:\w+\s+)?(?:for|on|upon|that)|urg\w+|appeal\w*|invit\w+|request\w*|demand\w*|insist\w*|expect\w*|encourag\w+|ask\w*|let|require[sd]?"
    r"|must|should|shall|ought|ha(?:s|ve)\s+to|needs?\s+to|obliged|obligat\w+|bound\s+to|duty|incumbent)\b",
    re.I,
)


def quantity_stratum(text: str) -> str:
    """Which stratum: a number beside a people or area word, elsewhere in one sentence with it, any other number, or none."""
    counted = _NOT_A_COUNT.sub(" ; ", text)
    if _NEAR.search(counted):
        return "near"
    if _NUMBER.search(counted) and _PEOPLE.search(text):
        return "far"
    return "number" if _NUMBER.search(text) else "none"


def demand_stratum(text: str) -> str:
    """Which stratum: a verb of asking in use, an actor before a modal of duty, any other cue word, or none."""
    if _ASKING.search(text):
        return "asking"
    if _DUTY.search(text) and not _SELF.search(text):
        return "duty"
    return "cue" if _CUE.search(text) else "none"


STRATUM: dict[str, Callable[[str], str]] = {"quantities": quantity_stratum, "demands": demand_stratum}


def order(*parts: object, seed: str = "") -> str:
    """A place in a random order that depends on the seed and the parts alone, not on the order of the corpus."""
    return hashlib.sha256("|".join(map(str, (seed or SEED, *parts))).encode()).hexdigest()


def set_of(doc_id: str) -> str:
    """The set that a document belongs to."""
    return "sealed" if int(order("set", doc_id)[:8], 16) / 16**8 < SHARE_SEALED else "second"


def in_turn(pool: Iterable[Sentence], size: int, task: str) -> list[Sentence]:
    """The given number of sentences, one from each cell country x decade in a random order of cells, then again."""
    cells: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in sorted(pool, key=lambda s: order(task, s.doc_id, s.start)):
        country, _, year = sentence.doc_id.split("_")
        cells[f"{country} {year[:3]}"].append(sentence)
    visits = sorted((turn, order(task, cell), cell) for cell in cells for turn in range(len(cells[cell])))
    return [cells[cell][turn] for turn, _, cell in visits[:size]]


def halves(pool: list[Sentence], size: int, task: str) -> list[Sentence]:
    """Half of the sentences from the countries of CONFLICT, the rest from all."""
    half = in_turn((s for s in pool if s.doc_id[:3] in CONFLICT), size // 2, task)
    taken = set(half)
    return half + in_turn((s for s in pool if s not in taken), size - len(half), task)


def drawn(task: str, name: str, pool: list[Sentence]) -> list[dict]:
    """The rows of one set of one task, in a random order and the supplement last, without any text."""
    strata: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in pool:
        strata[STRATUM[task](sentence.text)].append(sentence)
    chosen = [(n, len(strata[n]), s) for n, size in QUOTAS[task, name].items() for s in halves(strata[n], size, task)]
    chosen.sort(key=lambda c: order("shuffle", task, c[2].doc_id, c[2].start))
    if task == "quantities":
        taken = {sentence for _, _, sentence in chosen}
        flight = [s for s in strata["near"] if s not in taken and _FLIGHT.search(s.text)]
        chosen += [("flight", len(flight), s) for s in halves(flight, SUPPLEMENT[name], task)]
    prefix = f"{task[0]}{dict(sealed='x', fresh='f', last='l', blind='b', blinder='c', blindest='z').get(name, 's')}"
    return [
        {
            "id": f"{prefix}{n:03}",
            "doc_id": s.doc_id,
            "start": s.start,
            "end": s.end,
            "sha256": s.fingerprint,
            "stratum": stratum,
            "stratum_size": total,
        }
        for n, (stratum, total, s) in enumerate(chosen, 1)
    ]


def pools() -> dict[str, list[Sentence]]:
    """Every sentence that may be drawn, by set: of usable length, said once, in no document of the development set."""
    developed = {
        json.loads(line)["doc_id"]
        for task in STRATUM
        for line in (DATA / "texts" / f"gold_{task}.jsonl").read_text(encoding="utf-8").splitlines()
    }
    pool: dict[str, list[Sentence]] = {"second": [], "sealed": []}
    seen = set()
    for doc_id, text in sorted(statements().items()):
        for sentence in sentences(doc_id, text):
            plain = " ".join(sentence.text.lower().split())
            if doc_id not in developed and len(sentence.text) in LENGTH and plain not in seen:
                seen.add(plain)
                pool[set_of(doc_id)].append(sentence)
    return pool


def fresh(name: str) -> list[dict]:
    """More sentences of the documents that no rule was developed on, with another seed, none of them drawn before."""
    from tests.gold.corpus import rows

    before = {(row["doc_id"], row["start"]) for file in DRAWN_BEFORE[name] for row in rows(f"{file}.jsonl")}
    pool = [s for s in pools()["sealed"] if (s.doc_id, s.start) not in before]
    shuffled = sorted(pool, key=lambda s: order(name, s.doc_id, s.start, seed=FRESH_SEEDS[name]))
    made = drawn("quantities", name, shuffled[: len(shuffled) // 2])
    if name == "fresh":
        return made
    seen = [
        (doc, place) for row in rows("series_judged.jsonl") for doc, place in row["places"]
    ]  # read when series were judged
    return [
        row for row in made if not any(doc == row["doc_id"] and row["start"] <= at < row["end"] for doc, at in seen)
    ]


def main() -> None:
    """Write the drawn sets beside this file and say how large they and their strata are."""
    for name, pool in pools().items():
        for task in STRATUM:
            rows = drawn(task, name, pool)
            (HERE / f"{task}_{name}.jsonl").write_text(
                "".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8"
            )
            sizes = Counter((row["stratum"], row["stratum_size"]) for row in rows)
            print(
                f"{task}_{name}: {len(rows)} sentences; "
                + ", ".join(f"{s} {n} of {size:,}" for (s, size), n in sorted(sizes.items()))
            )


if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1] in FRESH_SEEDS:
        text = "".join(json.dumps(row) + "\n" for row in fresh(sys.argv[1]))
        (HERE / f"quantities_{sys.argv[1]}.jsonl").write_text(text, encoding="utf-8")
    else:
        main()
