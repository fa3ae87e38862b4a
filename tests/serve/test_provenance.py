import msgspec

from undertow.case import Case


def test_a_case_as_it_was_run_can_be_repeated(client):
    told = client.get("/provenance.json").json()
    assert told["repeatable"] and told["stale"] == 0
    assert "Can be repeated" in client.get("/provenance").text


def test_a_case_with_a_newer_source_cannot(folder, let_in, tmp_path):
    (tmp_path / "more.csv").write_text(
        "message_id,user_id,username,repost_id,reply_id,message,timestamp,urls\n9001,zoe,zoe,,,new,1660000000,\n"
    )
    Case.open(folder).add(tmp_path / "more.csv")
    client = let_in(folder)
    told = client.get("/provenance.json").json()
    assert (told["repeatable"], told["stale"]) == (False, 1)
    html = client.get("/provenance").text
    assert "Not as it stands" in html and "more.csv was added since" in html


def test_a_run_of_another_version_is_told(folder, let_in):
    path = folder / "runs" / "coordination-01" / "settings.json"
    path.write_bytes(msgspec.json.encode({**msgspec.json.decode(path.read_bytes()), "version": "0.0.1"}))
    told = let_in(folder).get("/provenance.json").json()
    assert (told["repeatable"], told["older"]) == (False, 1)


def test_the_sql_and_settings_of_a_chosen_run_are_shown(client):
    told = client.get("/provenance.json?run=coordination-01").json()
    assert told["chosen"]["settings"]["min_weight"] == 3
    assert any("SELECT" in sql for sql in told["statements"].values())
    html = client.get("/provenance?run=coordination-01").text
    assert "min_weight = 3" in html and "SELECT" in html
    missing = client.get("/provenance?run=../secret")
    assert missing.status_code == 404 and "no run called" in missing.text


def test_the_log_can_be_saved(client, made):
    answer = client.get("/provenance?save=log")
    assert answer.content == (made / "log.jsonl").read_bytes()
    assert answer.headers["content-disposition"] == 'attachment; filename="log.jsonl"'
