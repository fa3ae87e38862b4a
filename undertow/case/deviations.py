"""Departures from the plan that was fixed before looking: allowed, and written down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from undertow.case.journal import Journal
from undertow.case.settings import CaseSettings


def note_deviations(
    journal: Journal, case: CaseSettings, name: str, planned: Mapping[str, Any], given: Mapping[str, Any]
) -> None:
    """The first run fixes the plan; later departures from it are written to the log."""
    fixed = next((e.data for e in journal.entries() if e.command == "plan"), None)
    if fixed is None:
        journal.append("plan", sha256=case.plan_sha256, plan=case.plan)
    elif fixed["sha256"] != case.plan_sha256 and not any(
        e.command == "deviation" and e.data.get("plan_sha256") == case.plan_sha256 for e in journal.entries()
    ):
        journal.append(
            "deviation", what="the plan in case.toml was changed after the first run", plan_sha256=case.plan_sha256
        )
    changed = {k: v for k, v in given.items() if k in planned and planned[k] != v}
    if changed:
        journal.append(
            "deviation",
            what=f"{name} was run with {_in_words(changed)} instead of the plan's {_in_words({k: planned[k] for k in changed})}",
        )


def _in_words(settings: Mapping[str, Any]) -> str:
    """Settings as they are read: 'min_weight 3 and voices empty'."""
    return " and ".join(f"{name} {_value(value)}" for name, value in settings.items())


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, list | tuple):
        return ", ".join(_value(one) for one in value) or "empty"
    return str(value) or "empty"
