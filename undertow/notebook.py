"""Analyses on plain tables, without a case: for notebooks."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from undertow.carrying import carry_out
from undertow.case import Case
from undertow.case.findings import Held, with_own_ids
from undertow.case.runs import build
from undertow.engines import connect
from undertow.errors import BadSetting, UnknownName, UnreadableInput
from undertow.model import Figure, Finding
from undertow.model import Table as Printed
from undertow.tables import GIVEN, TABLES, Table, arrow_schema

if TYPE_CHECKING:
    import pyarrow as pa

    from undertow.dossier.voice import Voice


@dataclass(frozen=True, slots=True)
class Answer:
    """What an analysis found in plain tables: its findings, everything it measured, as Arrow tables by name, and what must
    be known whatever was found: how much could be tested, what was left out."""

    findings: tuple[Finding, ...]
    tables: Mapping[str, pa.Table]
    notes: tuple[str, ...] = ()

    def _repr_html_(self) -> str:
        from undertow.dossier import inline

        return inline.findings(self.findings, _own())


def analyse(name: str, *, seed: int = 1, engine: str = "duckdb", **given: Any) -> Answer:
    """The answer of one analysis to plain tables: pandas, polars, Arrow, or a DuckDB relation.

    given: tables by name (shares=frame, posts=frame, codebooks=frame, ...) and settings of the analysis. A table needs the
    columns that are required in `undertow.tables`, apart from those saying where a row came from; others may be missing.
    Raises: UnknownName, BadSetting, UnreadableInput when a column is missing or of another type.
    """
    import pyarrow.parquet as pq
    from numpy.random import default_rng

    tables = TABLES | GIVEN
    data = {key: value for key, value in given.items() if key in tables}
    analysis = build(name, {key: value for key, value in given.items() if key not in tables})
    if lacking := analysis.lacks(lambda table: table in data):
        raise BadSetting(f"{name} needs {' and '.join(lacking)}. Pass it as {lacking[0].split()[0]}=frame.")
    with tempfile.TemporaryDirectory(prefix="undertow-") as folder:
        place = connect(engine, Path(folder) / "none.duckdb")
        try:
            for key, value in data.items():
                place.hold(key, canonical(tables[key], value))
            outcome = carry_out(place, analysis, default_rng(seed), Path(folder))
            found = with_own_ids(outcome.findings)
            results = {key: pq.read_table(path) for key, path in outcome.stored.items()}
        finally:
            place.close()
    return Answer(tuple(found), results, outcome.notes)


def canonical(table: Table, data: Any) -> pa.Table:
    """Any dataframe as the canonical table, with NULL for what it does not have.

    Raises: UnreadableInput for a missing or unfit column, UnknownName for one that no table has.
    """
    import pyarrow as pa

    given = data if isinstance(data, pa.Table) else pa.table(data)
    schema = arrow_schema(table)
    if unknown := [name for name in given.column_names if name not in table.names]:
        raise UnknownName.among(f"column of {table.name}", unknown[0], table.names)
    columns = []
    for field in schema:
        if field.name in given.column_names:
            try:
                columns.append(given[field.name].combine_chunks().cast(field.type))
            except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError) as error:
                raise UnreadableInput(
                    f"{table.name}.{field.name}: {error}. It must be {field.type}; convert the column first."
                ) from None
        elif field.name in _ORIGIN:
            columns.append(_origin(field.name, len(given)))
        elif not field.nullable and field.name not in _DEFAULTS:
            raise UnreadableInput(
                f"{table.name} has no column {field.name} ({table.column(field.name).meaning}). Add it."
            )
        else:
            columns.append(pa.array([_DEFAULTS.get(field.name)] * len(given), field.type))
    return pa.table(columns, schema=schema)


_ORIGIN = ("source_sha256", "row_ref", "row_index")
_DEFAULTS = {"at_precision": "s", "at_origin": "platform", "kind": "object"}


def _origin(name: str, rows: int) -> pa.Array:
    import pyarrow as pa

    if name == "row_index":
        return pa.array(range(1, rows + 1), pa.int64())
    return pa.array([f"row {n}" for n in range(1, rows + 1)] if name == "row_ref" else ["table"] * rows, pa.string())


def _own(case: Case | None = None) -> Voice:
    """Names as the analyst sees them: a notebook is a private place."""
    from undertow.dossier import masking

    accounts = [account for held in case.findings() for account in held.finding.accounts] if case else []
    return masking(case.people(accounts).private_name if case else str, lambda _: True)


def _html_of_case(case: Case) -> str:
    from undertow.dossier import inline

    rows = ", ".join(f"{count:,} {name}" for name, count in case.counts().items() if count)
    heading = f"{case.settings.title}: {len(case.sources())} sources; {rows or 'nothing added yet'}"
    return inline.findings([held.finding for held in case.findings()], _own(case), heading)


def _html_of(part: Finding | Held | Printed | Figure) -> str:
    from undertow.dossier import inline

    if isinstance(part, Held):
        part = part.finding
    if isinstance(part, Finding):
        return inline.finding(part, _own())
    return inline.table(part, _own()) if isinstance(part, Printed) else inline.figure(part, _own())


# The records know nothing of pages, and stay so outside notebooks: whoever asks for `undertow.Case` gets this with it.
for _kind in (Finding, Held, Printed, Figure):
    setattr(_kind, "_repr_html_", _html_of)  # noqa: B010  # a method the class does not declare
setattr(Case, "_repr_html_", _html_of_case)  # noqa: B010  # the same

__all__ = ["Answer", "Case", "analyse", "canonical"]
