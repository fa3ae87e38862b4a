"""Nothing is lost to a damaged log, and whatever was changed behind the case's back is found."""

import json
import shutil

import duckdb
import pytest
from click.testing import CliRunner

from tests.case.conftest import posts
from undertow.case import Case
from undertow.cli import main
from undertow.cli.printing import print_table
from undertow.errors import BadSetting, DamagedCase, UnreadableInput


@pytest.fixture
def case(tmp_path, worked_out):
    shutil.copytree(worked_out, tmp_path / "case")
    return Case.open(tmp_path / "case")


def kinds(case):
    return {p.kind for p in case.verify()}


@pytest.mark.parametrize("damage", ["broken line", "no log", "lost end", "edited entry"])
def test_a_damaged_log_costs_no_original_and_no_run(case, write, damage):
    log = case.folder / "log.jsonl"
    whole = log.read_text()
    lines = whole.splitlines(keepends=True)
    broken = {"broken line": [lines[0], "[" + lines[1][1:], *lines[2:]], "no log": [], "lost end": lines[:1],
              "edited entry": [lines[0], lines[1].replace('"kept":', '"kept":1'), *lines[2:]]}[damage]  # fmt: skip
    log.write_text("".join(broken)) if broken else log.unlink()
    files = sorted(p for part in ("sources", "runs", "findings") for p in (case.folder / part).rglob("*"))
    opened = Case.open(case.folder)
    assert [p.kind for p in opened.verify()] == ["log"]
    with pytest.raises(DamagedCase, match="log"):
        opened.add(write("more.csv", posts(groups=(), others=3)))
    assert sorted(p for part in ("sources", "runs", "findings") for p in (case.folder / part).rglob("*")) == files
    log.write_text(whole)
    assert Case.open(case.folder).verify() == ()


def test_an_edited_verdict_is_found(case):
    case.review(case.findings()[0].finding.id, "confirmed", "read every row")
    path = case.folder / "reviews.jsonl"
    path.write_text(path.read_text().replace("every row", "no row"))
    assert kinds(case) == {"review"}
    path.unlink()
    assert kinds(case) == {"review"}


def test_an_edited_finding_is_found(case):
    path = next((case.folder / "findings").glob("*.json"))
    held = json.loads(path.read_text())
    held["finding"]["grade"], held["finding"]["caveats"] = "strong", []
    path.write_text(json.dumps(held))
    assert kinds(case) == {"finding"}


def test_missing_results_of_a_run_are_found(case):
    (case.folder / "runs" / "coordination-01" / "pairs.parquet").unlink()
    assert kinds(case) == {"run"}


def test_edited_tables_are_found(case):
    with duckdb.connect(str(case.folder / "tables" / "case.duckdb")) as database:
        database.execute("UPDATE posts SET account = 'x' WHERE post = '1'")
    assert kinds(case) == {"tables"}


def test_a_missing_dossier_is_found(case):
    case.publish()[0].unlink()
    assert kinds(case) == {"dossier"}


def test_a_tampered_export_or_version_is_found_and_the_same_export_is_logged_once(case):
    case.publish()
    (path,) = case.export("claimreview")
    case.export("claimreview")
    logged = [e.data["file"] for e in case.journal.entries() if e.command == "export"]
    assert logged == ["dossier/exports/claimreview/claims.jsonld"] and kinds(case) == set()
    path.write_text("{}")
    assert kinds(case) == {"dossier"}
    case.export("claimreview")
    for name in ("1.html", "1.json"):
        kept = case.folder / "published" / name
        whole = kept.read_bytes()
        kept.write_bytes(whole + b"\n")
        assert kinds(case) == {"version"}, name
        kept.write_bytes(whole)
    assert kinds(case) == set()
    (case.folder / "published" / "2.json").write_text("{}")
    assert any("2.json is no version that the log records" in p.what for p in case.verify())


def test_what_keeps_a_dossier_from_being_published_keeps_it_from_being_exported(case):
    (case.folder / "dossier.toml").write_text('order = ["nothing like it"]')
    asked = CliRunner().invoke(main, ["-C", str(case.folder), "export", "claimreview"])
    assert asked.exit_code == 1 and "no finding is called" in asked.output
    assert not (case.folder / "dossier" / "exports").exists()


def test_a_ledger_that_quotes_what_is_in_no_source_is_found(case):
    header, source = "id,date,precision,title,actors,place,source_id,quote\n", case.sources()[0].sha256
    path = case.folder / "ledger" / "events.csv"
    path.write_text(f"{header}1,2022-08-01,day,An event,,,{source},the words of group 0\n")
    assert kinds(case) == set()
    path.write_text(
        f"{header}1,2022-08-01,day,An event,,,{source},never written\n2,2022-08-01,day,Other,,,javascript:1,\n"
    )
    assert [p.kind for p in case.verify()] == ["ledger", "ledger"]


def test_a_ledger_of_a_spreadsheet_with_other_columns_is_refused(case):
    path = case.folder / "ledger" / "actors.csv"
    path.write_text("id;name;aliases\n1;A;b\n")
    with pytest.raises(UnreadableInput, match=r"actors.csv.*semicolons"):
        case.publish()


