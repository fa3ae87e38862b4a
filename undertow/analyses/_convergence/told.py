"""One pair as it is told of: its rows, the direction told first, and what is stated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from undertow.analyses._convergence import LEVEL
from undertow.model import mention

Row = Mapping[str, Any]
WHEN = ("earlier", "later")


class Told:
    """One pair with its rows. `way` is the direction in which the share changed more: it is told first."""

    def __init__(self, pair: Row, body: Row, tables: Mapping[str, Sequence[Row]]) -> None:
        self.pair, self.body = pair, body
        self.curve, self.phrases, self.matrix = tables["curve"], tables["moved_phrases"], tables["matrix"]
        self.way = "ab" if abs(self.gain("ab")) >= abs(self.gain("ba")) else "ba"

    def gain(self, way: str) -> float:
        """Change of a share."""
        return float(self.pair[f"{way}_later"] - self.pair[f"{way}_earlier"])

    def name(self, who: str) -> str:
        """A speaker in print."""
        return mention(who) if self.body["kind"] == "posts" else who

    def ends(self, way: str) -> tuple[str, str]:
        """Who is attributed to whom."""
        a, b = self.name(self.pair["a"]), self.name(self.pair["b"])
        return (a, b) if way == "ab" else (b, a)

    @property
    def judged(self) -> bool:
        return self.pair["p"] is not None

    @property
    def statement(self) -> str:
        """The word that is printed."""
        if not self.judged:
            return "cannot be judged"
        if self.pair["q"] > LEVEL:
            return "no evidence of change"
        return "converging" if self.pair["closer"] < self.pair["apart"] else "diverging"

    @property
    def frames_agree(self) -> bool:
        """Whether the frames alone say the same."""
        p = self.pair["frames_p"]
        same = p is not None and (self.pair["frames_closer"] < self.pair["frames_apart"]) == (
            self.pair["closer"] < self.pair["apart"]
        )
        return bool(same and p <= LEVEL)

    @property
    def windows(self) -> tuple[str, str]:
        """Both windows in words."""
        digits = 4 if self.body["length"] == "year" else 7 if self.body["length"] in ("month", "quarter") else 10
        first, split, last = (self.body[key][:digits] for key in ("first", "split", "last"))
        return f"from {first} until before {split}", f"from {split} to {last}"

    @property
    def seen(self) -> float | None:
        """The smallest adoption that would have been seen in both directions."""
        both = (self.pair["seen_ab"], self.pair["seen_ba"])
        return None if None in both else max(both)
