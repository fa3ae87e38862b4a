"""One file per question. An analysis measures on the engine, then concludes in Python.

It never sees a case, a file or an engine: only lazy tables, the few rows measured from them, and a generator.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from undertow.model import Evidence, Finding
from undertow.tables import TABLES

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa
    from numpy.random import Generator

Tables = Mapping[str, "ir.Table"]
Measured = Mapping[str, "pa.Table"]
Collect = Callable[["ir.Table"], "pa.Table"]


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a run would take: rows it reads, seconds, megabytes, and in words what there is to be done."""

    rows: int
    seconds: float
    megabytes: float
    work: str = ""


class Analysis(ABC):
    """A question put to a case. The fields of a subclass, a frozen dataclass, are its settings.

    needs: tables it cannot do without, canonical or given; of those in a tuple one is enough. reads: tables of what the analyst stated that it takes into account
    (undertow.tables.GIVEN); a run is out of date when they change. title: the question in a few words. error_statement: how wrong it is known to be
    and where that was measured, printed beside every finding.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    needs: ClassVar[tuple[str | tuple[str, ...], ...]]
    reads: ClassVar[tuple[str, ...]] = ()
    error_statement: ClassVar[str]
    #: Measured by `make bench`, for the forecast of `undertow check`.
    seconds_per_million_rows: ClassVar[float] = 10.0
    megabytes_per_million_rows: ClassVar[float] = 400.0

    @classmethod
    def lacks(cls, present: Callable[[str], bool]) -> list[str]:
        """What the analysis needs and does not have, each in words: 'shares', 'posts or documents'."""
        wanted = [(need,) if isinstance(need, str) else need for need in cls.needs]
        return [" or ".join(names) for names in wanted if not any(map(present, names))]

    @classmethod
    def material(cls) -> list[str]:
        """The canonical tables among its needs, each of which may be empty where another will do."""
        named = [name for need in cls.needs for name in ((need,) if isinstance(need, str) else need)]
        return [name for name in named if name in TABLES]

    @property
    def concludes(self) -> bool:
        """Whether a run with these settings yields findings; if not, earlier findings stay as they are."""
        return True

    def derive(self, tables: Tables, rng: Generator) -> Mapping[str, pa.Table]:
        """Tables that SQL cannot make, from a stream of rows; held by the engine before `measure`. None by default."""
        return {}

    def stages(self, tables: Tables) -> Iterator[tuple[str, ir.Table]]:
        """Tables that several of the next ones build on, by name: each is computed once, before the next is asked for.

        `tables` holds the earlier ones by then. None by default.
        """
        return iter(())

    @abstractmethod
    def measure(self, tables: Tables) -> Mapping[str, ir.Table]:
        """Lazy tables, by name, whose sizes grow with accounts, pairs or periods, never with posts.

        They are stored as runs/<id>/<name>.parquet and handed to `conclude`.
        """

    def detail(self, tables: Tables) -> Mapping[str, ir.Table]:
        """Lazy tables that may be large: stored as runs/<id>/<name>.parquet by the engine, never held in Python."""
        return {}

    def forecast(self, tables: Tables, collect: Collect) -> Forecast:
        """What a run would take, before anything is computed. By default from the rows of the largest table needed."""
        rows = max(
            int(collect(tables[name].aggregate(n=tables[name].count()))["n"][0].as_py()) for name in self.material()
        )
        seconds, megabytes = self.seconds_per_million_rows * rows / 1e6, self.megabytes_per_million_rows * rows / 1e6
        return Forecast(rows, round(1 + seconds, 1), round(150 + megabytes))

    def errors(self, measured: Measured) -> str:
        """How wrong the findings are known to be; `error_statement`, unless a run measured it in its own material."""
        return self.error_statement

    def compute(self, tables: Tables, collect: Collect, rng: Generator) -> Mapping[str, pa.Table]:
        """What takes loops that no engine has, from rows collected for it; stored and handed on like `measure`'s tables.

        `tables` holds what was held, staged and measured by then. None by default.
        """
        return {}

    def notes(self, measured: Measured) -> Iterator[str]:
        """What must be known of a run whatever it found: how much could be tested, what was left out. None by default."""
        return iter(())

    @abstractmethod
    def conclude(self, measured: Measured, rng: Generator) -> Iterator[Finding]:
        """Findings with an interval each, from the measured rows; `evidence` and `run_id` are filled in by the case."""

    @abstractmethod
    def rows(self, tables: Tables, finding: Finding) -> ir.Table:
        """The rows behind a finding, all of them, lazily and in a stated order; `tables` also holds measured and detail.

        Columns are the analysis's own, fit to be printed; what `show --rows` prints and `cite` reads.
        """

    def listed(self, tables: Tables, finding: Finding) -> ir.Table:
        """The rows of the sources that `rows` counts, unscored, in their order there; for the case alone. By default `rows`."""
        return self.rows(tables, finding)

    @abstractmethod
    def cite(self, rows: pa.Table) -> Iterator[Evidence]:
        """The first of those rows as quotable evidence."""