def test_the_same_bytes_with_other_options_are_not_silently_left_as_they_were(case, tmp_path):
    path = case.folder / "sources" / case.sources()[0].sha256
    with pytest.raises(BadSetting, match="undertow remove"):
        case.add(path, timezone="UTC")


def test_a_source_whose_original_is_lost_can_be_taken_out(case):
    sha = case.sources()[0].sha256
    (case.folder / "sources" / sha).unlink()
    (case.folder / "tables" / "case.duckdb").unlink()
    again = Case.open(case.folder)
    again.remove(sha)
    assert again.sources() == [] and Case.open(case.folder).counts()["posts"] == 0


def test_removing_a_source_gives_a_later_one_the_rows_they_shared(tmp_path, write):
    case, lines = Case.create(tmp_path / "case"), posts().splitlines()
    case.add(write("one.csv", "\n".join(lines[:20]) + "\n"))
    case.add(write("two.csv", "\n".join([lines[0], *lines[10:]]) + "\n"))
    case.remove("one.csv")
    assert case.counts()["posts"] == len(lines) - 10 == case.sources()[0].ledger.kept
    assert case.verify() == ()


def test_a_relative_path_to_the_case_works(tmp_path, write, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = write("posts.csv", posts())
    Case.create("here").add(path)
    monkeypatch.chdir(tmp_path / "here")
    case = Case.open()
    case.run("coordination", min_weight=3)
    assert [p.is_file() for p in case.publish()] == [True] and case.verify() == ()


def test_what_is_no_file_is_refused(case):
    with pytest.raises(UnreadableInput, match="neither a file nor a folder"):
        case.add("/dev/zero")


def test_a_run_whose_record_is_damaged_is_named_and_its_findings_left_out(case):
    found = case.findings()[0].finding
    before = case.publish()[0].read_text(encoding="utf-8")
    assert "id=f1" in before and found.id in before
    (case.folder / "runs" / "coordination-01" / "settings.json").write_bytes(b"{\xff")
    (told,) = [words for words in case.check().to_mend if "settings.json" in words]
    assert "coordination-01" in told and "run the analysis again" in told
    page = case.publish()[0].read_text(encoding="utf-8")
    assert "id=f1" not in page and page.count(found.id) == 1, "only in the list of what an earlier version told"
    assert "The record of the run coordination-01 is damaged" in page
    assert "run" in kinds(case)


@pytest.mark.parametrize(
    ("stated", "why"),
    [
        ('["2022-01-01"]', "that is no period"),
        ('["2022-01-01", "2022-13-01"]', "that is no period"),
        ('["2022-01-01", "20220201"]', "that is no period"),
        ('"2022"', "that is no period"),
        ('["2022-02-01", "2022-01-01"]', "its last day lies before its first"),
    ],
)
def test_a_period_that_is_none_is_refused(case, stated, why):
    path = case.folder / "case.toml"
    path.write_text(path.read_text().replace("[periods]", f"[periods]\nbefore = {stated}"))
    with pytest.raises(
        BadSetting, match=rf"periods\.before is .*: {why}\. Write the first and the last day as YYYY-MM-DD"
    ):
        _ = case.settings


def test_periods_are_a_first_and_a_last_day(case):
    path = case.folder / "case.toml"
    stated = '[periods]\nbefore = ["2021-01-01", "2021-01-01"]\nafter = [2021-01-02, 2022-01-01]'
    path.write_text(path.read_text().replace("[periods]", stated))
    assert case.settings.periods == {"before": ("2021-01-01", "2021-01-01"), "after": ("2021-01-02", "2022-01-01")}


def test_a_table_off_a_terminal_has_one_line_a_row(capsys):
    print_table(["id", "words"], [("a", "long words " * 100), ("b", "short")])
    *_, first, second = [line for line in capsys.readouterr().out.splitlines() if line]
    assert first.split() == ["a", *["long", "words"] * 100] and second.split() == ["b", "short"]


def test_the_exported_network_has_days_for_every_account_and_pair_though_few_rows_are_cited(case):
    networkx = pytest.importorskip("networkx")
    (held,) = case.findings()
    assert len(held.finding.evidence) < held.finding.evidence_count, "a sample is cited"
    gexf, graphml = case.export("gexf", "graphml")
    for graph in (networkx.read_gexf(gexf, version="1.3"), networkx.read_graphml(graphml)):
        things = [*(node for _, node in graph.nodes(data=True)), *(edge for *_, edge in graph.edges(data=True))]
        assert len(graph) == 3 and all(
            thing["start"] == thing["end"] == "2022-08-08" or thing["start"] for thing in things
        )


def test_every_format_is_written_at_once_and_the_same_as_alone(case):
    written = case.export("all")
    forms = {path.parent.name for path in written}
    assert {"csv", "gexf", "stix", "sqlite", "timelinejs"} <= forms
    before = {path: path.read_bytes() for path in written if path.parent.name in ("gexf", "csv", "timelinejs")}
    for form in ("gexf", "csv", "timelinejs"):
        case.export(form)
    assert all(path.read_bytes() == data for path, data in before.items())
