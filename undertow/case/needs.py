"""What an analysis needs of a case before it can run, and which can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from undertow.analyses import Analysis
from undertow.case.sources import Source
from undertow.errors import TooLittleData
from undertow.registry import members
from undertow.tables.ledger import LEDGERS

if TYPE_CHECKING:
    from undertow.case import Case

#: What an analyst writes for an analysis, and where.
_STATED = {
    "codebooks": "a codebook: a TOML file of narratives in the folder codebook/ of the case",
    **{name: f"rows entered by hand in ledger/{name}.csv" for name in LEDGERS},
    "positions or demands": "rows entered by hand in ledger/positions.csv or ledger/demands.csv",
}


def require_material(analysis: Analysis, counts: Mapping[str, int], sources: Sequence[Source]) -> None:
    """Raises TooLittleData when a table the analysis needs is empty, saying what to add.

    counts: rows by table, canonical and given.
    """
    if lacking := lacks(type(analysis), counts):
        where = f"The case holds {len(sources)} sources" if sources else "The case is empty"
        how = (
            ""
            if all(need in _STATED for need in analysis.lacks(lambda t: bool(counts.get(t))))
            else (f" {where}; add a file with `undertow add FILE`.")
        )
        raise TooLittleData(f"{analysis.name} needs {lacking}.{how}")


def lacks(kind: type[Analysis], counts: Mapping[str, int]) -> str:
    """What the analysis needs and is not there, in words; empty when it can run. counts: rows by table."""
    missing = kind.lacks(lambda table: bool(counts.get(table)))
    rows = [need for need in missing if need not in _STATED]
    return " and ".join(
        [*([f"rows in {' and '.join(rows)}"] if rows else []), *(_STATED[n] for n in missing if n in _STATED)]
    )


def able(case: Case) -> list[str]:
    """The analyses that can run on what the case holds; those that read what others find come last."""
    counts = case.counts() | case.stated()
    known = members("undertow.analyses", Analysis).values()  # type: ignore[type-abstract]  # members are concrete
    kinds = sorted(known, key=lambda kind: "changes" in kind.reads)
    return [kind.name for kind in kinds if not lacks(kind, counts)]
