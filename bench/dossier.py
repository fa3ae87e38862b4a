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
from itertools import product
from pathlib import Path

from undertow import demo
from undertow.case import Case
from undertow.case.findings import Held
from undertow.case.publishing.contents import gathered
from undertow.case.publishing.editing import edited
from undertow.case.publishing.edition import Edition
from undertow.case.publishing.linting import blockers
from undertow.case.publishing.naming import people, texts
from undertow.case.publishing.selection import on_what_is_left
from undertow.dossier import render, smaller

FINDINGS, LIMIT_BYTES, DEMO_BYTES = 100, 6_000_000, 2_000_000


def filled(held: list[Held]) -> list[Held]:
    """Those findings, repeated under other ids until there are so many."""
    more = [held[number % len(held)] for number in range(max(0, FINDINGS - len(held)))]
    return held + [
        replace(h, finding=replace(h.finding, id=sha256(f"{h.finding.id} {n}".encode()).hexdigest()[:12]))
        for n, h in enumerate(more)
    ]


def written(case: Case, held: list[Held], page: Path) -> str:
    """Checks these findings and writes their page as `undertow publish` does; the sizes and seconds in words."""
    started, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF)
    found = list(blockers(case, held, edited(Edition(), held)))
    checked = time.monotonic() - started
    names = people(case, held)
    dossier = gathered(case, held, 0)
    masks = names.masks(texts(case, held))
    page.write_text(smaller(render(dossier, name=names.name, public=names.is_public, masks=masks)), encoding="utf-8")
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return (
        f"{len(held)} findings, {page.stat().st_size:,} bytes, {time.monotonic() - started:.1f} s, of these {checked:.1f} for the check "
        f"({len(found)} to mend); {cpu:.1f} s of CPU"
    )


def violations(page: Path) -> str:
    """What axe-core finds at three widths, light and dark, folded and unfolded; or that it is not installed."""
    try:
        from axe_playwright_python.sync_playwright import Axe
        from playwright.sync_api import sync_playwright
    except ImportError:
        return "axe-core is not installed here (playwright, axe-playwright-python)"
    found = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"))
        for width, scheme in product((390, 820, 1440), ("light", "dark")):
            shown = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
            shown.goto(page.as_uri())
            for opened in (False, True) if scheme == "light" else (True,):
                if opened:
                    shown.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
                result = Axe().run(shown, options={"resultTypes": ["violations"]})
                found += [f"{width} {scheme}: {v['id']} ({len(v['nodes'])})" for v in result.response["violations"]]
            wide = shown.evaluate("document.documentElement.scrollWidth")
            found += [f"{width} {scheme}: {wide} pixels wide"] if wide > width else []
            shown.close()
        browser.close()
    return "; ".join(found) or "no violations at 390, 820 and 1440, light and dark"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="undertow-bench-") as work:
        if len(sys.argv) > 1:
            folder = shutil.copytree(sys.argv[1], Path(work) / "case")
        else:
            demo.run(folder := Path(work) / "case", print)
        case, page = Case.open(folder), Path(work) / "dossier.html"
        held, _ = on_what_is_left(case, [h for h in case.findings() if h.found_again])
        print(f"as it is: {written(case, held, page)} (limit {DEMO_BYTES:,} bytes)")
        print(f"axe-core: {violations(page)}", flush=True)
        many = filled(held)
        repeated = len(many) - len(held)
        print(f"filled, {repeated} repeated under other ids: {written(case, many, page)} (limit {LIMIT_BYTES:,} bytes)")
        print(f"axe-core: {violations(page)}")
        if page.stat().st_size > LIMIT_BYTES:
            sys.exit(1)


if __name__ == "__main__":
    main()
