"""Convergence in a case: what is compared, what is said and what is not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.analyses.running import Ran, carry_out
from tests.conftest import rows
from undertow.analyses.convergence import Convergence
from undertow.engines import connect
from undertow.errors import BadSetting, UnknownName

#: Every speaker prefers some of these.
WORDS = ["amber", "birch", "cedar", "delta", "ember", "flint", "grove", "heath", "inlet", "joist", "knoll", "ledge", "maple", "north", "ochre", "plume", "quartz", "ridge", "slate", "thorn", "umber", "vale", "wharf", "yield", "zephyr"]  # fmt: skip

CODEBOOK = """
[codebook]
id = "woods"
languages = ["en"]
[[frame]]
id = "trees"
name = "Trees"
definition = "A tree."
[frame.patterns]
en = ["birch", "cedar", "maple"]
[[frame]]
id = "stones"
name = "Stones"
definition = "A stone."
[frame.patterns]
en = ["flint", "slate", "quartz"]
"""


def world(seed: int, *, speakers: int = 9, adopted: float = 0.0) -> dict[str, Any]:
    """Ten years of speeches; from the sixth on the first speaker says passages of the second's in a share of its own."""
    rng = np.random.default_rng(seed)
    taste = rng.dirichlet(np.full(len(WORDS), 0.25), speakers)
    documents = []
    for year in range(2004, 2014):
        for who in range(speakers):
            passages = []
            for _ in range(10):
                voice = 1 if who == 0 and year >= 2009 and rng.random() < adopted else who
                said = rng.choice(WORDS, (4, 6), p=0.7 * taste[voice] + 0.3 / len(WORDS))
                passages.append(" ".join(f"So {' '.join(sentence)}." for sentence in said))
            documents.append(
                {"document": f"{who}-{year}", "kind": "speech", "speaker": f"State {who}", "date": datetime(year, 9, 20),
                 "date_precision": "day", "language": "en", "source_sha256": "e" * 64, "text": " ".join(passages)}
            )  # fmt: skip
    return {"documents": rows("documents", documents)}


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def carried(tables: dict[str, Any], **settings: Any) -> Ran:
        return carry_out(connect("duckdb", tmp_path / "none.duckdb"), Convergence(**settings), **tables)

    return carried


def test_says_converging_for_a_named_pair_with_quotes_of_both_sides(run: Run) -> None:
    ran = run(world(1, speakers=12, adopted=0.6), pairs="State 0 & State 1")
    (found,) = ran.findings
    assert found.statement.endswith(": converging.")
    assert found.q_value == found.p_value == pytest.approx(2 / 46)
    assert {piece.who for piece in ran.evidence(found)} == {"State 0", "State 1"}
    assert all(piece.at[:4].isdigit() and piece.quote in piece.text for piece in ran.evidence(found))
    assert found.figures[0].kind == "lines"
    assert {row["series"] for row in found.figures[0].rows} >= {"Control pairs, 5 to 95 %"}
    assert {row["look"] for row in found.figures[0].rows if row["series"] == "Control pairs, 5 to 95 %"} == {
        "reference"
    }
    before, since = (figure for figure in found.figures if figure.kind == "grid")
    largest = max(float(row["value"] or 0) for figure in (before, since) for row in figure.rows)
    assert {row["darkest"] for figure in (before, since) for row in figure.rows} == {largest}


def test_fewer_than_nineteen_control_pairs_cannot_be_judged(run: Run) -> None:
    ran = run(world(2, speakers=8, adopted=0.6), pairs="State 0 & State 1")
    (found,) = ran.findings
    assert found.grade == "insufficient"
    assert found.statement.endswith("whether that is more than chance cannot be judged: fewer than 19 control pairs.")
    assert found.p_value is None


def test_pairs_that_were_mined_are_told_of_only_when_all_pairs_looked_at_allow_it(run: Run) -> None:
    ran = run(world(1, speakers=12, adopted=0.6), pairs="all")
    assert ran.findings == []
    pairs = ran.stored["compared_pairs"].to_pylist()
    assert len(pairs) == 66
    assert (pairs[0]["a"], pairs[0]["b"], pairs[0]["looked_at"]) == ("State 0", "State 1", 66)
    assert pairs[0]["p"] < 0.06 < pairs[0]["q"]


def test_two_actors_of_the_ledger_are_compared_unless_pairs_are_named(run: Run) -> None:
    actors = [
        {"id": name, "name": f"State {number}", "aliases": [], "kind": "state", "public_role": "government"}
        for number, name in ((3, "three"), (5, "five"))
    ]
    ran = run(world(3, speakers=9) | {"actors": rows("actors", actors)})
    assert [found.subject for found in ran.findings] == ['["pair", "speeches en", "State 3", "State 5"]']
    assert ": no evidence of change." in ran.findings[0].statement
    assert ran.findings[0].grade in ("not supported", "insufficient")
    assert not any("taken up" in table.title for table in ran.findings[0].tables)


def test_a_name_that_nobody_has_is_told_with_those_known(run: Run) -> None:
    with pytest.raises(UnknownName, match=r"no speaker called 'nosuch'\. Known: State 0, State 1, State 2\."):
        run(world(3, speakers=3), pairs="State 0 & State 1; State 0 & nosuch")


def test_a_named_pair_that_speaks_too_seldom_is_told_of(run: Run) -> None:
    tables = world(3, speakers=3)
    kept = [
        row for row in tables["documents"].to_pylist() if row["document"] not in {f"2-{y}" for y in range(2004, 2008)}
    ]
    ran = run({"documents": rows("documents", kept)}, pairs="State 0 & State 1; State 0 & State 2")
    assert len(ran.findings) == 1
    assert any(note.startswith("State 0 & State 2: not compared. It takes two speakers") for note in ran.notes)


def test_without_actors_and_named_pairs_it_is_said_that_nobody_was_named(run: Run) -> None:
    ran = run(world(3, speakers=3))
    assert ran.findings == []
    (note,) = ran.notes
    assert note.startswith("speeches en: 3 speakers could be compared, but no pair was named and fewer than two")


def test_frames_of_a_codebook_are_compared_beside(run: Run) -> None:
    tables = world(1, speakers=12, adopted=0.6) | {
        "codebooks": rows("codebooks", [{"name": "woods", "toml": CODEBOOK}])
    }
    (found,) = run(tables, pairs="State 0 & State 1").findings
    (said,) = (said for said in found.counter_evidence if said.startswith("On the frames of the codebooks alone: "))
    p = float(re.search(r"p = ([.0-9]+)", said)[1])  # type: ignore[index]  # fails the test where it is not there
    assert ("no evidence of change" in said) == (p > 0.05) and ("closer" in said or "apart" in said) == (p <= 0.05)
    assert len(found.tables[1].rows) == 2


def test_settings_that_cannot_be_used_are_named() -> None:
    with pytest.raises(BadSetting, match="'State 0' in pairs is not two names"):
        Convergence(pairs="State 0")
    with pytest.raises(BadSetting, match="max_findings is 0"):
        Convergence(max_findings=0)
    with pytest.raises(BadSetting, match="split is 'soon'"):
        Convergence(split="soon")
