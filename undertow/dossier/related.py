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
from undertow.model import cell, mentioned

#: At most so many for one finding.
MOST = 3
#: What is in more than this share of the findings relates none of them.
_COMMON = 0.4
_LEAST = 0.6
#: A row that more findings cite relates none of them.
_FEW = 3
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
    rows = [_rows(reviewed) for reviewed in findings]
    cited = rare(rows)
    found: dict[int, list[tuple[float, Related]]] = {reviewed.number: [] for reviewed in findings}
    for one, other in combinations(range(len(findings)), 2):
        pair = findings[one], findings[other]
        ties = [
            *_of_accounts(*pair, voice),
            *_of_words(about[one], about[other], counts, len(findings)),
            *_of_rows(rows[one], rows[other], cited),
        ]
        alike = pair[0].finding.analysis == pair[1].finding.analysis
        weight = sum(tie.weight for tie in ties) * (_SAME_ANALYSIS if alike else 1)
        if weight >= _LEAST:
            why = "; ".join(tie.why for tie in sorted(ties, key=lambda tie: -tie.weight)[:2])
            found[pair[0].number].append((weight, Related(pair[1].number, why)))
            found[pair[1].number].append((weight, Related(pair[0].number, why)))
    return {
        n: tuple(r for _, r in sorted(ties, key=lambda t: (-t[0], t[1].number))[:MOST]) for n, ties in found.items()
    }


def _of_accounts(one: Reviewed, other: Reviewed, voice: Voice) -> Iterator[_Tie]:
    """Accounts that both findings are about, as members or by name in the statement."""
    these, those = set(one.finding.accounts), set(other.finding.accounts)
    if both := these & those:
        same = "the same accounts" if these == those else f"{cell(len(both))} of the same accounts"
        yield _Tie(1 + len(both) / min(len(these), len(those)), same)
    elif named := set(mentioned(one.finding.statement)) & set(mentioned(other.finding.statement)):
        yield _Tie(1, f"both about {voice.account(min(named))}")


def _of_words(its: Subjects, others: Subjects, counts: Mapping[str, Counter[str]], findings: int) -> Iterator[_Tie]:
    """What both statements name."""
    for kind, words in (("wordings", "both about “{}”"), ("names", "both name {}"), ("months", "both speak of {}")):
        common = counts[kind]
        shared = sorted(getattr(its, kind) & getattr(others, kind), key=lambda it: (common[it], -len(it), it))
        told = [it for it in shared if common[it] <= max(2, _COMMON * findings) and not it.startswith("@")][:2]
        if told:
            weight = sum(log((findings + 1) / common[it]) for it in told) / log(findings + 1)
            yield _Tie(
                weight * (2 if kind == "wordings" else 1),
                words.format(("” and “" if kind == "wordings" else " and ").join(told)),
            )


def _rows(reviewed: Reviewed) -> set[tuple[str, str]]:
    return {(e.source_sha256, e.row_ref) for e in reviewed.finding.evidence if e.kind == "quote"}


def _of_rows(
    these: set[tuple[str, str]], those: set[tuple[str, str]], cited: Counter[tuple[str, str]]
) -> Iterator[_Tie]:
    """Rows of sources that both cite and few others do."""
    both = [row for row in these & those if cited[row] <= _FEW]
    if both:
        yield _Tie(
            0.5 * len(both) / min(len(these), len(those)),
            f"{len(both)} {'row' if len(both) == 1 else 'rows'} cited by both",
        )
