"""A job seen in a real browser: asked for, cancelled, resumed, left alone with its tab closed, and found again."""

import pytest

from tests.browser.test_pages import ready
from tests.case.conftest import posts
from undertow.case.folder import Folder
from undertow.serve.jobs import Jobs

PANEL = "document.querySelector('#job').innerText"


def states(case) -> list[str]:
    return [job.state for job in Jobs(case.folder).all()]


@pytest.mark.browser
def test_a_job_is_cancelled_resumed_left_and_found_done(visit, address, case, violations):
    seen = visit(address)
    page = ready(seen, "/")
    # while another command has the case, the worker waits for it: every state stays as long as this test looks at it
    with Folder(case.folder).lock():
        page.click("[aria-label='Run coordination']")
        assert page.inner_text("#said") == "Run coordination: queued"
        seen.until(f"{PANEL}.includes('Running: Run coordination')", 60)
        seen.until(f"{PANEL}.includes('Wait for another command')", 60)
        assert violations(page, unfolded=True) == []
        page.click("#cancel")
        assert page.inner_text("#said") == "Run coordination: cancelled" and states(case) == ["cancelled"]
        assert page.inner_text("#job-h") == "Nothing is running"
        page.click("summary:text-is('Last jobs')")
        assert "Run coordination: cancelled" in page.inner_text("#job") and violations(page) == []

        page.click("[aria-label='Resume Run coordination']")
        seen.until(f"{PANEL}.includes('Running: Run coordination')", 60)
        seen.go("/inbox")
        seen.until("document.querySelector('#chip').innerText.includes('Run coordination')")
        assert violations(page) == []
        page.context.close()  # the tab is gone, the job is not
        assert states(case) == ["running"]

        again = visit(address)
        again.go("/")
        again.until(f"{PANEL}.includes('Running: Run coordination')")
    again.until(f"/Step \\d of \\d/.test({PANEL}) && !!document.querySelector('#job progress').value", 120)
    again.until("document.querySelector('#job-h').innerText === 'Nothing is running'", 180)
    again.page.click("summary:text-is('Last jobs')")
    assert "Run coordination: done" in again.page.inner_text("#job") and states(case) == ["done"]
    assert [run.id for run in case.runs()] == ["coordination-01", "coordination-02"] and case.verify() == ()


@pytest.mark.browser
def test_the_chip_in_the_head_says_when_the_job_is_over(visit, address, case):
    seen = visit(address, "phone")
    with Folder(case.folder).lock():
        Jobs(case.folder).queue("verify")
        page = seen.go("/provenance")
        seen.until("document.querySelector('#chip').innerText.includes('Verify')")
    seen.until("document.querySelector('#chip').innerText === 'Verify: done'", 120)
    page.click("#chip")
    seen.until("location.pathname === '/' && location.hash === '#job'")
    assert "Verified: everything holds" in page.inner_text("#page")


@pytest.mark.browser
def test_a_file_is_added_from_the_page_of_sources(visit, address, case, tmp_path):
    file = tmp_path / "more <b>posts.csv"
    file.write_text(posts(groups=(("kim", "lee", "may"),)).replace("group 0", "group 9"), encoding="utf-8")
    seen = visit(address, "phone")
    page = ready(seen, "/sources")
    page.fill("#path", str(file))
    page.click("button:has-text('Add')")
    assert "queued" in page.inner_text("#said")
    seen.until("document.querySelector('#job-h').innerText === 'Nothing is running'", 120)
    page.click("summary:text-is('Last jobs')")
    assert "rows in =" in page.inner_text("#job")
    page = ready(seen, "/sources")
    assert file.name in page.inner_text("#page") and "<b>posts" not in page.inner_html("#page")
    assert [source.name for source in case.sources()] == ["posts.csv", file.name] and case.verify() == ()
