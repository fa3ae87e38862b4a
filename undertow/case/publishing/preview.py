"""The dossier as it would be published now: drawn and not written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undertow.case.publishing.contents import gathered
from undertow.case.publishing.naming import people, texts
from undertow.case.publishing.selection import on_what_is_left
from undertow.dossier import render

if TYPE_CHECKING:
    from undertow.case import Case


def preview(case: Case) -> str:
    """The page that `publish` would write, masked like it; nothing is written and nothing logged.

    Raises: BadSetting for what keeps it from being published.
    """
    held, gone = on_what_is_left(case, [h for h in case.findings() if h.found_again])
    names = people(case, held)
    masks = names.masks(texts(case, held))
    return render(gathered(case, held, gone), name=names.name, public=names.is_public, masks=masks)
