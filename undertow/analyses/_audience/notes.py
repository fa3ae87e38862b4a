"""What is to be known of an audit whatever it found."""

from __future__ import annotations

from collections.abc import Iterator

from undertow.analyses import Measured
from undertow.analyses._audience import sign_ups, wording
from undertow.analyses._audience.bound import ENOUGH
from undertow.analyses._audience.view import View, percent, told, views
from undertow.model import SMALL_CELL, cell, mention, part

NO_REFERENCE = (
    "There is no reference audience. What can be said without one: bands in the order of following, overlap, readings. What cannot: "
    "whether signals are frequent, whether sign-ups on some days are more than everybody's, and any share that differs. Add "
    "follower lists of accounts like this one with `undertow add --reference`; docs/methods/audience-reference.md says which."
)
NO_AUDIENCE = (
    "There are only reference lists; nothing is audited. Add a list with `undertow add --audience-of ACCOUNT`."
)


def notes(measured: Measured) -> Iterator[str]:
    """A few sentences on each audience."""
    found = list(views(measured))
    if not found and len(measured["readings"]):
        yield NO_AUDIENCE
    for view in found:
        yield from _of(view)


def _of(view: View) -> Iterator[str]:
    audit, who = view.audit, mention(view.target)
    yield (
        f"Audience of {who}: {told(cell(audit['members']))} members, {told(part(audit['dated'], audit['members']))} with a day of "
        "sign-up; "
        + (f"compared with {wording.compared(view)}." if view.references else "compared with nothing.")
    )  # fmt: skip
    if not view.references:
        yield NO_REFERENCE
    yield from wording.of_lists(view)
    if not audit["scanned"]:
        yield "Too few members have a day of sign-up for batches to be looked for."
        return
    yield from _of_batches(view)
    if view.references:
        yield from _of_comparisons(view)


def _of_batches(view: View) -> Iterator[str]:
    silent = [row for row in view.batches if not row["rise"] and row["size"] >= SMALL_CELL and row not in view.told]
    small = sum(1 for row in view.batches if not row["rise"] and row["size"] < SMALL_CELL)
    rises = sum(1 for row in view.batches if row["rise"])
    if not view.told:
        yield "No evidence of batches was found. " + sign_ups.detectable(view)
    if silent:
        yield (
            f"On {len(silent):,} groups of days more members signed up than in the weeks around. Without a reference this is no finding: "
            "a surge of sign-ups that the whole platform had looks the same."
        )
    if small:
        yield f"Batches of fewer than {SMALL_CELL} accounts that were found and are not told: {small:,}."
    if rises:
        yield f"Rises of sign-ups with the smooth shape of a surge, not counted as batches: {rises:,}."


def _of_comparisons(view: View) -> Iterator[str]:
    audit = view.audit
    yield f"Signals: {len(view.tested):,} could be tested, {len(view.excess):,} are more frequent than in the reference."
    if audit["bound"] is None:
        yield (
            "The lower bound was not computed: it was not asked for, or there are too few members with a year of sign-up on a side, or "
            "nothing is known of both sides."
        )
    elif audit["placebos"] >= ENOUGH and not (audit["adjusted"] > 0 and audit["rank_p"] <= 0.05 + 1e-9):
        yield (
            f"The bound of the audience is {percent(audit['bound'])} and the largest of {audit['placebos']:,} placebo audiences "
            f"{percent(audit['largest'])}: it differs no more than they differ among themselves."
        )
    elif audit["placebos"] < ENOUGH:
        yield (
            f"For the bound to be a headline there must be {ENOUGH} reference audiences or more of about its size; "
            f"{audit['placebos']:,} could be set against the others."
        )
    if not view.growth:
        yield "Growth was not compared: it takes five references of which it is known when they were opened, and the same of the audience."
