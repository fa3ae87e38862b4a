"""The nouns of undertow: plain frozen records, no input or output.

Text written by undertow (statements, captions, cells) names an account only through `mention`, never by its raw id, so
that whoever prints the text decides between the name and a pseudonym. Text from a source is kept apart, in `Evidence`; where
a cell has to hold words of a post, it holds them through `said`, with who wrote them, so that they can be withheld.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote, unquote

from undertow.errors import BadSetting

Grade = Literal["strong", "moderate", "limited", "insufficient", "not supported"]
GRADES: tuple[Grade, ...] = ("strong", "moderate", "limited", "insufficient", "not supported")
Cell = str | int | float | None
#: Fewer people than this could be picked out: such counts are not printed.
SMALL_CELL = 10
FEW = f"fewer than {SMALL_CELL}"
ALL_BUT_FEW = f"all but {FEW}"
WITHHELD = "a count that is not told"
_ESCAPED = {"%": "%25", "[": "%5B", "]": "%5D"}

_MARKED = re.compile(r"\[\[account:([^\[\]]*)\]\]|\[\[said:([^:\[\]]*):([^\[\]]*)\]\]")


def mention(account: str) -> str:
    """A reference to an account inside a text written by undertow; `with_names` turns it into words."""
    return f"[[account:{quote(account, safe='')}]]"


def said(words: str, accounts: Iterable[str]) -> str:
    """Words of posts inside a text written by undertow, with the accounts that wrote them, as many as SMALL_CELL of them.

    Whoever prints the text decides whether the words may be read: `with_names` shows them, a dossier may withhold them.
    """
    whose = ",".join(quote(account, safe="") for account in sorted(set(accounts))[:SMALL_CELL])
    return f"[[said:{whose}:{''.join(_ESCAPED.get(char, char) for char in words)}]]"


def mentioned(text: str) -> list[str]:
    """Accounts mentioned in a text, and those whose words are in it, in order."""
    found = []
    for account, whose, _ in _MARKED.findall(text):
        found += [unquote(one) for one in whose.split(",") if one] if whose else [unquote(account)] if account else []
    return found


def with_names(
    text: str, name: Callable[[str], str], words: Callable[[str, tuple[str, ...]], str] = lambda told, _: told
) -> str:
    """The text with every mention replaced by `name(account)`, and words of posts by `words(words, accounts)`."""

    def shown(match: re.Match[str]) -> str:
        if match[1] is not None:
            return name(unquote(match[1]))
        return words(unquote(match[3]), tuple(unquote(one) for one in match[2].split(",") if one))

    return _MARKED.sub(shown, text)


def cell(count: int) -> int | str:
    """A count of people as it may be printed: exact from SMALL_CELL on, and where it is none."""
    return count if count >= SMALL_CELL or count == 0 else FEW


def part(count: int, of: int) -> int | str:
    """A count of people among others that are counted, too: neither it nor what it leaves of them may be a few."""
    told = cell(count)
    return ALL_BUT_FEW if told == count and 0 < of - count < SMALL_CELL else told


def untold(parts: Sequence[int]) -> set[int]:
    """Which parts of a total that is known are not told: those of a few, and so many more that no few can be subtracted."""
    hidden = {place for place, size in enumerate(parts) if 0 < size < SMALL_CELL}
    others = sorted((place for place, size in enumerate(parts) if size >= SMALL_CELL), key=lambda place: parts[place])
    while others and hidden and (len(hidden) < 2 or sum(parts[place] for place in hidden) < SMALL_CELL):
        hidden.add(others.pop(0))
    return hidden


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number with its interval. `level` is the stated coverage of the interval, `n` what it was computed from."""

    value: float
    low: float
    high: float
    unit: str
    n: int
    level: float = 0.95

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise BadSetting(
                f"An estimate lies inside its interval; got {self.value} outside [{self.low}, {self.high}]."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One row of a source, and the words in it that a finding rests on; or a count of its rows, where rows are people.

    text is the whole text of the row as the format read it; `quote` is `text[start:end]`, verbatim, in code points.
    who is an account id (account=True) or the name of a speaker. at is ISO 8601 in UTC at the stated precision.
    kind "count": `count` accounts in the list of `who`, of `counted_of` if known; row_ref says which were counted, and the
    query of the finding how. A count below SMALL_CELL is None, and one from which such a count could be subtracted.
    """

    source_sha256: str
    row_ref: str
    table: str
    who: str
    account: bool = True
    at: str = ""
    text: str = ""
    start: int = 0
    end: int = 0
    note: str = ""
    kind: Literal["quote", "count"] = "quote"
    count: int | None = None
    counted_of: int | None = None

    @property
    def quote(self) -> str:
        return self.text[self.start : self.end]

    @property
    def counted(self) -> str:
        """The count in words; empty for a quote."""
        if self.kind == "quote":
            return ""
        if self.count is None:
            return WITHHELD
        whole = "" if self.counted_of is None else f" of {self.counted_of:,}"
        return f"{self.count:,}{whole} accounts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a printed table; numbers are set right."""

    title: str
    numeric: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A small table of a finding. Cells of text may hold mentions; a tuple cell is (value, low, high)."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What to draw: `kind` names a module of dossier/figures, `rows` are its data. The drawing is the dossier's."""

    kind: str
    title: str
    unit: str
    alt: str
    rows: tuple[dict[str, Cell], ...]
    source: str = ""
    note: str = ""
    table: Table | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One statement that the material bears out, and how far.

    subject says what the finding is about and nothing of what was measured: `id` is made from it. accounts are the
    members of the group it is about, if any. sensitivity is the share of settings in which it holds. detectable is
    the smallest effect that would have been seen. evidence is a sample unless `exhaustive`; evidence_count is all.
    query: the statement whose rows the evidence is, where that is counts.
    """

    id: str
    analysis: str
    subject: str
    statement: str
    estimate: Estimate
    null_model: str
    grade: Grade
    accounts: tuple[str, ...] = ()
    p_value: float | None = None
    q_value: float | None = None
    sensitivity: float | None = None
    paragraphs: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    caveats: tuple[str, ...] = ()
    counter_evidence: tuple[str, ...] = ()
    benign_explanations: tuple[str, ...] = ()
    would_change: tuple[str, ...] = ()
    detectable: str = ""
    evidence: tuple[Evidence, ...] = ()
    evidence_count: int = 0
    exhaustive: bool = False
    query: str = ""
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    run_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a person decided about a finding, and the estimate they saw when they did.

    disputed: of several readers, some confirmed it and some rejected it; nobody decides that by themselves.
    """

    finding: str
    verdict: Literal["confirmed", "rejected", "disputed"]
    why: str
    by: str
    at: str
    estimate: Estimate
    statement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What became of the rows of one source: rows_in = kept + duplicates + quarantined, always."""

    rows_in: int = 0
    kept: int = 0
    duplicates: int = 0
    quarantined: int = 0
    flagged: int = 0
    reasons: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.rows_in != self.kept + self.duplicates + self.quarantined:
            raise BadSetting(
                f"The import ledger does not add up: {self.rows_in} rows in, but {self.kept} kept + {self.duplicates} "
                f"duplicates + {self.quarantined} quarantined. Nothing was added; please report this file."
            )
