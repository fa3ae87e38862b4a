"""Parts of the analysis of narratives by themselves: its periods, and shares corrected by what was judged."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from undertow.analyses import _periods as periods
from undertow.analyses._narratives.context import share
from undertow.analyses._narratives.judging import Judged, corrected, difference, judged
from undertow.analyses.narratives import Narratives
from undertow.errors import BadSetting


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "0 %"), (1 / 70_466, "0.0014 %"), (0.0005, "0.050 %"), (0.005, "0.50 %"), (0.065, "6.5 %")],
)
def test_a_small_share_keeps_two_digits(value: float, words: str) -> None:
    assert share(value) == words


@pytest.mark.parametrize(
    ("days", "precision", "expected"),
    [
        (range(0, 60), "s", "day"),
        (range(0, 700, 3), "day", "week"),
        (range(0, 2000, 5), "day", "month"),
        (range(0, 12000, 365), "year", "year"),
        (range(0, 7000, 80), "day", "quarter"),
        (range(0, 900, 20), "month", "month"),
    ],
)
def test_the_period_is_the_finest_that_dates_and_material_bear(days: range, precision: str, expected: str) -> None:
    assert periods.chosen(np.array(days), [precision] * len(days)) == expected


def test_periods_begin_and_end_where_the_calendar_says() -> None:
    day = int((np.datetime64("2022-08-19") - np.datetime64("1970-01-01")).astype(int))
    starts = {
        name: periods.start(int(periods.numbers(np.array([day]), name)[0]), name).isoformat()
        for name in periods.LENGTHS
    }
    assert starts == {
        "day": "2022-08-19",
        "week": "2022-08-15",
        "month": "2022-08-01",
        "quarter": "2022-07-01",
        "year": "2022-01-01",
    }
    month = int(periods.numbers(np.array([day]), "month")[0])
    assert periods.last(month, "month").isoformat() == "2022-08-31" and periods.named(month, "month") == "August 2022"


def test_an_unknown_period_is_refused_with_the_known_ones() -> None:
    with pytest.raises(BadSetting, match="day, week, month, quarter, year"):
        Narratives(period="decade")


def label(task: str, stratum: str, value: str, number: int) -> dict[str, Any]:
    place = {"source_sha256": "s", "row_ref": str(number), "start": 0, "by": "ann"}
    return {"task": task, "language": "en", "stratum": stratum, "stratum_size": 100, "value": value, **place}


def test_a_share_is_corrected_by_what_was_judged_and_only_from_enough_judgements() -> None:
    sought = [{"frame": "bridge", "language": "en", "task": "narrative valley/bridge 1"}]
    labels = [label(sought[0]["task"], "hit", "yes" if n < 16 else "no", n) for n in range(20)]
    labels += [label(sought[0]["task"], "no hit", "yes" if n < 1 else "no", n) for n in range(50)]
    known = judged(sought, labels)["bridge", "en"]
    assert known == Judged("bridge", "en", 20, 16, 50, 1)
    found = corrected(100, 1000, 1.0, known)
    assert found.value == pytest.approx(0.1 * 0.8 + 0.9 * 0.02)
    assert found.low < 0.08 and found.high > 0.12
    assert judged(sought, labels[1:]) == {}
    every = [row | {"stratum_size": 19} if row["stratum"] == "hit" else row for row in labels[1:]]
    assert judged(sought, every)["bridge", "en"].hits == 19  # all that there are


def test_a_difference_without_judgements_is_newcombes() -> None:
    found = difference((48, 56), (56, 70), 1.0, None)
    # Newcombe (1998), table II (a), method 10: 56/70 - 48/80; here with the first sample 48/80.
    other = difference((48, 80), (56, 70), 1.0, None)
    assert (round(other.value / 100, 4), round(other.low / 100, 4), round(other.high / 100, 4)) == (0.2, 0.0524, 0.3339)
    assert found.low < found.value < found.high
