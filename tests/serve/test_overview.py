import pytest

from undertow.serve.jobs import Jobs
from undertow.serve.jobs.work import work


@pytest.fixture(autouse=True)
def quiet(monkeypatch):
    monkeypatch.setattr(Jobs, "start", lambda self: None)


def test_a_run_is_queued_by_a_form_and_the_page_says_so(folder, let_in):
    client = let_in(folder)
    answer = client.post("/do/job/run", data={"analysis": "coordination"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/#job")
    html = client.get("/").text
    assert 'role="status">Run coordination: queued<' in html
    assert 'role="status"><' in client.get("/").text, "it is said once"
    assert [j.title for j in Jobs(folder).all()] == ["Run coordination"]


def test_an_analysis_there_is_not_is_refused(folder, let_in):
    client = let_in(folder)
    answer = client.post("/do/job/run", data={"analysis": "<b>"}, headers={"accept": "application/json"})
    assert answer.status_code == 404 and "no analysis called '<b>'" in answer.json()["error"]
    assert client.post("/do/job/cancel", data={"job": "x"}).status_code == 400
    assert Jobs(folder).all() == []


def test_only_what_is_out_of_date_is_run_by_run_all(folder, let_in, tmp_path):
    client = let_in(folder)

    def names():
        return {job.subject for job in Jobs(folder).all()}

    client.post("/do/job/run_all")
    assert "coordination" not in names() and "discovery" in names()
    from undertow.case import Case

    (tmp_path / "more.csv").write_text(
        "message_id,user_id,username,repost_id,reply_id,message,timestamp,urls\n9001,zoe,zoe,,,something new,1660000000,\n"
    )
    Case.open(folder).add(tmp_path / "more.csv")
    lines = {line["name"]: line for line in client.get("/overview.json").json()["lines"]}
    assert lines["coordination"]["state"] == "old" and "more.csv was added since" in lines["coordination"]["why"]
    client.post("/do/job/run_all")
    assert "coordination" in names()


def test_the_polled_part_says_when_the_page_has_to_be_loaded_again(folder, let_in):
    client = let_in(folder)
    assert "Nothing is running" in client.get("/").text
    client.post("/do/job/verify")
    with Jobs(folder).records.working():
        assert 'hx-get="/job?was=0"' in client.get("/").text
        assert client.get("/job?was=0").text.count('hx-trigger="every') == 1
    work(folder)
    part = client.get("/job?was=0").text
    assert 'hx-trigger="load"' in part and "<html" not in part
    html = client.get("/").text
    assert "Verified: everything holds" in html and "Nothing is running" in html


def test_a_failed_job_shows_its_words_and_can_be_resumed(folder, let_in):
    client = let_in(folder)
    client.post("/do/job/run", data={"analysis": "narratives"})
    work(folder)
    html = client.get("/").text
    assert "Run narratives: failed" in html and "narratives needs a codebook" in html
    client.post("/do/job/resume", data={"job": "1"})
    assert Jobs(folder).records.all()[0].state == "queued"
    client.post("/do/job/cancel", data={"job": "1"})
    assert Jobs(folder).all()[0].state == "cancelled"
