"""What was measured and tested, as the tables that a run stores and the findings are drawn from."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.random import Generator

from undertow.analyses import _periods as periods
from undertow.analyses._narratives import changes as testing
from undertow.analyses._narratives.changes import Change
from undertow.analyses._narratives.judging import Judged, corrected, difference, drawn, judged
from undertow.analyses._narratives.series import Days, Key, Series, all_series
from undertow.model import Estimate
from undertow.statistics.series.onset import first_sustained

if TYPE_CHECKING:
    import pyarrow as pa

Rows = list[dict[str, Any]]


def results(days: Days, given: Mapping[str, Rows], rng: Generator) -> dict[str, pa.Table]:
    """`series`: one row each, tested or not; `points`: prevalence by period; `changes`; `tried`: other settings; `judged`.

    given: rows of `narratives` and `labels`.
    """
    frames = sorted({row["frame"] for row in given["narratives"]})
    series = all_series(days, frames)
    found = testing.changes(series, rng)
    factors = testing.visible(series, rng)
    known = judged(given["narratives"], given["labels"])
    tried = _tried(days, found, frames, rng)
    by_key: dict[Key, list[Change]] = {}
    for change in found:
        by_key.setdefault(change.key, []).append(change)
    scales = {one.key: _scale(one, by_key.get(one.key, ())) for one in series}
    return {
        "series": _table(_series_rows(series, factors, scales), _SERIES),
        "points": _table(
            [
                row
                for one in series
                for row in _points(one, scales[one.key], known.get((one.key.frame, one.key.language)))
            ],
            _POINTS,
        ),
        "changes": _table(_change_rows(series, found, tried, known, rng), _CHANGES),
        "tried": _table(_tried_rows(found, tried), _TRIED),
        "judged": _table([one.row() for one in known.values()], _JUDGED),
    }


_KEY = {"panel": "text", "voice": "text", "frame": "text", "language": "text"}
_SERIES = _KEY | {
    "length": "text", "unit": "text", "lacks": "text", "first": "text", "last": "text", "onset": "text",
    "periods": "integer", "used": "integer", "hits": "integer", "passages": "integer", "texts": "integer",
    "words": "integer", "visible": "number", "scale": "number",
}  # fmt: skip
_POINTS = _KEY | {
    "start": "text", "end": "text", "used": "integer", "passages": "integer", "value": "number", "low": "number",
    "high": "number",
}  # fmt: skip
_CHANGES = _KEY | {
    "kind": "text", "length": "text", "at": "text", "at_named": "text", "low": "text", "high": "text", "p": "number",
    "before": "number", "before_low": "number", "before_high": "number", "after": "number",
    "after_low": "number", "after_high": "number", "difference": "number", "difference_low": "number",
    "difference_high": "number", "passages": "integer", "rate_before": "number", "rate_after": "number",
    "tried": "integer", "held": "integer", "further": "integer",
}  # fmt: skip
_TRIED = _KEY | {"at": "text", "setting": "text", "held": "truth"}
_JUDGED = {
    "frame": "text", "language": "text", "hits": "integer", "hits_right": "integer", "others": "integer",
    "others_missed": "integer", "precision": "number", "precision_low": "number", "precision_high": "number",
}  # fmt: skip


def _table(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str]) -> pa.Table:
    import pyarrow as pa

    types = {"text": pa.string(), "integer": pa.int64(), "number": pa.float64(), "truth": pa.bool_()}
    schema = pa.schema([pa.field(name, types[kind]) for name, kind in columns.items()])
    return pa.Table.from_pylist([{name: row[name] for name in columns} for row in rows], schema)


def _series_rows(series: Sequence[Series], factors: Mapping[Key, float], scales: Mapping[Key, float]) -> Rows:
    rows = []
    for one in series:
        onset = None if one.lacks else first_sustained(one.used, one.passages)
        sums = {name: int(getattr(one, name).sum()) for name in ("used", "hits", "passages", "texts", "words")}
        rows.append(
            {
                **one.key._asdict(),
                **sums,
                "length": one.length,
                "unit": one.unit,
                "lacks": one.lacks,
                "first": _start(one, 0),
                "last": _end(one, len(one.used) - 1),
                "onset": _start(one, onset.period) if onset else "",
                "periods": len(one.used),
                "visible": factors.get(one.key, float("inf")),
                "scale": scales[one.key],
            }
        )
    return rows


def _start(one: Series, place: int) -> str:
    return periods.start(one.number(place), one.length).isoformat()


def _end(one: Series, place: int) -> str:
    return periods.last(one.number(place), one.length).isoformat()


def _scale(one: Series, found: Sequence[Change]) -> float:
    """How much more passages with a narrative scatter between periods than by chance, about the levels found."""
    cuts = sorted(
        {
            0,
            len(one.used),
            *(c.at - one.first for c in found),
            *(c.high + 1 - one.first for c in found if c.kind == "burst"),
        }
    )
    total, freedom = 0.0, float((one.passages > 0).sum()) - len(cuts) + 1
    for begin, end in itertools.pairwise(cuts):
        used, read = one.used[begin:end], one.passages[begin:end]
        share = used.sum() / max(read.sum(), 1.0)
        expected = read * share
        spread = expected * (1 - share)
        with_some = spread > 0
        total += float(((used - expected)[with_some] ** 2 / spread[with_some]).sum())
    return max(1.0, total / freedom) if freedom > 0 else 1.0


def _points(one: Series, scale: float, known: Judged | None) -> Rows:
    rows = []
    for place, (used, read) in enumerate(zip(one.used.tolist(), one.passages.tolist(), strict=True)):
        if read:
            share = corrected(int(used), int(read), scale, known)
            rows.append(
                {
                    **one.key._asdict(),
                    "start": _start(one, place),
                    "end": _end(one, place),
                    "used": int(used),
                    "passages": int(read),
                    "value": share.value,
                    "low": share.low,
                    "high": share.high,
                }
            )
    return rows


def _tried(days: Days, found: Sequence[Change], frames: Sequence[str], rng: Generator) -> dict[str, list[bool | None]]:
    return (
        {setting.name: testing.found_in(setting, found, frames, rng) for setting in testing.settings(days)}
        if found
        else {}
    )


def _tried_rows(found: Sequence[Change], tried: Mapping[str, Sequence[bool | None]]) -> Rows:
    return [
        {
            **change.key._asdict(),
            "at": periods.start(change.at, change.length).isoformat(),
            "setting": name,
            "held": held[place],
        }
        for place, change in enumerate(found)
        for name, held in tried.items()
        if held[place] is not None
    ]


def _change_rows(
    series: Sequence[Series],
    found: Sequence[Change],
    tried: Mapping[str, Sequence[bool | None]],
    known: Mapping[tuple[str, str], Judged],
    rng: Generator,
) -> Rows:
    whole = {one.key: one for one in series}
    rows = []
    for place, change in enumerate(found):
        outcomes = [held[place] for held in tried.values() if held[place] is not None]
        judgements = known.get((change.key.frame, change.key.language))
        row = _change_row(whole[change.key], change, judgements, rng)
        rows.append(row | {"tried": len(outcomes), "held": sum(map(bool, outcomes))})
    return rows


def _change_row(one: Series, change: Change, known: Judged | None, rng: Generator) -> dict[str, Any]:
    inside, outside = _sides(one, change)
    scale = max(change.scale, 1.0)
    used = [int(one.used[side].sum()) for side in (outside, inside)]
    read = [int(one.passages[side].sum()) for side in (outside, inside)]
    before, after = (drawn(u, r, scale, known, rng) for u, r in zip(used, read, strict=True))
    gap = difference((used[0], read[0]), (used[1], read[1]), scale, known)
    return {
        **change.key._asdict(),
        "kind": change.kind,
        "length": change.length,
        "at": periods.start(change.at, change.length).isoformat(),
        "at_named": periods.named(change.at, change.length),
        "low": periods.start(change.low, change.length).isoformat(),
        "high": periods.last(change.high, change.length).isoformat(),
        "p": change.p_value,
        "further": change.further,
        **_named("before", before),
        **_named("after", after),
        **_named("difference", gap),
        "passages": sum(read),
        "rate_before": 1000 * float(one.hits[outside].sum() / max(one.words[outside].sum(), 1)),
        "rate_after": 1000 * float(one.hits[inside].sum() / max(one.words[inside].sum(), 1)),
    }


def _sides(one: Series, change: Change) -> tuple[Any, Any]:
    """Which periods are after a change, or in a burst; and which are not."""
    place = np.arange(len(one.used)) + one.first
    part = (place >= change.since) & (place <= change.until)
    inside = (place >= change.at) & (place <= (change.high if change.kind == "burst" else change.until))
    return inside, part & ~inside


def _named(name: str, estimate: Estimate) -> dict[str, float]:
    return {name: estimate.value, f"{name}_low": estimate.low, f"{name}_high": estimate.high}
