"""Figures as drawings that are made once: kept in memory and beside the tables of the case, by what they show.

Drawing one takes from a tenth of a second to some seconds, so no page waits for it. What is kept lies in tables/, which
can be deleted at any time: nothing in it is the only copy of anything.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from threading import Lock
from xml.etree import ElementTree as ET

import msgspec
from markupsafe import Markup

from undertow.case.sources import write_whole
from undertow.dossier.figures import Key
from undertow.dossier.pictures import Picture, Shown, behind, named, picture
from undertow.dossier.voice import Voice
from undertow.model import Figure
from undertow.version import __version__

#: As many files are kept; the ones not looked at for longest go first.
MOST = 2000
_MOST_HELD = 400
#: What a drawing is made of. A case may come from anyone: a kept drawing that holds something else is drawn again.
_ELEMENTS = frozenset({"svg", "g", "path", "text", "tspan", "rect", "line", "circle"})
_NO_ATTRIBUTES = ("on", "style", "href", "{")


class _View(msgspec.Struct):
    name: str
    wide: str
    narrow: str
    key: list[tuple[str, str]]
    note: str


class Drawings:
    """The drawings of one case."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "tables" / "drawn"
        self._held: dict[str, list[_View]] = {}
        self._lock = Lock()

    def get(self, figure: Figure, voice: Voice) -> Picture | None:
        """The drawn figure, if it was drawn before."""
        views = self._views(_key(figure, voice))
        return None if views is None else _picture(figure, views, voice)

    def has(self, figure: Figure, voice: Voice) -> bool:
        """Whether the figure was drawn before."""
        return self._views(_key(figure, voice)) is not None

    def draw(self, figure: Figure, voice: Voice) -> Picture:
        """The drawn figure; drawn now where it was not. One at a time: two at once would take as long.

        Raises: as `undertow.dossier.pictures.picture`.
        """
        key = _key(figure, voice)
        if (views := self._views(key)) is None:
            with self._lock:
                if (views := self._views(key)) is None:
                    views = [_view(shown) for shown in picture(figure, voice).views]
                    self._keep(key, views)
        return _picture(figure, views, voice)

    def warm(self, figures: Iterable[Figure], voice: Voice) -> int:
        """Draws what is not drawn yet; how many that were."""
        missing = [figure for figure in figures if self.get(figure, voice) is None]
        for figure in missing:
            self.draw(figure, voice)
        return len(missing)

    def _views(self, key: str) -> list[_View] | None:
        if key in self._held:
            return self._held[key]
        path = self._folder / f"{key}.json"
        try:
            views = msgspec.json.decode(path.read_bytes(), type=list[_View])
        except (OSError, msgspec.DecodeError):  # not drawn, or torn by a full disk: drawn again
            return None
        if not all(_sound(svg) for view in views for svg in (view.wide, view.narrow)):
            return None
        self._hold(key, views)
        return views

    def _hold(self, key: str, views: list[_View]) -> None:
        if len(self._held) >= _MOST_HELD:
            self._held.pop(next(iter(self._held)))
        self._held[key] = views

    def _keep(self, key: str, views: list[_View]) -> None:
        self._hold(key, views)
        if not os.access(self._folder.parent, os.W_OK):
            return  # a case that is only looked at
        try:
            self._folder.mkdir(exist_ok=True)
            write_whole(self._folder / f"{key}.json", msgspec.json.encode(views))
            files = sorted(self._folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
            for path in files[:-MOST]:
                path.unlink(missing_ok=True)
        except OSError:  # a full disk costs time at the next view, and nothing else
            return


def _sound(svg: str) -> bool:
    """Whether a kept drawing holds nothing but marks and words."""
    try:
        nodes = list(ET.fromstring(svg).iter())
    except ET.ParseError:
        return False
    return all(node.tag in _ELEMENTS and not any(a.startswith(_NO_ATTRIBUTES) for a in node.attrib) for node in nodes)


def _key(figure: Figure, voice: Voice) -> str:
    """What a drawing depends on: kind, rows as named, description, and the version that draws."""
    content = [__version__, figure.kind, voice.plain(figure.alt), named(figure, voice)]
    return sha256(msgspec.json.encode(content)).hexdigest()[:32]


def _view(shown: Shown) -> _View:
    return _View(shown.name, str(shown.wide), str(shown.narrow), [(k.look, k.text) for k in shown.key], shown.note)


def _picture(figure: Figure, views: Iterable[_View], voice: Voice) -> Picture:
    shown = (
        Shown(v.name, Markup(v.wide), Markup(v.narrow), tuple(Key(look, text) for look, text in v.key), v.note)
        for v in views
    )
    return Picture(figure, tuple(shown), behind(figure, voice))
