"""The inbox in a real browser: by keyboard, by mouse and without script."""

import json

import pytest


def acts(case) -> list[str]:
    path = case.folder / "reviews.jsonl"
    return [json.loads(line)["verdict"] for line in path.read_text().splitlines()] if path.exists() else []


def states(page) -> list[str]:
    return page.locator(".items .verdict").all_inner_texts()


def at(page) -> int:
    return page.evaluate("[...document.querySelectorAll('.items a')].findIndex(a => a.hasAttribute('aria-current'))")


@pytest.fixture
def inbox(visit, address):
    """The inbox before a reader called Ann."""
    seen = visit(address)
    seen.go("/inbox")
    return seen


def test_the_keyboard_goes_through_the_inbox(inbox, case):
    page = inbox.page
    assert at(page) == 0 and "coordination" in page.inner_text("#detail")
    inbox.key("j")
    assert at(page) == 1 and "finding=" in page.url and inbox.focus().startswith("A.")
    inbox.key("k", "c")
    assert acts(case) == ["confirmed"] and states(page) == ["Confirmed", "Not reviewed", "Not reviewed"]
    assert at(page) == 1 and inbox.focus().startswith("A.") and page.inner_text("#said") == "Confirmed."
    assert page.get_attribute("#said", "role") == "status"
    inbox.key("u")
    assert acts(case) == ["confirmed", "withdrawn"] and states(page)[0] == "Not reviewed" and at(page) == 0
    inbox.key("l")
    assert acts(case)[-1] == "later" and states(page)[0] == "Later" and at(page) == 1


def test_rejecting_by_key_needs_a_reason_and_none_is_chosen(inbox, case):
    page = inbox.page
    inbox.key("r")
    assert page.locator("#reject input:checked").count() == 0 and inbox.focus().startswith("INPUT")
    page.keyboard.press("Enter")
    assert acts(case) == []
    page.keyboard.press("Space")
    inbox.key("Enter")
    assert acts(case) == ["rejected"] and states(page)[0] == "Rejected"
    assert case.findings()  # a rejection deletes nothing
    assert "The material does not say this" in (case.folder / "reviews.jsonl").read_text()


@pytest.mark.browser
def test_letters_do_nothing_in_a_field_and_can_be_switched_off(inbox, case):
    page = inbox.page
    inbox.key("n")
    page.keyboard.type("c j r u")
    assert page.input_value("#note") == "c j r u" and acts(case) == []
    page.keyboard.press("Escape")
    inbox.key("?")
    page.uncheck("#single")
    page.keyboard.press("Escape")
    inbox.key("c", "j")
    assert acts(case) == [] and at(page) == 0
    page.reload()
    inbox.key("j")
    assert at(page) == 0
    inbox.key("?")
    assert page.evaluate("document.querySelector('#keys').open") and not page.is_checked("#single")


@pytest.mark.browser
def test_evidence_is_shown_in_its_source_and_goes_on_by_key(inbox):
    page = inbox.page
    for _ in range(60):  # on a busy machine the quote is still being looked for
        if "still being looked for" not in page.inner_text("#evidence"):
            break
        page.wait_for_timeout(250)
        page.reload()
    assert page.inner_text("#evidence mark") and "Quote found" in page.inner_text("#evidence")
    before = page.inner_text("#evidence h2")
    inbox.key("e")
    assert page.inner_text("#evidence h2") != before and "evidence=2" in page.url
    page.go_back()
    page.wait_for_selector(f"#evidence h2:text-is({before!r})")


@pytest.mark.browser
def test_the_mouse_confirms_rejects_and_undoes(inbox, case):
    page = inbox.page
    page.fill("#why", "read all rows")
    page.click("#confirm")
    inbox.settled()
    page.click("#reject > summary")
    page.click("text=The program read a text wrongly")
    page.click("#reject button")
    inbox.settled()
    assert acts(case) == ["confirmed", "rejected"] and states(page)[:2] == ["Confirmed", "Rejected"]
    assert "read all rows" in (case.folder / "reviews.jsonl").read_text()
    page.click("#undo")
    inbox.settled()
    assert acts(case)[-1] == "withdrawn" and states(page)[1] == "Not reviewed"
    page.fill("#note", "ask the archivist")
    page.click("text=Keep the note")
    inbox.settled()
    assert "ask the archivist" in page.inner_text("#detail")


def test_the_inbox_works_without_script(visit, address, case):
    seen = visit(address, script=False)
    page = seen.go("/inbox")
    page.click("#confirm")
    assert acts(case) == ["confirmed"] and page.inner_text("#said") == "Confirmed." and at_without(page) == 1
    page.click("#reject > summary")
    page.click("#reject button")
    assert acts(case) == ["confirmed"]
    page.click("text=An innocent explanation is enough")
    page.click("#reject button")
    assert acts(case) == ["confirmed", "rejected"]
    page.click("#undo")
    assert acts(case)[-1] == "withdrawn" and page.inner_text("#said") == "Undone."


def at_without(page) -> int:
    marks = [link.get_attribute("aria-current") for link in page.locator(".items a").all()]
    return marks.index("true")


def test_a_second_reader_sees_the_verdict_of_the_first_only_after_one_of_their_own(inbox, case):
    page = inbox.page
    inbox.key("c")
    page.fill("#reader", "Ben")
    page.click("text=Change the reader")
    page.wait_for_load_state()
    assert states(page) == ["Not reviewed"] * 3 and "1 other reader has judged it" in page.inner_text("#detail")
    assert "Confirmed" not in page.inner_text("#page")
    page.click("#reject > summary")
    page.click("text=It says the same as another finding")
    page.click("#reject button")
    inbox.settled()
    inbox.key("k")
    assert states(page)[0] == "Readers disagree" and "Readers disagree." in page.inner_text("#detail")
    assert "both judged 1 finding" in page.inner_text("#detail")


@pytest.mark.browser
def test_the_verdicts_stay_in_view_on_a_phone(visit, address):
    seen = visit(address, "phone")
    page = seen.go("/inbox")
    for selector in ("#confirm", "#later", "#reject > summary"):
        box = page.locator(selector).bounding_box()
        assert box["y"] + box["height"] <= 844 and box["height"] >= 24
    assert page.evaluate("getComputedStyle(document.querySelector('.decide')).position") == "fixed"
