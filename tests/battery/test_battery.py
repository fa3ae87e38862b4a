"""75 hostile or broken files: each ends as its manifest says, nothing is lost silently, nothing reaches beyond the case."""

import csv
import html
import json
import re
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest

from undertow.case import Case
from undertow.errors import UndertowError
from undertow.model import mentioned

HERE = Path(__file__).parent
SECONDS = 10
USED = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([done.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss, done.stderr]))
"""
REFUSALS = ("clear-error", "clear-error-or-quarantine", "clear-error-or-empty", "accept-or-clear-error")
MUST_REFUSE = ("clear-error",)
BOMBS = ("73_gzip_bomb", "75_zip_bomb", "80_xml_bomb", "82_graphml_bomb", "76_tar_symlink", "74_zip_traversal")


def make(folder: Path) -> list[dict]:
    subprocess.run([sys.executable, str(HERE / "make_battery.py"), str(folder)], check=True, capture_output=True)
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["cases"]


@pytest.fixture(scope="session")
def battery(tmp_path_factory):
    folder = tmp_path_factory.mktemp("battery")
    return folder, {c["id"]: c for c in make(folder)}


@pytest.fixture(scope="session")
def shared_case(tmp_path_factory):
    return Case.create(tmp_path_factory.mktemp("cases") / "case")


def names() -> list[str]:
    """The ids of the manifest, without making the files: they stand in the maker's own text."""
    text = (HERE / "make_battery.py").read_text(encoding="utf-8")
    found = re.findall(r"""(?:add|A|H)\("(\w+)",""", text) + re.findall(r"""\], "(7\d_\w+)",""", text)
    return sorted(set(found) | set(re.findall(r"""\("(3\w_ts_\w+)",""", text)))


def test_every_case_of_the_manifest_is_tested(battery):
    assert set(names()) == set(battery[1]) and len(names()) == 75


@pytest.mark.parametrize("name", names())
def test_a_hostile_file_ends_as_its_manifest_says(name, battery, shared_case, tmp_path):
    folder, cases = battery
    case, outside = cases[name], set(tmp_path.parent.rglob("evil*"))
    started = time.monotonic()
    try:
        report = shared_case.add(folder / case["file"])
    except UndertowError as error:
        assert case["expect"] in REFUSALS, f"refused: {error}"
        assert case["file"] in str(error) and "Traceback" not in str(error)
        assert shared_case.sources() == []
    else:
        try:
            assert case["expect"] not in MUST_REFUSE, f"accepted: {report.ledger}"
            rows_are_accounted_for(case, report.ledger)
        finally:
            shared_case.remove(report.source.sha256)
    assert time.monotonic() - started < SECONDS * 3  # a stall would take minutes; a busy machine takes a while
    assert set(tmp_path.parent.rglob("evil*")) == outside and not Path("/tmp/evil_abs.csv").exists()


def rows_are_accounted_for(case, ledger):
    assert ledger.rows_in == ledger.kept + ledger.duplicates + ledger.quarantined
    if case["kind"] == "html":
        assert ledger.kept == 1 and (ledger.flagged == 1 or "flag" not in case["expect"])
        return
    assert ledger.rows_in == case["good_rows"] + case["bad_rows"]
    assert ledger.kept >= case["good_rows"]
    if case["expect"] == "quarantine":
        assert (ledger.kept, ledger.quarantined) == (case["good_rows"], case["bad_rows"])
    if case["expect"] == "accept-flag":
        assert ledger.flagged + ledger.duplicates > 0
    if case["expect"] in ("accept", "accept-inert", "accept-detect", "accept-bounded"):
        assert ledger.kept == ledger.rows_in


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_two_seconds_and_200_megabytes(name, battery, tmp_path):
    """CPU seconds of the whole command, start-up and child included, so that a busy machine does not decide."""
    folder, cases = battery
    Case.create(tmp_path / "case")
    command = [sys.executable, "-m", "undertow", "-C", str(tmp_path / "case"), "add", str(folder / cases[name]["file"])]
    # Started from a small process: the memory of a fork counts as its own until it becomes another program.
    done = subprocess.run([sys.executable, "-c", USED, *command], capture_output=True, text=True, check=True)
    status, cpu, kilobytes, error = json.loads(done.stdout)
    assert status == 2 and error.startswith("undertow: ") and "Traceback" not in error
    assert cpu < 2 and kilobytes < 200_000


def test_hidden_text_of_a_page_is_no_quote(battery, tmp_path):
    case = Case.create(tmp_path / "case")
    case.add(battery[0] / "92_html_hidden.html")
    ((text,),) = case.query("SELECT text FROM documents")
    assert "Paragraph 3" in text
    assert not re.search("HIDDEN-TEXT|ZERO-TEXT|OFF-TEXT|COMMENT-TEXT", text)


def test_ids_that_are_equal_as_numbers_stay_apart(battery, tmp_path):
    case = Case.create(tmp_path / "case")
    case.add(battery[0] / "24_ids_close.csv")
    assert case.query("SELECT count(DISTINCT account) FROM posts WHERE account LIKE '90071992547409%'") == [(2,)]


def test_a_blank_author_never_becomes_an_account(battery, tmp_path):
    case = Case.create(tmp_path / "case")
    case.add(battery[0] / "22_blank_user.csv")
    assert case.query("SELECT count(*) FROM shares WHERE trim(account) = ''") == [(0,)]


