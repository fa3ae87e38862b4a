"""A coordination finding in words, tables and figures. Accounts appear only as mentions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from undertow.analyses._coordination.groups import Group, Layer
from undertow.model import Cell, Column, Evidence, Figure, Finding, Grade, Table, mention

KIND_WORDS = {
    "repost": "reposted posts",
    "link": "links",
    "hashtag": "hashtags",
    "reply": "posts answered",
    "mention": "accounts mentioned",
    "text": "texts",
    "near_text": "nearly equal texts",
    "media": "pictures and recordings",
    "object": "objects",
}
#: Characters of a written time that its precision bears out.
_TIME_LENGTHS = {"min": 16, "day": 10, "month": 7, "year": 4}
_NAMED = 6
_DOTS = 400
_GAP_ROWS = 20

NOT_MEANT = (
    "Timing cannot tell an order from a notification, a scheduler or a feed that all of them receive. The finding says "
    "that these accounts acted together; it does not say why, at whose wish, or that any of them is not a person."
)
BENIGN = (
    "Papers or pages that post one agency's or one newsroom's items automatically.",
    "Scheduled posts and feeds: software that shares new items of one source at fixed times.",
    "A notification, newsletter or share button that reaches all of them at once.",
    "A live event that many people follow and comment on in the same minutes.",
    "Followers of one source who share what it publishes as soon as it appears.",
    "Accounts of one person or organisation, openly run as such.",
)
WOULD_CHANGE = (
    "A common feed, newsletter or scheduling service that explains the timing of most of the objects.",
    "A reference sample of accounts on the same topic in which as many pairs reach the same weight.",
    "Times that turn out to be those of the collection and not of the posts.",
)
NULL_MODEL = (
    "Every share keeps its account and its object, and its time is moved at random by up to {half} either way; pairs "
    "are then counted as before, {draws} times. This takes away agreement finer than that span and keeps who shares "
    "what and roughly when. It does not cover what acts within seconds on people who know nothing of one another: a "
    "crowd at one moment, a common trigger, a common feed, fixed schedules. It is a comparison, not a test."
)


@dataclass(frozen=True)
class Context:
    """What all findings of a run have in common."""

    layers: Mapping[str, Layer]
    window: int
    half: int
    crowd: int
    groups: int
    shown: int

    @property
    def window_words(self) -> str:
        return duration(self.window)


def finding(group: Group, context: Context, moved: float) -> Finding:
    """The finding about a group; `moved` is its share of common objects within the window after moving every time."""
    layers = [context.layers[kind] for kind in sorted({link.kind for link in group.links})]
    seen = (
        f"{accounts_in_words(group.accounts)} shared the same {listed([kind_word(layer.kind) for layer in layers])} within "
        f"{context.window_words} of one another in {group.near:,} of {len(group.meetings):,} cases."
    )
    draws = layers[0].draws
    return Finding(
        id="",
        analysis="coordination",
        subject=" ".join(group.accounts),
        statement=seen,
        estimate=group.estimate,
        null_model=NULL_MODEL.format(half=duration(context.half), draws=draws),
        grade=_grade(layers),
        accounts=group.accounts,
        paragraphs=tuple(_paragraphs(group, context, layers, moved)),
        facts=tuple(_facts(group, layers, moved)),
        caveats=tuple(_caveats(group, context, layers)),
        counter_evidence=tuple(_counter_evidence(group, context, moved)),
        benign_explanations=BENIGN,
        would_change=WOULD_CHANGE,
        detectable="; ".join(
            f"{kind_word(layer.kind)}: pairs with fewer than {layer.threshold} shared within {context.window_words} "
            "are not seen"
            for layer in layers
        ),
        figures=(_network(group), _delays(group, context), _placebo(layers[0], context)),
        tables=(_members(group), _overview(context)),
    )


def beside(tested: Finding, group: Group, window: int) -> Finding:
    """The tested finding, with what members of its group also share and what was described but could not be tested."""
    kinds = listed([kind_word(kind) for kind in sorted({link.kind for link in group.links})])
    words = f"the same {kinds} within {duration(window)} in {group.near:,} of {len(group.meetings):,} cases"
    told = f"{len(group.accounts):,} of them also shared {words}. For this kind there is nothing to compare with: it is described, not tested."
    fact = ("Described, not tested", f"{len(group.accounts):,} accounts: {words}")
    return replace(tested, paragraphs=(*tested.paragraphs, told), facts=(*tested.facts, fact))


def duration(seconds: int) -> str:
    """Seconds in words."""
    for size, word in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= 2 * size and seconds % size == 0:
            return f"{seconds // size} {word}s"
    return "1 second" if seconds == 1 else f"{seconds} seconds"


def _grade(layers: Sequence[Layer]) -> Grade:
    return "limited" if all(layer.separates(layer.threshold or 2) for layer in layers) else "insufficient"


def accounts_fact(accounts: Sequence[str]) -> str:
    """How many accounts there are, and how many of them `accounts_in_words` names and leaves unnamed."""
    named = "" if len(accounts) <= _NAMED else f" (3 named above, {len(accounts) - 3:,} more)"
    return f"{len(accounts):,}{named}"


def accounts_in_words(accounts: Sequence[str]) -> str:
    """The accounts as mentions, the first three of many."""
    if len(accounts) <= _NAMED:
        return listed([mention(account) for account in accounts])
    named = [mention(account) for account in accounts[:3]]
    return listed([*named, f"{len(accounts) - 3:,} more accounts"])


def listed(words: Sequence[str]) -> str:
    """One, two and three."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def kind_word(kind: str) -> str:
    """What was shared, in words, plural."""
    return KIND_WORDS.get(kind, kind)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.2g}"


