"""The job at work in a few words, in the head of every page but the overview, where there is more of it."""

from __future__ import annotations

from typing import Any

from undertow.serve.pages import Page, Query
from undertow.serve.pages.job import work
from undertow.serve.view import View


class Chip(Page):
    """Polled by pages while a job is at work."""

    name, title, path = "chip", "Job at work", "/chip"

    def load(self, view: View, query: Query) -> dict[str, Any]:
        """What is being done; where nothing is, the job `was` that the asker knows of, as it ended."""
        now, was = work(view), query.whole("was")
        return {"work": now, "ended": next((job for job in now.over if job.number == was), None)}
