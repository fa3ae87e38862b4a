"""A batch of sign-ups, or a band in the order of following, as a finding."""

from __future__ import annotations

from collections.abc import Iterator

from undertow.analyses._audience import figures, wording
from undertow.analyses._audience.batches import ALPHA
from undertow.analyses._audience.view import (
    HALF,
    Row,
    View,
    interval,
    iso,
    number,
    places,
    probability,
    spread,
    told,
    window,
)
from undertow.model import SMALL_CELL, Cell, Column, Estimate, Finding, Grade, Table, mention

NULL_MODEL = (
    "An audience whose members signed up at the rate of the weeks around, raised where {compared} signed up more than usual, "
    "and stand in {order} so that accounts of those days are spread like accounts of the months around them. Each of the two scans "
    "is corrected over every window it looks at: its chance of any false alarm in an audience is {alpha}."
)
NULL_WITHOUT_REFERENCE = (
    "An audience where in {order} accounts of those days are spread like accounts of the months around them, given how "
    "many were created in them; corrected over every window looked at, the chance of any false alarm in an audience is {alpha}."
)
BULK = "Such blocks are typical of accounts made in bulk; who made them, and whether anybody did, is not shown."
OUTSIDE = (
    "Dates alone cannot tell a batch from a surge of sign-ups that came and went within days; a cause outside the reference cannot be "
    "excluded."
)
_HELD = 0.8


def finding(view: View, row: Row, *, drawn: bool) -> Finding:
    """The finding about one batch or band. drawn: with the figures, which show all batches of the audience."""
    audit = view.audit
    alpha = f"{100 * ALPHA:g} %"
    compared = wording.compared(view) if view.scanned_against else ""
    null = (NULL_MODEL if compared else NULL_WITHOUT_REFERENCE).format(compared=compared, order=view.order, alpha=alpha)
    return Finding(
        id="",
        analysis="audience",
        subject=str(row["subject"]),
        statement=_statement(view, row),
        estimate=_estimate(view, row),
        null_model=null,
        grade=grade(view, row),
        p_value=_p_value(view, row),
        sensitivity=row["held"] / row["tried"] if row["tried"] else None,
        paragraphs=tuple(_paragraphs(view, row)),
        facts=tuple(_facts(view, row)),
        caveats=(wording.NO_VERDICT, *wording.of_lists(view)),
        counter_evidence=tuple(_against(view, row)),
        benign_explanations=wording.BATCH_BENIGN,
        would_change=wording.WOULD_CHANGE,
        detectable=detectable(view),
        figures=tuple(figures.of_sign_ups(view, row)) if drawn else (),
        tables=(_table(view),) if audit["scanned"] else (),
    )


def _p_value(view: View, row: Row) -> float:
    """Of the scans that count: without a reference that of the order alone; of both, the lesser, doubled (Bonferroni)."""
    found = [float(p) for p in (row["p"] if view.scanned_against else None, row["band_p_value"]) if p is not None]
    return min(1.0, len(found) * min(found))


def grade(view: View, row: Row) -> Grade:
    """Strong: batch and band, against a reference, in most references taken alone. One of these missing: moderate."""
    held = row["tried"] and row["held"] >= _HELD * row["tried"]
    compared = view.scanned_against and view.unmatched < HALF
    lacks = (not row["bands"]) + (not row["windows"]) + (not compared) + (not held)
    return "strong" if not lacks else "moderate" if lacks == 1 or (row["bands"] and lacks == 2) else "limited"


def _statement(view: View, row: Row) -> str:
    days, who = window(row["first_day"], row["last_day"]), mention(view.target)
    if not row["windows"]:
        band, days = view.band_size(row), window(row["band_first_day"], row["band_last_day"])
        many, where = (band, "") if isinstance(band, int) else (row["size"], f", {band} of them,")
        return (
            f"{many:,} accounts created {days} stand next to one another{where} in {view.order} of {who}, at places "
            f"{places(row, view.audit['dated'])}; {number(row['band_expected'])} were expected there."
        )
    around = "" if view.scanned_against else " from the weeks around, without a reference,"
    if row["bands"]:
        return (
            f"{row['size']:,} accounts in the audience of {who} were created {days}, where {number(row['expected'])} were expected"
            f"{around or ','} and they stand next to one another in {view.order}."
        )
    return f"{row['size']:,} accounts in the audience of {who} were created {days}, where {number(row['expected'])} were expected."


