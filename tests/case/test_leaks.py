"""A case full of private people: nothing that leads to one of them leaves it, in whatever form it is published."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from undertow.case import Case
from undertow.dossier.exports import Export
from undertow.errors import MissingExtra
from undertow.registry import members

START = 1_660_000_000
GROUP = ("qxzzyqheron", "plover", "qxzzyq_curlew_77")
#: Stands in everything that belongs to a private person: handles, ids, names, profiles, words, the names of files.
CANARY = re.compile(rb"qxzzyq\w*|plover|quibble\w*|55500\d+", re.IGNORECASE)
FORMS = sorted(members("undertow.dossier.exports", Export))  # type: ignore[type-abstract]  # members are concrete


def lines(rows: list[dict[str, object]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def posts() -> list[dict[str, object]]:
    """Three private accounts that post the same words, one that is profiled, an office, and passers-by."""
    rows: list[dict[str, object]] = []

    def post(number: int, handle: str, at: int, text: str, **more: object) -> None:
        rows.append(
            {"post_id": f"9990001112223{len(rows):05}", "user_id": f"55500{number}", "username": handle, "timestamp": START + at, "text": text} | more
        )  # fmt: skip

    for turn in range(10):
        for place, handle in enumerate(GROUP):
            told = f"qxzzyqwords the house of number {turn} will be ours again says qxzzyquncle {turn} http://x.com/qxzzyqheron/status/1"
            post(place, handle, 86_400 * turn + 4 * ((place + turn) % 3), told, hashtags=["harbour"])
    for day in range(40):
        post(
            7,
            "qxzzyqdiarist",
            40_000 + 50_000 * day,
            f"qxzzyqsoliloquy about the harbour and its qxzzyqferry, day {day}, by @plover",
        )
        post(
            8,
            "harbour_office",
            20_000 + 50_000 * day,
            f"The harbour opens at {6 + day % 3}, says the office on day {day}.",
        )
    for passer in range(30):
        post(
            100 + passer,
            f"qxzzyqpasser{passer}",
            3_600 * passer,
            f"qxzzyqremark number {passer} on qxzzyqweather {passer}",
        )
    for many in range(12):
        post(200 + many, f"qxzzyqchorus{many}", 7_000 * many - 200_000, "The harbour belongs to everybody in this town")
    return rows


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The case: run, reviewed, with a private person in every field a person may write into."""
    place = tmp_path_factory.mktemp("hostile")
    case = Case.create(place / "case", title="What @plover and Zelda Quibbleton did", question="Did qxzzyqheron do it?")
    (place / "posts_of_qxzzyq_curlew_77.jsonl").write_text(lines(posts()) + '{"qxzzyqbroken": 1}\n')
    (place / "qxzzyqheron-followers.jsonl").write_text(
        lines(
            [
                {"user_id": f"55500{n}", "username": f"qxzzyqfan{n}", "name": f"Qxzzyqfan Quibble {n}"}
                for n in range(300, 360)
            ]
        )
    )
    case.add(place / "posts_of_qxzzyq_curlew_77.jsonl")
    case.add(place / "qxzzyqheron-followers.jsonl", audience_of="qxzzyqheron")
    with case._store() as store:  # names as a format that has profiles brings them
        store.query(
            "INSERT INTO accounts BY NAME SELECT source_sha256, min(row_ref) AS row_ref, min(row_index) AS row_index, account, "
            "min(handle) AS handle, CASE WHEN account = '555000' THEN 'Zelda Quibbleton' ELSE 'Quibbler ' || account END AS name, 'qxzzyqprofile of ' || account AS description "
            "FROM posts GROUP BY source_sha256, account"
        )
    ledger = case.folder / "ledger"
    (ledger / "actors.csv").write_text(
        "id,name,aliases,kind,public_role,from,to,named_because\n"
        "office,Harbour Office,@harbour_office,organisation,port authority,,,\n"
        "town,The Town,the harbour; this town,place,town,,,\n"
        "uncle,Qxzzyquncle Quibble,qxzzyquncle,person,,,,\n"
        "cousin,Qxzzyqcousin Quibble,qxzzyqheron,person,chair of a club,,,\n"
    )
    (ledger / "events.csv").write_text(
        "id,date,precision,title,actors,place\ne,2022-08-20,day,Qxzzyqcousin Quibble speaks with plover,,House of qxzzyqheron\n"
    )
    (ledger / "replies.csv").write_text(
        "id,actor,account,asked_at,way,question,findings,answered_at,answer,source\n"
        "r1,,qxzzyqheron,2023-01-02,letter to qxzzyqheron,Why did qxzzyqheron and @plover post alike?,,2023-01-05,Ask Zelda Quibbleton or Quibbler 555001,qxzzyq_curlew_77.eml\n"
    )
    (case.folder / "codebook" / "harbour.toml").write_text(
        '[codebook]\nid = "harbour"\nversion = "1"\nlanguages = ["en"]\nstatus = { en = "draft" }\n[[frame]]\nid = "harbour"\n'
        'name = "Harbour"\ndefinition = "The harbour"\n[frame.patterns]\nen = ["harbour* qxzzyqferry*", "harbour and its*", "harbour"]\n'
    )
    for analysis, settings in (
        ("coordination", {"min_weight": 3}), ("profile", {"account": "qxzzyqdiarist,harbour_office"}), ("discovery", {"who": "qxzzyqdiarist"}),
        ("narratives", {}), ("actors", {}), ("events", {}), ("audience", {"bound": False}),
    ):  # fmt: skip
        case.run(analysis, **settings)
    first = case.findings()[0].finding.id
    case.review(first, "confirmed", "read the rows of qxzzyqheron and of Zelda Quibbleton", by="qxzzyqreader")
    return case


