"""How many, according to whom and when: numbers of one voice that may be about the same people, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from numpy.random import Generator

from undertow.analyses import Analysis, Collect, Forecast, Measured, Tables
from undertow.analyses import _texts as texts
from undertow.analyses._actors import actors_of
from undertow.analyses._claims import words
from undertow.analyses._claims.keys import names_of, with_series
from undertow.analyses._claims.reading import read, schema
from undertow.analyses._claims.series import Series, all_series
from undertow.errors import BadSetting
from undertow.model import Evidence, Finding

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

_KEY = (
    "series", "voice", "speaker", "day", "low", "high", "approximator", "interval_low", "interval_high", "unit", "category", "status",
    "who", "from_where", "by_whom", "period", "from_context", "part_of", "voiced",
)  # fmt: skip


#: Measured on the UN statements and on the posts of the demo.
_DOCUMENT_SECONDS, _POST_SECONDS = 0.014, 0.00004
_PRIVATE = "posts of private accounts"


@dataclass(frozen=True)
class Claims(Analysis):
    """Series of numbers by population key, for review; two under one complete key whose roundings exclude each other wait for a verdict."""

    name = "claims"
    title = "How many, according to whom and when?"
    needs = (("documents", "posts"),)
    reads = ("actors", "keys")
    error_statement = words.ERRORS

    max_findings: Annotated[int, "series reported, those with conflicts first; the others are counted"] = 60

    def __post_init__(self) -> None:
        if self.max_findings < 1:
            raise BadSetting(f"claims: max_findings is {self.max_findings} but must be at least 1.")

    def forecast(self, tables: Tables, collect: Collect) -> Forecast:
        """Documents are read through; posts of private accounts, which most are, are only counted."""
        counts = [
            int(collect(tables[name].aggregate(n=tables[name].count()))["n"][0].as_py())
            for name in ("documents", "posts")
        ]
        seconds = 2 + _DOCUMENT_SECONDS * counts[0] + _POST_SECONDS * counts[1]
        return Forecast(sum(counts), round(seconds, 1), round(200 + counts[0] / 50))

    def derive(self, tables: Tables, rng: Generator) -> Mapping[str, pa.Table]:
        """`statements`: one row per number, with its slots and series. `claim_texts`: texts read and not read, by language.
        `keys_unused`: rows of ledger/keys.csv that name nothing found."""
        import pyarrow as pa

        found = read(tables, actors_of(tables["actors"]))
        moved = tables["keys"].to_pyarrow().to_pylist()
        counts = [{"language": code, "texts": n, "read": True} for code, n in sorted(found.texts.items())]
        counts += [{"language": code, "texts": n, "read": False} for code, n in sorted(found.unread.items())]
        counts += [{"language": _PRIVATE, "texts": found.private, "read": False}] if found.private else []
        placed = with_series(found.statements, moved)
        unused = [{"id": row["id"]} for row in moved if row["id"] not in names_of(placed)]
        columns = pa.schema([("language", pa.string()), ("texts", pa.int64()), ("read", pa.bool_())])
        return {
            "statements": pa.Table.from_pylist(placed, schema()),
            "keys_unused": pa.Table.from_pylist(unused, pa.schema([("id", pa.string())])),
            "claim_texts": pa.Table.from_pylist(counts, columns),
        }

    def measure(self, tables: Tables) -> Mapping[str, ir.Table]:
        """Numbers given, each once a day; how many were read; texts read."""
        statements = tables["statements"]
        exact = statements.filter(statements.low.notnull())
        return {
            "numbers_given": exact.group_by(*_KEY).agg(id=exact.id.min(), times=exact.count()),
            "numbers_read": statements.group_by("language").agg(
                statements=statements.count(), voiced=statements.count(where=statements.voiced != "")
            ),
            "texts_read": tables["claim_texts"],
            "keys_without_effect": tables["keys_unused"],
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
            "voiced": sum(row["voiced"] for row in counts),
            "private": sum(row["texts"] for row in rows if row["language"] == _PRIVATE),
            "in series": sum(len(series.rows) for series in found),
        }
        if amounts["texts"] or any(not row["read"] for row in rows):
            unread = [
                (row["language"], row["texts"]) for row in rows if not row["read"] and row["language"] != _PRIVATE
            ]
            if lost := [row["id"] for row in measured["keys_without_effect"].to_pylist()]:
                yield f"ledger/keys.csv names {', '.join(lost)}, which is no statement or series of this run; correct the row or leave it out."
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
