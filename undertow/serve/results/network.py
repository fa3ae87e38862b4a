"""The network of a group as places and lines: the layout of the dossier's figure, with each account and pair by itself, so
that each can be picked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import msgspec

from undertow.carrying import program
from undertow.dossier.figures import WIDE
from undertow.dossier.figures.network import places
from undertow.model import Cell, Finding, mentioned
from undertow.serve.keeping import Keeping

#: As many accounts and pairs are drawn, the strongest pairs first.
MOST_ACCOUNTS, MOST_PAIRS = 400, 800
_HEIGHT = 420
#: From so much of the span of weights on, a line is drawn stronger.
_STEPS = (0.0, 1 / 3, 2 / 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An account: where it stands, how large it is drawn, and to how many it is joined."""

    account: str
    x: float
    y: float
    radius: float
    joined: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A pair: the numbers of its accounts among the nodes, how often they did the same, and how strongly it is drawn (0 to 2)."""

    left: int
    right: int
    weight: float
    strength: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A network on a sheet of this size; left_out: pairs that are not drawn."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    left_out: int = 0

    def strokes(self, strength: int) -> list[tuple[str, str]]:
        """The lines drawn so strongly: path, and the numbers of the accounts at its ends."""
        return [(self._path(line), f"{line.left} {line.right}") for line in self.lines if line.strength == strength]

    def picked(self, account: str, pair: tuple[str, str] | None) -> list[str]:
        """The paths of the picked pair, or of all pairs of an account where no pair is picked."""
        wanted = set(pair) if pair else {account}
        ends = ((line, {self.nodes[line.left].account, self.nodes[line.right].account}) for line in self.lines)
        return [self._path(line) for line, both in ends if (both == wanted if pair else both & wanted)]

    def _path(self, line: Line) -> str:
        a, b = self.nodes[line.left], self.nodes[line.right]
        return f"M{a.x} {a.y}L{b.x} {b.y}"


def pairs_count(finding: Finding) -> int:
    """How many pairs a group has."""
    figure = next((figure for figure in finding.figures if figure.kind == "network"), None)
    return len(figure.rows) if figure else len(_of_table(finding))


def pairs_of(finding: Finding) -> list[tuple[str, str, float]]:
    """The pairs of a group, the strongest first: the smaller account id, the other, and how often they did the same."""
    figure = next((figure for figure in finding.figures if figure.kind == "network"), None)
    found = [(str(r["left"]), str(r["right"]), r["weight"]) for r in figure.rows] if figure else _of_table(finding)
    named = [(_account(left), _account(right), float(weight or 0)) for left, right, weight in found]
    pairs = [(min(left, right), max(left, right), weight) for left, right, weight in named]
    return sorted(pairs, key=lambda pair: (-pair[2], pair[0], pair[1]))


def _of_table(finding: Finding) -> list[tuple[str, str, Cell]]:
    """Pairs that were found alone stand in a table: accounts, what was shared, how often within the window."""
    table = next((table for table in finding.tables if table.title == "Pairs"), None)
    return [(str(row[0]), str(row[1]), row[3]) for row in table.rows] if table else []


def _account(named: str) -> str:
    return next(iter(mentioned(named)), named)


def picture(keeping: Keeping, finding: Finding) -> Picture:
    """The network of a group, laid out as in its figure: once, for that takes as long as several pages."""
    pairs = pairs_of(finding)
    name = sha256(msgspec.json.encode((program(), pairs))).hexdigest()
    found = keeping.stored(f"networks/{name}", "", lambda: _laid_out(pairs), Picture)
    return found if _sound(found, pairs) else _laid_out(pairs)


def _sound(kept: Picture, pairs: Sequence[tuple[str, str, float]]) -> bool:
    """Whether what was kept is of these pairs: a case may come from anyone."""
    names = [node.account for node in kept.nodes]
    known = {frozenset(pair[:2]): pair[2] for pair in pairs}
    ends = range(len(names))
    return all(
        line.left in ends
        and line.right in ends
        and known.get(frozenset((names[line.left], names[line.right]))) == line.weight
        for line in kept.lines
    )


def _laid_out(pairs: Sequence[tuple[str, str, float]]) -> Picture:
    kept: list[tuple[str, str, float]] = []
    seen: set[str] = set()
    for pair in pairs[:MOST_PAIRS]:
        if len(seen | set(pair[:2])) <= MOST_ACCOUNTS:
            seen |= set(pair[:2])
            kept.append(pair)
    rows: list[dict[str, Cell]] = [
        {"left": left, "right": right, "weight": weight, "group": ""} for left, right, weight in kept
    ]
    place = places(rows, WIDE, _HEIGHT) if rows else {}
    joined = Counter(name for pair in kept for name in pair[:2])
    most = max(joined.values(), default=1)
    order = sorted(place, key=lambda name: (-joined[name], name))
    number = {name: i for i, name in enumerate(order)}
    crowded = len(order) > 120
    nodes = tuple(
        Node(
            account=name,
            x=round(place[name][0], 1),
            y=round(place[name][1], 1),
            radius=round((3.5 if crowded else 5.5) + (2.0 if crowded else 3.5) * joined[name] / most, 1),
            joined=joined[name],
        )
        for name in order
    )
    weights = [pair[2] for pair in kept] or [0.0]
    span = (max(weights) - min(weights)) or 1.0
    lines = tuple(
        Line(
            left=number[left],
            right=number[right],
            weight=weight,
            strength=sum((weight - min(weights)) / span >= step for step in _STEPS) - 1,
        )
        for left, right, weight in kept
    )
    height = round(max((node.y for node in nodes), default=40) + 24)
    return Picture(width=WIDE, height=height, nodes=nodes, lines=lines, left_out=len(pairs) - len(kept))
