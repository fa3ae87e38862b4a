"""What judgements of passages are about: the names under which they are kept, so that whoever counts finds them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from undertow.codebook.reading import Codebook, Frame
from undertow.statistics.prevalence import Judged

#: The two parts of the material that passages are drawn from, and the two answers.
HIT, NO_HIT = "hit", "no hit"
YES, NO = "yes", "no"


def labelled_task(codebook: Codebook, frame: Frame, language: str) -> str:
    """The task of judging a frame: 'narrative <codebook>/<frame> <mark of its patterns>'.

    Judgements under other patterns, another `not` list or another window say nothing about these, so they get another name.
    """
    said = [
        frame.definition,
        *frame.patterns.get(language, ()),
        "",
        *frame.nots.get(language, ()),
        str(codebook.not_window),
    ]
    mark = sha256("\n".join(said).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"narrative {codebook.id}/{frame.id} {mark}"


def judgements(labels: Iterable[Mapping[str, Any]], task: str, language: str) -> Judged:
    """What the rows of the table `labels` say about that task: counts for `statistics.prevalence`.

    A passage counts once, as most of its judges have it; where they are evenly split it is left out.
    """
    said: dict[tuple[Any, ...], dict[str, str]] = {}
    for row in labels:
        if row["task"] == task and row["language"] == language:
            place = (row["stratum"], row["source_sha256"], row["row_ref"], row["start"])
            said.setdefault(place, {})[row["by"]] = row["value"]
    counts: Counter[tuple[str, str]] = Counter()
    for (stratum, *_), answers in said.items():
        yes = sum(value == YES for value in answers.values())
        if 2 * yes != len(answers):
            counts[stratum, YES if 2 * yes > len(answers) else NO] += 1
    return Judged(
        right=counts[HIT, YES],
        hits=counts[HIT, YES] + counts[HIT, NO],
        missed=counts[NO_HIT, YES],
        non_hits=counts[NO_HIT, YES] + counts[NO_HIT, NO],
    )
