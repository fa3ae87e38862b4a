"""A narrative as a whole: how often, since when, by whom first, how far it went; and whether any series of it changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from numpy.random import Generator

from undertow.analyses._narratives.context import Context, Row, long_day, noun, opening, percent, share, who
from undertow.analyses._narratives.evidence import dated, subject
from undertow.analyses._narratives.figures import heat, multiples
from undertow.analyses._narratives.judging import drawn, judged_of
from undertow.analyses._narratives.series import EVERYONE, NOT_ASKED, Key, is_posts
from undertow.analyses._narratives.words import ASSUMED, NULL_MODEL, WOULD_CHANGE, detectable, precision_words
from undertow.model import Cell, Column, Estimate, Figure, Finding, Grade, Table, mention, said
from undertow.statistics.series.onset import ABOVE, WINDOW

#: No change is said to be not supported where the middle series would have shown a rise by this factor.
ADEQUATE = 3.0
#: What makes an onset a sustained one, in words.
SUSTAINED = f"{ABOVE} of {WINDOW} periods above the earlier rate"
_EARLY, _QUOTES, _SERIES = 8, 8, 24


def overview_finding(frame: str, context: Context, rng: Generator) -> Finding:
    """The finding about one narrative."""
    own = [row for key, row in context.series.items() if key.frame == frame]
    tested = [row for row in own if not row["lacks"]]
    main = _main(frame, context)
    estimate = _estimate(main, context, rng)
    return Finding(
        id="",
        analysis="narratives",
        subject=subject(frame),
        statement=_statement(frame, (*main, estimate), tested, context),
        estimate=estimate,
        null_model=NULL_MODEL.format(tested=f"{context.tested:,}"),
        grade=_grade(frame, tested, context),
        paragraphs=tuple(_paragraphs(frame, context)),
        facts=tuple(_facts(frame, (*main, estimate), tested, context)),
        caveats=(
            *(
                ()
                if _verified(frame, context)
                else ("Unverified: nobody has judged how often the hits are right in this material.",)
            ),
            *ASSUMED,
            "The first appearance depends on where the material begins. First users are listed in order of time, which is not influence.",
        ),
        counter_evidence=(
            f"Series tested without a change: {len(tested) - len(_changed(frame, context)):,} of {len(tested):,}.",
        ),
        benign_explanations=("Many use the same words for a subject that is in the news.",),
        would_change=(*WOULD_CHANGE, "Older material, or other voices, in which the narrative stands earlier."),
        detectable=detectable(tested),
        figures=tuple(_figures(frame, main, context)),
        tables=tuple(_tables(frame, own, context)),
    )


def _main(frame: str, context: Context) -> tuple[Key, Row]:
    """Everybody together in the panel and language with most uses."""
    whole = [(key, row) for key, row in context.series.items() if key.frame == frame and key.voice == EVERYONE]
    return max(whole, key=lambda pair: (pair[1]["used"], pair[0]))


def _estimate(main: tuple[Key, Row], context: Context, rng: Generator) -> Estimate:
    key, row = main
    known = judged_of(context.judged.get((key.frame, key.language)))
    return drawn(row["used"], row["passages"], row["scale"], known, rng)


def _changed(frame: str, context: Context) -> list[Any]:
    return [one for one in context.changed() if one.key.frame == frame]


def _verified(frame: str, context: Context) -> bool:
    key, _ = _main(frame, context)
    return (frame, key.language) in context.judged


def _grade(frame: str, tested: list[Row], context: Context) -> Grade:
    """A change, by whether hits were judged; none, by whether one would have been seen in the middle series."""
    if not _changed(frame, context):
        middle = sorted(row["visible"] for row in tested)[len(tested) // 2] if tested else float("inf")
        return "not supported" if middle <= ADEQUATE else "insufficient"
    return "moderate" if _verified(frame, context) else "limited"


def _statement(frame: str, main: tuple[Key, Row, Estimate], tested: list[Row], context: Context) -> str:
    key, row, estimate = main
    first = _first(frame, context)
    changed = len(_changed(frame, context))
    found = (
        f"a dated or gradual change was found in {changed:,} of {len(tested):,} series"
        if changed
        else (
            f"no dated change was found in {len(tested):,} series"
            if tested
            else f"no series{' asked for' if _some_not_asked(frame, context) else ''} holds enough to be tested"
        )
    )
    share_now = share(estimate.value)
    return (
        f"“{context.names[frame]}” is used in {share_now} of {noun(row)} of {who(key).removeprefix('the ')}; first in the material: "
        f"{_text_of(first)} {_day(first)}, where {_called(first['panel'])[1]} begin {_day(_begins(first['panel'], context))}; {found}."
    )


def _first(frame: str, context: Context) -> Row:
    return min((row for row in context.rows("first_uses") if row["frame"] == frame), key=lambda row: row["place"])


def _some_not_asked(frame: str, context: Context) -> bool:
    return any(row["lacks"] == NOT_ASKED for key, row in context.series.items() if key.frame == frame)


def _begins(panel: str, context: Context) -> Row:
    """The day and precision of the first dated text of a panel, with the narrative or without."""
    own = [row for row in context.rows("amounts_by_day") if row["panel"] == panel]
    return min(own, key=lambda row: (row["day"], dated(row["day"], row["precision"])))


def _called(panel: str) -> tuple[str, str]:
    """What the texts of a panel are called, one and many."""
    if is_posts(panel):
        return "a post", f"posts{panel.removeprefix('account')}"
    return ("a speech", "speeches") if panel == "speaker" else ("an article", "articles")


def _text_of(row: Row) -> str:
    return f"{_called(row['panel'])[0]} of {_carrier(row['panel'], row['carrier'])}"


def _day(row: Row) -> str:
    written = dated(row["day"], row["precision"])
    return f"on {long_day(written)}" if len(written) == 10 else f"in {written}"


def _since(row: Row, day: str = "first_day") -> str:
    return dated(row[day], "")[: row["written"]]


def _carrier(panel: str, carrier: str) -> str:
    return mention(carrier) if is_posts(panel) else carrier


def _paragraphs(frame: str, context: Context) -> Iterator[str]:
    languages = [row for (one, _), row in sorted(context.sought.items()) if one == frame]
    yield f"Looked for: “{languages[0]['definition']}”"
    early = _early(frame, context, "first_own_day")[:3]
    named = "; ".join(f"{_carrier(r['panel'], r['carrier'])} ({_since(r, 'first_own_day')})" for r in early)
    yield f"First to use it in this material: {named}. First in the material is not first in the world."
    yield from _group_words(frame, context)


def _early(frame: str, context: Context, by: str = "first_day") -> list[Row]:
    own = [row for row in context.rows("carriers") if row["frame"] == frame and row[by] is not None]
    return sorted(own, key=lambda row: (row[by], -row["texts"], row["carrier"]))


def _reach(frame: str, context: Context) -> Iterator[tuple[str, str]]:
    """Reposts and views of all posts with the narrative that are no reposts, and how many of them say."""
    posts = [row for row in context.rows("carriers") if row["frame"] == frame and is_posts(row["panel"])]
    own = sum(row["texts"] - row["repeated"] for row in posts)
    for name, column in (("Reposts by others", "reposts"), ("Views", "views")):
        known = sum(row[f"{column}_known"] for row in posts)
        if known:
            total = sum(row[column] or 0 for row in posts)
            yield name, f"{total:,} as the platform counted them, known for {known:,} of {own:,} posts"
        elif own:
            yield name, f"not known for any of {own:,} posts"


def _groups(frame: str, context: Context) -> list[tuple[str, int, int, int, int]]:
    """Group, its posts with the narrative, all posts with it, its posts, all posts."""
    totals = {row["frame"]: row["texts"] for row in context.rows("post_totals")}
    own = {row["finding"]: row["texts"] for row in context.rows("group_shares") if row["frame"] == frame}
    amounts = {row["finding"]: row["texts"] for row in context.rows("group_amounts")}
    rows = [
        (name, own.get(name, 0), totals.get(frame, 0), amounts[name], totals.get("", 0)) for name in sorted(amounts)
    ]
    return sorted((row for row in rows if row[1]), key=lambda row: (-row[1], row[0]))


def _group_words(frame: str, context: Context) -> Iterator[str]:
    for name, own, every, posts, all_posts in _groups(frame, context)[:2]:
        yield (
            f"Accounts of finding {name}, a group found elsewhere in this case, wrote or reposted {own:,} of the {every:,} posts "
            f"with it ({share(own / every)}), and {share(posts / all_posts)} of all posts."
        )


def _facts(
    frame: str, main: tuple[Key, Row, Estimate], tested: list[Row], context: Context
) -> Iterator[tuple[str, str]]:
    key, row, estimate = main
    first = _first(frame, context)
    begins = _begins(first["panel"], context)
    yield "Narrative", f"“{context.names[frame]}”"
    yield "Share", f"{share(estimate.value)} of {noun(row)}"
    yield "Passages with it", f"{row['used']:,} of {row['passages']:,}, {who(key)}, {key.language}"
    yield "First appears", f"{dated(first['day'], first['precision'])} ({_day(first)}), {_text_of(first)}"
    yield (
        "Material begins",
        f"{dated(begins['day'], begins['precision'])} ({_day(begins)}), {_called(first['panel'])[1]}",
    )
    definition = next(row["definition"] for (one, _), row in sorted(context.sought.items()) if one == frame)
    yield "Definition", f"“{definition}”"
    yield "Series tested", f"{len(tested):,}"
    yield "Series that changed", f"{len(_changed(frame, context)):,}"
    yield "Sustained onset", SUSTAINED
    yield "Precision", precision_words(frame, key.language, context)
    for name, own, every, posts, all_posts in _groups(frame, context)[:3]:
        yield (
            "Group",
            f"{name}: {own:,} of {every:,} posts ({share(own / every)}), {share(posts / all_posts)} of all posts",
        )
    yield from _reach(frame, context)
    for early in _early(frame, context, "first_own_day")[:3]:
        yield "Early", f"{_carrier(early['panel'], early['carrier'])}, {_since(early, 'first_own_day')}"


def _figures(frame: str, main: tuple[Key, Row], context: Context) -> Iterator[Figure]:
    if (small := multiples(frame, context)) is not None:
        yield small
    key, _ = main
    leading = max(context.used_frames(), key=lambda one: (_main(one, context)[1]["used"], one))
    if frame == leading and (grid := heat(context, key.panel)) is not None:
        yield grid


def _tables(frame: str, own: list[Row], context: Context) -> Iterator[Table]:
    quotes = [row for row in context.rows("first_uses") if row["frame"] == frame]
    yield Table(
        title="First appearances",
        columns=(Column(title="Date"), Column(title="Who"), Column(title="Words")),
        rows=tuple(
            (dated(r["day"], r["precision"]), _carrier(r["panel"], r["carrier"]), _quoted(r))
            for r in sorted(quotes, key=lambda r: r["place"])[:_QUOTES]
        ),
        note="The first of each voice, reposts left out. The evidence has each of them in its surroundings.",
    )
    yield _carrier_table(_early(frame, context)[:_EARLY])
    if groups := _groups(frame, context):
        titles = ("Posts with it", "Of", "Percent", "Percent of all posts")
        yield Table(
            title="Posts by accounts of groups found elsewhere in this case",
            columns=(Column(title="Finding"), *(Column(title=t, numeric=True) for t in titles)),
            rows=tuple((n, o, e, round(100 * o / e, 1), round(100 * p / a, 1)) for n, o, e, p, a in groups),
            note="Reposts included. An account may be in several groups.",
        )
    yield _series_table(frame, own, context)


def _quoted(row: Row) -> str:
    return said(row["quote"], [row["carrier"]]) if is_posts(row["panel"]) else str(row["quote"])


def _carrier_table(rows: list[Row]) -> Table:
    titles = ("Texts", "Of them reposts", "Reposts by others", "Views")
    return Table(
        title="Who carried it first, and how far it went",
        columns=(Column(title="Who"), Column(title="Since"), *(Column(title=t, numeric=True) for t in titles)),
        rows=tuple(
            (_carrier(r["panel"], r["carrier"]), _since(r), r["texts"], r["repeated"], r["reposts"], r["views"])
            for r in rows
        ),
        note="Reach of posts that are no reposts, as the platform counted it when they were collected; not given where it does not say.",
    )


def _series_table(frame: str, own: list[Row], context: Context) -> Table:
    changes = {one.key: one for one in context.changed()}
    shown = sorted(
        (row for row in own if row["used"]),
        key=lambda row: (bool(row["lacks"]), -row["used"], row["panel"], row["voice"]),
    )
    shown = shown[:_SERIES]
    rows: list[tuple[Cell, ...]] = []
    for row in shown:
        key = Key(row["panel"], row["voice"], row["frame"], row["language"])
        found = changes.get(key)
        seen = row["visible"] if row["visible"] != float("inf") and not row["lacks"] else None
        told = (
            f"{found.main['kind']}, {found.main['at_named']}"
            if found
            else (row["lacks"] and f"not tested: {row['lacks']}") or "none found"
        )
        rows.append(
            (
                opening(who(key)),
                key.language,
                row["used"],
                float(percent(row["used"] / row["passages"])),
                told,
                row["onset"] or None,
                seen,
            )
        )
    return Table(
        title="Every series of this narrative",
        columns=(
            Column(title="Voice"), Column(title="Language"), Column(title="Passages", numeric=True),
            Column(title="Percent", numeric=True), Column(title="Change"), Column(title="Sustained onset, described"),
            Column(title="Rise that would have been seen, times", numeric=True),
        ),
        rows=tuple(rows),
        note=f"Percent as hit, before any correction. Sustained onset: {SUSTAINED}; not tested over all series.",
    )  # fmt: skip
