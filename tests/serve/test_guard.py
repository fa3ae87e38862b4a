import pytest

from tests.serve.conftest import ORIGIN, PORT, TOKEN, client_of
from undertow.serve.guard import POLICY, Guard, _local


def test_without_the_token_nothing_is_shown(stranger):
    for path in ("/", "/overview.json", "/assets/app.css", "/nothing", "/?token=wrong", "/?token="):
        answer = stranger.get(path)
        assert answer.status_code == 403
        assert "A case" not in answer.text and "undertow serve" in answer.text


def test_the_token_is_exchanged_for_a_cookie_and_leaves_the_address(stranger):
    answer = stranger.get("/", params={"token": TOKEN, "see": "1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/?see=1")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie and f"undertow-{PORT}=" in cookie
    assert stranger.get("/").status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", f"127.0.0.1.evil.example:{PORT}", f"127.0.0.1:{PORT + 1}", ""]
)
def test_another_host_is_refused_even_with_the_cookie(client, host):
    assert client.get("/", headers={"host": host}).status_code == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_the_names_of_this_machine_are_answered(client, host):
    assert client.get("/", headers={"host": f"{host}:{PORT}", "cookie": f"undertow-{PORT}={TOKEN}"}).status_code == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "", f"https://127.0.0.1:{PORT}", f"http://127.0.0.1:{PORT + 1}"]
)
def test_what_another_site_posts_is_refused(client, origin):
    answer = client.post("/do/overview/anything", headers={"origin": origin})
    assert answer.status_code == 403 and "another site" in answer.text


def test_a_post_without_origin_or_fetched_across_sites_is_refused(client):
    assert client.post("/", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.post("/", headers={"sec-fetch-site": "same-site"}).status_code == 403
    del client.headers["origin"]
    assert client.post("/").status_code == 403


def test_our_own_post_passes_the_guard(client):
    assert client.post("/", headers={"origin": ORIGIN, "sec-fetch-site": "same-origin"}).status_code != 403


def test_another_machine_is_refused(made):
    assert client_of(made, client=("192.0.2.7", 50000)).get("/", params={"token": TOKEN}).status_code == 403


@pytest.mark.parametrize("path", ["/", "/overview.json", "/assets/htmx.min.js", "/nothing"])
def test_every_answer_has_the_policy(client, path):
    headers = client.get(path).headers
    assert headers["content-security-policy"] == POLICY and "unsafe" not in POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "same-origin"


def test_a_refusal_has_the_policy_too(stranger):
    assert stranger.get("/").headers["content-security-policy"] == POLICY


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example", "///evil.example"])
def test_the_redirect_never_leads_away(path):
    assert _local(path).startswith("/") and not _local(path).startswith(("//", "/\\"))


def test_web_sockets_are_not_answered():
    import asyncio

    async def never(*_: object) -> None:
        raise AssertionError("reached the application")

    asyncio.run(Guard(never, TOKEN, PORT)({"type": "websocket"}, never, never))  # type: ignore[arg-type]  # never called
