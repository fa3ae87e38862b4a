"""Figures as the app shows them: drawing one takes as long as several pages, so each is drawn once and kept on disk."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

import msgspec
from markupsafe import Markup

from undertow.carrying import program
from undertow.dossier.figures import Key
from undertow.dossier.pictures import Picture, Shown, picture
from undertow.dossier.voice import Voice
from undertow.model import Figure, Table, mentioned
from undertow.serve.keeping import Keeping


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as it lies on disk. views: name, wide and narrow drawing, key, note."""

    views: tuple[tuple[str, str, str, tuple[Key, ...], str], ...]
    table: Table


class Pictures:
    """Draws figures with the names of a voice."""

    def __init__(self, keeping: Keeping, voice: Voice) -> None:
        self._keeping = keeping
        self._voice = voice

    def of(self, figure: Figure) -> Picture:
        """The drawn figure, with the names its accounts have now."""
        text = msgspec.json.encode(figure)
        accounts = {*mentioned(text.decode("utf-8", "replace"))}
        accounts |= {cell for row in figure.rows for cell in row.values() if isinstance(cell, str)}
        names = sorted((account, name) for account in accounts if (name := self._voice.name(account)) != account)
        digest = sha256(text + msgspec.json.encode((names, program()))).hexdigest()
        return self._keeping.now(f"picture {digest}", "", lambda: self._kept(figure, digest))

    def _kept(self, figure: Figure, digest: str) -> Picture:
        drawn = self._keeping.stored(f"pictures/{digest}", "", lambda: _drawn(picture(figure, self._voice)), Drawn)
        shown = (Shown(name, Markup(wide), Markup(narrow), key, note) for name, wide, narrow, key, note in drawn.views)
        return Picture(figure, tuple(shown), drawn.table)


def _drawn(made: Picture) -> Drawn:
    views = tuple((view.name, str(view.wide), str(view.narrow), view.key, view.note) for view in made.views)
    return Drawn(views, made.table)
