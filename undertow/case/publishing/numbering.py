"""One edition of a dossier: under the number of the last version where nothing changed, else under the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from undertow.case.publishing.concerned import decisions, replies
from undertow.case.publishing.corrections import corrections, why_withdrawn
from undertow.case.publishing.versions import Version, Versions, hashes, told, withdrawn
from undertow.dossier import Dossier, smaller

if TYPE_CHECKING:
    from undertow.case import Case


class Edition(NamedTuple):
    """page: whole, as it is set for print. written: its bytes as a file. same: whether they are those of the last version."""

    page: str
    written: bytes
    same: bool


def complete(case: Case, dossier: Dossier) -> Dossier:
    """The dossier with what was asked of whom, corrected and decided."""
    return replace(
        dossier,
        replies=replies(case, dossier),
        corrections=corrections(case),
        decisions=decisions(case, dossier),
    )


def edition(case: Case, dossier: Dossier, draw: Callable[[Dossier], str]) -> Edition:
    """The page to publish; a new version is kept. draw: the page of a dossier, whole."""
    versions = Versions(case.folder)
    last = versions.last()
    if last is not None:
        page = draw(_numbered(case, dossier, last))
        if sha256(written := encoded(page)).hexdigest() == last.sha256:
            return Edition(page, written, same=True)
    fresh = _withdrawing(case, replace(dossier, version=last.number + 1 if last else 1))
    page = draw(fresh)
    kept = versions.keep(fresh, written := encoded(page))
    case.journal.append("version", number=kept.number, files=hashes(kept))
    return Edition(page, written, same=False)


def encoded(page: str) -> bytes:
    """The page as it is written."""
    return smaller(page).encode("utf-8", "replace")


def as_published(case: Case, dossier: Dossier) -> Dossier:
    """The dossier under number and day of the last version, where that told the same findings: so exports stay the same, too."""
    last = Versions(case.folder).last()
    return _numbered(case, dossier, last) if last and told(dossier) == last.findings else dossier


def _numbered(case: Case, dossier: Dossier, last: Version) -> Dossier:
    """The dossier as it would read if nothing had changed since that version."""
    return _withdrawing(case, replace(dossier, version=last.number, published=last.published, log_head=last.log_head))


def _withdrawing(case: Case, dossier: Dossier) -> Dossier:
    earlier = [version for version in Versions(case.folder).all() if version.number < dossier.version]
    topics = {finding.id: run.title for run in case.runs() for finding in run.findings}
    gone = withdrawn(earlier, dossier, why_withdrawn(case), topics)
    names = {one.finding for one in gone}
    corrected = tuple(replace(c, statement="") if c.finding in names else c for c in dossier.corrections)
    return replace(dossier, withdrawn=gone, corrections=corrected)
