"""Adding from the browser: a path of this machine becomes a job, and what cannot be used is said at once."""

import pytest

from tests.case.conftest import posts
from undertow.case import Case
from undertow.serve.jobs import Jobs
from undertow.serve.jobs.work import work

HOSTILE = "<b>x\u202egnp.csv"


@pytest.fixture
def empty(tmp_path, monkeypatch):
    """A case without sources; jobs are queued and nobody begins: what the worker does is called in the test."""
    monkeypatch.setattr(Jobs, "start", lambda self: None)
    return Case.create(tmp_path / "case", title="A case").folder


def test_a_file_is_read_as_a_job_and_its_import_report_is_there(empty, let_in, tmp_path):
    file = tmp_path / HOSTILE
    file.write_text(posts() + "999,ann,ann,,,words,yesterday,\n", encoding="utf-8")
    client = let_in(empty)
    assert "Add a file or folder" in client.get("/sources").text
    answer = client.post("/do/sources/add", data={"path": f' "{file}" '})
    assert (answer.status_code, answer.headers["location"]) == (303, "/#job")
    work(empty)
    (job,) = Jobs(empty).all()
    assert job.state == "done" and "55 rows in = 54 kept + 0 exact duplicates + 1 left out" in job.words
    assert [source.name for source in Case.open(empty).sources()] == [HOSTILE] and Case.open(empty).verify() == ()
    for path in ("/", "/sources"):
        page = client.get(path).text
        assert "<b>x" not in page and "\u202e" not in page
    assert "yesterday" in client.get("/sources").text
    client.post("/do/sources/add", data={"path": file.as_uri()})
    work(empty)
    assert "in the case already" in Jobs(empty).all()[-1].words and file.exists()


def test_what_is_said_of_a_file_reaches_the_case(empty, let_in, tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("id\n1\n2\n3\n", encoding="utf-8")
    client = let_in(empty)
    client.post("/do/sources/add", data={"path": str(file), "format": "follower-list-csv", "reference": "1"})
    work(empty)
    (job,) = Jobs(empty).all()
    assert job.state == "done", job.words
    (source,) = Case.open(empty).sources()
    assert source.options.reference and source.format == "follower-list-csv"


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        ({"path": ""}, 400, "No path was given"),
        ({"path": "posts.csv"}, 400, "is not a whole path"),
        ({"path": "/no/such/\u202efile"}, 400, "there is no such file"),
        ({"path": "{case}/log.jsonl"}, 400, "lies in the case itself"),
        ({"path": "{file}", "format": "no-format"}, 404, "no-format"),
        ({"path": "{file}", "timezone": "Moon/Base"}, 400, "Moon/Base"),
        ({"path": "{file}", "audience_of": "x", "reference": "1"}, 400, "not both"),
    ],
)
def test_what_cannot_be_added_is_said_at_once(empty, let_in, tmp_path, sent, status, said):
    file = tmp_path / "posts.csv"
    file.write_text(posts(), encoding="utf-8")
    sent = {name: value.format(case=empty, file=file) for name, value in sent.items()}
    answer = let_in(empty).post("/do/sources/add", data=sent)
    assert answer.status_code == status and said in answer.text and "\u202e" not in answer.text
    assert Jobs(empty).all() == []


def test_a_file_that_no_format_knows_fails_in_words_and_leaves_the_case_as_it_was(empty, let_in, tmp_path):
    file = tmp_path / "nothing.bin"
    file.write_bytes(b"\x00\x01\x02" * 100)
    let_in(empty).post("/do/sources/add", data={"path": str(file)})
    work(empty)
    (job,) = Jobs(empty).all()
    assert job.state == "failed" and "nothing.bin" in job.words and Case.open(empty).sources() == []
