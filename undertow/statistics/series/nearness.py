"""How easily an event lies near a date that is known only as an interval."""

from __future__ import annotations

from undertow.errors import BadSetting


def event_nearness(low: int, high: int, record: tuple[int, int], *, events: int, within_days: int) -> float:
    """Chance that at least one of `events` lies within so many days of a date between low and high, if all lay at random.

    low, high: first and last possible day of the date, as day numbers; record: first and last day of the record, in which
    each event falls on any day with equal chance, by itself. A day inside [low, high] is near at 0 days. Events
    outside the record are not to be counted among `events`. A large chance says that a near event means little.
    Raises: BadSetting for a record or interval that ends before it begins, an interval outside the record, or numbers under 0.
    Source: 1 - (1 - share of near days) ** events, Feller (1968), An Introduction to Probability Theory I, section VI.2.
    """
    first, last = record
    if not first <= low <= high <= last:
        raise BadSetting(
            f"The date {low} to {high} does not lie in the record of days {first} to {last}. Give days in order, inside it."
        )
    if events < 0 or within_days < 0:
        raise BadSetting(f"{events} events within {within_days} days: both must be 0 or more. Correct them.")
    near = min(last, high + within_days) - max(first, low - within_days) + 1
    return float(1.0 - (1.0 - near / (last - first + 1)) ** events)
