"""Bytes and seconds of a dossier of 100 findings, and what axe-core says of it. Run: python bench/dossier.py [CASE]

CASE is a case that was run, the fictional one if none is named (which takes minutes to make). It is copied, and its findings
are repeated under other ids until there are 100: the same mix of analyses, figures, tables and evidence, and not new material.
"""

from __future__ import annotations

import resource
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import msgspec

from undertow import demo
from undertow.case import Case
from undertow.case.findings import Held

FINDINGS, LIMIT_BYTES, DEMO_BYTES = 100, 6_000_000, 2_000_000


def filled(case: Case) -> int:
    """Repeats the findings of a case until it has so many; returns how many are repeated."""
    held = [h for h in case.findings() if h.found_again]
    missing = max(0, FINDINGS - len(held))
    for number in range(missing):
        one = held[number % len(held)].finding
        copy = replace(one, id=sha256(f"{one.id} {number}".encode()).hexdigest()[:12])
        (case.folder / "findings" / f"{copy.id}.json").write_bytes(msgspec.json.encode(Held(copy)))
    return missing


def published(case: Case) -> tuple[Path, float, float]:
    """The page, and the wall and CPU seconds of checking and writing it."""
    started, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF)
    page = case.publish()[0]
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return page, time.monotonic() - started, cpu


def violations(page: Path) -> str:
    """What axe-core finds at two widths, light and dark, folded and unfolded; or that it is not installed."""
    try:
        from axe_playwright_python.sync_playwright import Axe
        from playwright.sync_api import sync_playwright
    except ImportError:
        return "axe-core is not installed here (playwright, axe-playwright-python)"
    found = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"))
        for width, scheme in ((390, "light"), (1440, "light"), (1440, "dark")):
            shown = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
            shown.goto(page.as_uri())
            for opened in (False, True) if width == 1440 else (True,):
                if opened:
                    shown.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
                result = Axe().run(shown, options={"resultTypes": ["violations"]})
                found += [f"{width} {scheme}: {v['id']} ({len(v['nodes'])})" for v in result.response["violations"]]
            shown.close()
        browser.close()
    return "; ".join(found) or "no violations at 390 and 1440, light and dark"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="undertow-bench-") as work:
        if len(sys.argv) > 1:
            folder = shutil.copytree(sys.argv[1], Path(work) / "case")
        else:
            demo.run(folder := Path(work) / "case", print)
        case = Case.open(folder)
        page, wall, cpu = published(case)
        count, size = len(case.findings()), page.stat().st_size
        print(f"as it is: {count} findings, {size:,} bytes (limit {DEMO_BYTES:,}), {wall:.1f} s, {cpu:.1f} s of CPU")
        repeated = filled(case)
        page, wall, cpu = published(case)
        print(
            f"filled: {FINDINGS} findings, {repeated} of them repeated under other ids, {page.stat().st_size:,} bytes "
            f"(limit {LIMIT_BYTES:,}), {wall:.1f} s, {cpu:.1f} s of CPU"
        )
        print(f"axe-core: {violations(page)}")
        if page.stat().st_size > LIMIT_BYTES:
            sys.exit(1)


if __name__ == "__main__":
    main()
