"""The numbers a finding states: what it prints, and what its own sentences may be made of."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from undertow.dossier import numbers
from undertow.dossier.linting.measured import plain
from undertow.dossier.linting.prose import tokens
from undertow.model import FEW, SMALL_CELL, Cell, Finding, with_names

_WRITTEN = re.compile(r"(?<![\w.])(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)?(?:\.\d+|(?<=\d))")
#: Thousands parted by blanks, as they are read in a sentence.
_BLANKS = re.compile(r"(?<![\w.,])\d{1,3}(?:[\u00a0\u202f ]\d{3})+(?!\d)(?:\.\d+)?")


def written(texts: Iterable[str]) -> set[str]:
    """Every number written in texts, as numbers are compared; with blanks between its thousands also as one."""
    bare = [with_names(text, lambda _: "") for text in texts]
    return {plain(found) for text in bare for of in (_WRITTEN, _BLANKS) for found in of.findall(text)}


def printed(finding: Finding) -> set[str]:
    """The numbers a reader finds in the finding as it is published, each with the rounding it is printed with.

    Prose about the finding may use these and no others; each with its sign and unit, as `prose.token` gives it.
    """
    e = finding.estimate
    texts = [finding.statement, *finding.paragraphs, finding.null_model, finding.detectable]
    texts += [*finding.caveats, *finding.counter_evidence, *finding.benign_explanations, *finding.would_change]
    texts += [text for pair in finding.facts for text in pair]
    texts += [numbers.measured(e), numbers.level(e), numbers.number(e.n)]
    cells = [numbers.interval(e)]
    texts += [numbers.probability(p) for p in (finding.p_value, finding.q_value) if p is not None]
    if finding.sensitivity is not None:
        texts.append(f"{finding.sensitivity * 100:.0f}%")
    texts.append(numbers.number(max(finding.evidence_count, len(finding.evidence))))
    if finding.accounts:
        texts.append(numbers.number(len(finding.accounts)))
    texts += [evidence.counted for evidence in finding.evidence if evidence.counted]
    for table in finding.tables:
        texts += [table.title, table.note]
        cells += _cells(table.rows)
    for figure in finding.figures:
        texts += [figure.title, figure.unit, figure.note]
        columns = dict.fromkeys(column for row in figure.rows for column in row)  # a row may lack one that others have
        rows = [tuple(row.get(column) for column in columns) for row in figure.rows[:15]]
        cells += _cells(figure.table.rows if figure.table else rows)
    return tokens(texts) | tokens(cells, bare=True)


def _cells(rows: Sequence[tuple[Cell, ...]]) -> Iterator[str]:
    """The cells as a dossier prints them: each column with one number of decimals."""
    for column in zip(*rows, strict=True):
        decimals = numbers.decimals_among(column)
        for cell in column:
            if isinstance(cell, tuple):
                yield numbers.triple(cell, "")
            elif isinstance(cell, int | float) and not isinstance(cell, bool) and math.isfinite(cell):
                yield numbers.celled(cell, decimals)
            elif isinstance(cell, str):
                yield cell


class Own:
    """The numbers that sentences of a finding itself may hold: those it measured, at any rounding, and what is left of a count.

    told: numbers of its run besides: its settings, and the error rates measured for the analysis.
    """

    def __init__(self, finding: Finding, told: Iterable[str] = ()) -> None:
        facts = [text for pair in finding.facts for text in pair]
        cells = [str(cell) for table in finding.tables for row in table.rows for cell in row if isinstance(cell, str)]
        counts = [evidence.counted for evidence in finding.evidence if evidence.counted]
        close = written([*facts, finding.null_model, finding.detectable])
        self._known = close | written([*cells, *counts, FEW, str(SMALL_CELL - 1), "1", *told])
        self._values = [*_values(finding), *map(float, self._known)]
        wholes = {float(k) for k in close | written([finding.statement]) if k.isdecimal()} | {float(finding.estimate.n)}
        self._left = {plain(f"{abs(a - b):.0f}") for a, b in combinations(sorted(wholes), 2)}

    def holds(self, number: str) -> bool:
        """Whether a number, as `plain` gives it, is one of the finding."""
        if number in self._known or number in self._left:
            return True
        digits = len(number.partition(".")[2])
        value = float(number)
        off = 0.5 * 10**-digits * (1 + 1e-6)
        return any(abs(known - value) <= off or abs(100 * known - value) <= off for known in self._values)

    def nearest(self, number: str) -> str:
        """The number of the finding that lies nearest, as it would be printed."""
        value = float(number)
        near = min(self._values, key=lambda known: abs(known - value), default=None)
        return "" if near is None else numbers.number(near)


def _values(finding: Finding) -> Iterator[float]:
    e = finding.estimate
    yield from (e.value, e.low, e.high, e.n, e.level, finding.evidence_count, len(finding.accounts))
    yield from (v for v in (finding.p_value, finding.q_value, finding.sensitivity) if v is not None)
    # the rest of a share is stated too: not found again in 1 - sensitivity of the settings
    yield from (1 - v for v in (e.value, finding.sensitivity) if v is not None and 0 < v < 1)
    for table in finding.tables:
        yield from _of_rows([dict(enumerate(row)) for row in table.rows])
    for figure in finding.figures:
        yield from _of_rows(figure.rows)


def _of_rows(rows: Sequence[dict[int, Cell]] | Sequence[dict[str, Cell]]) -> Iterator[float]:
    """The numbers in rows, how many rows there are, and how many different values each column holds."""
    yield len(rows)
    columns: dict[object, set[Cell]] = {}
    for row in rows:
        for name, cell in row.items():
            if isinstance(cell, int | float) and math.isfinite(cell):
                yield abs(float(cell))
            columns.setdefault(name, set()).add(cell)
    yield from (len(cells) for cells in columns.values())
