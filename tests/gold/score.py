"""How well the rules do on any gold file: make score GOLD=tests/gold/quantities_second.jsonl

A file of drawn sentences is scored against annotator A's file beside it (NAME_A.jsonl); the older development sets, which hold text and
labels in one row, on the fields they have. Which of these a file is, its rows say. The rules read the whole document. Printed: recall,
precision, every slot on matched items and where either side fills it, each with its 95 % interval (Wilson), and with `list`
behind it everything that differs. Match rule: GUIDELINES.md, section 6.
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.gold.agreement import filled, share
from tests.gold.corpus import looked_up, statements
from tests.gold.matching import CLAIM_SLOTS, DEMAND_SLOTS, Row, paired, same_value
from tests.gold.speakers import NAMES

#: The countries of the corpus by their codes, for what 'our country' stands for.
COUNTRIES = dict(
    pair.split("=")
    for pair in [
        "ARM=Armenia",
        "AUS=Australia",
        "AZE=Azerbaijan",
        "BEL=Belgium",
        "BLR=Belarus",
        "BRA=Brazil",
        "CAN=Canada",
        "CHE=Switzerland",
        "CHN=China",
        "CUB=Cuba",
        "CYP=Cyprus",
        "DEU=Germany",
        "EGY=Egypt",
        "EST=Estonia",
        "FIN=Finland",
        "FRA=France",
        "GBR=Britain",
        "GEO=Georgia",
        "GRC=Greece",
        "HUN=Hungary",
        "IND=India",
        "IRN=Iran",
        "IRQ=Iraq",
        "ISR=Israel",
        "ITA=Italy",
        "JPN=Japan",
        "KAZ=Kazakhstan",
        "KGZ=Kyrgyzstan",
        "LTU=Lithuania",
        "LVA=Latvia",
        "MDA=Moldova",
        "NLD=Netherlands",
        "NOR=Norway",
        "PAK=Pakistan",
        "POL=Poland",
        "ROU=Romania",
        "RUS=Russia",
        "SAU=Saudi",
        "SRB=Serbia",
        "SWE=Sweden",
        "SYR=Syria",
        "TJK=Tajikistan",
        "TKM=Turkmenistan",
        "TUR=Turkey",
        "UKR=Ukraine",
        "USA=America",
        "UZB=Uzbekistan",
        "VEN=Venezuela",
        "ZAF=Africa",
    ]
)
_EARLIER = {"lo": "value_low", "hi": "value_high"}


def claims(text: str, code: str) -> list[Row]:
    """What the rules find in a document: rows as in the gold sets, spans in the document; parts as places."""
    from undertow.language.quantities import quantities

    return [
        {
            "span": tuple(one.span), "value_low": one.low, "value_high": one.high, "vague": one.vague, "approximator": one.approximator,
            "unit": one.unit, "category": one.category, "status": one.status, "who": one.who.words, "from_where": one.from_where.words,
            "by_whom": one.by_whom.words, "period": one.period.words, "part_of": one.part_of, "open": one.open_part,
        }
        for one in quantities(text, "en", COUNTRIES.get(code, code))
    ]  # fmt: skip


def asked(text: str, code: str) -> list[Row]:
    """The demands that the rules find in a document, spans in the document."""
    from undertow.language.demands import demands

    fields = ("trigger", "span", "what", "kind", "speaker", "addressee", "addressee_type", "polarity", "reported")
    return [{field: getattr(one, field) for field in fields} for one in demands(text, "en", NAMES.get(code, ()))]


def inside(items: Iterable[Row], start: int, end: int, key: str) -> list[Row]:
    """The items whose span begins in a sentence, with their spans counted from its beginning."""
    kept = [item for item in items if start <= item[key][0] < end]
    moved = [
        {**item, **{k: (item[k][0] - start, item[k][1] - start) for k in ("span", "trigger", "what") if item.get(k)}}
        for item in kept
    ]
    places = [item["span"] for item in kept]
    for item in moved:
        if "part_of" in item:
            part = item["part_of"]
            item["part_of"] = (
                "context"
                if item["open"]
                else None
                if part is None
                else places.index(part)
                if part in places
                else "context"
            )
    return moved


class Score:
    """Matched items, what was missed and what was found beside; same: how each slot is compared."""

    def __init__(self, slots: dict, key: str) -> None:
        self.slots, self.key = slots, key
        self.pairs: list[tuple[str, Row, Row]] = []
        self.missed: list[tuple[str, Row]] = []
        self.extra: list[tuple[str, Row]] = []

    def add(self, name: str, found: list[Row], gold: list[Row]) -> None:
        """One sentence."""
        pairs = paired(found, gold, self.key)
        self.pairs += [(name, found[i], gold[j]) for i, j in pairs]
        self.missed += [(name, item) for j, item in enumerate(gold) if j not in {p[1] for p in pairs}]
        self.extra += [(name, item) for i, item in enumerate(found) if i not in {p[0] for p in pairs}]

    def lines(self) -> list[str]:
        """What is printed."""
        hits = len(self.pairs)
        out = [
            f"recall          {share(hits, hits + len(self.missed))}",
            f"precision       {share(hits, hits + len(self.extra))}",
        ]
        for slot, same in self.slots.items():
            all_, some = (
                [same(f, g) for _, f, g in self.pairs],
                [same(f, g) for _, f, g in self.pairs if filled(slot, f, g)],
            )
            out.append(f"{slot:15} {share(sum(all_), len(all_))}; where filled {share(sum(some), len(some))}")
        return out

    def differences(self, text_of) -> list[str]:
        """Every item missed or found beside, and every slot that differs."""
        out = [f"{name} MISSED {item} in {text_of(name)}" for name, item in self.missed]
        out += [f"{name} EXTRA {item} in {text_of(name)}" for name, item in self.extra]
        for name, found, gold in self.pairs:
            for slot, same in self.slots.items():
                if not same(found, gold):
                    keys = ("value_low", "value_high", "vague") if slot == "value" else (slot,)
                    out.append(
                        f"{name} {slot}: found {[found[k] for k in keys]} gold {[gold[k] for k in keys]} in {text_of(name)}"
                    )
        return out


def scored(path: Path) -> tuple[Score, dict[str, str]]:
    """A gold file against the rules, and the text of each of its sentences. Which kind it is, its rows say, not its name.

    Exits with what is wrong, where, and what to do, if the file cannot be scored.
    """
    rows = _rows(path)
    if all("text" in row for row in rows):
        is_claims = "quantities" in rows[0]
        _require(
            path, rows, ("doc_id", "quantities") if is_claims else ("doc_id", "label", "addressee_type", "polarity")
        )
        return _earlier(rows, is_claims)
    _require(path, rows, ("id", "doc_id", "start", "end", "sha256"))
    gold = path.with_name(f"{path.stem}_A.jsonl")
    if not gold.exists():
        sys.exit(
            f"{path} holds drawn sentences; what an annotator said of them must stand in {gold}, which does not exist. Put it there."
        )
    answers = _rows(gold)
    is_claims = "claims" in answers[0]
    find, key, items = (claims, "span", "claims") if is_claims else (asked, "trigger", "demands")
    _require(gold, answers, ("id", items))
    annotated = {row["id"]: row for row in answers}
    if lacking := [row["id"] for row in rows if row["id"] not in annotated]:
        sys.exit(f"{gold} has no row for {lacking[0]} of {path} ({len(lacking)} in all). Annotate it, or take it out.")
    score, texts, found, said = Score(CLAIM_SLOTS if is_claims else DEMAND_SLOTS, key), statements(), {}, {}
    for row in rows:
        said[row["id"]] = " ".join(looked_up(row, texts).text.split())
        if (doc := row["doc_id"]) not in found:
            found[doc] = find(texts[doc], doc[:3])
        score.add(row["id"], inside(found[doc], row["start"], row["end"], key), annotated[row["id"]][items])
    return score, said


def _rows(path: Path) -> list[Row]:
    """The rows of a file of JSON lines; exits with file and line where there are none."""
    if not path.is_file():
        sys.exit(
            f"{path}: there is no such file in {Path.cwd()}. Give a path from there: make score GOLD=tests/gold/quantities_second.jsonl"
        )
    rows = []
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        try:
            rows.append(json.loads(line))
        except ValueError as error:  # of JSON or of UTF-8
            sys.exit(f"{path}, line {number}: {error}. Write one JSON object a line, in UTF-8.")
        if not isinstance(rows[-1], dict):
            sys.exit(f"{path}, line {number}: is no JSON object. Write one JSON object a line, in UTF-8.")
    return rows or sys.exit(f"{path}: is empty. Give a file with a row for each sentence.")


def _require(path: Path, rows: Iterable[Row], fields: Iterable[str]) -> None:
    for number, row in enumerate(rows, 1):
        for field in fields:
            if field not in row:
                sys.exit(
                    f"{path}, line {number}: has no field {field!r}. A row holds doc_id, text and quantities; or doc_id, text, label, "
                    "addressee_type and polarity; or is a drawn sentence (id, doc_id, start, end, sha256) with an annotation beside it."
                )


def _earlier(rows: list[Row], is_claims: bool) -> tuple[Score, dict[str, str]]:
    """A development set that holds its text, scored on the fields it has."""
    if is_claims:
        slots = {"value": _same_earlier_value, "category": CLAIM_SLOTS["category"]}
        score = Score(slots, "span")
        for n, row in enumerate(rows):
            gold = [{**item, **{new: item[old] for old, new in _EARLIER.items()}} for item in row["quantities"]]
            score.add(str(n), inside(claims(row["text"], row["doc_id"][:3]), 0, len(row["text"]), "span"), gold)
        return score, {str(n): row["text"] for n, row in enumerate(rows)}
    score = Score(
        {
            "addressee_type": DEMAND_SLOTS["addressee_type"],
            "polarity": DEMAND_SLOTS["polarity"],
        },
        "span",
    )
    for n, row in enumerate(rows):
        whole = (0, len(row["text"]))
        found = [{**item, "span": whole} for item in asked(row["text"], row["doc_id"][:3])[:1]]
        score.add(str(n), found, [{**row, "span": whole}] if row["label"] == "demand" else [])
    return score, {str(n): row["text"] for n, row in enumerate(rows)}


def _same_earlier_value(found: Row, gold: Row) -> bool:
    if gold["vague"]:
        return bool(found["vague"])
    return same_value(found, {**gold, "unit": found["unit"], "vague": ""})


def main(arguments: list[str]) -> None:
    """Print the score of a gold file."""
    path = Path(arguments[0])
    score, said = scored(path)
    print(f"{path.name}: {len(said)} sentences")
    print("\n".join(score.lines() + (score.differences(said.__getitem__) if "list" in arguments else [])))


if __name__ == "__main__":
    main(sys.argv[1:])
