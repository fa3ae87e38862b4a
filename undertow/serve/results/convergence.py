"""The page of convergence and frames: adjusted against placebo first, then who was first, shared phrases, and frames."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from undertow.case.findings import Held
from undertow.serve.results import parts
from undertow.serve.results.parts import Choice, Part, Sheet, Shown
from undertow.serve.results.stored import Stored

EMPTY = (
    "Whether two voices came to sound alike belongs here. It needs texts of several speakers over years: two would have "
    "nothing to be compared with. Add speeches or articles with `undertow add FOLDER`."
)
NONE = "No two voices have been compared yet."


def load(stored: Stored, query: Mapping[str, str]) -> Sheet:
    """One pair of voices, picked by `pair`, the id of its finding."""
    standings = (
        parts.standing(stored, "convergence", "Do two voices come to sound alike?", EMPTY),
        parts.standing(
            stored, "adoption", "Who used the words first?", "Which of two voices used new words first belongs here."
        ),
        parts.standing(
            stored,
            "novelty",
            "Whose words do others come to say?",
            "Whether what one voice says first is kept by others belongs here.",
        ),
    )
    pairs = stored.of("convergence")
    shown = next((h for h in pairs if h.finding.id == query.get("pair", "")), next(iter(pairs), None))
    voices = _voices(shown) if shown else set()
    found = [*(_measured(shown) if shown else ()), *_who_first(stored, voices), *_phrases(shown, stored, voices)]
    return Sheet(
        title="Convergence and frames",
        summary=shown.finding.statement if shown else NONE,
        standings=standings,
        parts=(*found, *(_frames(stored, shown) if shown else ()), *_novelty(stored)),
        name="pair",
        choices=tuple(Choice(value=h.finding.id, text=_named(h), picked=h is shown) for h in pairs),
    )


def _subject(held: Held) -> list[str]:
    try:
        found = json.loads(held.finding.subject.partition("\n")[0])
    except ValueError:
        return []
    return [str(part) for part in found] if isinstance(found, list) else []


def _voices(held: Held) -> set[str]:
    """The two voices a finding is about; empty where it is about all."""
    subject = _subject(held)
    return set(subject[2:4]) if len(subject) > 3 else set()


def _named(held: Held) -> str:
    subject = _subject(held)
    return f"{subject[2]} and {subject[3]} ({subject[1]})" if len(subject) > 3 else held.finding.subject


def _measured(held: Held) -> Iterable[Part]:
    finding = held.finding
    yield Part(
        name="measured",
        title="How far apart, and what other pairs did",
        lead="The dashed grey line is the naive measure. Whether a change is more than chance, the control pairs say.",
        said=(parts.said(held),),
        figures=parts.drawn(finding, "lines"),
        tables=parts.tables(finding, "Before and since", "Among control pairs"),
    )
    if grids := parts.drawn(finding, "grid"):
        yield Part(name="grid", title="Whose passages sound like whose", figures=grids)


def _who_first(stored: Stored, voices: set[str]) -> Iterable[Part]:
    found = [h for h in stored.of("adoption") if _subject(h)[:1] == ["first uses"]]
    own = [h for h in found if voices and _voices(h) == voices]
    shown = (own or found)[:3]
    if not shown:
        return
    lead = "" if own else "No finding says who of these two was first; the strongest of other pairs:"
    yield Part(
        name="first",
        title="Who used the words first",
        lead=lead,
        said=tuple(map(parts.said, shown)),
        figures=parts.drawn(shown[0].finding) if own else (),
        tables=parts.tables(shown[0].finding) if own else (),
    )


def _phrases(held: Held | None, stored: Stored, voices: set[str]) -> Iterable[Part]:
    shared = [h for h in stored.of("adoption") if _subject(h)[:1] == ["passages"]]
    own = held.finding if held else None
    if own is None and not shared:
        return
    yield Part(
        name="phrases",
        title="Shared phrases",
        lead="Chosen because they moved most or stand in both: for reading, not for counting.",
        said=tuple(map(parts.said, shared)),
        figures=parts.drawn(own, "bars") if own else (),
        tables=(
            *(parts.tables(own, "Phrases of the other") if own else ()),
            *(t for h in shared for t in parts.tables(h.finding)),
        ),
    )


def _frames(stored: Stored, held: Held) -> Iterable[Part]:
    """The same test on the frames of the codebooks alone, for every pair that was compared."""
    rows = stored.rows(
        stored.newest("convergence"),
        "compared_pairs",
        "a, b, frames_closer, frames_apart, frames_p, frames_controls, frames_changed",
        "WHERE frames_p IS NOT NULL AND NOT isnan(frames_p) ORDER BY frames_p, a, b LIMIT 50",
    )
    if rows:
        columns = [("Voice", False), ("Voice", False), ("Control pairs", True), ("Changed as much", True), ("p closer", True), ("p apart", True), ("p", True)]  # fmt: skip
        table = parts.table(
            "By the frames of the codebooks alone",
            columns,
            [
                [r["a"], r["b"], r["frames_controls"], r["frames_changed"], _short(r["frames_closer"]), _short(r["frames_apart"]), _short(r["frames_p"])]
                for r in rows
            ],
            "How often each frame is used takes the place of words. Not corrected for the number of pairs.",
        )  # fmt: skip
        yield Part(name="frames", title="Frames", tables=(Shown(finding=held.finding.id, table=table),))


def _novelty(stored: Stored) -> Iterable[Part]:
    found = stored.of("novelty")
    if found:
        yield Part(
            name="kept",
            title="Whose words others come to say",
            said=tuple(map(parts.said, found)),
            figures=parts.drawn(found[0].finding),
            tables=parts.tables(found[0].finding),
        )


def _short(value: float) -> float:
    return round(value, 3)
