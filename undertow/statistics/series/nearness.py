"""How easily an event lies near a date that is known only as an interval."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from undertow.errors import BadSetting


def share_as_near(low: int, high: int, record: tuple[int, int], events: Sequence[tuple[int, int]]) -> float:
    """Share of all places in the record at which an interval as long would come as near one of the events as this one does.

    low, high: first and last possible day of the date, as day numbers; record: its first and last day; events: first and last
    possible day of each, one at least. The events stay where they are, so that clusters of them count as what they are.
    A large share says that a near event means little.
    Raises: BadSetting for an interval outside the record or days that are not in order, or without events.
    Source: the date placed uniformly at random, events given: Fisher (1935), The Design of Experiments, section 21.
    """
    first, last = record
    if not first <= low <= high <= last:
        raise BadSetting(
            f"The date {low} to {high} does not lie in the record of days {first} to {last}. Give days in order, inside it."
        )
    if not events or any(begin > end for begin, end in events):
        raise BadSetting(f"{len(events)} events: there must be one, and each must begin before it ends. Correct them.")
    starts = np.arange(first, last - (high - low) + 1)
    begins, ends = np.array(events).T[:, :, None]
    away = np.maximum(0, np.maximum(starts - ends, begins - (starts + high - low))).min(0)
    return float((away <= away[low - first]).mean())