def _estimate(view: View, row: Row) -> Estimate:
    unit, members = "accounts above expectation", view.audit["dated"]
    if row["windows"]:
        low, value, high = (float(row[name]) for name in ("excess_low", "excess", "excess_high"))
        return Estimate(value=value, low=min(low, value), high=max(high, value), unit=unit, n=members)
    from scipy.special import gammaincinv

    size, expected = row["band_size"], row["band_expected"]
    low, high = float(gammaincinv(size, 0.025)), float(gammaincinv(size + 1, 0.975))  # Garwood's interval for a count
    return Estimate(
        value=max(0.0, size - expected),
        low=max(0.0, low - expected),
        high=high - expected,
        unit=unit,
        n=members,
    )


def _paragraphs(view: View, row: Row) -> Iterator[str]:
    if row["bands"] and row["windows"]:
        days = window(row["band_first_day"], row["band_last_day"])
        yield (
            f"Of accounts created {days}, {told(view.band_size(row))} stand at places {places(row, view.audit['dated'])} in "
            f"{view.order}, counted from the earliest; spread like accounts of the months around, {number(row['band_expected'])} "
            "would stand there."
        )
    yield (BULK if row["bands"] else OUTSIDE) + " " + wording.NO_VERDICT


def _facts(view: View, row: Row) -> Iterator[tuple[str, str]]:
    audit = view.audit
    if row["windows"]:
        yield "Created", window(row["first_day"], row["last_day"])
        yield "Created, ISO 8601", f"{iso(row['first_day'])} to {iso(row['last_day'])}"
        yield "Accounts", f"{row['size']:,} of {audit['dated']:,} with a day of sign-up"
        yield "Expected", number(row["expected"])
        yield "p, over all windows of days", probability(row["p"])
    if row["bands"]:
        yield "Band, created", window(row["band_first_day"], row["band_last_day"])
        yield "Band, places", places(row, audit["dated"])
        yield "Band, accounts", f"{told(view.band_size(row))}, expected {number(row['band_expected'])}"
        yield "p, over all windows and places", probability(row["band_p_value"])
    if row["tried"]:
        yield "Found against", f"{row['held']:,} of {row['tried']:,} references taken alone"


def _against(view: View, row: Row) -> Iterator[str]:
    if not row["windows"]:
        yield "The number of accounts created on these days is no larger than expected; only their place in the order is."
    elif not row["bands"]:
        where = f"they are spread over {view.order}" if view.audit["in_order"] else f"{view.order} is not known"
        yield f"No band was found on these days: {where}."
    if row["tried"]:
        missed = row["tried"] - row["held"]
        yield f"Against {missed:,} of {row['tried']:,} references taken alone the batch is not found."
    if not view.scanned_against:
        yield "There is no reference: a surge of sign-ups that all audiences know was not looked for."
    rises = sum(1 for other in view.batches if other["rise"])
    yield f"{rises:,} rises with the smooth shape of a surge were found in this audience; they are not counted as batches."


def detectable(view: View) -> str:
    """The smallest batch that would have been seen, by planting some."""
    least = view.audit["detectable"]
    if least is None:
        return "Planted batches of up to a fifth of the audience, made within 3 days, were not found: here a scan sees nothing."
    return (
        f"Of batches planted into this audience, made within 3 days, {max(least, SMALL_CELL):,.0f} accounts is the smallest that is found "
        "and told. Batches made over many weeks, and those of fewer than 10 accounts, are not seen or not told."
    )


def _table(view: View) -> Table:
    """Every batch, band and rise of the audience."""
    rows: list[tuple[Cell, ...]] = []
    rises = [row for row in view.batches if row["rise"] and view.scanned_against and row["size"] >= SMALL_CELL]
    for row in sorted([*view.told, *rises], key=lambda row: row["first_day"]):
        days = f"{iso(row['first_day'])} to {iso(row['last_day'])}"
        band = spread(row, view.audit["dated"]) if row["bands"] else "none"
        expected = None if row["expected"] is None else round(row["expected"], 1)
        excess = interval(row["excess"], row["excess_low"], row["excess_high"]) if row["windows"] else None
        kind = "rise" if row["rise"] else "batch" if row["windows"] else "band alone"
        rows.append((days, kind, row["size"], expected, excess, band))
    columns = (
        Column(title="Created"),
        Column(title="Read as"),
        *(Column(title=t, numeric=True) for t in ("Accounts", "Expected", "Above expectation")),
    )
    return Table(
        title="Batches and rises of sign-ups in this audience",
        columns=(*columns, Column(title="Places of the bands")),
        rows=tuple(rows),
        note=(
            "Expected is for the window, from this audience and the reference. A rise has the smooth shape of a surge of sign-ups, or is "
            "too small to be told from one. Those of fewer than 10 accounts are not listed."
        ),
    )
