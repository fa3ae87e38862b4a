"""Which dossiers belong together: sources by their hash, names, and wordings that both speak of."""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from typing import NamedTuple

from undertow.dossier.site.published import Published
from undertow.dossier.subjects import rare

MOST = 4
_TOLD = 3


class Kin(NamedTuple):
    """The place of another dossier in the list, and what the two have in common, in words."""

    place: int
    why: str


def kin(dossiers: Sequence[Published]) -> tuple[tuple[Kin, ...], ...]:
    """For each dossier the few others that have most in common with it; what is in every dossier counts little."""
    names, wordings = rare(d.names for d in dossiers), rare(d.wordings for d in dossiers)
    found: list[list[tuple[float, Kin]]] = [[] for _ in dossiers]
    for one, its in enumerate(dossiers):
        for other, others in enumerate(dossiers):
            if one == other:
                continue
            sources = its.sources & others.sources
            common = [
                (
                    sorted(its.wordings & others.wordings, key=lambda w: (wordings[w], -len(w), w)),
                    "narratives: “{}”",
                    "”, “",
                ),
                (sorted(its.names & others.names, key=lambda n: (names[n], -len(n), n)), "actors: {}", ", "),
            ]
            counts = {**names, **wordings}
            weight = 3.0 * len(sources) / max(1, min(len(its.sources), len(others.sources)))
            weight += sum(log((len(dossiers) + 1) / counts[thing]) for shared, _, _ in common for thing in shared)
            why = [f"{len(sources)} source{'s' if len(sources) != 1 else ''} by hash"] if sources else []
            why += [words.format(joint.join(shared[:_TOLD])) for shared, words, joint in common if shared]
            if weight > 0 and why:
                found[one].append((weight, Kin(other, "; ".join(why))))
    return tuple(tuple(k for _, k in sorted(all_, key=lambda w: (-w[0], w[1].place))[:MOST]) for all_ in found)
