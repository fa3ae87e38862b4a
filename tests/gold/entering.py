"""Turns an annotator's notes, which quote words, into rows with offsets: python -m tests.gold.entering quantities second B < notes.jsonl"""

import json
import re
import sys
from collections.abc import Iterable

from tests.gold.corpus import HERE, looked_up, rows, statements

CLAIM = {
    "value_low": None, "value_high": None, "approximator": "", "vague": "", "unit": "people", "category": None, "who": None,
    "from_where": None, "by_whom": None, "status": None, "period": None, "part_of": None, "from_context": [],
}  # fmt: skip
DEMAND = {
    "kind": None,
    "speaker": "self",
    "addressee": None,
    "addressee_type": None,
    "polarity": None,
    "reported": False,
    "from_context": [],
}


def place(words: str, text: str, nth: int = 1, start: int = 0) -> list[int]:
    """The offsets of the nth place of these words from start on; any white space counts as one space. ValueError where there is none."""
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    edges = (r"(?<!\w)" if words[0].isalnum() else "", r"(?!\w)" if words[-1].isalnum() else "")
    found = [match.span() for match in re.finditer(edges[0] + pattern + edges[1], text) if match.start() >= start]
    if len(found) < nth:
        raise ValueError(f"{words!r} is not in the sentence {nth} times")
    return list(found[nth - 1])


def stretch(ends: str | Iterable[str], text: str, start: int = 0) -> list[int]:
    """The offsets from the first words to the last ones; one string is the whole."""
    first, *rest = [ends] if isinstance(ends, str) else ends
    begin, end = place(first, text, start=start)
    return [begin, place(rest[0], text, start=begin)[1] if rest else end]


def claim(note: dict, text: str) -> dict:
    """One claim with its span."""
    slots = {key: note.get(key, empty) for key, empty in CLAIM.items()}
    return {"span": place(note["surface"], text, note.get("nth", 1)), **slots}


def demand(note: dict, text: str) -> dict:
    """One demand with its spans."""
    trigger = place(note["trigger"], text, note.get("nth", 1))
    what = stretch(note["what"], text, trigger[1])
    span = stretch(note["span"], text) if "span" in note else [trigger[0], what[1]]
    slots = {key: note.get(key, empty) for key, empty in DEMAND.items()}
    return {"span": span, "trigger": trigger, "what": what, **slots}


def entered(task: str, drawn: list[dict], notes: dict[str, dict], texts: dict[str, str]) -> list[dict]:
    """A row for every drawn sentence, in its order. ValueError names every quote that is not in its sentence."""
    out, wrong = (
        [],
        [
            f"{sentence}: no such sentence in this set"
            for sentence in sorted(notes.keys() - {row["id"] for row in drawn})
        ],
    )
    key, make = ("claims", claim) if task == "quantities" else ("demands", demand)
    for row in drawn:
        note, text, items = notes.get(row["id"], {}), looked_up(row, texts).text, []
        for item in note.get(key, []):
            try:
                items.append(make(item, text))
            except ValueError as error:
                wrong.append(f"{row['id']}: {error}")
        label = {"label": note.get("label", "demand" if items else "none")} if task == "demands" else {}
        out.append({"id": row["id"], **label, key: sorted(items, key=lambda i: i.get("trigger", i["span"]))})
    if wrong:
        raise ValueError("\n".join(wrong))
    return out


def main(task: str, name: str, annotator: str) -> None:
    """Read notes from standard input and write the annotator's file of this set."""
    notes = {note["id"]: note for note in map(json.loads, filter(str.strip, sys.stdin))}
    try:
        finished = entered(task, rows(f"{task}_{name}.jsonl"), notes, statements())
    except ValueError as error:
        sys.exit(str(error))
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in finished)
    (HERE / f"{task}_{name}_{annotator}.jsonl").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:4])
