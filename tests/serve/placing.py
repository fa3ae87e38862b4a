"""Runs with results and findings put into a case as if they had been carried out: pages show results, whoever made them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from undertow.case import Case
from undertow.case.findings import Findings, with_own_ids
from undertow.case.runs import Run, Runs
from undertow.model import Column, Estimate, Evidence, Figure, Finding, Table

HOSTILE = '<img src=x onerror="alert(1)">'
RTL = "evil\u202egnp.exe"


def place(
    case: Case,
    analysis: str,
    findings: Sequence[Finding] = (),
    results: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
    **settings: Any,
) -> list[Finding]:
    """Stores a run of `analysis` with these results and findings; returns the findings with their ids."""
    runs = Runs(case.folder / "runs")
    number = 1 + sum(run.analysis == analysis for run in runs.all())
    run_id = f"{analysis}-{number:02}"
    scratch = runs.folder / f".{run_id}"
    (scratch / "sql").mkdir(parents=True)
    tables = {name: pa.Table.from_pylist([dict(row) for row in rows]) for name, rows in (results or {}).items()}
    for name, table in tables.items():
        pq.write_table(table, scratch / f"{name}.parquet")
    found = [replace(f, run_id=run_id) for f in with_own_ids(findings)]
    inputs = {source.sha256: source.name for source in case.sources()}
    runs.keep(
        Run(
            id=run_id, analysis=analysis, title=analysis.capitalize(), settings=settings, seed=1, engine="duckdb",
            version="0", inputs=inputs, plan_sha256="", started=f"2024-01-{number:02}T00:00:00Z",
            results={name: table.num_rows for name, table in tables.items()}, findings=tuple(found), notes=("What is known.",),
        )
    )  # fmt: skip
    Findings(case.folder).replace(analysis, found)
    return found


def finding(analysis: str, subject: str, statement: str = "", **more: Any) -> Finding:
    """A finding with what every finding needs."""
    given: dict[str, Any] = {
        "estimate": Estimate(value=1, low=0, high=2, unit="groups", n=10), "null_model": "Chance.", "grade": "limited",
        "statement": statement or f"What was found of {subject}.", "evidence_count": 1, **more,
    }  # fmt: skip
    return Finding(id="", analysis=analysis, subject=subject, **given)


def table(title: str, *rows: Sequence[Any]) -> Table:
    """A table whose columns are named by number."""
    columns = tuple(Column(title=f"Column {n}") for n in range(len(rows[0])))
    return Table(title=title, columns=columns, rows=tuple(map(tuple, rows)))


def figure(kind: str, title: str, rows: Sequence[Mapping[str, Any]]) -> Figure:
    """A figure that can be drawn."""
    return Figure(kind=kind, title=title, unit="units", alt=title, rows=tuple(map(dict, rows)))


def row_of(case: Case, words: str) -> tuple[str, str, int]:
    """SHA-256, row reference and number of the first post with these words."""
    sql = "SELECT source_sha256, row_ref, row_index FROM posts WHERE contains(text, ?) ORDER BY row_index LIMIT 1"
    found: tuple[str, str, int] = case.query(sql, [words])[0]
    return found


def evidence(case: Case, words: str) -> Evidence:
    """Evidence of the first post with these words."""
    sha256, row_ref, _ = row_of(case, words)
    return Evidence(
        source_sha256=sha256, row_ref=row_ref, table="posts", who="ann", text=words, start=0, end=len(words)
    )


def copied(path: Path) -> str:
    """The text of a ledger file without the lines that explain it."""
    return "".join(line for line in path.read_text("utf-8").splitlines(keepends=True) if not line.startswith("#"))


def words(html: str) -> str:
    """What is read of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def headings(html: str) -> list[str]:
    return [words(found) for found in re.findall(r"<h2[^>]*>(.*?)</h2>", html[html.index("<main") :], re.DOTALL)]