def contents(path: Path) -> Iterator[bytes]:
    """The bytes of a file, and what is packed in it."""
    data = path.read_bytes()
    yield data
    if data[:2] == b"\x1f\x8b":
        yield gzip.decompress(data)
    if path.suffix == ".parquet":
        yield json.dumps(pq.read_table(path).to_pylist(), default=str).encode()
    if path.suffix == ".sqlite":
        with closing(sqlite3.connect(path)) as database:
            yield "\n".join(database.iterdump()).encode()
    if path.suffix == ".pdf" and shutil.which("pdftotext"):
        yield subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True).stdout


def leaks(paths: list[Path]) -> dict[str, set[bytes]]:
    found = {path.name: {hit for data in contents(path) for hit in CANARY.findall(data)} for path in paths}
    return {name: hits for name, hits in found.items() if hits}


def test_the_case_holds_findings_about_private_people(hostile: Case) -> None:
    kinds = {held.finding.analysis for held in hostile.findings()}
    assert {"coordination", "profile", "narratives", "actors"} <= kinds
    assert any(CANARY.search(e.text.encode()) for h in hostile.findings() for e in h.finding.evidence)


def test_nothing_of_a_private_person_is_in_the_page(hostile: Case) -> None:
    written = hostile.publish()
    assert leaks([*written]) == {}
    page = written[0].read_text("utf-8")
    assert "Words withheld" in page and "belongs to everybody in this town" in page
    assert "says the office" in page and "Harbour Office" in page


@pytest.mark.slow
def test_nothing_of_a_private_person_is_in_the_print(hostile: Case) -> None:
    """Slow: setting a page for print takes half a minute."""
    try:
        written = hostile.publish(["html", "pdf"])
    except MissingExtra as error:
        pytest.skip(str(error))
    assert [path.suffix for path in written] == [".html", ".pdf"] and leaks([*written]) == {}


@pytest.mark.parametrize("form", FORMS)
def test_nothing_of_a_private_person_is_in_an_export(hostile: Case, form: str) -> None:
    try:
        written = hostile.export(form)
    except MissingExtra as error:
        pytest.skip(str(error))
    everything = [path for one in written for path in one.parent.rglob("*") if path.is_file()]
    assert everything and leaks(everything) == {}


def test_the_working_edition_has_everything_and_says_what_it_is(hostile: Case) -> None:
    written = hostile.publish(working=True)
    page = written[0].read_text("utf-8")
    for wanted in ("qxzzyqheron", "qxzzyqwords the house", "qxzzyqsoliloquy", "qxzzyquncle"):
        assert wanted in page
    assert "Not for publication" in page and written[0].name == "not-for-publication.html"
    assert all("dossier" not in path.relative_to(hostile.folder).parts for path in written)
