"""The documentation as a site: every page in it, whole, and silent towards the network."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("mkdocs", reason="mkdocs is not installed")
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(folder)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert done.returncode == 0, done.stderr  # strict: a link that leads nowhere is an error
    return folder


def test_every_page_of_docs_is_in_the_site_and_every_page_leads_to_every_other(built: Path) -> None:
    written = {p.relative_to(ROOT / "docs").with_suffix(".html").as_posix() for p in (ROOT / "docs").rglob("*.md")}
    made = {p.relative_to(built).as_posix() for p in built.rglob("*.html")}
    assert written <= made
    menu = (built / "index.html").read_text("utf-8")
    assert all(f'href="{name}"' in menu for name in written)


def test_nothing_in_the_site_asks_for_anything_from_elsewhere(built: Path) -> None:
    for page in built.rglob("*.html"):
        html = page.read_text("utf-8")
        assert "<script" not in html and "default-src 'none'" in html, page
        asked = re.findall(r'(?:src|srcset|data|poster)="([^"]*)"|<link[^>]*href="([^"]*)"', html)
        for address in filter(None, (one or other for one, other in asked)):
            assert ":" not in address and (page.parent / address).resolve().exists(), f"{page}: {address}"
    styles = "".join(path.read_text("utf-8") for path in built.rglob("*.css"))
    assert "url(" not in styles and "@import" not in styles


def test_code_inside_a_numbered_list_stays_code(built: Path) -> None:
    guide = (built / "guides" / "audit-an-audience.html").read_text("utf-8")
    item = guide[guide.index("Add the lists") : guide.index("Run it")]
    assert re.search(r"<pre[^>]*><code>undertow add followers\.csv[^<]*\nundertow add", item) and "</ol>" not in item
