"""Fills the templates of the app: with the filters and macros of the dossier, so that a finding looks the same in both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from undertow import steps
from undertow.carrying import STEPS
from undertow.dossier import masking
from undertow.dossier.page import environment
from undertow.dossier.voice import Voice
from undertow.model import Finding
from undertow.serve.pages import GROUPS, Page
from undertow.serve.pages.job import Work, work
from undertow.serve.pictures import Pictures
from undertow.serve.results import network
from undertow.serve.view import View
from undertow.version import __version__

HERE = Path(__file__).parent


class Drawing:
    """The templates, filled for one case. Names are those the analyst sees: the app is a private place."""

    def __init__(self, view: View, pages: Mapping[str, Page]) -> None:
        self._view = view
        self._pages = sorted(pages.values(), key=lambda page: (page.order, page.name))
        voice = _voice(view)
        self._environment = environment(voice, HERE / "templates")
        self._pictures = Pictures(view.keeping, voice)
        self._environment.filters |= {
            "picture": self._pictures.of,
            "is_drawn": self._pictures.has,
            "account": voice.account,
            "handle": view.handle,
            "brief": masking(view.handle, lambda _: True).words,
            "brief_plain": masking(view.handle, lambda _: True).plain,
        }
        self._environment.globals |= {"version": __version__}

    def prepare(self) -> None:
        """Reads the templates of all pages and those that they take parts from."""
        for name in ("parts.html", *sorted(path.name for path in (HERE / "templates").glob("*.html"))):
            self._environment.get_template(name)

    def page(self, page: Page, content: Mapping[str, Any], said: str = "") -> str:
        """The page as HTML."""
        return self._fill(page.template or f"{page.name}.html", page, {**content, "said": said})

    def error(self, page: Page | None, words: str, title: str) -> str:
        """The page that says what is wrong, where the page would stand."""
        return self._fill("error.html", page, {"words": words, "heading": title, "said": ""})

    def _fill(self, template: str, page: Page | None, content: Mapping[str, Any]) -> str:
        name = page.name if page else ""
        with self._view.naming():
            return self._environment.get_template(template).render(
                **content,
                page=page,
                case=self._view.about,
                groups=[(group, [p for p in self._pages if p.group == group]) for group in GROUPS],
                count=lambda p: p.count(self._view),
                action=lambda what: f"/do/{name}/{what}",
                view=self._view,
                chip=self._chip(name),
            )

    def _chip(self, page: str) -> Work | None:
        """What is being done, for the head of every page but the one whose panel says more; None where nothing is."""
        if page in ("overview", "chip") or self._view.jobs.running() is None:
            return None
        return work(self._view)


def draw_ahead(folder: Path, findings: Sequence[Finding]) -> None:
    """Draws the figures of findings and lays out their networks, so that the first page that shows them need not."""
    view = View(folder, patience=60)
    pictures = Pictures(view.keeping, _voice(view))
    figures = [figure for finding in findings for figure in finding.figures]
    for finding in findings:
        if any(figure.kind == "network" for figure in finding.figures):
            network.picture(view.keeping, finding)
    steps.begin("Draw the figures", STEPS + 1, STEPS, len(figures))
    with view.naming():
        for figure in steps.counted(figures):
            pictures.of(figure)


def _voice(view: View) -> Voice:
    return masking(view.name, lambda _: True)
