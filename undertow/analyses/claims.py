"""How many, according to whom and when: numbers of one voice that may be about the same people, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from numpy.random import Generator

from undertow.analyses import Analysis, Measured, Tables
from undertow.analyses import _texts as texts
from undertow.analyses._actors import actors_of
from undertow.analyses._claims import words
from undertow.analyses._claims.keys import with_series
from undertow.analyses._claims.reading import PRIVATE, read, schema
from undertow.analyses._claims.series import Series, all_series
from undertow.errors import BadSetting
from undertow.model import Evidence, Finding

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

_KEY = (
    "series", "voice", "speaker", "day", "low", "high", "approximator", "interval_low", "interval_high", "unit", "category", "status",
    "who", "from_where", "by_whom", "period", "from_context", "part_of",
)  # fmt: skip


@dataclass(frozen=True)
class Claims(Analysis):
    """Series of numbers by population key, for review; two under one complete key whose roundings exclude each other wait for a verdict."""

    name = "claims"
    title = "How many, according to whom and when?"
    needs = (("documents", "posts"),)
    reads = ("actors", "keys")
    error_statement = words.ERRORS
    seconds_per_million_rows = 14_000.0

    max_findings: Annotated[int, "series reported, those with conflicts first; the others are counted"] = 60

    def __post_init__(self) -> None:
        if self.max_findings < 1:
            raise BadSetting(f"claims: max_findings is {self.max_findings} but must be at least 1.")

    def derive(self, tables: Tables, rng: Generator) -> Mapping[str, pa.Table]:
        """`statements`: one row per number, with its slots and series. `claim_texts`: texts read and not read, by language."""
        import pyarrow as pa

        found = read(tables, actors_of(tables["actors"]))
        moved = tables["keys"].to_pyarrow().to_pylist()
        counts = [{"language": code, "texts": n, "read": True} for code, n in sorted(found.texts.items())]
        counts += [{"language": code, "texts": n, "read": False} for code, n in sorted(found.unread.items())]
        columns = pa.schema([("language", pa.string()), ("texts", pa.int64()), ("read", pa.bool_())])
        return {
            "statements": pa.Table.from_pylist(with_series(found.statements, moved), schema()),
            "claim_texts": pa.Table.from_pylist(counts, columns),
        }

    def measure(self, tables: Tables) -> Mapping[str, ir.Table]:
        """Numbers given by public voices, each once a day; how many were read, by whether the voice is public; texts read."""
        statements = tables["statements"]
        public = statements.filter((statements.voice != PRIVATE) & statements.low.notnull())
        return {
            "numbers_given": public.group_by(*_KEY).agg(id=public.id.min(), times=public.count()),
            "numbers_read": statements.group_by(private=statements.voice == PRIVATE).agg(statements=statements.count()),
            "texts_read": tables["claim_texts"],
        }

    def detail(self, tables: Tables) -> Mapping[str, ir.Table]:
        """`claims_found`: one row per number, with its slots and its place in the source."""
        return {"claims_found": tables["statements"]}

    def conclude(self, measured: Measured, rng: Generator) -> Iterator[Finding]:
        """One finding for each series whose numbers differ."""
        for series in _series(measured)[: self.max_findings]:
            yield words.finding(series)

    def notes(self, measured: Measured) -> Iterator[str]:
        """How much was read, what could not be, and what is left out."""
        rows, counts = measured["texts_read"].to_pylist(), measured["numbers_read"].to_pylist()
        found = _series(measured)
        amounts = {
            "texts": sum(row["texts"] for row in rows if row["read"]),
            "statements": sum(row["statements"] for row in counts),
            "private": sum(row["statements"] for row in counts if row["private"]),
            "in series": sum(len(series.rows) for series in found),
        }
        if amounts["texts"] or any(not row["read"] for row in rows):
            unread = [(row["language"], row["texts"]) for row in rows if not row["read"]]
            yield from words.notes(amounts, unread, len(found), min(len(found), self.max_findings))

    def rows(self, tables: Tables, finding: Finding) -> ir.Table:
        """The statements of the series, oldest first, with the text each stands in."""
        found = tables["claims_found"]
        own = found.filter(found.series == finding.subject.rsplit(" | ", 1)[-1])
        joined = own.inner_join(texts.said(tables), ["table", "source_sha256", "row_ref"])
        return joined.order_by("day", "source_sha256", "row_ref", "start")

    def cite(self, rows: pa.Table) -> Iterator[Evidence]:
        """Each of those sentences, word for word."""
        for row in rows.to_pylist():
            yield words.evidence(row)


def _series(measured: Measured) -> list[Series]:
    numbers = sorted(measured["numbers_given"].to_pylist(), key=lambda row: (row["day"], row["id"]))
    return all_series([row for row in numbers if row["series"]], numbers)
