"""Every pair of voices of a panel, by phrases and by rare words near each other: who used first what came to both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import erfc, sqrt
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from undertow.analyses._panels import LEAST_PERIODS, Panel
from undertow.errors import TooLittleData
from undertow.language.gazetteer import Gazetteer
from undertow.language.neighbours import Pairs, pairs
from undertow.statistics.first_use import Precedence, Uses, precedence
from undertow.statistics.multiplicity import benjamini_hochberg

Places = NDArray[np.int64]
#: What is compared: phrases show words taken over as they stand; rare words near each other also words put differently.
MEASURES = ("phrases", "rare words near each other")
#: A direction is stated beyond this z over its spread, and where pairs were searched for only with this q over all of them.
DECIDED, LEVEL = 2.5, 0.05
#: With so many pairs without either voice, their spread corrects the test for what dates dealt anew leave out; with fewer
#: the largest that was measured on real statements is taken.
COMPARISONS, ASSUMED = 19, 1.5
_DRAWS = 149


@dataclass(frozen=True)
class Tested:
    """Two voices by one measure. periods: those in which both speak.

    spread: of z among the `alike` pairs without either, at least 1; ASSUMED where these are too few. panel: its number. p: from z over that spread; q: over all pairs and measures that were looked at.
    """

    panel: int
    one: int
    other: int
    measure: str
    periods: Places
    burn_in: int
    found: Precedence
    spread: float = ASSUMED
    alike: int = 0
    p: float = 1.0
    q: float = 1.0
    named: bool = False

    @property
    def corrected(self) -> float:
        """z over its spread."""
        return self.found.z / self.spread

    @property
    def decided(self) -> bool:
        """Whether a direction may be stated."""
        return abs(self.corrected) > DECIDED and (self.named or self.q <= LEVEL)


def pairs_of(panel: Panel, gazetteer: Gazetteer | None) -> dict[str, Pairs]:
    """The units of each measure in the texts of the panel."""
    return dict(zip(MEASURES, pairs(((t.text, t.language) for t in panel.texts), gazetteer), strict=True))


def tested(
    number: int, panel: Panel, units: dict[str, Pairs], rng: Generator, *, only: Sequence[tuple[int, int]] = ()
) -> list[Tested]:
    """The test of every pair that has enough to go by, or of these; p and q are still to come. number: of the panel."""
    chosen = only or tuple(combinations(range(len(panel.voices)), 2))
    return [
        Tested(number, *pair, measure, common, len(common) // 4, found)
        for measure, own in units.items()
        for pair, common, found in _measured(panel, own, chosen, rng)
    ]


def _measured(
    panel: Panel, own: Pairs, chosen: Sequence[tuple[int, int]], rng: Generator
) -> Iterator[tuple[tuple[int, int], Places, Precedence]]:
    spoken = panel.spoken()
    used = [_uses(panel, own, voice) for voice in range(len(panel.voices))]
    for one, other in chosen:
        common = np.flatnonzero(spoken[one] & spoken[other])
        if len(common) < LEAST_PERIODS:
            continue
        mine, theirs = (_within(used[voice], common) for voice in (one, other))
        try:
            found = precedence(mine, theirs, len(common), burn_in=len(common) // 4, rng=rng, draws=_DRAWS)
        except TooLittleData:
            continue
        yield (one, other), common, found


def _uses(panel: Panel, own: Pairs, voice: int) -> Uses:
    mine = panel.voice[own.text] == voice
    both = np.unique(np.vstack([own.pair[mine], panel.period[own.text[mine]]]), axis=1)
    return Uses(both[0], both[1])


def _within(uses: Uses, common: Places) -> Uses:
    """The uses in the common periods, these numbered from 0; without units that were used in other periods too, where the
    other voice could not have been first."""
    place = np.minimum(np.searchsorted(common, uses.period), len(common) - 1)
    inside = common[place] == uses.period
    stays = ~np.isin(uses.unit, uses.unit[~inside])
    return Uses(uses.unit[stays], place[stays])


def judged(found: list[Tested], named: tuple[str, ...], panels: list[Panel]) -> list[Tested]:
    """The same with spread, p and q. named: two voices that were named before looking, or nobody."""
    spreads = [_spread(one, found) for one in found]
    p = np.array([_two_sided(one.found.z / spread) for one, (spread, _) in zip(found, spreads, strict=True)])
    q = benjamini_hochberg(p)
    return [
        replace(
            one, spread=spread, alike=alike, p=float(p[i]), q=float(q[i]), named=_names(one, panels) == frozenset(named)
        )
        for i, (one, (spread, alike)) in enumerate(zip(found, spreads, strict=True))
    ]


def _names(one: Tested, panels: list[Panel]) -> frozenset[str]:
    return frozenset(panels[one.panel].voices[voice] for voice in (one.one, one.other))


def _spread(own: Tested, found: list[Tested]) -> tuple[float, int]:
    """The spread of z among the pairs without either voice, and how many these are."""
    alike = [
        one.found.z
        for one in found
        if (one.panel, one.measure) == (own.panel, own.measure) and not {one.one, one.other} & {own.one, own.other}
    ]
    enough = len(alike) >= COMPARISONS
    return max(1.0, float(np.sqrt(np.mean(np.square(alike))))) if enough else ASSUMED, len(alike)


def _two_sided(z: float) -> float:
    return erfc(abs(z) / sqrt(2))


def first_uses(one: Tested, panel: Panel, own: Pairs) -> list[dict[str, Any]]:
    """Every unit that came to both after the burn-in, those that fewest others use first: where each voice has it first."""
    start = int(one.periods[one.burn_in])
    wanted = np.isin(own.pair, one.found.units) & np.isin(panel.period[own.text], one.periods)
    lag = dict(zip(one.found.units.tolist(), one.found.lag.tolist(), strict=True))
    places: dict[int, dict[int, int]] = {}
    anyone: dict[int, int] = {}
    users: dict[int, set[int]] = {}
    for at in np.flatnonzero(np.isin(own.pair, one.found.units)).tolist():
        unit, text = int(own.pair[at]), int(own.text[at])
        anyone[unit] = min(anyone.get(unit, start + 10**6), int(panel.period[text]))
        users.setdefault(unit, set()).add(int(panel.voice[text]))
        if wanted[at]:
            places.setdefault(unit, {}).setdefault(int(panel.voice[text]), at)
    order = sorted(places, key=lambda unit: (len(users[unit]), abs(lag[unit]) if lag[unit] else 10**6, unit))
    return [
        {
            "unit": " … ".join(own.words[unit]) if one.measure == MEASURES[1] else " ".join(own.words[unit]),
            "lag": lag[unit],
            "voices": len(users[unit]),
            "third_before": anyone[unit]
            < min(int(panel.period[own.text[places[unit][v]]]) for v in (one.one, one.other)),
            "places": [places[unit][v] for v in (one.one, one.other)],
        }
        for unit in order
    ]
