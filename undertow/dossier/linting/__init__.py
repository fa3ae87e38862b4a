"""What would keep a dossier from being published: numbers that nothing bears out, and words that claim too much.

`measured` finds the numbers in a text, `stated` those a finding states, `graded` the words that may not be used,
`findings` goes through a finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["number", "words", "counter-evidence", "evidence", "edition"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocker:
    """One thing that must be mended first: where it stands, the sentence, what is wrong with it, and what to do."""

    kind: Kind
    where: str
    what: str
    todo: str
    sentence: str = ""

    def __str__(self) -> str:
        said = f" In: “{self.sentence}”" if self.sentence else ""
        return f"{self.where}: {self.what}.{said} {self.todo}"
