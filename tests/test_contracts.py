"""What every analysis keeps, whoever wrote it: checked on every engine for every member of undertow.analyses."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import numpy as np
import pytest

from tests.analyses.audience_worlds import null_audience, planted_audience
from tests.analyses.running import Ran, carry_out
from tests.conftest import START, rows, share
from undertow.analyses import Analysis
from undertow.engines import Engine, connect
from undertow.model import SMALL_CELL, Evidence, Finding, mentioned
from undertow.registry import members
from undertow.synthetic.shares import to_table, world
from undertow.tables import TABLES

ANALYSES = members("undertow.analyses", Analysis)  # type: ignore[type-abstract]
each_analysis = pytest.mark.parametrize("kind", ANALYSES.values(), ids=ANALYSES.keys())


def null_world() -> dict[str, Any]:
    """Shares in which nobody acts together, of like people who sleep at night in three zones; an audience like its references."""
    return {"shares": to_table(world(np.random.default_rng(500), "diurnal", 400, 2000, 20_000))} | null_audience()


def planted_world() -> dict[str, Any]:
    """A small case with an effect for each analysis: three accounts that share and post the same within seconds; an
    audience with sixty members of one day."""
    shares, posts = [], []
    for number in range(8):
        for place, account in enumerate(("m:ana", "m:ben", "m:cem")):
            at = START + timedelta(hours=number, seconds=(place + number) % 3 * 5)
            post = f"p{number}{place}"
            shares.append(share(account, f"u{number}", at, post=post))
            posts.append(
                {
                    "post": post,
                    "account": account,
                    "at": at,
                    "at_precision": "s",
                    "at_origin": "platform",
                    "text": f"Words {number}",
                }
            )
    return {"shares": rows("shares", shares), "posts": rows("posts", posts)} | planted_audience()


@each_analysis
def test_has_a_title_needs_and_settings_with_help_and_defaults(kind: type[Analysis]) -> None:
    assert kind.__doc__ and kind.title and kind.error_statement
    assert kind.needs and set(kind.needs) <= set(TABLES)
    hints = get_type_hints(kind, include_extras=True)
    for setting in dataclasses.fields(kind):  # type: ignore[arg-type]
        assert setting.default is not dataclasses.MISSING, setting.name
        assert get_origin(hints[setting.name]) is Annotated, setting.name
        assert get_args(hints[setting.name])[1].strip(), setting.name
    kind()


@each_analysis
def test_finds_nothing_in_empty_tables(kind: type[Analysis], engine: Engine) -> None:
    assert carry_out(engine, kind()).findings == []


@each_analysis
def test_finds_nothing_in_a_world_without_an_effect(kind: type[Analysis], engine: Engine) -> None:
    assert carry_out(engine, kind(), **null_world()).findings == []


@each_analysis
def test_every_finding_is_complete_and_names_accounts_only_by_mention(kind: type[Analysis], engine: Engine) -> None:
    ran = carry_out(engine, kind(), **planted_world())
    for finding in ran.findings:
        assert_complete(ran, finding)


def assert_complete(ran: Ran, finding: Finding) -> None:
    assert finding.analysis == ran.analysis.name
    assert finding.estimate.low <= finding.estimate.value <= finding.estimate.high and finding.estimate.n > 0
    assert finding.null_model and finding.caveats and finding.counter_evidence and finding.would_change
    assert finding.detectable and finding.statement.endswith(".")
    evidence = ran.evidence(finding)
    assert evidence and len({piece.kind for piece in evidence}) == 1
    for piece in evidence:
        assert piece.source_sha256 and piece.row_ref
        if piece.kind == "count":
            assert_count(ran, finding, piece)
        else:
            assert piece.quote == piece.text[piece.start : piece.end] != "" and not finding.query
    for text in written(finding):
        assert not any(account in bare(text) for account in finding.accounts), text
        for word in ("bot", "troll", "fake", "operator"):
            assert word not in bare(text).lower().split(), text


def assert_count(ran: Ran, finding: Finding, piece: Evidence) -> None:
    """A count: with the query that makes it and no words of a source; small counts are not told; nobody is listed."""
    assert finding.query and piece.text == piece.quote == "" and piece.start == piece.end == 0
    assert piece.count is None or piece.count == 0 or piece.count >= SMALL_CELL
    assert piece.counted_of is None or piece.counted_of >= SMALL_CELL
    followers = {row["follower"] for row in ran.engine.collect(ran.tables["follows"].select("follower")).to_pylist()}
    told = {value for value in dataclasses.asdict(piece).values() if isinstance(value, str)}
    behind = ran.engine.collect(ran.analysis.rows(ran.tables, finding))
    assert not followers & told
    assert not followers & {value for row in behind.to_pylist() for value in row.values() if isinstance(value, str)}
    assert not finding.accounts and not any(set(mentioned(text)) & followers for text in written(finding))


@each_analysis
def test_no_stored_table_or_setting_scores_or_labels_accounts(kind: type[Analysis], engine: Engine) -> None:
    ran = carry_out(engine, kind(), **planted_world())
    words = {"score", "label", "verdict", "suspect", "suspects", "bot", "fake", "troll", "genuine", "inauthentic"}
    names = {name for table in ran.stored for name in ran.stored[table].column_names}
    names |= {setting.name for setting in dataclasses.fields(kind)}  # type: ignore[arg-type]
    assert not words & {part for name in names for part in name.split("_")}


def written(finding: Finding) -> list[str]:
    """Every text of a finding that undertow wrote."""
    cells = [cell for table in finding.tables for row in table.rows for cell in row if isinstance(cell, str)]
    drawn = [
        cell for figure in finding.figures for row in figure.rows for cell in row.values() if isinstance(cell, str)
    ]
    plain = (finding.statement, finding.null_model, finding.detectable, *finding.paragraphs, *finding.caveats)
    more = (*finding.counter_evidence, *finding.benign_explanations, *finding.would_change)
    facts = [word for fact in finding.facts for word in fact]
    titles = [text for figure in finding.figures for text in (figure.title, figure.alt, figure.note, figure.unit)]
    notes = [table.note for table in finding.tables]
    return [*plain, *more, *facts, *cells, *drawn, *titles, *notes]


def bare(text: str) -> str:
    """The text without its mentions."""
    from undertow.model import with_names

    assert all(account for account in mentioned(text))
    return with_names(text, lambda account: "")


@pytest.mark.spark
@each_analysis
def test_stores_the_same_rows_on_both_engines(kind: type[Analysis], tmp_path: Any) -> None:
    stored = []
    for name in ("duckdb", "spark"):
        engine = connect(name, tmp_path / "none.duckdb")
        ran = carry_out(engine, kind(), **planted_world() | null_world())
        stored.append({table: ran.rows(table) for table in ran.stored})
        engine.close()
    assert stored[0] == stored[1]
