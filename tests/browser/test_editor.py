"""The dossier editor in a real browser: what blocks is mended where the page says, and what goes out is what was written."""

import shutil

import pytest

from tests.browser.conftest import served
from tests.browser.test_pages import ready
from undertow.case import Case


def order(page) -> list[str]:
    page.wait_for_load_state()
    return [line.removeprefix("line-") for line in page.evaluate("[...document.querySelectorAll('.order li')].map(line => line.id)")]  # fmt: skip


@pytest.fixture
def edited(visit, filled, tmp_path):
    """A case whose words cannot go out yet, before the editor; with the case and its visit."""
    folder = shutil.copytree(filled, tmp_path / "case")
    with served(folder) as address:
        yield visit(address), Case.open(folder)


@pytest.mark.browser
def test_a_number_that_rests_on_nothing_is_mended_where_the_page_says_and_published(edited, browser, violations):
    seen, case = edited
    page = ready(seen, "/dossier?all=1")
    assert page.is_disabled("button:has-text('Publish')") and "977" in page.inner_text(".message")
    page.click("text=Mend it in the editor")
    ready(seen, "/editor")
    page.click("a:has-text('Passage 1')")
    assert page.evaluate("location.hash") == "#prose-1"
    page.fill("#prose-1", "Posts were bought, they said.")
    page.fill("#title", "The tide")
    page.fill("#summary", "Accounts posted the same words.")
    page.click("button:has-text('Save') >> nth=-1")
    assert page.inner_text("#said") == "Saved."
    while (stops := ready(seen, "/editor").locator("a:text-is('Evidence against')")).count():
        stops.first.click()
        field = page.evaluate("location.hash").removeprefix("#")
        assert field.startswith("against-")
        page.fill(f"#{field}", "Looked for in the posts of the year before; none was found.")
        page.click("button:has-text('Save') >> nth=0")
    assert "Nothing keeps the dossier from being published" in page.inner_text("#page") and violations(page) == []

    before = order(page)
    page.click(f"[aria-label='Move {before[-1]} up']")
    assert page.inner_text("#said") == "Saved." and order(page) == [*before[:-2], before[-1], before[-2]]
    assert page.evaluate("location.hash") == f"#line-{before[-1]}"
    page.fill(f"#why-{before[1]}", "It says the same as another.")
    page.click("button:has-text('Save') >> nth=0")
    assert "out" in (page.get_attribute(f"#line-{before[1]}", "class") or "")

    ready(seen, "/dossier?all=1")
    page.click("button:has-text('Publish')")
    assert "Published: dossier.html" in page.inner_text("#said")
    written = case.folder / "dossier" / "dossier.html"
    out, asked = browser.new_page(), []
    out.on("request", lambda request: asked.append(request.url))
    out.goto(written.as_uri())
    told = out.inner_text("body")
    assert "The tide" in out.inner_text("h1") and "Posts were bought, they said." in told and "977" not in told
    shown = [
        place for place in out.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)") if place in order(page)
    ]
    assert shown == [name for name in order(page) if name != before[1]]
    assert asked == [written.as_uri()]
    out.close()


@pytest.mark.browser
def test_what_another_window_changed_is_not_overwritten(edited, visit):
    seen, case = edited
    page = ready(seen, "/editor")
    address = page.url.removesuffix("/editor")
    other = ready(visit(address), "/editor")
    other.fill("#title", "The first")
    other.click("button:has-text('Save') >> nth=0")
    page.fill("#title", "The second")
    page.click("button:has-text('Save') >> nth=0")
    assert "This was changed meanwhile" in page.inner_text("#page") and len(seen.complaints) == 1
    seen.complaints.clear()  # the browser itself complains about an answer of 412
    assert case.edition.read().title == "The first"
