"""A content profile in words, tables and figures. The account appears only as a mention."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import Any

from undertow.analyses import _texts as texts
from undertow.analyses._profile.measured import LEAST_IN_ALL, LEAST_IN_STRATUM, AccountProfile, Target
from undertow.language.sentences import Span, sentence_at, sentences
from undertow.model import Cell, Column, Evidence, Figure, Finding, Grade, Table, mention
from undertow.statistics.proportions import wilson

_SHOWN, _LINES = 12, 3
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NULL_MODEL = (
    "A description of one account; it is compared with nothing and tests nothing. The interval says how far the share would "
    "move if the account had posted on other days of the same kind."
)
WOULD_CHANGE = (
    "Names, nicknames or spellings of these actors that the ledger does not have.",
    "Posts that were deleted, or that the export does not hold.",
    "A second person who judges the same posts otherwise.",
)
BENIGN = (
    "An account that reports on somebody names them often and is neither for nor against them.",
    "The office or the work of whoever runs the account requires it to speak of these actors.",
    "An event in the period of the export of which everybody spoke.",
)
PRIVATE = (
    "This account belongs to nobody with a public role in the ledger. It was profiled because {why}. Think about whether a "
    "profile of what a private person says is needed at all; in everything published the account appears under a number."
)


def finding(profile: AccountProfile, window: int) -> Finding:
    """The finding about one account."""
    named = profile.named(True)
    first = named[0] if named else None
    estimate = (
        profile.share(first)
        if first
        else wilson(0, profile.own_posts, unit="share of own posts that name an actor of the ledger")
    )
    return Finding(
        id="",
        analysis="profile",
        subject=profile.account,
        statement=_statement(profile, first),
        estimate=estimate,
        null_model=NULL_MODEL,
        grade=_grade(profile),
        accounts=(profile.account,),
        paragraphs=tuple(_paragraphs(profile)),
        facts=tuple(_facts(profile)),
        caveats=tuple(_caveats(profile, window)),
        counter_evidence=tuple(_counter_evidence(profile)),
        benign_explanations=BENIGN,
        would_change=WOULD_CHANGE,
        detectable=(
            f"With {profile.own_posts:,} posts of its own, somebody named in {_rarest(profile):.1%} of what it posts would be "
            "missing altogether in one export of twenty."
        ),
        figures=tuple(_figures(profile)),
        tables=tuple(_tables(profile)),
    )


def evidence(row: Mapping[str, Any]) -> Evidence:
    """A post as evidence: the sentence with the name, or all of it where it names nobody."""
    whole = row["start"] is None
    place = None if whole else _sentence(row["text"], row["start"])
    return Evidence(
        source_sha256=row["source_sha256"],
        row_ref=row["row_ref"],
        table="posts",
        who=row["account"],
        at=texts.iso(row["at"], row["at_precision"] or "s"),
        text=row["text"],
        start=place.start if place else 0,
        end=place.end if place else len(row["text"]),
        note="" if whole else "passed on" if row["kind"] in texts.REPEATED else "own words",
    )


def _sentence(text: str, place: int) -> Span:
    spans = sentences(text)
    return spans[sentence_at(spans, place)]


def _statement(profile: AccountProfile, first: Target | None) -> str:
    who = mention(profile.account)
    if first is None:
        return f"{who} named no actor of the ledger in its {profile.own_posts:,} own posts."
    return (
        f"{who} named {first.name} in {first.posts:,} of its {profile.own_posts:,} own posts, more often than any other actor "
        "of the ledger."
    )


def _grade(profile: AccountProfile) -> Grade:
    days = len(profile.own_days)
    if profile.own_posts >= 100 and days >= 20:
        return "moderate"
    return "limited" if profile.own_posts >= 30 and days >= 5 else "insufficient"


def _rarest(profile: AccountProfile) -> float:
    return float(1 - 0.05 ** (1 / profile.own_posts))


def _paragraphs(profile: AccountProfile) -> Iterator[str]:
    judged = [target for target in profile.targets if target.stance]
    for target in judged:
        yield _stance_words(target)
    if profile.targets and not judged:
        yield (
            "Whom the account is for or against is not said here: no sample of its posts was judged by a person, and words "
            "of praise or blame near a name do not tell who is meant, or whether it is irony. The command “undertow label stance” draws a sample."
        )


def _stance_words(target: Target) -> str:
    stance = target.stance or {}
    parts = [f"{value} it in {e.value:.0%} [{e.low:.0%} to {e.high:.0%}]" for value, e in stance.items()]
    where = "posts of its own" if target.own else "reposts"
    return (
        f"{target.posts:,} {where} name {target.name}; judged by a person in a random sample of {target.judged_posts:,} and "
        f"corrected by it, they speak {' and '.join(parts)}."
    )


def _facts(profile: AccountProfile) -> Iterator[tuple[str, str]]:
    total = profile.own_posts + profile.repeated_posts
    yield "Posts", f"{total:,}, of which {profile.own_posts:,} in its own words ({profile.own_posts / total:.0%})"
    yield "Reposts and forwards", f"{profile.repeated_posts:,}"
    yield "Answers to others", f"{profile.answers:,}"
    if days := sorted(profile.own_days):
        yield "First and last own post", f"{days[0]} and {days[-1]}"
        yield "Own posts on a day with any", f"{median(profile.own_days.values()):g} (median of {len(days):,} days)"
    if profile.hours:
        hour, count = max(_hours(profile).items(), key=lambda item: (item[1], -item[0]))
        yield "Busiest hour (UTC)", f"{hour:02}:00, {count:,} own posts"
    yield "Profiled because", profile.why


def _hours(profile: AccountProfile) -> dict[int, int]:
    return {h: sum(n for (_, hour), n in profile.hours.items() if hour == h) for h in range(24)}


def _caveats(profile: AccountProfile, window: int) -> Iterator[str]:
    if not profile.public:
        yield PRIVATE.format(why="the analyst named it" if profile.why.startswith("named") else profile.why)
    yield "Only names and aliases of the ledger are found; pronouns, nicknames, pictures and links are not. The counts are at least so high."
    yield "To name somebody is neither to praise nor to blame them."
    if any(target.stance for target in profile.targets):
        yield (
            f"The sample was sorted by evaluating words within {window} words of the name before it was drawn; the words decide "
            "nothing else. One person's judgement was taken as right."
        )


def _counter_evidence(profile: AccountProfile) -> Iterator[str]:
    own, passed = profile.named(True), profile.named(False)
    if own and passed and own[0].id != passed[0].id:
        yield f"In what it passes on, another actor is named most: {passed[0].name}."
    if own:
        silent = profile.own_posts - max(target.posts for target in own)
        yield f"{silent:,} of its own posts do not name {own[0].name}."
    else:
        yield "Every actor of the ledger was looked for in every post, in vain."


def _tables(profile: AccountProfile) -> Iterator[Table]:
    if profile.targets:
        rows: list[tuple[Cell, ...]] = []
        for target in profile.targets[: 2 * _SHOWN]:
            share = profile.share(target)
            where = "own posts" if target.own else "reposts"
            rows.append(
                (target.name, where, target.posts, round(share.value, 4), round(share.low, 4), round(share.high, 4))
            )
        yield Table(
            title="Whom it names",
            columns=(
                Column(title="Actor"),
                Column(title="Where"),
                *(Column(title=t, numeric=True) for t in ("Posts", "Share", "from", "to")),
            ),
            rows=tuple(rows),
            note="A post that names two actors counts for both.",
        )
    yield from _stance_tables(profile)


def _stance_tables(profile: AccountProfile) -> Iterator[Table]:
    judged = [target for target in profile.targets if target.stance]
    if not judged:
        return
    rows: list[tuple[Cell, ...]] = []
    for target in judged:
        where = "own posts" if target.own else "reposts"
        for value, e in (target.stance or {}).items():
            rows.append(
                (target.name, where, value, round(e.value, 4), round(e.low, 4), round(e.high, 4), target.judged_posts)
            )
    titles = ("Share", "from", "to", "Judged")
    yield Table(
        title="For and against, corrected by judgements",
        columns=(
            Column(title="Actor"),
            Column(title="Where"),
            Column(title="Speaks"),
            *(Column(title=t, numeric=True) for t in titles),
        ),
        rows=tuple(rows),
    )
    yield from _stance_by_month(judged)
    checks: list[tuple[Cell, ...]] = []
    for target in judged:
        for stratum, value in (("praise", "for"), ("condemnation", "against")):
            if right := target.precision(stratum, value):
                bounds = (round(v, 4) for v in (right.value, right.low, right.high))
                checks.append((target.name, stratum, value, *bounds, right.n))
    yield Table(
        title="How often the words near a name were right",
        columns=(
            Column(title="Actor"),
            Column(title="Words of"),
            Column(title="Judged"),
            *(Column(title=t, numeric=True) for t in titles),
        ),
        rows=tuple(checks),
        note="Why no stance is taken from words alone.",
    )


def _stance_by_month(targets: Sequence[Target]) -> Iterator[Table]:
    """For and against in the months of which enough posts were judged: the sample of all is a random one of each month, too."""
    rows: list[tuple[Cell, ...]] = []
    for target in targets:
        where = "own posts" if target.own else "reposts"
        for month, part in target.by_month.items():
            for value, e in (part.stance or {}).items():
                bounds = (round(number, 4) for number in (e.value, e.low, e.high))
                rows.append((target.name, where, month, value, *bounds, part.judged_posts, part.posts))
    if len({row[2] for row in rows}) > 1:
        texts, numbers = ("Actor", "Where", "Month", "Speaks"), ("Share", "from", "to", "Judged", "Posts")
        yield Table(
            title="For and against by month, corrected by judgements",
            columns=(*(Column(title=t) for t in texts), *(Column(title=t, numeric=True) for t in numbers)),
            rows=tuple(rows),
            note=f"A month is told where {LEAST_IN_ALL} of its posts were judged, and {LEAST_IN_STRATUM} of each stratum, or all of them.",
        )


def _figures(profile: AccountProfile) -> Iterator[Figure]:
    months = sorted(profile.own_months)
    named = profile.named(True)
    if named and len(months) > 1:
        yield _by_month(profile, named[:_LINES], months)
    yield from _bars(profile)
    if sum(profile.hours.values()) >= 20:
        yield _grid(profile)


def _by_month(profile: AccountProfile, named: Sequence[Target], months: Sequence[str]) -> Figure:
    rows: list[dict[str, Cell]] = []
    for target in named:
        for month in months:
            share = wilson(target.months.get(month, 0), profile.own_months[month], unit="share")
            rows.append(
                {
                    "x": month,
                    "series": target.name,
                    "value": round(share.value, 4),
                    "low": round(share.low, 4),
                    "high": round(share.high, 4),
                }
            )
    return Figure(
        kind="lines",
        title="Whom it names, by month",
        unit="share of own posts in the month",
        alt=f"Share of own posts that name {', '.join(t.name for t in named)}, from {months[0]} to {months[-1]}.",
        rows=tuple(rows),
    )


def _bars(profile: AccountProfile) -> Iterator[Figure]:
    rows: list[dict[str, Cell]] = []
    for target in profile.targets:
        for value, e in (target.stance or {}).items():
            where = "" if target.own else " (reposts)"
            rows.append(
                {
                    "label": f"{value} {target.name}{where}",
                    "value": round(e.value, 4),
                    "low": round(e.low, 4),
                    "high": round(e.high, 4),
                }
            )
    if rows:
        yield Figure(
            kind="bars",
            title="For and against",
            unit="share of the posts that name the actor, corrected by judgements",
            alt=f"{len(rows)} shares with intervals, for and against each actor of whom enough posts were judged.",
            rows=tuple(rows),
        )


def _grid(profile: AccountProfile) -> Figure:
    rows: tuple[dict[str, Cell], ...] = tuple(
        {"row": _WEEKDAYS[day], "column": f"{hour:02}", "value": profile.hours.get((day, hour), 0)}
        for day in range(7)
        for hour in range(24)
    )
    return Figure(
        kind="grid",
        title="When it posts",
        unit="own posts by weekday and hour (UTC)",
        alt=f"{sum(profile.hours.values()):,} own posts by weekday and hour.",
        rows=rows,
        note="Hours are those of UTC, not of where the account is.",
    )
