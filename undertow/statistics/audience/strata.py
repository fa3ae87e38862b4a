"""Which accounts of an audience and of a reference may be compared: those created at about the same time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from undertow.errors import BadSetting, TooLittleData

Stratum = NDArray[np.int64]
#: Stratum of an audience account that no reference account can stand for.
UNSUPPORTED = -1


def creation_strata(
    audience_year: ArrayLike,
    reference_year: ArrayLike,
    *,
    extra: Sequence[tuple[ArrayLike, ArrayLike]] | None = None,
    least: int = 30,
) -> tuple[Stratum, Stratum]:
    """The stratum of each audience and of each reference account: adjacent years merged to `least` reference accounts.

    extra: codes of the audience and of the reference (language, platform), crossed in one after the other; within a
    stratum, codes with fewer than `least` reference accounts are taken together. UNSUPPORTED are audience accounts
    older or younger than every reference account, or with a code that no reference account of their stratum has.
    Raises: TooLittleData without accounts on either side; BadSetting for codes of another length.
    Source: post-stratification, Holt & Smith (1979), doi:10.2307/2344652; merging thin strata as in Cochran (1968).
    """
    audience, reference = (np.asarray(year, dtype=np.int64) for year in (audience_year, reference_year))
    if not len(audience) or not len(reference):
        raise TooLittleData(
            f"{len(audience)} audience and {len(reference)} reference accounts cannot be matched. Give both a year."
        )
    strata = _years(audience, reference, least)
    for codes in extra or ():
        strata = _crossed(strata, _codes(codes, audience, reference), least)
    return _renumbered(*strata)


def _codes(given: tuple[ArrayLike, ArrayLike], audience: Stratum, reference: Stratum) -> tuple[Stratum, Stratum]:
    own, other = (np.asarray(codes, dtype=np.int64) for codes in given)
    if len(own) != len(audience) or len(other) != len(reference):
        raise BadSetting(
            f"{len(own)} and {len(other)} codes for {len(audience)} audience and {len(reference)} reference accounts. "
            "Give one code per account."
        )
    return own, other


def _years(audience: Stratum, reference: Stratum, least: int) -> tuple[Stratum, Stratum]:
    first = int(reference.min())
    per_year = np.bincount(reference - first)
    stratum_of_year = np.zeros(len(per_year), dtype=np.int64)
    stratum = gathered = 0
    for place, accounts in enumerate(per_year):
        stratum_of_year[place] = stratum
        gathered += int(accounts)
        if gathered >= least:
            stratum, gathered = stratum + 1, 0
    if gathered and stratum:  # the youngest are too few to stand alone
        stratum_of_year[stratum_of_year == stratum] = stratum - 1
    within = (audience >= first) & (audience < first + len(per_year))
    own = np.full(len(audience), UNSUPPORTED, dtype=np.int64)
    own[within] = stratum_of_year[audience[within] - first]
    return own, stratum_of_year[reference - first]


def _crossed(strata: tuple[Stratum, Stratum], codes: tuple[Stratum, Stratum], least: int) -> tuple[Stratum, Stratum]:
    """Cells of stratum and code; the thin cells of a stratum become one, joined to its thinnest other if still thin."""
    known, inverse = np.unique(np.concatenate(codes), return_inverse=True)
    own_code, other_code = inverse[: len(codes[0])], inverse[len(codes[0]) :]
    width = len(known)
    other_cell = strata[1] * width + other_code
    per_cell = np.bincount(other_cell, minlength=(int(strata[1].max()) + 1) * width)
    target = np.arange(len(per_cell))
    for stratum in range(len(per_cell) // width):
        cells = np.arange(stratum * width, (stratum + 1) * width)
        thin = cells[(per_cell[cells] > 0) & (per_cell[cells] < least)]
        thick = cells[per_cell[cells] >= least]
        if len(thin):
            lonely = per_cell[thin].sum() < least and len(thick)
            target[thin] = thick[np.argmin(per_cell[thick])] if lonely else thin[0]
    target[per_cell == 0] = UNSUPPORTED
    own = np.full(len(own_code), UNSUPPORTED, dtype=np.int64)
    matched = strata[0] >= 0
    own[matched] = target[strata[0][matched] * width + own_code[matched]]
    return own, target[other_cell]


def _renumbered(audience: Stratum, reference: Stratum) -> tuple[Stratum, Stratum]:
    kept = np.unique(reference)
    own = np.full(len(audience), UNSUPPORTED, dtype=np.int64)
    own[audience >= 0] = np.searchsorted(kept, audience[audience >= 0])
    return own, np.searchsorted(kept, reference).astype(np.int64)
