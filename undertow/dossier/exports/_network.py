"""The accounts that findings join, as one graph that Gephi opens: places, sizes, colours and times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from undertow.dossier.exports import Outgoing, Spans
from undertow.dossier.figures.network import places
from undertow.model import Finding, mentioned

if TYPE_CHECKING:
    import networkx as nx

#: Colours of groups in the order in which they appear, those of the page.
_COLOURS = ("#0b5a73", "#b4500b", "#8322c3", "#8a949b", "#43525e")
_WIDE, _GAP = 1000.0, 1100.0


def network(outgoing: Outgoing) -> nx.Graph:
    """Accounts under their printed names, joined where a finding that stands joins them.

    Node: label, finding, grade, x, y, size, r, g, b, and start and end, the days between which the rows of the findings show it, where
    posts have times. Edge: weight, how often the two did the same, finding, and start and end alike. An account in several findings
    belongs to the strongest.
    """
    import networkx as nx

    graph = nx.Graph(name=outgoing.title)
    drawn = [
        (reviewed, figure)
        for reviewed in outgoing.standing
        for figure in reviewed.finding.figures
        if figure.kind == "network"
    ]
    spans = outgoing.spans(list({reviewed.finding.id: reviewed.finding for reviewed, _ in drawn}.values()))
    for place, (reviewed, figure) in enumerate(drawn):
        days = _days(reviewed.finding, spans.get(reviewed.finding.id, {}), outgoing)
        spots = places(figure.rows, int(_WIDE), int(_WIDE))
        red, green, blue = _rgb(_COLOURS[place % len(_COLOURS)])
        for account, (x, y) in spots.items():
            name = _named(account, outgoing)
            if name not in graph:
                graph.add_node(
                    name, label=name, finding=reviewed.finding.id, grade=reviewed.finding.grade, x=round(x + _GAP * place, 1),
                    y=round(-y, 1), r=red, g=green, b=blue,
                )  # fmt: skip
            _widened(graph.nodes[name], days.get((name,)))
        for row in figure.rows:
            left, right = (_named(str(row[side]), outgoing) for side in ("left", "right"))
            if left in graph and right in graph:
                if not graph.has_edge(left, right):
                    graph.add_edge(left, right, weight=float(row["weight"] or 0), finding=reviewed.finding.id)
                for pair in ((left, right), (right, left)):
                    _widened(graph.edges[left, right], days.get(pair))
    for name, joined in graph.degree():
        graph.nodes[name]["size"] = round(6 + 2 * joined**0.5, 1)
    return graph


def _named(account: str, outgoing: Outgoing) -> str:
    ids = mentioned(account)
    return outgoing.voice.account(ids[0]) if ids else outgoing.voice.plain(account)


def _days(finding: Finding, spans: Spans, outgoing: Outgoing) -> dict[tuple[str, ...], tuple[str, str]]:
    """By printed name, or two of them, the first and last day in all rows of the finding; else in those that it cites."""
    cited: dict[tuple[str, ...], tuple[str, str]] = {}
    for piece in finding.evidence:
        if piece.account and len(day := piece.at[:10]) == len("2022-08-01"):
            before = cited.get((piece.who,), (day, day))
            cited[piece.who,] = min(before[0], day), max(before[1], day)
    found = cited | dict(spans)
    return {tuple(outgoing.voice.account(account) for account in key): days for key, days in found.items()}


def _widened(thing: dict[str, Any], days: tuple[str, str] | None) -> None:
    """Gives a node or edge its days, or adds these to those it has."""
    if days is not None:
        thing["start"] = min(thing.get("start", days[0]), days[0])
        thing["end"] = max(thing.get("end", days[1]), days[1])


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
