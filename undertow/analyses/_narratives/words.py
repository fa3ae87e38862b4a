"""A series that changed, in words, tables and figures. Accounts appear only as mentions; narratives in quotation marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from undertow.analyses._narratives.context import (
    Changed,
    Context,
    Event,
    Row,
    long_day,
    noun,
    opening,
    p_words,
    ranged,
    share,
    who,
)  # fmt: skip
from undertow.analyses._narratives.evidence import SINCE, subject
from undertow.analyses._narratives.figures import ribbon
from undertow.analyses._narratives.series import EVERYONE
from undertow.model import Column, Estimate, Finding, Grade, Table
from undertow.statistics.series.nearness import share_as_near

NULL_MODEL = (
    "No change: each series in other orders of its periods, drawn so that scatter and memory from one period to the next stay. "
    "All {tested} series are tested together, for breaks and bursts: at most 5 % of runs should hold a first change of a series "
    "that is not there. Further changes, in the parts of series that changed, are tested together at 5 % of their own."
)
HOLDS_FROM = 0.8
ASSUMED = (
    "A hit says that the text uses the words of the narrative, for it or against it, in its own words or quoting others.",
    "A date is when the counts changed in this material. What was never collected, was deleted or was said elsewhere is not in it.",
    "After is not because: events near a date are listed for reading, and do not explain it.",
)
WOULD_CHANGE = (
    "Judged passages (undertow label) in which the hits of one side of the date are less often right than those of the other.",
    "Material of the same voice from before or after that shows the same level throughout.",
    "A change of who collected the texts, or how, at the same date.",
)
ORDINARY = (
    "The subject was on the agenda: others wrote about it at the same time.",
    "The voice changed format, editor or translator, and with it the words for the same thing.",
)


def change_finding(one: Changed, context: Context) -> Finding:
    """The finding about one series."""
    main = one.main
    name = context.names[one.key.frame]
    near = near_events(main, context.events)
    return Finding(
        id="",
        analysis="narratives",
        subject=subject(one.key),
        statement=statement(one, name),
        estimate=Estimate(
            value=main["difference"], low=main["difference_low"], high=main["difference_high"],
            unit=f"points of {noun(one.row)}", n=main["passages"],
        ),
        null_model=NULL_MODEL.format(tested=f"{context.tested:,}"),
        grade=grade(one, context),
        p_value=main["p"],
        sensitivity=held(one),
        paragraphs=tuple(_paragraphs(one, context, near)),
        facts=tuple(_facts(one, context)),
        caveats=tuple(_caveats(one, context)),
        counter_evidence=tuple(_against(one)),
        benign_explanations=ORDINARY,
        would_change=WOULD_CHANGE,
        detectable=detectable([one.row]),
        figures=(ribbon(one, context),),
        tables=tuple(_tables(one, context, near)),
    )  # fmt: skip


def statement(one: Changed, name: str) -> str:
    """What was seen, in one sentence."""
    main = one.main
    before, after = share(main["before"]), share(main["after"])
    used = f"{opening(who(one.key))} used “{name}” in"
    if main["kind"] == "burst":
        return (
            f"{used} {after} of {noun(one.row)} from {long_day(main['low'])} to {long_day(main['high'])}, against "
            f"{before} in all other periods."
        )
    if main["kind"] == "gradual":
        way = "rose" if main["after"] > main["before"] else "fell"
        return (
            f"{used} {after} of {noun(one.row)} since {main['at_named']}, against {before} before; a gradual change describes it "
            f"as well as one date does: it {way} between {long_day(main['low'])} and {long_day(main['high'])} or all along."
        )
    return (
        f"{used} {after} of {noun(one.row)} since {main['at_named']}, against {before} before; the change is dated between "
        f"{long_day(main['low'])} and {long_day(main['high'])}."
    )


def p_of(change: Row) -> str:
    """The p-value with what it is corrected over."""
    over = (
        f"the {change['further']:,} parts of series that changed"
        if change["further"]
        else "all series, breaks and bursts"
    )
    return f"p {p_words(change['p'])}, over {over}"


def held(one: Changed) -> float | None:
    """Share of settings in which the main change is seen, the declared one included; None if no other could be tried."""
    main = one.main
    return (1 + main["held"]) / (1 + main["tried"]) if main["tried"] else None


def grade(one: Changed, context: Context) -> Grade:
    """Strong: dated, holds in four of five settings, and its hits were judged. One of these missing: moderate; else limited."""
    settings = held(one)
    lacks = (settings is None or settings < HOLDS_FROM) + ((one.key.frame, one.key.language) not in context.judged)
    lacks += one.main["kind"] == "gradual"
    if settings is not None and settings < 0.5:
        return "limited"
    return "strong" if lacks == 0 else "moderate" if lacks == 1 else "limited"


def precision_words(frame: str, language: str, context: Context) -> str:
    """How often hits are right, or that nobody knows."""
    known = context.judged.get((frame, language))
    if known is None:
        stated = context.sought[frame, language]["status"] if (frame, language) in context.sought else "draft"
        held = f"elsewhere {stated}" if stated.startswith("judged") else f"{stated} in {language}"
        return f"unverified in this material ({held}; judge passages with undertow label {frame})"
    return (
        f"{ranged(known, 'precision')} of {known['hits']:,} judged hits are right; {known['others_missed']:,} of "
        f"{known['others']:,} judged passages without a hit have the narrative. Shares are corrected for both."
    )


def detectable(rows: Sequence[Row]) -> str:
    """The smallest lasting rise that would have been seen, in four of five cases."""
    factors = sorted(row["visible"] for row in rows if not row["lacks"])
    seen = [factor for factor in factors if factor < float("inf")]
    if not seen:
        return "In these series not even a lasting rise to ten times the level would have been found in four of five cases."
    if len(factors) == 1:
        return f"A lasting rise to {seen[0]:g} times the level would have been found in four of five cases."
    middle = factors[len(factors) // 2]
    half = f"{middle:g} times" if middle < float("inf") else "more than ten times"
    return (
        f"In four of five cases a lasting rise would have been found to {seen[0]:g} times the level in the series with most "
        f"material, and to {half} in the middle one. A smaller change would mostly not be seen."
    )


def near_events(change: Row, events: list[Event]) -> list[tuple[int, Event]]:
    """Events within one length of the interval of a date, or 31 days, with their distance in days; the nearest first."""
    low, high = date.fromisoformat(change["low"]), date.fromisoformat(change["high"])
    reach = max(31, (high - low).days + 1)
    distances = [(event.days_from(low, high), event) for event in events]
    return sorted((d for d in distances if d[0] <= reach), key=lambda d: (d[0], d[1].first, d[1].title))


def notes(context: Context) -> Iterator[str]:
    """What was read and tested, and what was left out."""
    if not context.rows("sought"):
        yield (
            "The case has no codebook, so nothing was looked for. Put a TOML file of narratives into codebook/ "
            "(docs/guides/track-a-narrative.md begins with one), then run narratives again."
        )
        return
    tested, whole = context.tested, len(context.rows("series"))
    changed = len({(r["panel"], r["voice"], r["frame"], r["language"]) for r in context.rows("changes")})
    yield f"{tested:,} of {whole:,} series (a narrative, a voice, a language) could be tested; {changed:,} changed."
    reasons: dict[str, int] = {}
    for row in context.rows("series"):
        if row["lacks"]:
            reasons[row["lacks"]] = reasons.get(row["lacks"], 0) + 1
    if reasons:
        yield "Not tested: " + "; ".join(f"{count:,} for {why}" for why, count in sorted(reasons.items())) + "."
    if tested:
        yield detectable(context.rows("series"))
    for row in context.rows("not_read"):
        yield f"{row['texts']:,} texts were not read: {row['reason']}."
    used = {(key.frame, key.language) for key in context.series}
    if unverified := sorted((context.names[frame], language) for frame, language in used - context.judged.keys()):
        listed = ", ".join(f"“{name}” in {language}" for name, language in unverified)
        yield f"Unverified, too few of their hits were judged in this material: {listed}."


def _paragraphs(one: Changed, context: Context, near: list[tuple[int, Event]]) -> Iterator[str]:
    main = one.main
    if main["kind"] == "burst":
        yield f"The stretch stands out from the other periods ({p_of(main)})."
    elif one.row["unit"] == "words":
        yield (
            f"Tested are hits per word: {main['rate_before']:.2f} per 1,000 words before, {main['rate_after']:.2f} since "
            f"({p_of(main)}). The likeliest dates together span the interval stated."
        )
    else:
        yield f"Tested is the share of {noun(one.row)} by {one.row['length']} ({p_of(main)})."
    others = [change for change in one.changes if change is not main]
    for change in others:
        yield (
            f"{'A burst' if change['kind'] == 'burst' else 'A further change'} in the same series: {change['at_named']}, "
            f"{share(change['before'])} before and {share(change['after'])} {'in it' if change['kind'] == 'burst' else 'since'} ({p_of(change)})."
        )
    if near:
        yield _event_words(one, main, near)
    yield (
        "It says how often the words of the narrative are used. It does not say whether the narrative is true, who began it, or "
        f"why its use changed. Precision of the hits: {precision_words(one.key.frame, one.key.language, context)}"
    ).rstrip(".") + "."


def _event_words(one: Changed, main: Row, near: list[tuple[int, Event]]) -> str:
    inside = [event for distance, event in near if distance == 0]
    beside = [(distance, event) for distance, event in near if distance]
    parts = []
    if inside:
        parts.append("The interval of the date holds " + "; ".join(f"“{e.title}” ({e.stated})" for e in inside[:4]))
    if beside:
        parts.append("within " + "; ".join(f"{d:,} days of it: “{e.title}” ({e.stated})" for d, e in beside[:3]))
    return f"Events of the case: {', and '.join(parts)}. Near in time is not a cause."


def by_chance(one: Changed, events: list[Event]) -> float:
    """Share of the dates in the record for which an interval as long would come as near an event."""
    record = _day(one.row["first"]), _day(one.row["last"])
    low, high = (min(max(_day(one.main[end]), record[0]), record[1]) for end in ("low", "high"))
    return share_as_near(low, high, record, [(event.first.toordinal(), event.last.toordinal()) for event in events])


def _day(written: str) -> int:
    return date.fromisoformat(written).toordinal()


def _facts(one: Changed, context: Context) -> Iterator[tuple[str, str]]:
    main = one.main
    yield "Narrative", f"“{context.names[one.key.frame]}”"
    if one.key.panel == "group":
        yield "Group", f"accounts of finding {one.key.voice}"
    yield "Before" if main["kind"] != "burst" else "Outside", ranged(main, "before") + f" of {noun(one.row)}"
    yield "Since" if main["kind"] != "burst" else "Inside", ranged(main, "after") + f" of {noun(one.row)}"
    yield "Per 1,000 words", f"{main['rate_before']:.2f} and {main['rate_after']:.2f}"
    if main["kind"] == "break":
        yield SINCE, main["at"]
    yield (
        "Date between",
        f"{main['low']} and {main['high']} ({long_day(main['low'])}, {long_day(main['high'])}; {main['at_named']})",
    )
    yield "p, corrected", p_of(main)
    yield "Series tested", f"{context.tested:,}"
    if (settings := held(one)) is not None:
        yield "Seen in other settings", f"{main['held']} of {main['tried']} ({settings:.0%} with the declared one)"
    yield "Material", f"{one.row['texts']:,} texts, {one.row['passages']:,} passages, {one.row['words']:,} words"
    yield "Periods", f"{one.row['periods']} of one {one.row['length']}, {one.row['first']} to {one.row['last']}"
    yield "Scatter", f"{one.row['scale']:.1f} times that of chance"
    if one.row["onset"]:
        yield "Sustained onset (described)", one.row["onset"]
    yield "Precision", precision_words(one.key.frame, one.key.language, context)
    for change in one.changes:
        if change is not main:
            yield "Further change", f"{change['at_named']}: {share(change['before'])}, then {share(change['after'])}"
    for distance, event in near_events(main, context.events):
        yield "Event", f"{event.stated}, {distance:,} days from the interval: “{event.title}”"
    if near_events(main, context.events):
        yield "As near an event by chance", f"{by_chance(one, context.events):.0%} of all dates"


def _caveats(one: Changed, context: Context) -> Iterator[str]:
    if (one.key.frame, one.key.language) not in context.judged:
        yield "Unverified: nobody has judged how often the hits of this narrative are right in this material."
    yield from ASSUMED
    yield (
        "The interval of the difference allows for the scatter between periods, and takes the date as given; the shares were "
        "chosen by looking for the largest change, so the difference is likely a little overstated."
    )
    if near_events(one.main, context.events):
        yield (
            f"For {by_chance(one, context.events):.0%} of all dates in this record an interval as long would come as near one of the "
            f"{len(context.events)} events of the case."
        )
    if one.key.voice == EVERYONE:
        yield "Many voices together: the share can also change because others speak, or are collected, more often."
    if one.key.panel == "group":
        yield "The group was found in the same posts; what it posts together counts once for each account."


def _against(one: Changed) -> Iterator[str]:
    missed = [row["setting"] for row in one.tried if row["at"] == one.main["at"] and not row["held"]]
    if missed:
        yield f"By itself the series does not show the same change with: {', '.join(missed)}."
    else:
        yield "Looked for in every other setting that could be tried: each shows the change."
    inside = [point for point in one.points if point["start"] < one.main["low"] and point["value"] >= one.main["after"]]
    yield f"Periods before the interval of the date with a share as high as since: {len(inside)}."


def _tables(one: Changed, context: Context, near: list[tuple[int, Event]]) -> Iterator[Table]:
    if one.tried:
        yield Table(
            title="The same change in other settings",
            columns=(Column(title="Setting"), Column(title="Seen")),
            rows=tuple(
                (row["setting"], "yes" if row["held"] else "no") for row in one.tried if row["at"] == one.main["at"]
            ),
            note="Each series by itself, at 5 %.",
        )
    if near:
        yield Table(
            title="Events of the case near the date",
            columns=(Column(title="Date"), Column(title="Event"), Column(title="Days from the interval", numeric=True)),
            rows=tuple((event.stated, event.title, distance) for distance, event in near[:8]),
            note="Near in time is not a cause.",
        )
