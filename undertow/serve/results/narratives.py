"""The narratives page: small multiples with change points first, then each dated change, first appearances, and the phrases
of the codebook that matched."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from urllib.parse import urlencode

from undertow.case.findings import Held
from undertow.errors import UndertowError
from undertow.model import Cell, mention
from undertow.serve.results import parts
from undertow.serve.results.parts import Choice, Part, Sheet, Shown
from undertow.serve.results.stored import Row, Stored

EMPTY = (
    "How often a narrative is used, by whom and since when, belongs here. What a narrative is, the analyst says: write a "
    "codebook into codebook/ (docs/methods/codebooks.md has an example); without one, nothing can be looked for."
)
NONE = "No narrative has been looked for yet."
#: So many passages are read again to see which words of the codebook matched: enough to see, and quick.
SAMPLE = 400
_MOST_PHRASES, _MOST_FIRST = 20, 20


def load(stored: Stored, query: Mapping[str, str]) -> Sheet:
    """One narrative, picked by `narrative`; `series` picks the finding about a change whose curve is drawn."""
    standings = (
        parts.standing(stored, "narratives", "When does a narrative rise, and who uses it first?", EMPTY),
        parts.standing(
            stored,
            "discovery",
            "Which words rose, in no codebook yet?",
            "Phrases that no codebook holds, and that rose, belong here: candidates to read.",
        ),
    )
    names = {row["frame"]: row["name"] for row in stored.rows(stored.newest("narratives"), "sought", "frame, name")}
    whole = {_about(h)[1]: h for h in stored.of("narratives") if _about(h)[0] == "narrative"}
    series = [h for h in stored.of("narratives") if _about(h)[0] == "series"]
    frames = sorted(
        names, key=lambda frame: (-sum(_frame(h) == frame for h in series), frame not in whole, names[frame])
    )
    picked = query.get("narrative", "") if query.get("narrative", "") in names else next(iter(frames), "")
    own = [h for h in series if _frame(h) == picked]
    held = whole.get(picked)
    summary = held.finding.statement if held else f"“{names[picked]}” was found in no passage." if picked else NONE
    found = [
        *(_multiples(held) if held else []),
        *_changes(own, query.get("series", "")),
        *_first(stored, held, picked),
    ]
    found += [*_phrases(stored, held, picked), *_rest(held), *_risen(stored)]
    return Sheet(
        title="Narratives",
        summary=summary,
        standings=standings,
        parts=tuple(found),
        name="narrative",
        choices=tuple(Choice(value=f, text=names[f], picked=f == picked) for f in frames),
    )


def _about(held: Held) -> list[str]:
    """The subject of a finding of narratives: kind, then what it is about."""
    try:
        found = json.loads(held.finding.subject.partition("\n")[0])
    except ValueError:
        return ["", ""]
    return [str(part) for part in found] if isinstance(found, list) and len(found) > 1 else ["", ""]


def _frame(held: Held) -> str:
    about = _about(held)
    return about[3] if len(about) > 3 else ""


def _multiples(held: Held) -> Iterable[Part]:
    yield Part(
        name="who",
        title="Who used it, and when",
        lead="One curve for each voice, all on one scale; a band marks the interval of a dated change.",
        said=(parts.said(held),),
        figures=parts.drawn(held.finding, "voices", "heat"),
        tables=parts.tables(held.finding, "Every series"),
    )


def _changes(own: list[Held], picked: str) -> Iterable[Part]:
    if not own:
        return
    shown = next((h for h in own if h.finding.id == picked), own[0])
    yield Part(
        name="changes",
        title=parts.counted(len(own), "change with a date", "changes with a date"),
        lead="The strongest first. The curve below is of the one that is marked.",
        said=tuple(
            parts.said(
                h,
                f"/narratives?{urlencode({'narrative': _frame(h), 'series': h.finding.id})}#changes",
                picked=h is shown,
            )
            for h in own
        ),
        figures=parts.drawn(shown.finding),
        tables=parts.tables(shown.finding),
    )


def _first(stored: Stored, held: Held | None, frame: str) -> Iterable[Part]:
    rows = stored.rows(
        stored.newest("narratives"),
        "first_uses",
        "day, panel, carrier, quote, source_sha256, row_ref",
        f"WHERE frame = ? ORDER BY place LIMIT {_MOST_FIRST}",
        [frame],
    )
    if not rows or held is None:
        return
    columns = [("Date", False), ("Who", False), ("Words around it", False), ("Source", False), ("Row", False)]
    table = parts.table(
        "First use by each voice",
        columns,
        [_first_row(stored, row) for row in rows],
        "Reposts are left out. First in this material is not first in the world.",
    )
    yield Part(
        name="first",
        title="First appearances",
        tables=(Shown(finding=held.finding.id, table=table), *parts.tables(held.finding, "Who carried it first")),
    )


def _first_row(stored: Stored, row: Row) -> list[Cell]:
    named = row["carrier"] if row["panel"] in ("speaker", "outlet") else mention(row["carrier"])
    return [_day(row["day"]), named, row["quote"], stored.source_name(row["source_sha256"]), row["row_ref"]]


def _phrases(stored: Stored, held: Held | None, frame: str) -> Iterable[Part]:
    if held is None:
        return
    try:
        counts, read, of = matched(stored, frame)
    except UndertowError as error:
        yield Part(name="phrases", title="What of the codebook matched", lead=str(error))
        return
    if not counts:
        return
    which = (
        f"{read:,} of {of:,} passages with a hit, drawn by a fixed rule"
        if read < of
        else f"all {of:,} passages with a hit"
    )
    table = parts.table(
        "Words that matched, small letters and capitals alike",
        [("Words", False), ("Passages", True), ("Per cent", True)],
        [[words, count, round(100 * count / read, 1)] for words, count in counts.most_common(_MOST_PHRASES)],
        f"The first match of each passage, in {which}. A hit says that the words stand there, not what is meant by them.",
    )
    yield Part(
        name="phrases",
        title="What of the codebook matched",
        lead=next((value for title, value in held.finding.facts if title == "Precision"), ""),
        tables=(Shown(finding=held.finding.id, table=table),),
    )


def matched(stored: Stored, frame: str) -> tuple[Counter[str], int, int]:
    """Words of the codebook found, by how many passages, in a sample; how many passages were read, and of how many.

    Raises: Busy while another command writes to the tables.
    """
    run = stored.newest("narratives")

    def read() -> tuple[Counter[str], int, int]:
        rows = stored.rows(
            run,
            "hits",
            '"table", source_sha256, row_index, start, "end", count(*) OVER () AS of_all',
            f"WHERE frame = ? ORDER BY hash(source_sha256, row_index, start) LIMIT {SAMPLE}",
            [frame],
        )
        places = [(row["table"], row["source_sha256"], row["row_index"]) for row in rows]
        texts = stored.texts(set(places))
        found = [
            " ".join(texts[place][row["start"] : row["end"]].lower().split())
            for place, row in zip(places, rows, strict=True)
            if place in texts
        ]
        return Counter(found), len(found), int(rows[0]["of_all"]) if rows else 0

    return stored.kept(f"phrases {frame}", run, read)


def _rest(held: Held | None) -> Iterable[Part]:
    groups = parts.tables(held.finding, "Posts by accounts of groups") if held else ()
    if groups:
        yield Part(name="groups", title="How much of it groups found elsewhere wrote or passed on", tables=groups)


def _risen(stored: Stored) -> Iterable[Part]:
    found = stored.of("discovery")
    if found:
        yield Part(
            name="risen",
            title="Words that rose",
            lead="Candidates to read: what rose and is in no codebook yet.",
            said=tuple(map(parts.said, found)),
            figures=parts.drawn(found[0].finding),
            tables=parts.tables(found[0].finding),
        )


def _day(number: int | None) -> str:
    return "" if number is None else (date(1970, 1, 1) + timedelta(number)).isoformat()
