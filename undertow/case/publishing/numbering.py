"""One edition of a dossier: under the number of the last version where nothing changed, else under the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from undertow.case.publishing.concerned import corrections, decisions, replies, why_withdrawn
from undertow.case.publishing.versions import Version, Versions, withdrawn
from undertow.dossier import Dossier

if TYPE_CHECKING:
    from undertow.case import Case


def complete(case: Case, dossier: Dossier) -> Dossier:
    """The dossier with what was asked of whom, corrected and decided."""
    return replace(
        dossier,
        replies=replies(case, dossier),
        corrections=corrections(case),
        decisions=decisions(case, dossier),
    )


def edition(case: Case, dossier: Dossier, drawn: Callable[[Dossier], str]) -> tuple[bytes, bool]:
    """The page to publish, and whether it is that of the last version, to the byte; a new version is kept.

    drawn: the page of a dossier.
    """
    versions = Versions(case.folder)
    last = versions.last()
    if last is not None:
        page = drawn(_numbered(case, dossier, last)).encode("utf-8", "replace")
        if sha256(page).hexdigest() == last.sha256:
            return page, True
    fresh = _withdrawing(case, replace(dossier, version=last.number + 1 if last else 1))
    page = drawn(fresh).encode("utf-8", "replace")
    versions.keep(fresh, page)
    return page, False


def as_published(case: Case, dossier: Dossier) -> Dossier:
    """The dossier under number and day of the last version, where there is one: so exports stay the same between versions."""
    last = Versions(case.folder).last()
    return _numbered(case, dossier, last) if last else dossier


def _numbered(case: Case, dossier: Dossier, last: Version) -> Dossier:
    """The dossier as it would read if nothing had changed since that version."""
    return _withdrawing(case, replace(dossier, version=last.number, published=last.published, log_head=last.log_head))


def _withdrawing(case: Case, dossier: Dossier) -> Dossier:
    earlier = [version for version in Versions(case.folder).all() if version.number < dossier.version]
    return replace(dossier, withdrawn=withdrawn(earlier, dossier, why_withdrawn(case)))
