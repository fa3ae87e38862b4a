"""Analyses on plain tables: the same answer from every kind of dataframe."""

from datetime import datetime, timedelta

import pytest

import undertow
from undertow.errors import BadSetting, UnknownName, UnreadableInput

START = datetime(2022, 8, 8)
ROWS = [
    {
        "account": account,
        "kind": "link",
        "object": f"link {n}",
        "at": START + timedelta(hours=5 * n, seconds=(7 * n + k) % 20),
    }
    for n in range(8)
    for k, account in enumerate(("ann", "ben", "cay"))
] + [
    {"account": f"other {n}", "kind": "link", "object": f"link {n % 8}", "at": START + timedelta(hours=5 * n + 3)}
    for n in range(40)
]


def frames():
    import duckdb
    import pandas
    import polars
    import pyarrow

    arrow = pyarrow.Table.from_pylist(ROWS)
    return {
        "arrow": arrow,
        "pandas": pandas.DataFrame(ROWS),
        "polars": polars.DataFrame(ROWS),
        "duckdb": duckdb.sql("SELECT * FROM arrow"),
    }


@pytest.mark.parametrize("kind", ["arrow", "pandas", "polars", "duckdb"])
def test_every_kind_of_dataframe_gives_the_same_answer(kind):
    answer = undertow.analyse("coordination", shares=frames()[kind], window_seconds=60, min_weight=4)
    weights = {(r["left"], r["right"]): r["weight"] for r in answer.tables["edges"].to_pylist()}
    assert weights == {("ann", "ben"): 8, ("ann", "cay"): 8, ("ben", "cay"): 8}
    assert set().union(*(f.accounts for f in answer.findings)) <= {"ann", "ben", "cay"}
    assert all(f.evidence and f.id for f in answer.findings)


def test_a_missing_table_a_missing_column_and_an_unknown_one_are_named():
    import pyarrow

    with pytest.raises(BadSetting, match="shares"):
        undertow.analyse("coordination")
    table = pyarrow.Table.from_pylist(ROWS)
    with pytest.raises(UnreadableInput, match="no column account"):
        undertow.analyse("coordination", shares=table.drop(["account"]))
    with pytest.raises(UnknownName, match="user"):
        undertow.analyse("coordination", shares=table.append_column("user", table["account"]))


def test_the_public_list_is_this():
    assert undertow.__all__ == ["Case", "__version__", "analyse"]
    assert all(getattr(undertow, name) for name in undertow.__all__)


def test_a_notebook_shows_an_answer_a_finding_its_tables_and_its_charts():
    answer = undertow.analyse("coordination", shares=frames()["arrow"], window_seconds=60, min_weight=2)
    shown = answer._repr_html_()
    assert all(finding.id in shown and finding.grade in shown for finding in answer.findings) and answer.findings
    finding = answer.findings[0]
    page = finding._repr_html_()
    assert page.count("<svg") == len(finding.figures) and "Caveats" in page and "[[account" not in page
    assert "<svg" in finding.figures[0]._repr_html_()
    assert finding.tables[0]._repr_html_().count("<tr>") == min(20, len(finding.tables[0].rows)) + 1


def test_a_notebook_shows_a_case_with_what_it_holds(tmp_path):
    case = undertow.Case.create(tmp_path / "case", title="Posts & <others>")
    shown = case._repr_html_()
    assert "Posts &amp; &lt;others&gt;: 0 sources; nothing added yet" in shown