def planted_edges(case: Case) -> dict[tuple[str, str], int]:
    """Weight of each pair among the planted accounts and those that evade, in the layer of texts."""
    import pyarrow.parquet as pq

    run = case.run("coordination")
    rows = pq.read_table(case.folder / "runs" / run.id / "edges.parquet").to_pylist()
    return {
        (r["left"], r["right"]): r["weight"] for r in rows if r["kind"] == "text" and r["left"].startswith("90000000")
    }


PLANTED = {("900000001", "900000002"): 6, ("900000001", "900000003"): 6, ("900000002", "900000003"): 6}


@pytest.mark.parametrize(
    ("name", "evader"), [("26_zero_width_evasion", "700000021"), ("27_homoglyph_evasion", "700000022")]
)
def test_a_copy_with_invisible_or_look_alike_letters_is_the_same_text(name, evader, battery, tmp_path):
    case = Case.create(tmp_path / "case")
    case.add(battery[0] / f"{name}.csv")
    copied = "SELECT account, object FROM shares WHERE kind = 'text' AND account IN ('900000001', ?)"
    by_account: dict[str, set[str]] = {}
    for account, key in case.query(copied, [evader]):
        by_account.setdefault(account, set()).add(key)
    assert len(by_account[evader]) == 6 and by_account[evader] == by_account["900000001"]


@pytest.mark.parametrize("name", ["50_viral_20k", "51_two_spammers"])
def test_a_viral_object_is_bounded_and_the_planted_group_still_found(name, battery, tmp_path):
    import pyarrow.parquet as pq

    case = Case.create(tmp_path / "case")
    case.add(battery[0] / f"{name}.csv")
    assert PLANTED.items() <= planted_edges(case).items()
    assert any({"900000002", "900000003"} <= set(h.finding.accounts) for h in case.findings())
    totals = pq.read_table(case.folder / "runs" / case.runs()[-1].id / "totals.parquet").to_pylist()
    assert sum(row["crowded"] for row in totals if row["kind"] == "text") >= 7_000


def test_an_account_that_others_copy_is_said_to_be_first_and_is_no_member(battery, tmp_path):
    case = Case.create(tmp_path / "case")
    case.add(battery[0] / "52_frame_innocent.csv")
    case.run("coordination")
    (copying,) = [h.finding for h in case.findings() if "600000100" in h.finding.accounts]
    assert "100000007" not in copying.accounts
    said = " ".join((*copying.paragraphs, *copying.caveats, *copying.counter_evidence, *copying.benign_explanations))
    assert "100000007" in mentioned(said) and "first" in said


def test_papers_that_post_one_wire_are_not_called_anything_worse(battery, tmp_path):
    case = Case.create(tmp_path / "case")
    case.add(battery[0] / "53_benign_wire.csv")
    case.run("coordination")
    (wire,) = [h.finding for h in case.findings() if "400000002" in h.finding.accounts]
    assert any("agency" in words for words in wire.benign_explanations)
    assert not re.search(r"\b(inauthentic|fake|bots?)\b", json.dumps([wire.statement, wire.paragraphs, wire.caveats]))


def live_parts(page: str) -> list[str]:
    """What in a page could act: scripts other than its own one, handlers, outside addresses, elements we never write."""
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attributes):
            given = dict(attributes)
            found.extend(f"{tag} {name}" for name in given if name.startswith("on"))
            if tag in ("img", "iframe", "object", "embed", "base", "form", "link"):
                found.append(tag)
            if tag == "script" and given.get("type") != "application/json":
                found.append("script")
            for name in ("href", "src", "xlink:href"):
                if given.get(name) and not given[name].startswith("#"):
                    found.append(f"{name} {given[name][:40]}")

    Reader().feed(page)
    assert "default-src 'none'" in html.unescape(page)
    found.remove("script")  # the one script of our own, held by its hash in the policy
    return found


def test_what_is_published_about_a_hostile_group_stays_inert(battery, tmp_path):
    case = Case.create(tmp_path / "case")
    for name in ("40b_xss_in_cluster", "41b_formula_in_cluster", "40_xss", "41_formula", "44_control_chars"):
        lines = (battery[0] / f"{name}.csv").read_bytes()
        path = tmp_path / f"{name}.csv"
        path.write_bytes(lines)
        case.add(path)
    case.run(
        "coordination", min_weight=1, max_findings=4
    )  # the hostile accounts share one address with each other, no text
    assert any("600000001" in h.finding.accounts for h in case.findings())
    published = [*case.publish(), *case.publish(working=True)]
    for path in published:
        data = path.read_bytes()
        assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", data), path
        if path.suffix == ".html":
            assert live_parts(data.decode()) == []
        if path.suffix == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                cells = [cell for row in csv.reader(file) for cell in row]
            assert cells and not [c for c in cells if re.match(r"[=+@\t\r＝＋＠]|-(?!\d)", c)], path


def test_terminal_escapes_do_not_reach_the_terminal(battery, tmp_path):
    case = Case.create(tmp_path / "case")
    case.add(battery[0] / "44_control_chars.csv")
    command = [sys.executable, "-m", "undertow", "-C", str(tmp_path / "case")]
    for more in (["check"], ["findings"], ["check", "--json"]):
        done = subprocess.run([*command, *more], capture_output=True, check=True)
        assert b"\x1b" not in done.stdout + done.stderr
