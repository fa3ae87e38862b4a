"""Packages that others load where they are installed and that nothing here uses."""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder


class _LeftOut(MetaPathFinder):
    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        if fullname in self._names:
            raise ModuleNotFoundError("left out by undertow, which does not use it", name=fullname)


def leave_out(*names: str) -> None:
    """From here on those packages count as not installed, in this whole process: loading pandas takes half a second."""
    sys.meta_path.insert(0, _LeftOut(names))
