"""A real browser before the app: Chromium by Playwright, axe-core beside it; skipped, with the reason, where they are missing."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.case.conftest import posts
from tests.serve.placing import HOSTILE, RTL, evidence, figure, finding, place, table
from undertow.case import Case
from undertow.case.drafts import Drafts
from undertow.case.publishing.edition import Passage

WIDTHS = {"desk": (1440, 900), "tablet": (820, 1180), "phone": (390, 844)}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TOKEN = "the-token-of-the-browser-tests"
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium; the one that Playwright would download is not asked for."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed (pip install playwright)"
    )
    program = next((found for name in _PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def axe_source() -> str:
    """The script of axe-core."""
    wheel = pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    return next(Path(wheel.__file__).parent.rglob("axe.min.js")).read_text("utf-8")


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The case in that folder behind a server of its own; yields its address."""
    import uvicorn

    from undertow.serve.app import create_app

    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        bound.listen()
        port = bound.getsockname()[1]
        settings = uvicorn.Config(
            create_app(folder, TOKEN, port), log_level="critical", access_log=False, lifespan="off", ws="none"
        )
        server = uvicorn.Server(settings)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join(timeout=10)


class Visit:
    """A page of the app in a browser of its own, and everything it asked for or complained about."""

    def __init__(self, page: Any, address: str) -> None:
        self.page, self._root = page, address
        self.asked: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self._complained(said) if said.type == "error" else None)
        page.set_default_timeout(60_000)
        # the cookie for which the address with the token is exchanged (tests/serve/test_guard.py)
        page.context.add_cookies([{"name": f"undertow-{address.rpartition(':')[2]}", "value": TOKEN, "url": address}])

    def _complained(self, said: Any) -> None:
        self.complaints.append(f"{said.text} at {said.location.get('url', '')}")

    def go(self, path: str) -> Any:
        """Opens a page of the app."""
        self.page.goto(self._root + path)
        return self.page

    def key(self, *keys: str) -> None:
        """Presses keys, and waits after each until what it asked for is there."""
        for key in keys:
            self.page.keyboard.press(key)
            self.settled()

    def settled(self) -> None:
        """Waits until htmx has put in what it asked for."""
        self.until("!document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")

    def until(self, holds: str, seconds: float = 20) -> None:
        """Waits until an expression holds; asked from outside, since the policy of the app forbids what Playwright would do."""
        from playwright.sync_api import Error

        for _ in range(int(seconds / 0.03)):
            with suppress(Error):  # the page is just leaving
                if self.page.evaluate(holds):
                    return
            self.page.wait_for_timeout(30)
        raise AssertionError(f"{holds} did not hold within {seconds} s at {self.page.url}")

    def focus(self) -> str:
        """What has the focus: its tag, class and id."""
        return str(self.page.evaluate("(e => `${e.tagName}.${e.className}#${e.id}`)(document.activeElement)"))

    def external(self) -> list[str]:
        """Every address asked for that is not of this server."""
        return [url for url in self.asked if not url.startswith((f"{self._root}/", "data:", "blob:"))]


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Visit]]:
    """Opens an address in a new browser window: size, scheme, script or none. Fails where the page asked outside or complained."""
    contexts, visits = [], []

    def opened(address: str, width: str = "desk", scheme: str = "light", *, script: bool = True) -> Visit:
        wide, high = WIDTHS[width]
        context = browser.new_context(
            viewport={"width": wide, "height": high}, color_scheme=scheme, java_script_enabled=script
        )
        contexts.append(context)
        visits.append(Visit(context.new_page(), address))
        return visits[-1]

    yield opened
    for context in contexts:
        context.close()
    assert [url for one in visits for url in one.external()] == []
    assert [words for one in visits for words in one.complaints] == []


@pytest.fixture
def violations(axe_source: str) -> Callable[[Any], list[str]]:
    """What axe-core finds wrong with a page, in words; everything folded is opened first where asked."""

    def found(page: Any, *, unfolded: bool = False) -> list[str]:
        if unfolded:
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        page.evaluate(axe_source)
        result = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        return [
            f"{broken['id']}: {node['target']} {node['failureSummary']}"
            for broken in result["violations"]
            for node in broken["nodes"]
        ]

    return found


def too_wide(page: Any) -> int:
    """Pixels by which the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


BOOK = """
[codebook]
id = "book"
languages = ["en"]
[[frame]]
id = "words"
name = "Words"
definition = "Words are spoken of."
[frame.patterns]
en = ["words"]
"""


@pytest.fixture(scope="session")
def groups_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case of three planted groups and a codebook; hostile where a reader sees what others wrote. Made once and copied."""
    place = tmp_path_factory.mktemp("browsed")
    groups = (("ann", "ben", "cay"), ("dan", "eve", "fay"), ("gil", "hal", "ida"))
    text = posts(groups=groups).replace("number 3 are", "<script>alert(1)</script> number 3 \u202e are")
    (place / "posts.csv").write_text(text, encoding="utf-8")
    case = Case.create(place / "case", title='A case <img src="https://evil.example/x">', question="What happened?")
    case.add(place / "posts.csv")
    case.run("coordination", min_weight=3)
    (case.folder / "codebook" / "book.toml").write_text(BOOK, encoding="utf-8")
    return case.folder


@pytest.fixture
def case(groups_made: Path, tmp_path: Path) -> Case:
    """A copy of that case that a test may change."""
    return Case.open(shutil.copytree(groups_made, tmp_path / "case"))


@pytest.fixture
def address(case: Case) -> Iterator[str]:
    """That case, served."""
    with served(case.folder) as found:
        yield found


@pytest.fixture(scope="session")
def filled(groups_made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same case with results of other analyses, a draft, words around the findings that cannot go out, and a reader who judged."""
    case = Case.open(shutil.copytree(groups_made, tmp_path_factory.mktemp("filled") / "case"))
    shown = evidence(case, "the words of group 0 number 1 are these")
    curve = [{"series": f"Voice {v}", "kind": "point", "start": f"2020-{m:02}-01", "end": f"2020-{m:02}-28", "value": m, "low": 0, "high": 9, "label": ""} for v in range(2) for m in range(1, 9)]  # fmt: skip
    sides = table("The statements side by side", ("q1", HOSTILE), ("q2", RTL))
    facts = (("Status", "for a person's verdict"), ("Pairs that exclude each other", "2"))
    place(case, "narratives", [finding("narratives", '["narrative", "words"]', HOSTILE, evidence=(shown,), figures=(figure("voices", "Who", curve),))])  # fmt: skip
    place(case, "claims", [finding("claims", "series a | q1", facts=facts, tables=(sides,), evidence=(shown,))])
    for analysis in ("audience", "convergence", "actors"):
        place(case, analysis, [finding(analysis, "x:ann", evidence=(shown,), tables=(table("Rows", (1, RTL)),))])
    Drafts(case).keep("article", "In 2022 three accounts posted 40,000 times. Most of them began in March.")
    case.review(case.findings()[0].finding.id, "confirmed", "read", by="Ann")
    edition = case.edition.read()
    case.edition.save(replace(edition, prose=(Passage(text="No fewer than 977 posts were bought.", before="findings"),)), seen=case.edition.sha256)  # fmt: skip
    return case.folder
