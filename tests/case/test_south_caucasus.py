"""The real case of the examples: its rows are sound, and with the corpus it runs to a dossier that says what each rests on."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from undertow.case import Case
from undertow.case.ledger import Grounds, entries

EXAMPLE = Path(__file__).parents[2] / "examples" / "south-caucasus"
CORPUS = "texts/un_general_debate_1970_2025.parquet"
SERIES = ("230,000 of them", "some 200,000", "some 300.000", "Around 300,000")
SPEAKERS = ["ARM", "AZE", "RUS", "TUR"]
LEDGER = ("actors", "events", "positions", "obligations", "comparisons")


def nothing(sql: str, parameters: Any) -> list[tuple[Any, ...]]:
    return []


def test_every_row_is_sound_and_names_a_source_or_says_who_reports_it() -> None:
    ledgers = entries(EXAMPLE / "ledger", [], Grounds(lambda: nullcontext(nothing)))
    assert all(
        rows for name, rows in ledgers.items() if name not in ("keys", "replies")
    )  # no key had to be corrected, and nobody was asked
    for row in (
        row for name, rows in ledgers.items() if name not in ("actors", "comparisons", "replies") for row in rows
    ):
        assert bool(row["source_id"]) != bool(row["reported_by"]), row["id"]
        assert bool(row["quote"]) == bool(row["source_id"]), row["id"]
    wrong = [row["problem"] for rows in ledgers.values() for row in rows if row["problem"]]
    assert all("column source_id" in problem and problem.count("column ") == 1 for problem in wrong)
    assert not any(row["status"] for row in ledgers["comparisons"]), "a status is what a person judges"


def test_both_governments_and_both_returns_are_in_every_ledger() -> None:
    ledgers = entries(EXAMPLE / "ledger", [], Grounds(lambda: nullcontext(nothing)))
    for name, column in (("claims", "actor"), ("demands", "actor"), ("positions", "actor"), ("obligations", "obliged")):
        counts = Counter(row[column] for row in ledgers[name])
        assert set(counts) == {"azerbaijan", "armenia"} and min(counts.values()) >= 2, name
    mirrored = {row["id"]: row["mirror_of"] for row in ledgers["demands"] if row["mirror_of"]}
    assert mirrored["aze-return-armenia"] == "arm-return-karabakh"
    assert all(mirrored.get(other) in (one, None) for one, other in mirrored.items())


def test_with_the_corpus_it_runs_to_a_dossier(tmp_path: Path, real_data: Callable[[str], Path]) -> None:
    corpus = tmp_path / "statements.parquet"
    both = pc.field("country").isin(SPEAKERS)  # the statements of others take ten times as long and bear on no row
    pq.write_table(pq.read_table(real_data(CORPUS), filters=both), corpus)
    case = Case.create(tmp_path / "case")
    for part in ("case.toml", "ledger", "codebook"):
        copy = shutil.copytree if (EXAMPLE / part).is_dir() else shutil.copyfile
        copy(EXAMPLE / part, case.folder / part, **({"dirs_exist_ok": True} if (EXAMPLE / part).is_dir() else {}))
    case.add(corpus)
    assert [row["problem"] for rows in case.ledger().values() for row in rows if row["problem"]] == []
    standings = Counter(row["standing"] for rows in case.ledger().values() for row in rows)
    print(f"\nrows verified by quote: {standings['verified']}; reported: {standings['reported']}")
    assert set(standings) == {"", "verified", "reported"}
    found = {name: case.run(name).findings for name in LEDGER}
    assert all(found.values())
    expelled = [f for f in case.run("claims").findings if any(SERIES[0] in e.quote for e in f.evidence)]
    (series,) = expelled
    assert all(any(figure in e.quote for e in series.evidence) for figure in SERIES)
    assert "contradict" not in series.statement
    assert case.run("demands").findings
    page = case.publish()[0].read_text(encoding="utf-8")
    assert "verified by quote" in page and "reported by an article of 2025" in page
    assert "12 days after: The Lachin corridor is closed" in page
    assert case.verify() == ()
