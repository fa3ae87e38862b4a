"""What rose, in words and tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from undertow.analyses._discovery.paraphrases import ACROSS, ALIKE, KIND, LEAST, MOST
from undertow.analyses._discovery.rising import LEAST_READ, LEAST_TEXTS, LEAST_USES
from undertow.analyses._texts import quoted_passage
from undertow.language.embedding import PACKAGE
from undertow.model import Cell, Column, Evidence, Figure, Finding, Table, cell, mention, said
from undertow.statistics.proportions import wilson

FALSE_ALARMS = "0 of 200 runs listed anything"
_SUBJECT = "phrases that rose in "
_ALIKE = "sentences alike around what rose"
_DRAWN, _GROUPS = 12, 40
NOT_AGREEMENT = "Similarity is not agreement: “they have the right to return” and “they have no right to return” are nearly the same to the model."
NULL_MODEL = (
    "If the two parts were alike, a phrase would differ by what sampling gives. Its log-odds are shrunk by a prior worth 500 uses "
    "spread like the whole, and their error is widened where single texts repeat the phrase; listed is what stands 3 or more "
    f"such errors higher in the later part, in at least {LEAST_USES} later passages of {LEAST_TEXTS} texts, with q <= 0.05 over all phrases."
)
CAVEATS = (
    "For reading, not for counting: these phrases were chosen because they rose most, so how much they rose is overstated here.",
    "A phrase is not a narrative. Whether the texts argue the same can only be read; a codebook then counts it.",
    "What is new in the later part can be the choice of what was collected, and not what was said.",
)


def finding(kind: str, rows: Sequence[Mapping[str, Any]], part: Mapping[str, Any], who: str) -> Finding:
    """The finding about one kind of text. rows: what rose, most first."""
    held = sum(bool(row["held"]) for row in rows)
    first = next((row for row in rows if not row["held"]), rows[0])
    of = f" of {mention(part['account']) if part['account'] else who}" if who else ""
    estimate = wilson(first["later"], part["passages_later"], unit="share of later passages that hold it")
    return Finding(
        id="",
        analysis="discovery",
        subject=f"{_SUBJECT}{kind}{f' of {who}' if who else ''}",
        statement=(
            f"In the {kind}{of}, {len(rows):,} phrases and wordings rose after {part['split']}, {_known(held, len(rows))}most of all “{_words(first)}”: in "
            f"{first['earlier']:,} of {part['passages_earlier']:,} passages before and {first['later']:,} of {part['passages_later']:,} since."
        ),
        estimate=estimate,
        null_model=NULL_MODEL,
        grade="limited",
        facts=(*_facts(part), ("Already in a codebook of the case", f"{held:,} of {len(rows):,}")),
        caveats=CAVEATS,
        counter_evidence=tuple(_counter_evidence(rows, part)),
        benign_explanations=(
            "An event of which everybody had to speak.",
            "A new speaker, outlet or kind of text in the later part.",
            "A formula, a season, an office-holder's name.",
        ),
        would_change=(
            "Another day that parts the material (--since).",
            "The same phrases read in a reference from elsewhere, where they rose as well.",
        ),
        detectable=f"A phrase in fewer than {LEAST_USES} later passages, or {LEAST_TEXTS} later texts, is never listed.",
        figures=(_bars(rows, part),),
        tables=(_table(rows),),
    )


def _known(held: int, rose: int) -> str:
    """How many of what rose the codebooks hold, as part of a sentence that goes on with what rose most."""
    if not held:
        return ""
    return (
        "all of which a codebook of the case holds already, "
        if held == rose
        else f"{held:,} of which a codebook of the case holds already; of the others "
    )


def alike(rows: Sequence[Mapping[str, Any]], counts: Mapping[str, int], who: str) -> Finding:
    """The finding about sentences that say nearly the same. rows: groups; counts: how many were read and stand in one."""
    several = sum("," in row["languages"] for row in rows)
    return Finding(
        id="",
        analysis="discovery",
        subject=f"{_ALIKE}{f' of {who}' if who else ''}",
        statement=(
            f"Of {counts['read']:,} later sentences around what rose, {counts['grouped']:,} stand in {counts['groups']:,} groups "
            f"that say nearly the same; {several:,} of the groups cross languages. For reading, not for counting."
        ),
        estimate=wilson(counts["grouped"], counts["read"], unit="share of sentences read"),
        null_model=f"None: nothing is tested. Put together are sentences that {PACKAGE} places at least {ALIKE} alike, {ACROSS} across languages, with X for every name.",
        grade="insufficient",
        facts=(("Sentences around what rose", f"{counts['sentences']:,}"), ("Read", f"{counts['read']:,}"), ("Groups across languages", f"{several:,}")),
        caveats=(NOT_AGREEMENT, "For reading, not for counting: how many sentences stand in a group depends on the threshold and on what was read.", CAVEATS[1]),
        counter_evidence=(f"{counts['read'] - counts['grouped']:,} of the sentences read stand in no group.",),
        benign_explanations=("News of one event, told by many.", "A formula of an office or a genre."),
        would_change=("Reading them: whether the sentences of a group argue the same.", "Another model or threshold."),
        detectable=f"A wording in fewer than {LEAST} of the sentences read is never listed.",
        tables=(
            Table(
                title="Sentences that say nearly the same, to be read",
                columns=(Column(title="One of them"), *(Column(title=t, numeric=True) for t in ("Sentences", "Texts", "Voices")), Column(title="Languages")),
                rows=tuple((_words(row), row["sentences"], row["texts"], _voices(row), row["languages"]) for row in rows[:_GROUPS]),
                note=NOT_AGREEMENT,
            ),
        ),
    )  # fmt: skip


def read(counts: Sequence[Mapping[str, int]]) -> Iterator[str]:
    """How many sentences were compared by meaning, and the warning that belongs to it."""
    for row in counts:
        yield f"{row['read']:,} of {row['sentences']:,} sentences around what rose were compared by meaning (at most {MOST:,}). {NOT_AGREEMENT}"


def kind_of(subject: str) -> str:
    """The kind of text from the subject of a finding; of sentences that say nearly the same, their own."""
    if subject.startswith(_ALIKE):
        return KIND
    return subject.removeprefix(_SUBJECT).partition(" of ")[0]


def evidence(row: Mapping[str, Any]) -> Evidence:
    """A passage with the phrase marked."""
    return quoted_passage(row, f"rank {row['rank']}")


def notes(parts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What was read, whatever was found."""
    for part in sorted(parts, key=lambda row: row["kind"]):
        said = f"{part['texts_earlier']:,} texts before {part['split']} and {part['texts_later']:,} since"
        few = min(part["texts_earlier"], part["texts_later"])
        yield f"{part['kind']}: {said}{'; too few on one side' if few < LEAST_READ else ''}."


