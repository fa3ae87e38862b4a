"""Notices of correction: what was wrong in what was published. Each stays in the log; a later one may stand in its place, or take it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from undertow.case.publishing.recorded import check_notice
from undertow.case.publishing.versions import Versions
from undertow.dossier import Correction
from undertow.errors import BadSetting, UnknownName

if TYPE_CHECKING:
    from undertow.case import Case


def corrections(case: Case) -> tuple[Correction, ...]:
    """Every notice, the newest first, each with its number from 1 in the order of time, and when another took its place."""
    found: list[Correction] = []
    for entry in case.journal.entries():
        if entry.command != "correct":
            continue
        data = entry.data
        one = Correction(
            number=len(found) + 1,
            at=entry.at,
            **{k: data.get(k, "") for k in ("notice", "finding", "statement")},
            version=int(data["version"]),
            replaces=int(data.get("replaces", 0)),
            takes_back=bool(data.get("takes_back", False)),
        )
        if 0 < one.replaces < one.number:
            before = found[one.replaces - 1]
            found[one.replaces - 1] = replace(before, superseded=one.at, taken_back=one.takes_back)
        found.append(one)
    return tuple(reversed(found))


def correct(case: Case, notice: str, finding: str = "", *, replaces: int = 0, takes_back: bool = False) -> Correction:
    """Records what was wrong in what was published; it stands on top of the next version.

    replaces: the number of an earlier notice that this one stands for, or takes back with its words as the reason. The earlier one stays
    in the log; the page says that it was, and no more what it said.
    Raises: BadSetting without words, for words that may not be published, before anything was published, or for a notice that stands no
    more; UnknownName for a finding no version held or a notice there is not.
    """
    if not notice.strip():
        raise BadSetting('A correction says what was wrong, and what is right: --notice "...".')
    check_notice(notice)
    versions = Versions(case.folder).all()
    if not versions:
        raise BadSetting("Nothing was published yet, so there is nothing to correct. Change the case and publish.")
    told = {f.id: f.statement for version in versions for f in version.findings}
    names = [name for name in told if name.startswith(finding)] if finding else []
    if finding and len(names) != 1:
        raise UnknownName.among("published finding", finding, told, "`undertow findings` lists those of the case.")
    own = names[0] if names else ""
    before = corrections(case)
    if replaces or takes_back:
        own = own or _standing(before, replaces).finding
    with case.changing() as journal:
        more = {"replaces": replaces, "takes_back": takes_back} if replaces else {}
        journal.append(
            "correct",
            notice=notice.strip(),
            finding=own,
            statement=told.get(own, ""),
            version=versions[-1].number,
            **more,
        )
    return corrections(case)[0]


def _standing(known: Sequence[Correction], number: int) -> Correction:
    """The notice with this number. Raises: UnknownName, BadSetting where it stands no more or only takes another back."""
    found = next((one for one in known if one.number == number), None)
    if found is None:
        raise UnknownName.among(
            "correction", str(number), [str(one.number) for one in known], "`undertow correct --list` lists them."
        )
    if found.superseded or found.takes_back:
        what = "takes another back" if found.takes_back else f"was superseded on {found.superseded[:10]}"
        raise BadSetting(
            f"Correction {number} {what}, so it stands no more. `undertow correct --list` shows which do; a new notice needs no number."
        )
    return found


def why_withdrawn(case: Case) -> dict[str, str]:
    """By id of a finding, what the analyst says of it in public: the newest standing correction of it. Without one, only who rejected it;
    the reason a reader gave is for the case.
    """
    found = {v.finding: "a reader rejected it" for v in case.verdicts() if v.verdict == "rejected"}
    for correction in reversed(corrections(case)):
        if correction.finding and correction.stands:
            found[correction.finding] = correction.notice
    return found
