"""Strata by year of creation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undertow.errors import BadSetting, TooLittleData
from undertow.statistics.audience.strata import UNSUPPORTED, creation_strata


def test_merges_adjacent_years_until_there_are_enough_reference_accounts() -> None:
    reference = [2010] * 2 + [2011] * 1 + [2012] * 3 + [2013] * 1
    audience, other = creation_strata([2010, 2011, 2012, 2013], reference, least=3)
    # 2010 and 2011 have three together; 2013 alone is too thin and joins 2012.
    assert audience.tolist() == [0, 0, 1, 1]
    assert other.tolist() == [0, 0, 0, 1, 1, 1, 1]


def test_accounts_older_or_younger_than_every_reference_account_are_unsupported() -> None:
    audience, _ = creation_strata([2009, 2010, 2014], [2010] * 3 + [2013] * 3, least=3)
    assert audience.tolist() == [UNSUPPORTED, 0, UNSUPPORTED]


def test_crosses_in_languages_and_takes_thin_ones_together() -> None:
    reference_year, reference_language = [2010] * 8, [1, 1, 1, 2, 2, 3, 3, 4]
    audience, other = creation_strata(
        [2010] * 5, reference_year, extra=[([1, 2, 3, 4, 9], reference_language)], least=3
    )
    assert audience[0] == other[0]
    assert audience[0] != audience[1]
    assert audience[1] == audience[2] == audience[3] == other[7]  # 2, 3 and 4 have five accounts together
    assert audience[4] == UNSUPPORTED  # nobody in the reference has language 9


def test_a_thin_rest_joins_the_thinnest_other_stratum() -> None:
    _, other = creation_strata([2010], [2010] * 8, extra=[([1], [1, 1, 1, 1, 2, 2, 2, 3])], least=3)
    assert other[7] == other[4] != other[0]


@given(
    st.lists(st.integers(2006, 2024), min_size=1, max_size=60),
    st.lists(st.integers(2006, 2024), min_size=1, max_size=60),
    st.integers(1, 12),
)
def test_every_stratum_has_enough_reference_accounts_or_is_the_only_one(
    audience: list[int], reference: list[int], least: int
) -> None:
    own, other = creation_strata(audience, reference, least=least)
    per_stratum = np.bincount(other)
    assert (per_stratum >= least).all() or len(per_stratum) == 1
    assert set(own.tolist()) <= {UNSUPPORTED, *other.tolist()}


def test_needs_accounts_on_both_sides_and_a_code_for_each() -> None:
    with pytest.raises(TooLittleData, match="0 audience and 1 reference accounts cannot be matched"):
        creation_strata([], [2010])
    with pytest.raises(BadSetting, match="Give one code per account"):
        creation_strata([2010], [2010], extra=[([1, 2], [1])])
