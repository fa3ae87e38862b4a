"""Do two speakers come to sound alike, beside pairs that were not asked about?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from numpy.random import Generator

from undertow.analyses import Analysis, Collect, Forecast, Measured, Tables
from undertow.analyses import _texts as texts
from undertow.analyses._convergence import LEVEL, words
from undertow.analyses._convergence.notes import notes
from undertow.analyses._convergence.told import Told
from undertow.errors import BadSetting
from undertow.model import Evidence, Finding

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

#: Measured on statements of 17,000 characters.
_COST = texts.Cost(seconds=(5.0, 0.0, 0.9), megabytes=(400.0, 1000.0, 0.0))
_TABLES = ("compared", "pairs", "curve", "matrix", "moved_phrases")


@dataclass(frozen=True)
class Convergence(Analysis):
    """How much of what one speaker says would be taken for another's, before and after a split, against control pairs."""

    name = "convergence"
    title = "Do two speakers come to sound alike?"
    needs = (("documents", "posts"),)
    reads = ("actors", "codebooks")
    error_statement = (
        "In trials on statements at the United Nations (38 states, 600 pairs each time) the rule, for a pair named before looking, found a "
        "speaker who took over 5 % of passages in 30 % of cases, 10 % in 63 % and 20 % in 93 %, and named a wrong direction in up to 1.2 % "
        "(at most 2.0 %). Where nothing changes it calls 5 % of pairs converging or diverging (.048 and .052 measured). On other "
        "material it can be weaker: each finding prints what it would have seen. See docs/methods/convergence.md."
    )

    pairs: Annotated[
        str,
        "pairs named before looking, such as 'Averra & Norvania; Averra & Drosmark'; empty means every two actors of the "
        "ledger who give speeches, or else write articles, or else post; 'all' looks at every pair",
    ] = ""
    period: Annotated[
        str, "length of a period: day, week, month, quarter or year; empty takes the longest of which there are eight"
    ] = ""
    split: Annotated[
        str, "day from which the later window begins, such as 2016-01-01; empty means half of the periods"
    ] = ""
    since: Annotated[str, "texts before this day are left out, for example 2008-01-01; empty for none"] = ""
    until: Annotated[str, "texts after this day are left out; empty for none"] = ""
    max_findings: Annotated[int, "pairs told of, the smallest p first; the others stand in the run's table"] = 12

    def __post_init__(self) -> None:
        from undertow.analyses._periods import checked, day_of

        checked(self.period, self.name)
        for name in ("split", "since", "until"):
            day_of(name, getattr(self, name), self.name)
        if self.max_findings < 1:
            raise BadSetting(f"convergence: max_findings is {self.max_findings} but must be at least 1.")
        self._named()

    def _named(self) -> tuple[tuple[str, str], ...]:
        """The pairs of the setting. Raises: BadSetting for one that is not two names."""
        if self.pairs.strip() in ("", "all"):
            return ()
        found = []
        for part in self.pairs.split(";"):
            names = [name.strip() for name in part.split("&")]
            if len(names) != 2 or not all(names) or names[0] == names[1]:
                raise BadSetting(
                    f"convergence: {part.strip()!r} in pairs is not two names. Write 'A & B', and ';' between pairs."
                )
            found.append((names[0], names[1]))
        return tuple(found)

    def forecast(self, tables: Tables, collect: Collect) -> Forecast:
        """Rows and characters to be read; trials on named pairs take a few seconds more."""
        return texts.forecast(tables, collect, _COST)

    def derive(self, tables: Tables, rng: Generator) -> Mapping[str, pa.Table]:
        """`compared`: bodies of texts. `pairs`: what is measured of each. `curve`, `matrix`, `moved_phrases`; `convergence_places`."""
        from undertow.analyses._convergence.material import Asked
        from undertow.analyses._convergence.results import results

        everybody = self.pairs.strip() == "all"
        asked = Asked(self._named(), everybody, self.period, self.split, self.since, self.until)
        return results(tables, asked, self.max_findings, rng)

    def measure(self, tables: Tables) -> Mapping[str, ir.Table]:
        """One row per body of texts, pair, period of a pair, two named speakers, and phrase."""
        return {name if name != "pairs" else "compared_pairs": tables[name] for name in _TABLES}

    def detail(self, tables: Tables) -> Mapping[str, ir.Table]:
        """`places`: passages to read for each pair."""
        return {"places": tables["convergence_places"]}

    def conclude(self, measured: Measured, rng: Generator) -> Iterator[Finding]:
        """One finding per pair that was named, or that changed by more than all pairs looked at explain."""
        rows = {
            name: measured[name].to_pylist()
            for name in ("compared", "compared_pairs", "curve", "matrix", "moved_phrases")
        }
        bodies = {row["body"]: row for row in rows["compared"]}
        drawn: set[str] = set()
        for pair in rows["compared_pairs"][: self.max_findings]:
            if not pair["named"] and (pair["q"] is None or pair["q"] > LEVEL):
                continue
            key = (pair["body"], pair["a"], pair["b"])
            own = {
                name: [r for r in rows[name] if (r["body"], r["a"], r["b"]) == key]
                for name in ("curve", "moved_phrases")
            }
            matrix = [row for row in rows["matrix"] if row["body"] == pair["body"]]
            yield words.finding(Told(pair, bodies[pair["body"]], {**own, "matrix": matrix}), pair["body"] not in drawn)
            drawn.add(pair["body"])

    def notes(self, measured: Measured) -> Iterator[str]:
        """What was compared and what could not be."""
        yield from notes(measured["compared"].to_pylist(), measured["compared_pairs"].to_pylist(), self._named())

    def rows(self, tables: Tables, finding: Finding) -> ir.Table:
        """Passages of both sides: with the phrases that moved, strongest first, then those that sound most like the other."""
        body, a, b = words.pair_of(finding)
        places = tables["places"]
        own = places.filter(places.body == body, places.a == a, places.b == b)
        joined = own.inner_join(texts.said(tables), ["table", "source_sha256", "row_ref"])
        order = (joined.strength.desc(), "words", "at", "who", "source_sha256", "row_ref", "start")
        return joined.order_by(*order)

    def cite(self, rows: pa.Table) -> Iterator[Evidence]:
        """Of the first of those passages, the sentence that counts."""
        for row in rows.slice(0, 12).to_pylist():
            yield words.evidence(row)