def _paragraphs(group: Group, context: Context, layers: Sequence[Layer], moved: float) -> list[str]:
    half = duration(context.half)
    words = []
    for layer in layers:
        weight = layer.threshold or 0
        words.append(
            f"For {kind_word(layer.kind)}, {layer.reaching(weight):,} pairs of accounts reach a weight of {weight} (shared "
            f"{weight} of them or more within {context.window_words}); after moving every time by up to {half} either "
            f"way, {_number(layer.expected(weight))} pairs do (average of {layer.draws})."
        )
    words.append(
        f"A case is one object that two linked accounts both shared, at any distance in time: there are "
        f"{len(group.meetings):,}, over {len(group.objects):,} objects. In {group.near:,} the two were at most "
        f"{context.window_words} apart; after moving every time it would be {moved * len(group.meetings):,.1f}."
    )
    if group.original:
        words.append(
            f"{mention(group.original)} was almost always first; it may be the original that others copy, and is not "
            "counted as a member."
        )
    elif len(group.accounts) == 2:
        words += [
            f"{mention(a)} was almost always first; it may be the original that the other copies."
            for a in group.leading()
        ]
    return [*words, NOT_MEANT]


def _facts(group: Group, layers: Sequence[Layer], moved: float) -> list[tuple[str, str]]:
    gaps = [m.gap for m in group.meetings if m.gap <= group.window]
    kinds = [
        f"{sum(1 for key in group.together if key[0] == layer.kind):,} {kind_word(layer.kind)}" for layer in layers
    ]
    return [
        ("Accounts", accounts_fact(group.accounts)),
        ("Pairs at or above the weight", f"{len({(link.left, link.right) for link in group.links}):,}"),
        ("Shared within the window", ", ".join(kinds)),
        ("Typical distance", f"{median(gaps):g} s between the two closest shares of a pair"),
        ("Common objects", f"{len(group.objects):,}, of which {len(group.together):,} within the window at least once"),
        (
            "After moving every time",
            f"{moved:.1%} of cases within the window, {moved * len(group.meetings):,.1f} instead of {group.near:,}",
        ),
        *_left_out(layers),
    ]


def _left_out(layers: Sequence[Layer]) -> Iterator[tuple[str, str]]:
    """What the caveats tell of each kind of share."""
    for layer in layers:
        kind, weight = kind_word(layer.kind), layer.threshold or 2
        crowded, coarse = int(layer.totals["crowded"]), int(layer.totals["too_coarse"])
        if crowded:
            yield f"Shares of {kind} in crowds, not used", f"{crowded:,} of {int(layer.totals['shares']):,}"
        if coarse:
            yield f"Shares of {kind} with coarser times, not used", f"{coarse:,}"
        if not layer.separates(weight):
            yield f"Pairs of {kind} by moved times at two thirds of the weight", _number(layer.nearly(weight))
            yield f"Pairs of {kind} at the weight", f"{layer.reaching(weight):,}"


def _caveats(group: Group, context: Context, layers: Sequence[Layer]) -> list[str]:
    found = [
        "The interval treats objects as independent of each other and is not corrected for having chosen these accounts "
        "because they shared much; it describes these accounts and is no estimate for others.",
        "A comparison with moved times is not a test: no p-value is claimed.",
    ]
    for layer in layers:
        span, crowded, coarse = (int(layer.totals[name]) for name in ("coarsest", "crowded", "too_coarse"))
        if span >= 60 and context.window // span <= 1:
            found.append(
                f"Times of {kind_word(layer.kind)} are known to {duration(span)} at best: the window means the same or the adjacent one."
            )
        if crowded:
            found.append(
                f"{crowded:,} of {int(layer.totals['shares']):,} shares of {kind_word(layer.kind)} fell in crowds of more than "
                f"{context.crowd} and were not used."
            )
        if coarse:
            found.append(
                f"{coarse:,} shares of {kind_word(layer.kind)} have times coarser than the window and were not used."
            )
        if not layer.separates(layer.threshold or 2):
            found.append(
                f"Too few pairs of {kind_word(layer.kind)} stand out: at two thirds of this weight moved times give "
                f"{_number(layer.nearly(layer.threshold or 2))}, beside {layer.reaching(layer.threshold or 2):,} at it."
            )
    if len(group.accounts) > 200:
        found.append("Groups this large often hang together through single accounts; look at the parts.")
    return found


