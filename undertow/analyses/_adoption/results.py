"""What was found in every panel, as tables: pairs tested, first uses, lags, passages, and where each stands."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.random import Generator

from undertow.analyses import Tables
from undertow.analyses import _texts as texts
from undertow.analyses._actors import actors_of
from undertow.analyses._adoption.borrowed import Found, Place, Shared, shared_passages
from undertow.analyses._adoption.marked import is_quotation, shortened
from undertow.analyses._adoption.pairs import DECIDED, Tested, first_uses, judged, pairs_of, tested
from undertow.analyses._panels import Asked, Panel, panels, speaking
from undertow.analyses._periods import named as period_name
from undertow.errors import UnknownName
from undertow.language.neighbours import Pairs

if TYPE_CHECKING:
    import pyarrow as pa

#: Passages kept for each panel and kind, and code points of one in a table; the evidence has the whole text.
_PASSAGES, _QUOTED = 40, 300
_PAIRS = {"subject": "text", "kind": "text", "panel": "text", "one": "text", "other": "text", "measure": "text", "periods": "count", "since": "text", "until": "text", "length": "text", "first": "count", "second": "count", "together": "count", "share": "number", "low": "number", "high": "number", "z": "number", "p": "number", "q": "number", "spread": "number", "alike": "count", "corrected": "number", "least_seen": "count", "units": "count", "third_before": "count", "decided": "truth", "named": "truth"}  # fmt: skip
_LAGS = {"subject": "text", "measure": "text", "lag": "count", "found": "number", "expected": "number"}
_UNITS = {"subject": "text", "measure": "text", "rank": "count", "unit": "text", "lag": "count", "voices": "count", "third_before": "truth", "at_one": "text", "at_other": "text"}  # fmt: skip
_PLACES = {"subject": "text", "measure": "text", "rank": "count", "side": "count", "unit": "text", "who": "text", "table": "text", "at": "text", "start": "count", "end": "count", "source_sha256": "text", "row_ref": "text"}  # fmt: skip
_SHARED = {"subject": "text", "kind": "text", "panel": "text", "what": "text", "rank": "count", "one": "text", "other": "text", "at_one": "text", "at_other": "text", "words_one": "text", "words_other": "text", "similarity": "number", "quotation": "truth", "voices": "count", "texts": "count"}  # fmt: skip
_PANELS = {"panel": "text", "kind": "text", "length": "text", "voices": "count", "left_out": "count", "texts": "count", "periods": "count", "pairs": "count", "tests": "count", "beyond": "count", "beyond_corrected": "count", "sentences": "count", "borrowed": "count", "together": "count", "carried": "count", "formulas": "count"}  # fmt: skip


def results(tables: Tables, asked: Asked, named: tuple[str, ...], rng: Generator) -> dict[str, pa.Table]:
    """Every table of the analysis. named: two voices whose pair was named before looking, or nobody."""
    actors = actors_of(tables["actors"])
    every = panels(tables, actors, asked, least=0)
    own = [panel for panel in every if len(panel.voices) >= 2]
    _require(named, {text.who for text in speaking(tables, actors, asked)} if named else set())
    units = [pairs_of(panel, actors.gazetteer()) for panel in own]
    everyone = [one for number, panel in enumerate(own) for one in tested(number, panel, units[number], rng)]
    everyone = judged(everyone, named, own)
    shared = [shared_passages(panel, rng) for panel in own]
    rows: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("pairs", "lags", "units", "places", "shared", "panels")
    }
    reported = {(one.panel, one.one, one.other) for one in everyone if one.decided or one.named}
    for one in everyone:
        kept = (one.panel, one.one, one.other) in reported
        found = first_uses(one, own[one.panel], units[one.panel][one.measure]) if kept else []
        rows["pairs"].append(_pair(one, own[one.panel], found))
        if kept:
            _enter(rows, one, own[one.panel], found, units[one.panel][one.measure])
    for number, (panel, passages) in enumerate(zip(own, shared, strict=True)):
        rows["panels"].append(_panel(panel, passages, [one for one in everyone if one.panel == number]))
        _enter_passages(rows, panel, passages)
    nothing = Found([], [], [], 0, 0)
    rows["panels"] += [_panel(panel, nothing, []) for panel in every if len(panel.voices) < 2]
    columns = {"pairs": _PAIRS, "lags": _LAGS, "units": _UNITS, "places": _PLACES, "shared": _SHARED, "panels": _PANELS}
    return {f"adoption_{name}": _table(rows[name], columns[name]) for name in columns}


def _require(named: tuple[str, ...], known: set[str]) -> None:
    """Raises UnknownName for a name that no text has."""
    for name in named:
        if name not in known:
            raise UnknownName.among("voice", name, known)


def _table(rows: Sequence[dict[str, Any]], columns: dict[str, str]) -> pa.Table:
    import pyarrow as pa

    types = {"text": pa.string(), "count": pa.int64(), "number": pa.float64(), "truth": pa.bool_()}
    return pa.Table.from_pylist(list(rows), pa.schema([(name, types[type_]) for name, type_ in columns.items()]))


def _subject(one: Tested, panel: Panel) -> str:
    return json.dumps(["first uses", panel.name, panel.voices[one.one], panel.voices[one.other]], ensure_ascii=False)


def _pair(one: Tested, panel: Panel, found: Sequence[dict[str, Any]]) -> dict[str, Any]:
    share, low, high = one.found.share()
    return {
        "subject": _subject(one, panel),
        "kind": panel.kind,
        "panel": panel.name,
        "one": panel.voices[one.one],
        "other": panel.voices[one.other],
        "measure": one.measure,
        "periods": len(one.periods),
        "since": _period(panel, int(one.periods[one.burn_in])),
        "until": _period(panel, int(one.periods[-1])),
        "length": panel.length,
        "first": one.found.first,
        "second": one.found.second,
        "together": one.found.together,
        "share": share,
        "low": low,
        "high": high,
        "z": one.found.z,
        "p": one.p,
        "q": one.q,
        "spread": one.spread,
        "alike": one.alike,
        "corrected": one.corrected,
        "least_seen": one.found.least_seen(DECIDED * one.spread),
        "units": len(one.found.units),
        "third_before": sum(row["third_before"] for row in found),
        "decided": one.decided,
        "named": one.named,
    }


def _period(panel: Panel, number: int) -> str:
    return period_name(panel.first + number, panel.length)


def _enter(
    rows: dict[str, list[dict[str, Any]]], one: Tested, panel: Panel, found: Sequence[dict[str, Any]], own: Pairs
) -> None:
    about = {"subject": _subject(one, panel), "measure": one.measure}
    last = len(one.periods) - 1
    for lag in range(-last, last + 1):
        counts = (round(float(many[lag + last]), 2) for many in (one.found.lags, one.found.expected_lags))
        rows["lags"].append({**about, "lag": lag, **dict(zip(("found", "expected"), counts, strict=True))})
    for rank, row in enumerate(found, 1):
        said = [panel.texts[int(own.text[at])] for at in row["places"]]
        days = {f"at_{name}": texts.iso(t.at, t.precision)[:10] for name, t in zip(("one", "other"), said, strict=True)}
        kept = {name: row[name] for name in ("unit", "lag", "voices", "third_before")}
        rows["units"].append({**about, "rank": rank, **kept, **days})
        for side, at in enumerate(row["places"]):
            place = Place(int(own.text[at]), int(own.start[at]), int(own.end[at]))
            rows["places"].append({**about, "rank": rank, "side": side, "unit": row["unit"], **_place(panel, place)})


def _place(panel: Panel, place: Place) -> dict[str, Any]:
    text = panel.texts[place.text]
    return {
        "who": text.who,
        "table": text.table,
        "at": texts.iso(text.at, text.precision),
        "start": place.start,
        "end": place.end,
        "source_sha256": text.source_sha256,
        "row_ref": text.row_ref,
    }


def _enter_passages(rows: dict[str, list[dict[str, Any]]], panel: Panel, found: Found) -> None:
    subject = json.dumps(["passages", panel.name], ensure_ascii=False)
    kinds = (("borrowed", found.borrowed), ("on one day", found.together), ("carried by many", found.carried))
    for what, passages in kinds:
        for rank, shared in enumerate(passages[:_PASSAGES], 1):
            about = {"subject": subject, "kind": panel.kind, "panel": panel.name, "what": what, "rank": rank}
            rows["shared"].append(about | _passage(panel, shared))
            for side, place in enumerate(filter(None, (shared.earlier, shared.later))):
                at = {
                    "subject": subject,
                    "measure": what,
                    "rank": rank,
                    "side": side,
                    "unit": f"similarity {shared.similarity:.2f}",
                }
                rows["places"].append(at | _place(panel, place))


def _passage(panel: Panel, shared: Shared) -> dict[str, Any]:
    both = list(_sides(panel, shared))
    one, other = both if len(both) == 2 else (both[0], ("", "", ""))
    return {
        "one": one[0],
        "other": other[0],
        "at_one": one[1],
        "at_other": other[1],
        "words_one": one[2],
        "words_other": other[2],
        "similarity": round(shared.similarity, 2),
        "quotation": shared.later is not None
        and is_quotation(panel.texts[shared.later.text].text, shared.later.start, shared.later.end),
        "voices": shared.voices,
        "texts": shared.texts,
    }


def _sides(panel: Panel, shared: Shared) -> Iterator[tuple[str, str, str]]:
    for place in filter(None, (shared.earlier, shared.later)):
        text = panel.texts[place.text]
        yield (
            text.who,
            texts.iso(text.at, text.precision)[:10],
            shortened(text.text[place.start : place.end], _QUOTED),
        )


def _panel(panel: Panel, found: Found, own: Sequence[Tested]) -> dict[str, Any]:
    return {
        "panel": panel.name,
        "kind": panel.kind,
        "length": panel.length,
        "voices": len(panel.voices),
        "left_out": panel.left_out,
        "texts": len(panel.texts),
        "periods": int(np.ptp(panel.period)) + 1 if len(panel.period) else 0,
        "pairs": len({(one.one, one.other) for one in own}),
        "tests": len(own),
        "beyond": sum(abs(one.found.z) > DECIDED for one in own),
        "beyond_corrected": sum(abs(one.corrected) > DECIDED for one in own),
        "sentences": found.sentences,
        "borrowed": len(found.borrowed),
        "together": len(found.together),
        "carried": len(found.carried),
        "formulas": found.formulas,
    }
