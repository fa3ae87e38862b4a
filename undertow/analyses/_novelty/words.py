"""Novelty and resonance in words, tables and a figure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from undertow.analyses import Measured
from undertow.analyses._novelty.results import LEAST_VOICES
from undertow.analyses._texts import quoted_passage
from undertow.model import Cell, Column, Estimate, Evidence, Figure, Finding, Table, mention

Row = Mapping[str, Any]
LEVEL = 0.05
_SHOWN, _DRAWN, _QUOTED = 25, 3, 280
ERRORS = (
    "By voice, with 20 voices or more: where nothing is kept, |z| > 2.5 for 0.3 % of 720 voices and a voice named in 0 of 30 worlds, also where subjects come and go for good "
    "or volumes drift apart; among 35 real speakers nobody. A voice of whose words five of 23 took up 15 % was named in 3 of 6 worlds, 25 % with 40 % of the words replaced in 4 of 6, never "
    "the wrong way. Single texts are for reading, not for counting. See docs/methods/novelty.md."
)
NULL_MODEL = (
    "If what others say after a text were no nearer to it than what they said before, it would not matter which periods of the window lie before "
    "and which after: they are dealt anew to the two sides, 999 times, the same way for all texts of a period. Each text is set beside the others of its period, so that what "
    "all come to speak of cancels. z is divided by how far z of the other voices spreads (median), because trends that last through all periods are no chance "
    "and dates dealt anew do not know them. q is over all voices of the panel (Benjamini-Hochberg)."
)
CAVEATS = (
    "Nearer to what others say later is not to have led them: who speaks early of what an event brings to all seems to be kept.",
    "Words are compared, not thoughts; names, numbers and stop words are left out, and all texts are drawn to one number of words.",
    "One text by itself is for reading: with so few periods on either side no test of it could pass.",
)


def finding(panel: Row, voices: Sequence[Row], said: Sequence[Row], window: int) -> Finding:
    """The finding about a panel. voices: those measured; said: its texts."""
    ahead, behind = ([row for row in voices if row["q"] <= LEVEL and row["z"] * sign > 0] for sign in (1, -1))
    first = max(voices, key=lambda row: (abs(row["z"]), row["voice"]))
    few = len(voices) < LEAST_VOICES
    ahead, behind = ([], []) if few else (ahead, behind)
    return Finding(
        id="",
        analysis="novelty",
        subject=json.dumps(["novelty", panel["panel"]], ensure_ascii=False),
        statement=_statement(panel, voices, (ahead, behind)),
        estimate=Estimate(
            value=first["excess"], low=first["low"], high=first["high"], n=first["texts"],
            unit=f"excess resonance of {_name(first)}, nats a word",
        ),
        p_value=first["p"],
        q_value=first["q"],
        null_model=NULL_MODEL,
        grade="insufficient" if few else "limited" if ahead or behind else "not supported",
        facts=(
            ("Texts measured", f"{panel['measured']:,} of {panel['texts']:,}, with {window} periods ({panel['length']}) on both sides"),
            ("Words drawn of each", f"{panel['words']:,}"),
            ("Voices; nearer to what comes after, and before", f"{len(voices):,}; {len(ahead):,}, {len(behind):,}"),
            ("Voices needed to state any", f"{LEAST_VOICES}"),
        ),
        caveats=CAVEATS,
        counter_evidence=(f"{len(voices) - len(ahead) - len(behind):,} of the {len(voices):,} voices show neither.",),
        benign_explanations=(
            "A calendar: a voice that speaks first in each period speaks first of what happened.",
            "A subject of its own that became everybody's through an event.",
            "A change of translators or writers, or of the kind of text.",
        ),
        would_change=("Another window (--window), other periods (--period), or a panel of other voices.", "The same within the frames of a codebook."),
        detectable=f"Half the width of the interval, here {(first['high'] - first['low']) / 2:.4f} nats a word, could be told from nothing for one voice named beforehand.",
        figures=(_lines(panel, voices, said),),
        tables=(_voice_table(voices), _text_table(said)),
    )  # fmt: skip


def _statement(panel: Row, voices: Sequence[Row], sides: tuple[Sequence[Row], Sequence[Row]]) -> str:
    ahead, behind = sides
    who = f"{len(voices):,} voices in the {panel['panel']}"
    if len(voices) < LEAST_VOICES:
        return f"With {who} it cannot be judged which are nearer to what others say after them: {LEAST_VOICES} are needed to tell an effect from trends that all share."
    if not ahead and not behind:
        return f"None of the {who} is nearer to what others say after it than to what others said before, or the reverse, beyond what the others show."
    return (
        f"Of {who}, {len(ahead):,} are nearer to what others say after them than to what others said before, beyond "
        f"what the others show{_named(ahead)}, and {len(behind):,} nearer to what was said before{_named(behind)}."
    )


def notes(measured: Measured) -> Iterator[str]:
    """How much was measured, and what was too short."""
    for row in sorted(measured["novelty_of_panels"].to_pylist(), key=lambda r: r["panel"]):
        if row["lacking"]:
            yield f"{row['panel']}: not measured. {row['lacking']}"
        else:
            yield f"{row['panel']}: {row['measured']:,} of {row['texts']:,} texts by {row['voices']:,} voices were measured, {row['words']:,} words of each."


def panel_of(subject: str) -> str:
    """The panel from the subject of a finding."""
    return str(json.loads(subject)[1])


def evidence(row: Row) -> Evidence:
    """The beginning of a text, up to a word."""
    text = row["text"]
    end = len(text) if len(text) <= _QUOTED else max(text.rfind(" ", 0, _QUOTED), 1)
    return quoted_passage(
        {**row, "who": row["voice"], "start": 0, "end": end}, f"rank {row['rank']} by what others kept"
    )


def _name(row: Row) -> str:
    return mention(row["voice"]) if row["kind"] == "posts" else str(row["voice"])


def _named(rows: Sequence[Row]) -> str:
    names = [_name(row) for row in sorted(rows, key=lambda r: -abs(r["z"]))]
    return f" ({', '.join(names[:5])}{', …' if len(names) > 5 else ''})" if names else ""


def _voice_table(voices: Sequence[Row]) -> Table:
    ordered = sorted(voices, key=lambda row: (-row["z"], row["voice"]))
    rows: list[tuple[Cell, ...]] = [
        (_name(row), row["texts"], round(row["excess"], 4), round(row["low"], 4), round(row["high"], 4), round(row["z"], 2), round(row["spread"], 2), round(row["p"], 5), round(row["q"], 5))
        for row in ordered
    ]  # fmt: skip
    titles = ("Texts", "Excess resonance", "Low", "High", "z", "Spread of z", "p", "q")
    return Table(
        title="Voices, those whose words others come to say first",
        columns=(Column(title="Voice"), *(Column(title=title, numeric=True) for title in titles)),
        rows=tuple(rows),
        note="Excess resonance: novelty less transience, less the same of others in the period; nats a word. The interval is that of dates dealt anew.",
    )


def _text_table(said: Sequence[Row]) -> Table:
    ordered = sorted(said, key=lambda row: row["rank"])[:_SHOWN]
    rows: list[tuple[Cell, ...]] = [
        (_name(row), row["at"], round(row["novelty"], 3), round(row["resonance"], 3), round(row["excess"], 3))
        for row in ordered
    ]
    titles = ("Novelty", "Resonance", "Excess")
    return Table(
        title="Texts that others kept most, for reading",
        columns=(Column(title="Voice"), Column(title="Date"), *(Column(title=title, numeric=True) for title in titles)),
        rows=tuple(rows),
        note="For reading, not for counting.",
    )


def _lines(panel: Row, voices: Sequence[Row], said: Sequence[Row]) -> Figure:
    """The voices furthest from what the others show, over time."""
    furthest = [row["voice"] for row in sorted(voices, key=lambda row: (-abs(row["z"]), row["voice"]))[:_DRAWN]]
    drawn = sorted(
        (row for row in said if row["voice"] in furthest), key=lambda row: (furthest.index(row["voice"]), row["at"])
    )
    return Figure(
        kind="lines",
        title="Kept by others, text by text",
        unit="excess resonance, nats a word; above 0: nearer to what others say later than other texts of the period are",
        alt=f"Excess resonance over time of {len(furthest)} voices in the {panel['panel']}.",
        rows=tuple({"x": row["at"], "value": round(row["excess"], 4), "reference": 0.0, "series": _name(row)} for row in drawn),
        note="The voices furthest from 0, so chosen. One text by itself is for reading.",
    )  # fmt: skip
