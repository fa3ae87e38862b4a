"""A group or pair found by the near-miss control, in words, tables and figures. Accounts appear only as mentions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from undertow.analyses._coordination.near_benign import explanations
from undertow.analyses._coordination.near_figures import figures, pair_network
from undertow.analyses._coordination.near_groups import NearContext, NearGroup
from undertow.analyses._coordination.words import accounts_fact, accounts_in_words, duration, kind_word, listed
from undertow.model import Cell, Column, Finding, Grade, Table, mention
from undertow.statistics.proportions import clustered_share, wilson

TRIGGER = (
    "These accounts act within {window} of each other more often than others who share the same items within {reach}. "
    "The same pattern arises when all of them receive one notification or follow one feed by software. Timing alone "
    "cannot tell these apart."
)
CLOCK = (
    "{kind}: {count:,} pairs were close in time beyond chance until their clocks were looked at. Both accounts post on a fixed "
    "clock; their coincidences are explained by it, wholly or in part."
)
NO_PUBLIC = (
    "There is no comparison public in this material for {kind}: for an average pair {rate:.0%} of near events are fast. The "
    "rates are those of the accounts themselves, so coordination cannot be told from ordinary haste. Add a reference sample."
)
NOT_TESTABLE = "Not testable ({kind}): no two accounts shared three items within {reach} on separate occasions."
NULL_MODEL = (
    "Pairs of accounts that share the same things within {reach} of each other anyway: how often such near events lie "
    "within {window} is learnt from this material, by age and size of the object and by the speed of the accounts, raised "
    "at moments when bystanders are quick too and for accounts that are quick with everybody. Separate occasions of a "
    "pair are taken as independent given that. Confirmed groups are left out of what is learnt."
)
WOULD_CHANGE = (
    "A common feed, newsletter or scheduling service that explains the timing of most of the objects.",
    "A reference sample of accounts on the same topic in which near events are as often fast.",
    "Times that turn out to be those of the collection and not of the posts.",
)
STRONG_FROM = 0.8


def group_finding(group: NearGroup, context: NearContext) -> Finding:
    """The finding about one group."""
    p, q = group.tested(context.tested_layers)
    base = context.base_rate(group)
    window, reach = duration(context.window), duration(context.reach)
    benign = explanations(group, context.profiles)
    seen = (
        f"{accounts_in_words(group.accounts)} shared the same {listed([kind_word(kind) for kind in group.kinds])} within "
        f"{window} of one another in {group.fast:,} of the {group.near:,} cases in which two of them did so within {reach}; "
        f"for an average pair in this material it would be {base * group.near:,.0f}."
    )
    return Finding(
        id="",
        analysis="coordination",
        subject=" ".join(group.accounts),
        statement=seen,
        estimate=group.estimate,
        null_model=NULL_MODEL.format(window=window, reach=reach),
        grade=grade(group, context),
        accounts=group.accounts,
        p_value=p,
        q_value=q,
        sensitivity=group.persistence,
        paragraphs=tuple(_paragraphs(group, context, q)),
        facts=tuple(_facts(group, context)),
        caveats=tuple(_caveats(group, context)),
        counter_evidence=tuple(_counter_evidence(group, context, base)),
        benign_explanations=benign.all(),
        would_change=WOULD_CHANGE,
        detectable=_detectable(context),
        figures=tuple(figures(group, context)),
        tables=tuple(_tables(group, context)),
    )


def grade(group: NearGroup, context: NearContext) -> Grade:
    """Strong where the held-out test passes, most settings agree, the placebo is silent and no one source explains it.

    One of these missing: moderate. One source, or most settings disagreeing: limited.
    """
    if (source := group.main_source) and source[1] >= STRONG_FROM:
        return "limited"
    persistence = group.persistence
    if persistence is not None and persistence < 0.5:
        return "limited"
    quiet = all(
        not context.layers[kind]["placebo_pairs"] + context.layers[kind]["placebo_groups"] for kind in group.kinds
    )
    compared = all(context.layers[kind]["compared"] for kind in group.kinds)
    lacks = (not group.held_out) + (persistence is None or persistence < STRONG_FROM) + (not quiet) + (not compared)
    return "strong" if lacks == 0 else "moderate" if lacks == 1 else "limited"


def pairs_finding(pairs: Sequence[Mapping[str, Any]], context: NearContext) -> Finding:
    """The finding about pairs that stand out and hang together, but in no confirmed group; most often it is one pair.

    pairs: rows of `near_pairs`, strongest first.
    """
    window, reach = duration(context.window), duration(context.reach)
    kinds = sorted({pair["kind"] for pair in pairs})
    names = tuple(sorted({pair[side] for pair in pairs for side in ("left", "right")}))
    joints = len({(pair["left"], pair["right"]) for pair in pairs})
    fast, near = sum(pair["hits"] for pair in pairs), sum(pair["episodes"] for pair in pairs)
    expected = sum(pair["expected"] for pair in pairs)
    unit = "share of separate occasions"
    hits, occasions = [pair["hits"] for pair in pairs], [pair["episodes"] for pair in pairs]
    joined = (
        f"{accounts_in_words(names)} are joined by {joints:,} pairs that"
        if len(pairs) > 1
        else accounts_in_words(names)
    )
    quiet = all(not context.layers[kind]["placebo_pairs"] and context.layers[kind]["compared"] for kind in kinds)
    return Finding(
        id="",
        analysis="coordination",
        subject=" ".join(names),
        statement=(
            f"{joined} shared the same {listed([kind_word(kind) for kind in kinds])} within {window} of one another on {fast:,} of "
            f"the {near:,} separate occasions on which they did so within {reach}; {expected:.1f} would be expected."
        ),
        estimate=clustered_share(hits, occasions, unit=unit) if len(pairs) > 1 else wilson(fast, near, unit=unit),
        null_model=NULL_MODEL.format(window=window, reach=reach),
        grade="moderate" if quiet else "limited",
        accounts=names,
        p_value=min(1.0, pairs[0]["p"] * context.tested_layers),
        q_value=pairs[0]["q"],
        paragraphs=(TRIGGER.format(window=window, reach=reach),),
        facts=(
            ("Accounts", accounts_fact(names)),
            ("Pairs", f"{joints:,}"),
            ("Occasions within the window", f"{fast:,} of {near:,}"),
            ("Expected", f"{expected:.1f} of {near:,}"),
            *(fact for kind in kinds for fact in _layer_facts(kind, context)),
        ),
        caveats=(_ASSUMED, "Each pair is found by its own timing; no group was confirmed around them."),
        counter_evidence=(
            f"On {near - fast:,} of {near:,} occasions the two shared further apart than {window}.",
            *(_placebo_words(context.layers[kind]) for kind in kinds),
        ),
        benign_explanations=explanations(None, {}).all(),
        would_change=WOULD_CHANGE,
        detectable=_detectable(context),
        figures=pair_network(pairs, context) if len(pairs) > 1 else (),
        tables=(_pair_table(pairs), overview(context)),
    )


def _pair_table(pairs: Sequence[Mapping[str, Any]]) -> Table:
    return Table(
        title="Pairs",
        columns=(
            Column(title="Account"),
            Column(title="Account"),
            Column(title="Shared"),
            *(Column(title=title, numeric=True) for title in ("Within the window", "Occasions", "Expected", "q")),
        ),
        rows=tuple(
            (
                mention(pair["left"]),
                mention(pair["right"]),
                kind_word(pair["kind"]),
                pair["hits"],
                pair["episodes"],
                round(pair["expected"], 1),
                _q(pair["q"]),
            )
            for pair in pairs
        ),
    )


_ASSUMED = (
    "The test takes a pair's separate occasions as independent given the rates learnt, and bystanders as comparable with the "
    "pair. The false discovery rate holds for pairs and for held-out groups; who belongs to a group is decided after that."
)


def notes(context: NearContext) -> Iterator[str]:
    """For each kind of share, what could be tested and what was left out."""
    reach = duration(context.reach)
    for kind, layer in context.layers.items():
        word = kind_word(kind)
        if not layer["testable"]:
            yield NOT_TESTABLE.format(kind=word, reach=reach) + _crowd_words(layer, context)
            continue
        yield (
            f"{word.capitalize()}: {layer['testable']:,} pairs of accounts could be tested; for an average pair "
            f"{layer['base_rate']:.1%} of near events are fast; {layer['pairs']:,} pairs and {layer['groups']:,} groups found. "
            f"{_placebo_words(layer)}{_crowd_words(layer, context)}"
        )
        if not layer["compared"]:
            yield NO_PUBLIC.format(kind=word, rate=layer["base_rate"])
        if layer["reference"]:
            yield f"{word.capitalize()}: the rates are those of a reference sample of {layer['reference']:,} accounts, whose own pairs were not tested."
        if layer["clocks"]:
            yield CLOCK.format(kind=word.capitalize(), count=layer["clocks"])
    if any(layer["testable"] for layer in context.layers.values()):
        yield _detectable(context)


def _placebo_words(layer: Mapping[str, Any]) -> str:
    return (
        f"With every time moved at random by up to half the reach, {layer['placebo_pairs']:,} pairs and "
        f"{layer['placebo_groups']:,} groups are found (0 expected)."
    )


def _crowd_words(layer: Mapping[str, Any], context: NearContext) -> str:
    if not layer["crowded"]:
        return ""
    share = layer["crowded"] / max(1, layer["shares"])
    return f" {share:.1%} of shares fell in crowds of more than {context.crowd} and were not used."


def _detectable(context: NearContext) -> str:
    return (
        f"Measured in invented worlds: of groups that share 10 objects within seconds nearly all members are found, with 5 "
        f"objects about 3 in 4. What is done together over more than {duration(2 * context.window)} is mostly not seen. Not "
        "found is not the same as not coordinated."
    )


def _paragraphs(group: NearGroup, context: NearContext, q: float) -> Iterator[str]:
    layers = ", ".join(
        f"{kind_word(part['kind'])} ({part['size']} accounts, q {_q(part['q'])})" for part in group.parts
    )
    if group.held_out:
        yield (
            "The group was found in one half of the objects and tested on the other half, which was not looked at, both ways and "
            f"for four random halvings: {layers}. Of all groups confirmed in this way at most 5 % are expected to be false (q {_q(q)} here)."
        )
    else:
        yield (
            f"The group is made of pairs that stand out one by one (q {_q(q)} for the strongest); there were too few objects to "
            "confirm it on a part that was not looked at."
        )
    yield TRIGGER.format(window=duration(context.window), reach=duration(context.reach))
    benign = explanations(group, context.profiles)
    yield from benign.found
    for one in group.originals:
        yield (
            f"{mention(one['account'])} was first in {one['firsts']:,} of {one['acts']:,} joint acts and is not counted as a "
            "member; it may be the original that the others copy, with or without knowing."
        )
    if parted := group.parted:
        parts, modularity, agreement = parted
        sizes = listed([f"{len(part)} accounts" for part in parts])
        yield (
            f"The network falls into {len(parts)} communities ({sizes}; modularity {modularity:.2f}, agreement over 20 random "
            f"starts {agreement:.2f}): they may be parts of one group or groups with members in common."
        )


def _q(value: float) -> str:
    return "below 0.001" if value < 0.001 else f"{value:.3f}"


def _facts(group: NearGroup, context: NearContext) -> Iterator[tuple[str, str]]:
    yield "Accounts", accounts_fact(group.accounts)
    yield "Cases within the window", f"{group.fast:,} of {group.near:,}"
    yield "Joint acts", f"{len(group.acts):,}, over {len({(a.kind, a.thing) for a in group.acts}):,} objects"
    yield "Typical delay", f"{group.typical_delay():g} s after the first of an act"
    yield "Pairs that support it", f"{len(group.links()):,} of {len(group.accounts) * (len(group.accounts) - 1) // 2:,}"
    if source := group.main_source:
        yield "Largest source", f"{source[1]:.0%} of the objects shared together come from one source"
    if (persistence := group.persistence) is not None:
        yield "Found again", f"in {persistence:.0%} of {len(group.tried) - 1} other settings"
    else:
        yield "Other settings", "not tried (see --tries)"
    if parted := group.parted:
        sizes = ", ".join(str(len(part)) for part in parted[0])
        yield (
            "Communities",
            f"{len(parted[0])} ({sizes}); modularity {parted[1]:.2f}, agreement over 20 starts {parted[2]:.2f}",
        )
    base = context.base_rate(group)
    yield "Expected of an average pair", f"{base * group.near:,.0f} of {group.near:,} cases"
    p, q = group.tested(context.tested_layers)
    yield (
        "p and q",
        f"p {_q(p)}, q {_q(q)}" + "".join(f"; {kind_word(part['kind'])}: q {_q(part['q'])}" for part in group.parts),
    )
    yield from explanations(group, context.profiles).facts
    for one in group.originals:
        yield "Set apart", f"first in {one['firsts']:,} of {one['acts']:,} joint acts"
    for kind in group.kinds:
        yield from _layer_facts(kind, context)


def _layer_facts(kind: str, context: NearContext) -> Iterator[tuple[str, str]]:
    layer = context.layers[kind]
    word = kind_word(kind)
    yield f"Testable pairs, {word}", f"{layer['testable']:,}"
    yield f"Average pair, {word}", f"{layer['base_rate']:.1%} of near events within the window"
    crowd = layer["crowded"] / max(1, layer["shares"])
    yield f"Left out as crowd, {word}", f"{crowd:.1%} of shares"
    yield f"Placebo, {word}", f"{layer['placebo_pairs']:,} pairs, {layer['placebo_groups']:,} groups"


def _caveats(group: NearGroup, context: NearContext) -> Iterator[str]:
    yield _ASSUMED
    yield (
        "The interval takes objects as independent of each other and is not corrected for having chosen these accounts; it "
        "describes them and is no estimate for others."
    )
    yield (
        "Cases count the first share of an object by each account. The rows behind the finding show the two closest shares of "
        "each pair, so there can be a few more of them."
    )
    for kind in group.kinds:
        if crowd := _crowd_words(context.layers[kind], context):
            yield f"{kind_word(kind).capitalize()}:{crowd}"
    if len(group.accounts) > 200:
        yield "Groups this large often hang together through single accounts; look at the parts."


def _counter_evidence(group: NearGroup, context: NearContext, base: float) -> Iterator[str]:
    apart = group.near - group.fast
    yield (
        f"In {apart:,} of {group.near:,} cases two members shared the same within {duration(context.reach)} but further apart "
        f"than {duration(context.window)}."
    )
    weak = [account for account, p in group.p_of.items() if p > 0.001]
    yield (
        f"Accounts whose own part could be chance in more than 1 of 1,000 cases were looked for; there are {len(weak):,} of "
        f"{len(group.accounts):,}."
    )
    for kind in group.kinds:
        yield f"{kind_word(kind).capitalize()}: {_placebo_words(context.layers[kind])}"
    if (persistence := group.persistence) is not None and persistence < 1:
        yield f"Half of the group or more is found again in {persistence:.0%} of the other settings tried, and not in the rest."
    if not group.originals:
        yield "An account that is first nearly every time, and that the others may follow, was looked for; there is none."


def _tables(group: NearGroup, context: NearContext) -> Iterator[Table]:
    parts, firsts = group.taken_part(), group.firsts()
    order = sorted(group.accounts, key=lambda a: (-parts[a], a))
    apart = listed([mention(one["account"]) for one in group.originals]) if group.originals else ""
    yield Table(
        title="Members",
        columns=(
            Column(title="Account"),
            Column(title="Joint acts", numeric=True),
            Column(title="First in", numeric=True),
            Column(title="p against the rest", numeric=True),
        ),
        rows=tuple((mention(a), parts[a], firsts[a], float(f"{group.p_of[a]:.2g}")) for a in order),
        note=f"Listed apart: {apart}, nearly always first: it may be an original that the others copy."
        if apart
        else "",
    )
    if known := group.sources():
        yield Table(
            title="Where the objects shared together come from",
            columns=(Column(title="Source"), Column(title="Objects", numeric=True)),
            rows=tuple((_source_words(source), count) for source, count in known.most_common(10)),
        )
    yield overview(context)


def _source_words(source: str) -> str:
    return mention(source.removeprefix("account ")) if source.startswith("account ") else source


def overview(context: NearContext) -> Table:
    """What was compared, kind by kind."""
    rows: Sequence[tuple[Cell, ...]] = [
        (
            kind_word(kind),
            int(layer["shares"]),
            int(layer["crowded"]),
            int(layer["testable"]),
            f"{layer['base_rate']:.1%}",
            int(layer["pairs"]),
            int(layer["groups"]),
            int(layer["placebo_pairs"]),
        )
        for kind, layer in context.layers.items()
    ]
    titles = (
        "Shares",
        "Left out as crowd",
        "Testable pairs",
        "Average pair",
        "Pairs found",
        "Groups",
        "Pairs in placebo",
    )
    return Table(
        title="What was compared",
        columns=(Column(title="Shared"), *(Column(title=title, numeric=True) for title in titles)),
        rows=tuple(rows),
        note="Average pair: fast share of near events, each pair of accounts weighing the same.",
    )
