"""The audience page: excess per feature first, then creation dates, order of following, and what each reference changes.

No follower is ever listed: a count says what a finding rests on, and nothing about one person.
"""

from __future__ import annotations

from collections.abc import Mapping

from undertow.case.findings import Held
from undertow.model import Cell, cell, mention
from undertow.serve.results import parts
from undertow.serve.results.parts import Choice, Part, Sheet, Shown
from undertow.serve.results.stored import Row, Stored

EMPTY = (
    "A list of followers belongs here, and lists of comparable accounts to set it against: without one, nothing says what "
    "is usual. Add the list with `undertow add FILE --audience-of ACCOUNT`, the others with `undertow add FILE --reference`."
)
NONE = "No audience has been compared yet."


def load(stored: Stored, query: Mapping[str, str]) -> Sheet:
    """What was found of one audience; `audience` in the query picks it by the account it belongs to."""
    standing = parts.standing(stored, "audience", "Is this audience like others?", EMPTY)
    audits = stored.rows(
        stored.newest("audience"), "audits", '"list", target, members, "references"', "ORDER BY members DESC"
    )
    targets = list(dict.fromkeys(str(row["target"]) for row in audits))
    picked = query.get("audience", "") if query.get("audience", "") in targets else next(iter(targets), "")
    held = [h for h in stored.of("audience") if _about(h, picked)]
    return Sheet(
        title="Audience",
        summary=_summary(held, picked) if picked else NONE,
        standings=(standing,),
        parts=tuple(part for part in _parts(stored, held, picked) if part.said or part.figures or part.tables),
        name="audience",
        choices=tuple(Choice(value=t, text=mention(t), picked=t == picked) for t in targets),
    )


def _about(held: Held, target: str) -> bool:
    return held.finding.subject == target or held.finding.subject.startswith(f"{target} ")


def _what(held: Held) -> str:
    """signals, bound, growth, sign-ups ...: the word after the account in the subject of a finding."""
    return held.finding.subject.split(" ", 2)[1] if " " in held.finding.subject else ""


def _summary(held: list[Held], target: str) -> str:
    told = [h.finding.statement for what in ("bound", "signals") for h in held if _what(h) == what]
    batches = sum(_what(h) == "sign-ups" for h in held)
    if batches:
        told.append(
            f"{parts.counted(batches, 'group of days stands', 'groups of days stand')} out in when its members signed up."
        )
    return " ".join(told) or f"Nothing was found that sets the audience of {mention(target)} apart."


def _parts(stored: Stored, held: list[Held], target: str) -> list[Part]:
    by = {what: [h for h in held if _what(h) == what] for what in ("signals", "sign-ups", "growth", "bound")}
    rest = [h for h in held if not any(h in own for own in by.values())]
    signals, dates = by["signals"], by["sign-ups"]
    first = dates[:1]  # the figures and the table are of the whole audience, and stand with its strongest group of days
    drawn = [h for h in dates if h.finding.figures][:1] or first
    return [
        Part(
            name="features",
            title="How often each feature occurs, beside comparable audiences",
            lead="Grey is what the references let expect. Different does not mean inauthentic.",
            said=tuple(map(parts.said, signals)),
            figures=tuple(f for h in signals for f in parts.drawn(h.finding)),
            tables=tuple(t for h in signals for t in parts.tables(h.finding)),
        ),
        Part(
            name="dates",
            title="When its members signed up",
            said=tuple(map(parts.said, dates)),
            figures=tuple(f for h in drawn for f in parts.drawn(h.finding, "sign_ups")),
            tables=tuple(t for h in first for t in parts.tables(h.finding)),
        ),
        Part(
            name="order",
            title="In which order they followed",
            lead="Accounts that were made together and follow one after another stand as a block.",
            figures=tuple(f for h in drawn for f in parts.drawn(h.finding, "follow_order")),
        ),
        Part(
            name="references",
            title="What it was compared with, and what each reference changes",
            said=tuple(map(parts.said, by["bound"])),
            figures=tuple(f for h in by["bound"] for f in parts.drawn(h.finding)),
            tables=tuple(_references(stored, target, next(iter(by["bound"]), None))),
        ),
        Part(
            name="growth",
            title="How fast it grew",
            said=tuple(map(parts.said, by["growth"])),
            figures=tuple(f for h in by["growth"] for f in parts.drawn(h.finding)),
            tables=tuple(t for h in by["growth"] for t in parts.tables(h.finding)),
        ),
        Part(
            name="other",
            title="What else was found of it",
            said=tuple(map(parts.said, rest)),
            tables=tuple(t for h in rest for t in parts.tables(h.finding)),
        ),
    ]


def _references(stored: Stored, target: str, bound: Held | None) -> list[Shown]:
    """One row per reference: its size, the bound against it alone, and what that differs from the bound against all."""
    run = stored.newest("audience")
    rows = stored.rows(
        run, "bounds", "against, reference, bound, placebo", "WHERE target = ? ORDER BY against NULLS FIRST", [target]
    )
    alone = [row for row in rows if row["against"] is not None]
    if not alone or bound is None:
        return []
    whole = next((row["bound"] for row in rows if row["against"] is None), None)
    sizes = {row["list"]: row["members"] for row in stored.rows(run, "sizes", '"list", members')}
    table = parts.table(
        "Each reference by itself",
        [
            ("Reference", False),
            ("Members", True),
            ("Differs by at least, per cent", True),
            ("Against all together, points", True),
            ("The reference against the others, per cent", True),
        ],
        [_reference(row, whole, sizes) for row in alone],
        "A bound against one reference alone that lies far from the one against all says that this reference is unlike the others.",
    )
    return [Shown(finding=bound.finding.id, table=table)]


def _reference(row: Row, whole: float | None, sizes: Mapping[int, int]) -> list[Cell]:
    size = sizes.get(row["against"])
    return [
        mention(row["reference"]),
        None if size is None else cell(size),
        _percent(row["bound"]),
        None if whole is None or row["bound"] is None else _percent(row["bound"] - whole),
        _percent(row["placebo"]),
    ]


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)
