"""What was found of a pair, in figures and tables."""

from __future__ import annotations

from collections.abc import Iterator

from undertow.analyses._convergence.told import WHEN, Row, Told
from undertow.model import Cell, Column, Figure, Table


def figures(told: Told, with_matrix: bool) -> Iterator[Figure]:
    """The two over time, whose passages sound like whose, and the phrases that moved."""
    if told.curve:
        yield _curve(told)
    if with_matrix and told.matrix:
        darkest = max(round(100 * row["share"], 1) for row in told.matrix)
        yield from (_matrix(told, later, darkest) for later in (False, True))
    if told.judged and told.statement != "no evidence of change" and any(row["towards"] for row in told.phrases):
        yield _taken_up(told)


def _curve(told: Told) -> Figure:
    pair = told.pair
    names = " and ".join(told.ends("ab"))
    own, others = f"{names}; band: 95 % interval of its window", "Control pairs, 5 to 95 %"
    rows: list[dict[str, Cell]] = []
    for row in told.curve:
        when = "later" if row["later"] else "earlier"
        band = {end: round(1000 * pair[f"divergence_{when}_{end}"], 1) for end in ("low", "high")}
        naive = round(1000 * row["naive"], 1)
        rows.append(
            _point(own, row["start"], 1000 * row["divergence"], **band, reference=naive, reference_name="Naive measure")
        )
        if row["low"] is not None:
            low, high = 1000 * row["low"], 1000 * row["high"]
            rows.append(
                _point(others, row["start"], (low + high) / 2, low=round(low, 1), high=round(high, 1), look="reference")
            )
    return Figure(
        kind="lines",
        title=f"How far apart: {names}",
        unit="Divergence in thousandths, 0 is alike; the dashed grey line is the naive measure",
        alt=f"Divergence of {names} by {told.body['length']}, the level of each window, control pairs, and the naive measure above them.",
        rows=tuple(sorted(rows, key=lambda row: row["series"] == others)),
        note="The naive measure is larger the less text there is; it is drawn to show the difference, and tests nothing.",
    )


def _point(series: str, start: str, value: float, **more: Cell) -> dict[str, Cell]:
    return {"series": series, "x": start, "value": round(value, 1), **more}


def _matrix(told: Told, later: bool, darkest: float) -> Figure:
    when = told.windows[int(later)]
    rows: list[dict[str, Cell]] = [
        {
            "row": told.name(row["speaker"]),
            "column": told.name(row["towards"]),
            "value": round(100 * row["share"], 1),
            "darkest": darkest,
        }
        for row in sorted(told.matrix, key=lambda row: (row["speaker"], row["towards"]))
        if row["later"] == later
    ]
    # blank cells of everyone with themselves, first, so that rows and columns come in one order
    own: list[dict[str, Cell]] = [
        {"row": name, "column": name, "value": None, "darkest": darkest}
        for name in sorted({str(row["row"]) for row in rows})
    ]
    return Figure(
        kind="grid",
        title=f"Whose passages sound like whose, {when}",
        unit="Percent of the row's passages attributed to the column's speaker",
        alt=f"A grid of speakers by speakers, {when}: percent of passages attributed.",
        rows=(*own, *rows),
        note="Before and since have one scale.",
    )


def _taken_up(told: Told) -> Figure:
    rows: list[dict[str, Cell]] = [
        {"label": f"{told.name(row['speaker'])}: {row['words']}", "value": row["later"], "reference": row["earlier"]}
        for row in told.phrases
        if row["towards"]
    ]
    return Figure(
        kind="bars",
        title="Phrases of the other that were taken up",
        unit="Uses since; the line is before",
        alt=f"{len(rows)} phrases of the other, uses before and since.",
        rows=tuple(rows),
        note="Chosen because they rose most; for reading, not for counting.",
    )


def tables(told: Told) -> Iterator[Table]:
    """Before and since, the pair among the others, and the phrases."""
    pair = told.pair
    yield Table(
        title="Before and since",
        columns=(Column(title=""), Column(title="Before", numeric=True), Column(title="Since", numeric=True)),
        rows=tuple(_rows(told)),
        note="With 95 % intervals. Separation: how often a passage of one sounds more like that one than a passage of the other.",
    )
    if pair["controls"] is not None:
        read = (("", "words and phrases"), ("frames_", "frames of the codebooks alone"))
        titles = ("Control pairs", "Changed as much", "p closer", "p apart", "p")
        yield Table(
            title="Among control pairs",
            columns=(Column(title="Read"), *(Column(title=title, numeric=True) for title in titles)),
            rows=tuple(_among(pair, prefix, name) for prefix, name in read if pair[f"{prefix}p"] is not None),
        )
    if told.phrases:
        yield _phrases(told)


def _among(pair: Row, prefix: str, name: str) -> tuple[Cell, ...]:
    counts = (pair[f"{prefix}{key}"] for key in ("controls", "changed"))
    return (name, *counts, *(f"{pair[f'{prefix}{key}']:.3f}" for key in ("closer", "apart", "p")))


def _rows(told: Told) -> Iterator[tuple[Cell, ...]]:
    pair = told.pair
    for way in ("ab", "ba"):
        one, other = told.ends(way)
        yield f"{one}, attributed to {other}", *(_interval(pair, f"{way}_{when}", 100, 1, " %") for when in WHEN)
        yield f"passages of {one}", *(f"{pair[f'{way}_{when}_passages']:,}" for when in WHEN)
    yield "separation", *(f"{100 * pair[f'separation_{when}']:.1f} %" for when in WHEN)
    yield "divergence, thousandths", *(_interval(pair, f"divergence_{when}", 1000, 0, "") for when in WHEN)
    yield "naive divergence, thousandths", *(f"{1000 * pair[f'naive_{when}']:.0f}" for when in WHEN)


def _interval(pair: Row, name: str, times: int, digits: int, unit: str) -> str:
    value, low, high = (f"{times * pair[f'{name}{end}']:.{digits}f}" for end in ("", "_low", "_high"))
    return f"{value}{unit} [{low}, {high}]"


def _phrases(told: Told) -> Table:
    cells: list[tuple[Cell, ...]] = [
        (
            told.name(row["speaker"]),
            row["words"],
            "toward" if row["towards"] else "away",
            row["earlier"],
            row["later"],
            row["texts"],
            row["other"],
            row["z"],
        )
        for row in told.phrases
    ]
    return Table(
        title="Phrases of the other that moved most, toward it or away",
        columns=(
            Column(title="Who"),
            Column(title="Phrase"),
            Column(title="What"),
            *(Column(title=title, numeric=True) for title in ("Before", "Since", "Texts", "The other's", "z")),
        ),
        rows=tuple(cells),
        note="Log-odds with an informative prior, z of 3 or more, 5 uses in 3 texts where it is commoner; “…” stands for words without weight. For reading: chosen because they moved most.",
    )