def _counter_evidence(group: Group, context: Context, moved: float) -> list[str]:
    apart = len(group.meetings) - group.near
    looked = [
        f"In {apart:,} of {len(group.meetings):,} cases the two shared further apart than {context.window_words}."
        if apart
        else f"Cases further apart than {context.window_words} were looked for; there are none.",
        f"Moving every time by up to {duration(context.half)} leaves {moved:.0%} of the cases within the window.",
    ]
    if not group.original and not group.leading():
        looked.append(
            "An account that is first nearly every time, and that the others may follow, was looked for; there is none."
        )
    return looked


def _network(group: Group) -> Figure:
    weights: dict[tuple[str, str], int] = {}
    for link in group.links:
        weights[link.left, link.right] = weights.get((link.left, link.right), 0) + link.weight
    rows: tuple[dict[str, Cell], ...] = tuple(
        {"left": mention(left), "right": mention(right), "weight": weight, "group": "Group"}
        for (left, right), weight in sorted(weights.items())
    )
    return Figure(
        kind="network",
        title="Who shared the same within the window",
        unit="objects shared within the window",
        alt=f"A network of {len(group.accounts)} accounts and {len(rows)} pairs.",
        rows=rows,
    )


def _delays(group: Group, context: Context) -> Figure:
    dots = [(account, seconds) for moment in group.moments for account, seconds in sorted(moment.items())]
    rows: tuple[dict[str, Cell], ...] = tuple(
        {"account": mention(a), "seconds": seconds, "group": "Group"} for a, seconds in dots[:_DOTS]
    )
    return Figure(
        kind="delays",
        title="How soon each account shared after the first of them",
        unit="seconds after the first",
        alt=f"Delays of {len(group.accounts)} accounts over {len(group.together)} objects shared within {context.window_words}.",
        rows=rows,
        note="The first shares; the run holds all." if len(dots) > len(rows) else "",
    )


def _placebo(layer: Layer, context: Context) -> Figure:
    last = max([*layer.measured, *layer.moved, 2])
    weights = sorted({*range(1, min(last, _GAP_ROWS) + 1), *layer.measured})
    rows: tuple[dict[str, Cell], ...] = tuple(
        {"weight": weight, "measured": layer.reaching(weight), "reference": layer.expected(weight)}
        for weight in weights
    )
    return Figure(
        kind="placebo",
        title=f"Pairs by weight, {kind_word(layer.kind)}",
        unit="pairs of accounts with at least that weight",
        alt=f"Pairs with at least each weight, as measured and after moving every time by up to {duration(context.half)}.",
        rows=rows,
    )


def _members(group: Group) -> Table:
    firsts, parts = group.firsts(), group.taken_part()
    delays: dict[str, list[int]] = {account: [] for account in group.accounts}
    for moment in group.moments:
        for account, seconds in moment.items():
            delays[account].append(seconds)
    order = sorted(group.accounts, key=lambda account: (-parts[account], account))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (mention(a), parts[a], firsts[a], float(median(delays[a])) if delays[a] else None) for a in order
    )
    note = ""
    if group.original:
        note = f"Listed apart: {mention(group.original)}, always first; may be the original that others copy."
    return Table(
        title="Members",
        columns=(
            Column(title="Account"),
            Column(title="Objects shared with others", numeric=True),
            Column(title="First in", numeric=True),
            Column(title="Typical delay, s", numeric=True),
        ),
        rows=rows,
        note=note,
    )


def _overview(context: Context) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for layer in context.layers.values():
        weight = layer.threshold
        rows.append(
            (
                kind_word(layer.kind),
                int(layer.totals["shares"]),
                int(layer.totals["accounts"]),
                int(layer.totals["crowded"]),
                weight,
                layer.reaching(weight) if weight else None,
                round(layer.expected(weight), 2) if weight else None,
            )
        )
    note = f"{context.groups:,} groups and pairs were found; the {context.shown:,} strongest are findings."
    return Table(
        title="What was compared",
        columns=(
            Column(title="Shared"),
            Column(title="Shares", numeric=True),
            Column(title="Accounts", numeric=True),
            Column(title="Left out as crowd", numeric=True),
            Column(title="Weight needed", numeric=True),
            Column(title="Pairs", numeric=True),
            Column(title="Pairs after moving times", numeric=True),
        ),
        rows=tuple(rows),
        note=f"{note} Where no weight is given, no weight separates the pairs from those after moving times.",
    )


def evidence(row: Mapping[str, Any], side: str) -> Evidence:
    """One side of a pair of shares: its words, or the id of what was shared where the words are not known."""
    at, text = row[f"{side}_at"], row[f"{side}_text"] or row["object"]
    cut = _TIME_LENGTHS.get(row[f"{side}_at_precision"])
    return Evidence(
        source_sha256=row[f"{side}_source_sha256"],
        row_ref=row[f"{side}_row_ref"],
        table="posts" if row[f"{side}_text"] else "shares",
        who=row[side],
        at=f"{at.isoformat()[:cut]}Z" if cut is None or cut > 10 else at.isoformat()[:cut],
        text=text,
        start=0,
        end=len(text),
        note=f"shared: {row['kind']}",
    )
