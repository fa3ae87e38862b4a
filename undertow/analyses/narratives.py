"""When did each narrative appear, rise or break, and who carried it?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from numpy.random import Generator

from undertow.analyses import Analysis, Collect, Forecast, Measured, Tables
from undertow.analyses._narratives import counting
from undertow.analyses._periods import checked, day_of
from undertow.analyses._texts import Cost, forecast
from undertow.errors import BadSetting
from undertow.model import Evidence, Finding

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

_COST = Cost(seconds=(6.0, 40.0, 0.2), megabytes=(400.0, 600.0, 15.0))


@dataclass(frozen=True)
class Narratives(Analysis):
    """How often texts use each narrative of the codebooks over time: first uses, dated breaks and bursts, early carriers, reach."""

    name = "narratives"
    title = "When did each narrative appear, rise or break, and who carried it?"
    needs = (("posts", "documents"), "codebooks")
    reads = ("codebooks", "labels", "events", "actors", "groups", "languages")
    error_statement = (
        "Changes: a false first one, break or burst, is aimed at in at most 5 % of runs over all series together; further ones in "
        "series that changed are a second family, at 5 % of its own. In 100 invented worlds each of 18 series in which nothing "
        "changes, 6 had a false change without memory, 6 at autocorrelation .3 and 10 at .6. A doubling on 6 uses a period is found in 55 to 67 % of cases without memory, in 26 % with a little "
        "(docs/methods/change.md), and half of the sudden doublings found are called gradual. First appearances, sustained onsets "
        "and early carriers are described, not tested. A hit says that a text uses the words of a narrative, for it or against it; "
        "how many hits are right is known only where they were judged."
    )
    period: Annotated[
        str,
        "length of a period: day, week, month, quarter or year; empty takes the finest that dates and material bear",
    ] = ""
    voices: Annotated[
        str,
        "speakers, outlets and accounts whose series are tested, a comma list, named before looking; empty means all",
    ] = ""
    since: Annotated[str, "texts before this day are left out, for example 1992-01-01; empty for none"] = ""
    until: Annotated[str, "texts after this day are left out; empty for none"] = ""
    max_findings: Annotated[int, "changes reported, strongest first; the others are counted"] = 40

    def __post_init__(self) -> None:
        checked(self.period, self.name)
        day_of("since", self.since, self.name)
        day_of("until", self.until, self.name)
        if self.max_findings < 1:
            raise BadSetting(f"narratives: max_findings is {self.max_findings} but must be at least 1.")

    def forecast(self, tables: Tables, collect: Collect) -> Forecast:
        """Rows and characters to be read; the tests take a few seconds whatever they are."""
        return forecast(tables, collect, _COST)

    def derive(self, tables: Tables, rng: Generator) -> Mapping[str, pa.Table]:
        """`matched`: a narrative in a passage; `amounts`: material by day; `narratives`: what was looked for; `left_out`."""
        from undertow.analyses._narratives.derived import derived

        return derived(tables, {"first_day": day_of("since", self.since), "last_day": day_of("until", self.until)})

    def measure(self, tables: Tables) -> Mapping[str, ir.Table]:
        """Amounts and uses by voice and day, carriers, first uses, and what groups found before contributed."""
        return {
            "amounts_by_day": counting.amounts_by_day(tables),
            "uses_by_day": counting.uses_by_day(tables),
            "carriers": counting.carriers(tables),
            "first_uses": counting.first_uses(tables),
            "group_shares": counting.group_shares(tables),
            "group_amounts": counting.group_amounts(tables),
            "post_totals": counting.post_totals(tables),
            "sought": tables["narratives"],
            "not_read": tables["left_out"],
            "happened": tables["events"],
        }

    def detail(self, tables: Tables) -> Mapping[str, ir.Table]:
        """`hits`: every passage with a narrative, where it stands; `members`: accounts in groups found before."""
        return {"hits": tables["matched"], "members": tables["groups"].select("finding", "account")}

    def compute(self, tables: Tables, collect: Collect, rng: Generator) -> Mapping[str, pa.Table]:
        """The series, their points, what changed in them, the same in other settings, and what was judged."""
        from undertow.analyses._narratives.results import results
        from undertow.analyses._narratives.series import Days, lengths_of, named

        amounts, uses, sought, labels = (
            collect(tables[name]).to_pylist() for name in ("amounts_by_day", "uses_by_day", "sought", "labels")
        )
        wanted = named(self.voices, amounts)
        days = Days(amounts, uses, lengths_of(amounts, self.period), wanted)
        return results(days, {"narratives": sought, "labels": labels}, rng)

    def notes(self, measured: Measured) -> Iterator[str]:
        """How much was read and could be tested, and what was left out."""
        from undertow.analyses._narratives.context import Context
        from undertow.analyses._narratives.words import notes

        yield from notes(Context(measured))

    def conclude(self, measured: Measured, rng: Generator) -> Iterator[Finding]:
        """One finding per series that changed, the strongest first, and one per narrative with who used it and how often."""
        from undertow.analyses._narratives.context import Context
        from undertow.analyses._narratives.overview import overview_finding
        from undertow.analyses._narratives.words import change_finding

        context = Context(measured)
        for changed in context.changed()[: self.max_findings]:
            yield change_finding(changed, context)
        for frame in context.used_frames():
            yield overview_finding(frame, context, rng)

    def rows(self, tables: Tables, finding: Finding) -> ir.Table:
        """Passages of the finding's series: from the new level on first, else in order of time."""
        from undertow.analyses._narratives.evidence import rows

        return rows(tables, finding)

    def cite(self, rows: pa.Table) -> Iterator[Evidence]:
        """The words that hit, in the text of their row."""
        from undertow.analyses._narratives.evidence import evidence

        return evidence(rows)
