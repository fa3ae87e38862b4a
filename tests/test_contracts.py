"""What every analysis keeps, whoever wrote it: checked on every engine for every member of undertow.analyses."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import datetime, timedelta
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
from undertow.synthetic.worlds.shares import to_table, world
from undertow.tables import GIVEN, TABLES
from undertow.tables.ledger import LEDGERS, entered

ANALYSES = members("undertow.analyses", Analysis)  # type: ignore[type-abstract]
each_analysis = pytest.mark.parametrize("kind", ANALYSES.values(), ids=ANALYSES.keys())


CODEBOOK = """
[codebook]
id = "valley"
languages = ["en"]
[[frame]]
id = "bridge"
name = "Agenda 21, and 3.5 million"
definition = "A bridge is asked for."
[frame.patterns]
en = ["bridge*"]
"""


def null_world() -> dict[str, Any]:
    """Shares in which nobody acts together, of like people who sleep at night in three zones; articles whose words stay;
    an audience like its references."""
    quiet = headlines(np.random.default_rng(501), lambda month: 0.3)
    return (
        {"shares": to_table(world(np.random.default_rng(500), "diurnal", 400, 2000, 20_000))} | quiet | null_audience()
    )


def headlines(rng: np.random.Generator, share: Callable[[int], float]) -> dict[str, Any]:
    """Two years of a paper's headlines, of which a share by month speaks of a bridge, and the codebook to look for it."""
    documents = [
        {
            "document": f"d{month}-{place}",
            "kind": "article",
            "outlet": "Channel 9",
            "date": datetime(2020 + month // 12, 1 + month % 12, 3),
            "date_precision": "day",
            "language": "en",
            "title": "A bridge is asked for" if rng.random() < share(month) else "Rain is expected",
        }
        for month in range(24)
        for place in range(25)
    ]
    return {
        "documents": rows("documents", documents),
        "codebooks": rows("codebooks", [{"name": "valley", "toml": CODEBOOK}]),
        "languages": rows("languages", [{"language": "en"}]),
    }


def planted_world() -> dict[str, Any]:
    """A small case with an effect for each analysis: three accounts that share and post the same within seconds; a public
    one that names a state; two states that threaten each other; a phrase that rises; an audience with sixty members of
    one day. Names hold numbers, which are no measured ones: no sentence of undertow's own may be kept back for them."""
    import pyarrow as pa

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
    named = ("m:reed", "Averra broke its word. Fog {n}.", "s", "platform")
    posts += [
        {"post": f"n{n}", "account": named[0], "at": START + timedelta(days=n), "at_precision": "s", "at_origin": "platform",
         "text": named[1].format(n=n)}
        for n in range(24)
    ]  # fmt: skip
    actors = [
        {"id": "reed", "name": "Reed 7", "aliases": ["m:reed"], "kind": "organisation", "public_role": "association"},
        {"id": "averra", "name": "Averra 24", "aliases": ["Averra"], "kind": "state", "public_role": "government"},
        {
            "id": "norvania",
            "name": "Norvania 2 000",
            "aliases": ["Norvania"],
            "kind": "state",
            "public_role": "government",
        },
    ]
    risen = headlines(np.random.default_rng(502), lambda month: 0.1 if month < 12 else 0.7)
    risen["documents"] = pa.concat_tables([risen["documents"], rows("documents", speeches())])
    tables = {"shares": rows("shares", shares), "posts": rows("posts", posts), "actors": rows("actors", actors)}
    return tables | risen | planted_audience() | ledgers()


def ledgers() -> dict[str, Any]:
    """Rows entered by hand, each with words of the first speech as its quote."""
    ground = {
        "standing": "verified",
        "source_sha256": "e" * 64,
        "table": "documents",
        "row_ref": "line 51",
        "start": 0,
        "end": 7,
    }
    made = {
        "events": [{"date": "2022-08-01", "title": "The 44 days", "actors": ["reed"], "step": "founding"},
                   {"date": "2022-08-13", "title": "Speech", "actors": ["reed"], "step": "speech"}],
        "positions": [{"actor": "averra", "date": "2020", "position": "100 roads", "stance": "for"},
                      {"actor": "averra", "date": "2022", "position": "100 roads", "stance": "against"}],
        "demands": [{"actor": "averra", "addressee": "norvania", "date": "2021", "demand": "open 100 roads"}],
        "obligations": [{"obliged": "averra", "obligation": "open 100 roads", "compliance": "none found", "searched": "speeches"}],
        "relations": [{"actor": "averra", "role": "founded", "other": "reed", "from": "2022-08-01"}],
        "claims": [{"actor": "averra", "date": "2021", "statement": "Many", "value_low": 2.0, "value_high": 3.0},
                   {"actor": "norvania", "date": "2022", "statement": "Few", "value_low": 1.0, "value_high": 1.5}],
        "comparisons": [{"claim": "claims1", "record": "claims2", "status": ""}],
    }  # fmt: skip
    empty = {name: {c.name: "" for c in entered(LEDGERS[name]) if c.type == "text"} for name in made}
    return {
        name: rows(name, [empty[name] | ground | {"id": f"{name}{n}", "line": n + 1, "problem": ""} | row for n, row in enumerate(values, 1)])
        for name, values in made.items()
    }  # fmt: skip


def speeches() -> list[dict[str, Any]]:
    """Sixty speeches by two states; from the middle on they speak of a road, and some threaten."""
    found = []
    for number in range(60):
        speaker, other = ("Averra", "Norvania") if number % 2 else ("Norvania", "Averra")
        road = "The lantern road must open. " if number >= 30 else "The harvest was good. "
        threat = f"If {other} crosses the river, we will answer with all we have." if number % 10 == 9 else "We wait."
        found.append(
            {"document": f"d{number}", "kind": "speech", "speaker": speaker, "date": START + timedelta(days=30 * number),
             "date_precision": "day", "language": "en", "source_sha256": "e" * 64, "text": f"{road}{threat} Number {number}."}
        )  # fmt: skip
    return found


@each_analysis
def test_has_a_title_needs_and_settings_with_help_and_defaults(kind: type[Analysis]) -> None:
    assert kind.__doc__ and kind.title and kind.error_statement
    assert kind.material() and set(kind.reads) <= set(GIVEN)
    assert {name for need in kind.needs for name in ((need,) if isinstance(need, str) else need)} <= {
        *TABLES,
        *kind.reads,
    }
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
    found = carry_out(engine, kind(), **null_world()).findings
    assert [finding.statement for finding in found if finding.grade not in ("not supported", "insufficient")] == []


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
