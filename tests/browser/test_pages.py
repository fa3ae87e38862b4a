"""Every page of the app in a real browser: labelling and publishing by click, nothing for axe-core to find, nothing asked outside."""

import json
import shutil
from urllib.parse import urlencode

import pytest

from tests.browser.conftest import WIDTHS, served, too_wide
from undertow.registry import members
from undertow.serve.pages import Page

PATHS = sorted(
    kind.path
    for kind in members("undertow.serve.pages", Page).values()  # type: ignore[type-abstract]  # members are concrete
    if kind.group and "{" not in kind.path
)
TASK = "/labelling?narrative=book%2Fwords&language=en"


def ready(seen, path: str):
    """The page once what it waits for is worked out."""
    page = seen.go(path)
    for _ in range(240):  # the first time, compiled loops are made as well
        if page.locator(".message.wait").count() == 0:
            return page
        page.wait_for_timeout(250)
        page.reload()
    raise AssertionError(f"{path} waited for too long: {page.inner_text('.message.wait')}")


def labels(case) -> list[str]:
    path = case.folder / "labels.jsonl"
    return [json.loads(line)["value"] for line in path.read_text().splitlines()] if path.exists() else []


def test_passages_are_judged_by_key_and_the_share_so_far_is_told(visit, address, case):
    seen = visit(address)
    page = ready(seen, TASK)
    first = page.inner_text("#detail .paper")
    assert page.locator("#detail mark").count() and "Words are spoken of." in page.inner_text("#asked")
    seen.key("y")
    assert labels(case) == ["yes"] and page.inner_text("#detail .paper") != first
    assert "100% [21%, 100%], n = 1" in page.inner_text(".labelling")
    seen.key("s")
    seen.key("n")
    assert labels(case) == ["yes", "no"] and "2 of" in page.inner_text(".labelling")
    seen.key("u")
    assert "You answered: no" in page.inner_text("#detail")
    page.click("button:has-text('Yes')")
    seen.settled()
    assert labels(case) == ["yes", "no", "yes"] and case.verify() == ()


@pytest.mark.browser
def test_passages_are_judged_without_script(visit, address, case):
    seen = visit(address, script=False)
    page = ready(seen, TASK)
    page.click("button:has-text('No')")
    assert labels(case) == ["no"] and page.inner_text("#said") == "Kept: no."


def test_the_dossier_is_seen_and_published(visit, address, case):
    seen = visit(address)
    page = ready(seen, "/dossier")
    inside = page.frame_locator("iframe")
    assert "Key findings" in inside.locator("body").inner_text(timeout=20_000)
    assert "not reviewed by anybody" in page.inner_text("#page")
    page.click("button:has-text('Publish')")
    assert page.inner_text("#said") == "Published: dossier.html." and "dossier/dossier.html" in page.inner_text("#page")
    assert (case.folder / "dossier" / "dossier.html").exists() and case.verify() == ()


@pytest.mark.browser
def test_hostile_words_stay_words(visit, address):
    seen = visit(address)
    page = seen.go("/inbox")
    assert page.locator("#page script, #page img").count() == 0 and "<img" in page.inner_text(".case")


def chosen(seen) -> list[str]:
    """Addresses at which something is chosen: a group, a pair, an account, a run, a sentence, a finding of each analysis."""
    told = lambda path: json.loads(seen.go(path).inner_text("body"))  # noqa: E731  # one line, used in this test only
    network, inbox = told("/coordination.json"), told("/inbox.json")
    pair = network["pairs"][0]
    names = {"group": network["group"], "left": pair["left"], "right": pair["right"]}
    return [
        TASK,
        f"/coordination?{urlencode(names)}",
        f"/coordination?{urlencode({'group': network['found'][-1]['said']['finding'], 'account': ''})}",
        f"/coordination?{urlencode({'group': network['group'], 'account': pair['left']})}",
        f"/provenance?run={told('/provenance.json')['runs'][0]['run']['id']}",
        "/draft?draft=article&sentence=1",
        "/dossier?all=1",
        *[f"/inbox?finding={id_}" for id_ in {item["analysis"]: item["id"] for item in inbox["items"]}.values()],
    ]


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_at_any_width_in_light_or_dark(visit, filled, tmp_path, violations, width, scheme):
    wrong = []
    with served(shutil.copytree(filled, tmp_path / "case")) as address:
        seen = visit(address, width, scheme)
        for path in (*PATHS, *chosen(seen)):
            page = ready(seen, path)
            found = [*(violations(page) if scheme == "light" else []), *violations(page, unfolded=True)]
            wrong += [f"{path}: {words}" for words in dict.fromkeys(found)]
            wrong += [f"{path} is {by} pixels wider than its window" for by in [too_wide(page)] if by > 0]
    assert wrong == []
