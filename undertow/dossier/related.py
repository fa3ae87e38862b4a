"""Which findings of a dossier belong together, and why: same accounts, same rows, same wording, same names, same months."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import log
from typing import NamedTuple

from undertow.dossier.contents import Reviewed
from undertow.dossier.subjects import Subjects, rare, subjects
from undertow.dossier.voice import Voice
from undertow.model import cell

#: At most so many for one finding.
MOST = 3
#: What is in more than this share of the findings relates none of them.
_COMMON = 0.5
_LEAST = 1.0
#: Findings of one analysis are alike anyway; those of two say more.
_SAME_ANALYSIS = 0.5


class Related(NamedTuple):
    """The number of another finding, and what the two have in common, in words."""

    number: int
    why: str


class _Tie(NamedTuple):
    weight: float
    why: str


def related(findings: Sequence[Reviewed], voice: Voice) -> Mapping[int, tuple[Related, ...]]:
    """For each finding, by number, the few others that have most in common with it; what is common to many counts little."""
    about = subjects([voice.plain(reviewed.finding.statement) for reviewed in findings])
    counts = {kind: rare(getattr(s, kind) for s in about) for kind in Subjects._fields}
    found: dict[int, list[tuple[float, Related]]] = {reviewed.number: [] for reviewed in findings}
    for (one, its), (other, others) in combinations(zip(findings, about, strict=True), 2):
        ties = sorted([*_of_rows(one, other), *_of_words(its, others, counts, len(findings))], reverse=True)
        weight = sum(tie.weight for tie in ties) * (_SAME_ANALYSIS if one.finding.analysis == other.finding.analysis else 1)
        if weight >= _LEAST:
            why = "; ".join(tie.why for tie in ties[:2])
            found[one.number].append((weight, Related(other.number, why)))
            found[other.number].append((weight, Related(one.number, why)))
    return {n: tuple(r for _, r in sorted(ties, key=lambda t: (-t[0], t[1].number))[:MOST]) for n, ties in found.items()}


def _of_rows(one: Reviewed, other: Reviewed) -> Iterator[_Tie]:
    """Accounts and cited rows that both findings rest on."""
    these, those = set(one.finding.accounts), set(other.finding.accounts)
    if both := these & those:
        same = "the same accounts" if these == those else f"{cell(len(both))} of the same accounts"
        yield _Tie(1 + 2 * len(both) / min(len(these), len(those)), same)
    rows = [{(e.source_sha256, e.row_ref) for e in r.finding.evidence if e.kind == "quote"} for r in (one, other)]
    if both_rows := rows[0] & rows[1]:
        yield _Tie(1 + len(both_rows) / min(map(len, rows)), "some of the same posts or passages cited")


def _of_words(
    its: Subjects, others: Subjects, counts: Mapping[str, Counter[str]], findings: int
) -> Iterator[_Tie]:
    """What both statements name."""
    for kind, words in (("names", "both name {}"), ("wordings", "both about “{}”"), ("months", "both speak of {}")):
        common = counts[kind]
        shared = sorted(getattr(its, kind) & getattr(others, kind), key=lambda thing: (common[thing], thing))
        told = [thing for thing in shared if common[thing] <= max(2, _COMMON * findings)]
        if told:
            weight = sum(log(max(2, findings) / common[thing]) for thing in told[:2]) / log(max(3, findings))
            yield _Tie(weight, words.format(told[0]))
