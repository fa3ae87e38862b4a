"""The figures of a group found by the near-miss control."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from undertow.analyses._coordination.near_groups import NearContext, NearGroup
from undertow.analyses._coordination.words import duration, kind_word
from undertow.model import Cell, Figure, mention

_MOST_LINKS = 400


def figures(group: NearGroup, context: NearContext) -> Iterator[Figure]:
    """Network and matrix, delays against the null, joint acts over time, and the group in other settings."""
    community = {a: f"Part {n}" for n, part in enumerate((group.parted or ([],))[0], 1) for a in part}
    weights: Counter[tuple[str, str]] = Counter()
    for link in group.links():
        weights[link["left"], link["right"]] += link["hits"]
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:_MOST_LINKS]
    rows: tuple[dict[str, Cell], ...] = tuple(
        {"left": mention(a), "right": mention(b), "weight": n, "group": community.get(a, "Group")}
        for (a, b), n in ranked
    )
    unit = f"separate occasions within {duration(context.window)}"
    if rows:
        alt = f"A network of {len(group.accounts)} accounts and {len(rows)} pairs."
        yield Figure(kind="network", title="Which pairs support the group", unit=unit, alt=alt, rows=rows)
    yield from _delay_figures(group, context)
    life = group.life(context.last)
    if len(life) > 1:
        yield Figure(
            kind="timeline",
            title="Joint acts over time",
            unit="joint acts",
            alt=f"Joint acts from {life[0].start} to {life[-1].end}, {len(group.acts):,} in all.",
            rows=tuple({"start": p.start, "end": p.end, "count": p.acts, "state": p.state} for p in life),
        )
    if len(group.tried) > 1:
        yield _specification(group, context)


def _delay_figures(group: NearGroup, context: NearContext) -> Iterator[Figure]:
    """One histogram for each kind in which the group was found."""
    for kind in group.kinds:
        bins = [row for row in group.delays if row["kind"] == kind]
        if not any(row["measured"] for row in bins):
            continue
        yield Figure(
            kind="delay_null",
            title=f"How far apart members shared the same {kind_word(kind)}",
            unit="pairs of shares",
            alt=f"Near events of members by seconds apart, beside those of other pairs scaled to as many; window {context.window} s.",
            rows=tuple(
                {
                    "seconds": row["from"],
                    "width": row["to"] - row["from"],
                    "measured": row["measured"],
                    "expected": round(row["expected"], 2),
                    "window": context.window,
                }
                for row in bins
            ),
        )


def _specification(group: NearGroup, context: NearContext) -> Figure:
    return Figure(
        kind="specification",
        title="The group in other settings",
        unit="members in common, share of all members of both",
        alt=f"Share of members in common in {len(group.tried)} settings; the declared one first.",
        rows=tuple(
            {
                "order": row["setting"],
                "share": round(row["common"], 3),
                "holds": int(row["common"] >= 0.5),
                "declared": int(row["setting"] == 0),
                "window": round(context.window * row["window"]),
                "screen": row["level"],
                "set_reach": f"{context.reach * row['reach'] * row['window']:g} s",
                "set_crowd": f"{context.crowd * row['crowd']:.0f}",
            }
            for row in group.tried
        ),
    )


def pair_network(pairs: Sequence[Mapping[str, Any]], context: NearContext) -> tuple[Figure, ...]:
    """The network of pairs that stand out in no confirmed group."""
    rows: tuple[dict[str, Cell], ...] = tuple(
        {"left": mention(pair["left"]), "right": mention(pair["right"]), "weight": pair["hits"], "group": "Pairs"}
        for pair in pairs
    )
    unit = f"separate occasions within {duration(context.window)}"
    return (
        Figure(
            kind="network", title="Which pairs stand out", unit=unit, alt=f"A network of {len(pairs)} pairs.", rows=rows
        ),
    )
