"""Figures as the app shows them: drawing one takes as long as several pages, so each is drawn once and kept on disk."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from xml.etree import ElementTree as ET

import msgspec
from markupsafe import Markup

from undertow.carrying import program
from undertow.dossier.figures import Key
from undertow.dossier.pictures import Picture, Shown, picture
from undertow.dossier.voice import Voice
from undertow.model import Figure, Table, mentioned
from undertow.serve.keeping import Keeping

#: What a drawing is made of. A case may come from anyone: a kept drawing that holds something else is drawn again.
_ELEMENTS = frozenset({"svg", "g", "path", "text", "tspan", "rect", "line", "circle"})
_NO_ATTRIBUTES = ("on", "style", "href", "{")
_MOST_SEEN = 1000


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as it lies on disk. views: name, wide and narrow drawing, key, note."""

    views: tuple[tuple[str, str, str, tuple[Key, ...], str], ...]
    table: Table


@dataclass(frozen=True, slots=True)
class _Seen:
    """A figure that was asked for before: the accounts in it, the names they had, and the digest of all that."""

    figure: Figure
    accounts: tuple[str, ...]
    names: tuple[str, ...]
    digest: str


class Pictures:
    """Draws figures with the names of a voice."""

    def __init__(self, keeping: Keeping, voice: Voice) -> None:
        self._keeping = keeping
        self._voice = voice
        self._turn = Lock()
        #: By identity: findings stay in memory while the case holds them, and reading a figure through takes a while.
        self._seen: dict[int, _Seen] = {}

    def of(self, figure: Figure) -> Picture:
        """The drawn figure, with the names its accounts have now. One is drawn at a time: two would take as long each."""
        digest = self._digest(figure)
        if self._keeping.has(f"picture {digest}", _file(digest)):
            return self._keeping.now(f"picture {digest}", "", lambda: self._kept(figure, digest))
        with self._turn:
            return self._keeping.now(f"picture {digest}", "", lambda: self._kept(figure, digest))

    def has(self, figure: Figure) -> bool:
        """Whether the figure was drawn before, so that it is there at once."""
        digest = self._digest(figure)
        return self._keeping.has(f"picture {digest}", _file(digest))

    def _digest(self, figure: Figure) -> str:
        """What a drawing depends on: the figure, the names in it, and the program."""
        seen = self._seen.get(id(figure))
        accounts = seen.accounts if seen and seen.figure is figure else _accounts(figure)
        names = tuple(self._voice.name(account) for account in accounts)
        if seen is None or seen.figure is not figure or seen.names != names:
            digest = sha256(msgspec.json.encode((figure, names, program()))).hexdigest()
            if len(self._seen) >= _MOST_SEEN:
                self._seen.clear()
            seen = self._seen[id(figure)] = _Seen(figure, accounts, names, digest)
        return seen.digest

    def _kept(self, figure: Figure, digest: str) -> Picture:
        drawn = self._keeping.stored(_file(digest), "", lambda: self._draw(figure), Drawn)
        if not all(_sound(svg) for _, wide, narrow, _, _ in drawn.views for svg in (wide, narrow)):
            drawn = self._draw(figure)
        shown = (Shown(name, Markup(wide), Markup(narrow), key, note) for name, wide, narrow, key, note in drawn.views)
        return Picture(figure, tuple(shown), drawn.table)

    def _draw(self, figure: Figure) -> Drawn:
        made = picture(figure, self._voice)
        views = tuple((view.name, str(view.wide), str(view.narrow), view.key, view.note) for view in made.views)
        return Drawn(views, made.table)


def _file(digest: str) -> str:
    return f"pictures/{digest}"


def _accounts(figure: Figure) -> tuple[str, ...]:
    """Accounts that stand in a figure, and whatever else stands in its rows, for a kind of figure may name accounts there."""
    named = mentioned(msgspec.json.encode(figure).decode("utf-8", "replace"))
    return tuple(sorted({*named, *(cell for row in figure.rows for cell in row.values() if isinstance(cell, str))}))


def _sound(svg: str) -> bool:
    """Whether a kept drawing holds nothing but marks and words."""
    try:
        nodes = list(ET.fromstring(svg).iter())
    except ET.ParseError:
        return False
    return all(node.tag in _ELEMENTS and not any(a.startswith(_NO_ATTRIBUTES) for a in node.attrib) for node in nodes)
