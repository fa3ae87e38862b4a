"""What the material covers: records per month and source, with the months in which nothing was collected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from undertow.carrying import program
from undertow.case.sources import Source
from undertow.serve.view import View

#: More columns than this, and years stand for months.
MOST_COLUMNS = 264
_ROWS = 25
_THIN = 4  # pixels
_QUERY = """
SELECT source_sha256, strftime("when", '%Y-%m') AS month, count(*) FROM (
  SELECT source_sha256, "at" AS "when" FROM posts UNION ALL SELECT source_sha256, "date" FROM documents)
WHERE "when" IS NOT NULL GROUP BY ALL ORDER BY ALL
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One source: how many records in each column, and its gaps as (first column, how many)."""

    name: str
    counts: list[int]
    gaps: list[tuple[int, int]]

    @property
    def records(self) -> int:
        """How many in all."""
        return sum(self.counts)

    @property
    def ends(self) -> tuple[int, int]:
        """The first and the last column that hold records."""
        held = [place for place, count in enumerate(self.counts) if count]
        return held[0], held[-1]


@dataclass(frozen=True, slots=True)
class Coverage:
    """columns: months (2022-08) or years, without a break. rows: sources with dated records. left_out: further such sources."""

    columns: list[str]
    rows: list[Row]
    left_out: int


def coverage(view: View) -> Coverage:
    """Kept until a source comes or goes. Raises: CaseBusy, also while it is being counted."""
    counted = view.keeping.soon(
        "coverage",
        (program(), view.material_mark),
        lambda: [tuple(row) for row in view.query(_QUERY)],
        list[tuple[str, str, int]],
        "What the material covers",
    )
    return arranged(counted, view.sources)


def arranged(counted: Sequence[tuple[str, str, int]], sources: Sequence[Source]) -> Coverage:
    """Counts by (source, month) as a grid without holes, the sources with most records first."""
    months = [month for _, month, _ in counted]
    if not months:
        return Coverage([], [], 0)
    columns = list(_months(min(months), max(months)))
    if len(columns) > MOST_COLUMNS:
        columns = [str(year) for year in range(int(min(months)[:4]), int(max(months)[:4]) + 1)]
    if len(columns) > MOST_COLUMNS:  # dates centuries apart: only those that occur
        columns = sorted({month[:4] for month in months})[-MOST_COLUMNS:]
    size, by_source = len(columns[0]), defaultdict[str, dict[str, int]](lambda: defaultdict(int))
    for sha, month, count in counted:
        by_source[sha][month[:size]] += count
    names = {source.sha256: source.name for source in sources}
    rows = []
    for sha, found in sorted(by_source.items(), key=lambda item: (-sum(item[1].values()), item[0])):
        counts = [found.get(column, 0) for column in columns]
        rows.append(Row(names.get(sha, sha[:12]), counts, list(_gaps(counts))))
    return Coverage(columns, rows[:_ROWS], max(len(rows) - _ROWS, 0))


def _months(first: str, last: str) -> Iterator[str]:
    at, end = (int(text[:4]) * 12 + int(text[5:]) - 1 for text in (first, last))
    while at <= end:
        yield f"{at // 12:04}-{at % 12 + 1:02}"
        at += 1


def _gaps(counts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Columns without a record between the first and the last that has one."""
    held = [place for place, count in enumerate(counts) if count]
    for before, after in pairwise(held):
        if after - before > 1:
            yield before + 1, after - before - 1


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the cells of a drawing stand, in pixels; level 1 to 3 says how many records, against the fullest cell of its row."""

    shape: str
    width: float
    height: float
    labels: list[tuple[float, float, str]]
    cells: list[tuple[float, float, float, int]]
    gaps: list[tuple[float, float, float]]
    ticks: list[tuple[float, str]]
    thin: bool  # columns are too thin for a frame around one


def drawn(found: Coverage, shape: str) -> Grid:
    """The grid for a wide place (names beside the rows) or a narrow one (names above them)."""
    wide = shape == "wide"
    width, left, step = (640.0, 136.0, 22.0) if wide else (290.0, 0.0, 34.0)
    cell = (width - left) / len(found.columns)
    labels, cells, gaps = [], [], []
    for n, row in enumerate(found.rows):
        top = n * step + (0.0 if wide else 16.0)
        labels.append((left - 8 if wide else 0.0, top + (11 if wide else -4), _short(row.name, 19 if wide else 36)))
        for place, many, level in _levels(row.counts, together=cell < _THIN):
            cells.append((round(left + place * cell, 2), top, round(max(many * cell - 0.8, 0.6), 2), level))
        gaps += [(round(left + first * cell, 2), top, round(many * cell - 0.8, 2)) for first, many in row.gaps]
    height = len(found.rows) * step + 18
    return Grid(
        shape,
        width,
        height,
        labels,
        cells,
        gaps,
        list(_ticks(found.columns, left, cell, 6 if wide else 3)),
        cell < _THIN,
    )


def _levels(counts: Sequence[int], *, together: bool) -> Iterator[tuple[int, int, int]]:
    """First column, how many, and level of each cell that holds records; equal neighbours in one cell where they are thin."""
    most, place = max(counts), 0
    levels = [(count > 0) + (count > most / 3) + (count > 2 * most / 3) for count in counts]
    for level, run in groupby(levels):
        size = len(list(run))
        if level:
            yield from [(place, size, level)] if together else [(place + k, 1, level) for k in range(size)]
        place += size


def _ticks(columns: Sequence[str], left: float, cell: float, most: int) -> Iterator[tuple[float, str]]:
    every = max(1, -(-len(columns) // most))
    for place in range(0, len(columns), every):
        if left + place * cell + 50 < left + len(columns) * cell or place == 0:
            yield round(left + place * cell, 2), columns[place]


def _short(name: str, size: int) -> str:
    return name if len(name) <= size else name[: size - 1] + "…"
