"""An audience from files to findings: folders of references, how lists were read, and counts that verify makes again."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np
import pytest

from tests.analyses.audience_worlds import batch, people
from undertow.case import Case
from undertow.errors import BadSetting

COLUMNS = (
    "id", "created_at", "username", "name", "description", "location", "public_metrics.followers_count",
    "public_metrics.following_count", "public_metrics.tweet_count", "__twarc.retrieved_at",
)  # fmt: skip


def write(path: Path, members: list[dict[str, object]]) -> Path:
    """A list as twarc-csv writes users."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for one in members:
            created = one["created_at"]
            assert isinstance(created, datetime)
            values = (
                str(one["account"])[2:],
                f"{created:%Y-%m-%dT%H:%M:%S}Z",
                *(one[k] for k in ("handle", "name", "description", "location")),
            )
            writer.writerow([*values, *(one[k] for k in ("followers", "following", "posts")), "2024-03-28T09:00:00Z"])
    return path


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A case with an audience that holds a batch, and a folder of two references, run without the bound."""
    folder = tmp_path_factory.mktemp("audience")
    rng = np.random.default_rng(8)
    audience = people(rng, 600, 0)
    audience[100:100] = batch(rng, 51, 5_000, datetime(2021, 5, 4, 12)) + batch(rng, 9, 6_000, datetime(2021, 5, 5, 12))
    for number, name in enumerate(("Harbour", "Orchard"), 1):
        write(folder / "references" / f"{name}.csv", people(rng, 95, 10_000 * number))
    case = Case.create(folder / "case")
    case.add(write(folder / "followers.csv", audience), audience_of="target", collected="most recent first, complete")
    case.add(folder / "references", reference=True)
    case.run("audience", bound=False)
    return case


def test_each_file_of_a_folder_of_references_is_one_audience(audited: Case) -> None:
    found = audited.query(
        "SELECT target, count(*), max(position) FROM follows WHERE role = 'reference' GROUP BY target ORDER BY target"
    )
    assert [(rows, last) for _, rows, last in found] == [(95, 95), (95, 95)]
    assert [target.rpartition(" ")[2] for target, _, _ in found] == ["Harbour.csv", "Orchard.csv"]


def test_an_empty_cell_of_a_profile_says_empty_and_not_unknown(audited: Case) -> None:
    assert audited.query("SELECT count(*) FROM accounts WHERE description = ''")[0][0] > 60
    assert audited.query("SELECT count(*) FROM accounts WHERE description IS NULL") == [(0,)]


def test_counts_are_made_again_by_verify(audited: Case) -> None:
    (found,) = [h.finding for h in audited.findings() if "sign-ups" in h.finding.subject]
    assert [(e.row_ref, e.count) for e in found.evidence] == [("2021-05-04 to 2021-05-05", 60)]
    assert audited.verify() == ()


def test_the_rows_behind_a_finding_are_counts(audited: Case) -> None:
    (found,) = [h.finding for h in audited.findings() if "sign-ups" in h.finding.subject]
    assert [(r["counted"], r["accounts"]) for r in audited.rows(found.id).to_pylist()] == [
        ("2021-05-04", 51),
        ("2021-05-05", 9),
    ]


def test_the_rows_counted_are_listed_in_the_case_and_in_nothing_that_leaves_it(audited: Case) -> None:
    (found,) = [h.finding for h in audited.findings() if "sign-ups" in h.finding.subject]
    listed = audited.rows(found.id, listed=True)
    assert listed.column_names == [
        "source_sha256", "position", "handle", "name", "created_at", "row", "account",
    ]  # fmt: skip
    rows = listed.to_pylist()
    assert len(rows) == 60 and [row["row"] for row in rows] == sorted(row["row"] for row in rows)
    assert {str(row["created_at"])[:10] for row in rows} == {"2021-05-04", "2021-05-05"}
    left = [*audited.publish(working=True), *audited.publish(), *audited.export("csv")]
    texts = [path.read_text("utf-8", errors="replace") for path in left]
    assert len(texts) > 4 and not [
        r["handle"] for r in rows if len(r["handle"]) > 6 and any(r["handle"] in t for t in texts)
    ]


def test_the_day_of_a_reading_and_what_a_list_holds_can_be_stated(tmp_path: Path) -> None:
    case = Case.create(tmp_path / "case")
    everybody = people(np.random.default_rng(3), 120, 0)
    for name, some, said in (
        ("one", everybody[:90], "likers, 2024-01-05"),
        ("two", everybody[20:], "2024-03-05, likers"),
    ):
        path = tmp_path / f"{name}.csv"
        path.write_text(
            "username,public_metrics.followers_count\n"
            + "".join(f"{p['handle']}{i},3\n" for i, p in enumerate(everybody) if p in some)
        )
        case.add(path, audience_of="pier", collected=said)
    (found,) = case.run("audience", bound=False).findings
    assert "went from 90 members to 100: 30 accounts were gained and 20 lost" in found.statement
    assert dict(found.facts)["Read"] == "2024-01-05 and 2024-03-05"
    with pytest.raises(BadSetting, match="the day on which the list was read"):
        case.add(tmp_path / "one.csv", audience_of="pier", collected="yesterday")


def test_a_changed_table_no_longer_gives_the_counts(audited: Case) -> None:
    path = audited.folder / "tables" / "case.duckdb"
    before = path.read_bytes()
    with duckdb.connect(str(path)) as tables:
        tables.execute("UPDATE accounts SET created_at = created_at + INTERVAL 3 DAY WHERE account = 'x:5003'")
    try:
        told = [problem.what for problem in audited.verify() if problem.kind == "evidence"]
        assert any(
            "2021-05-04 to 2021-05-05: 60 accounts but 2021-05-04 to 2021-05-05: 59 accounts now" in what
            for what in told
        )
    finally:
        path.write_bytes(before)


def test_what_is_published_names_no_follower_and_no_small_count(audited: Case) -> None:
    (page,) = audited.publish()
    text = page.read_text("utf-8")
    assert "60 accounts" in text and "51 accounts" not in text
    followers = audited.query("SELECT DISTINCT account, handle FROM accounts JOIN follows ON account = follower")
    assert not [who for pair in followers for who in pair if len(who) > 6 and who in text]


def test_how_a_list_was_read_is_said_in_known_words(audited: Case, tmp_path: Path) -> None:
    path = write(tmp_path / "more.csv", people(np.random.default_rng(1), 3, 90_000))
    with pytest.raises(BadSetting, match="not known"):
        audited.add(path, reference=True, collected="newest")
    with pytest.raises(BadSetting, match="exclude each other"):
        audited.add(path, reference=True, collected="complete, partial")


def test_check_says_how_to_come_by_a_comparison(audited: Case) -> None:
    (prospect,) = [p for p in audited.check().prospects if p.name == "audience"]
    assert prospect.work.startswith("1 audience against 2 references. For a comparison, add follower lists")