def _facts(part: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield (
        "Before",
        f"{part['first']} to {part['split']}: {part['texts_earlier']:,} texts, {part['passages_earlier']:,} passages",
    )
    yield (
        "Since",
        f"{part['split']} to {part['last']}: {part['texts_later']:,} texts, {part['passages_later']:,} passages",
    )
    yield "Voices", f"{part['voices']:,}"


def _counter_evidence(rows: Sequence[Mapping[str, Any]], part: Mapping[str, Any]) -> Iterator[str]:
    named = sum(row["name"] for row in rows)
    alone = sum(row["voices"] == 1 for row in rows)
    yield f"{named:,} of the {len(rows):,} hold a name, which rises with whoever bears it."
    yield f"{alone:,} of the {len(rows):,} are those of one voice only."
    if part["voices"] > 1 and not alone:
        yield "None is that of one voice only."


def _table(rows: Sequence[Mapping[str, Any]]) -> Table:
    cells: list[tuple[Cell, ...]] = [
        (
            _words(row),
            _sort(row),
            row["earlier"],
            row["later"],
            row["texts"],
            _voices(row),
            round(row["z"], 1),
            round(row["q"], 5),
            row["first"],
        )
        for row in rows
    ]
    titles = ("Before", "Since", "Texts since", "Voices since", "z", "q")
    return Table(
        title="What rose most, to be read",
        columns=(
            Column(title="Words"),
            Column(title="Kind"),
            *(Column(title=t, numeric=True) for t in titles),
            Column(title="First"),
        ),
        rows=tuple(cells),
        note="Passages before and since; a phrase within a longer one that has most of its uses is left out.",
    )


def _words(row: Mapping[str, Any]) -> str:
    """The words; those of posts with who wrote them, so that they can be withheld."""
    return said(row["words"], row["accounts"]) if row["accounts"] else str(row["words"])


def _voices(row: Mapping[str, Any]) -> Cell:
    return cell(row["voices"]) if row["accounts"] else int(row["voices"])


def _sort(row: Mapping[str, Any]) -> str:
    kind = "wording" if row["what"] == "wording" else "with a name" if row["name"] else "phrase"
    return f"{kind}, already in the codebook ({row['held']})" if row["held"] else kind


def _bars(rows: Sequence[Mapping[str, Any]], part: Mapping[str, Any]) -> Figure:
    drawn: list[dict[str, Cell]] = []
    for row in rows[:_DRAWN]:
        share = wilson(row["later"], part["passages_later"], unit="share")
        before = row["earlier"] / max(1, part["passages_earlier"])
        drawn.append(
            {
                "label": _words(row),
                "value": round(1000 * share.value, 2),
                "low": round(1000 * share.low, 2),
                "high": round(1000 * share.high, 2),
                "reference": round(1000 * before, 2),
            }
        )
    return Figure(
        kind="bars",
        title="What rose most",
        unit="in 1,000 passages since; the line is before",
        alt=f"The {len(drawn)} phrases that rose most, in 1,000 passages before and since {part['split']}.",
        rows=tuple(drawn),
        note="Chosen because they rose most; for reading, not for counting.",
    )
