"""Evidence and uncertainty for claims about influence campaigns: cases, analyses on plain tables, findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from undertow.version import __version__

if TYPE_CHECKING:
    from undertow.case import Case
    from undertow.notebook import analyse


__all__ = ["Case", "__version__", "analyse"]


def __getattr__(name: str) -> Any:
    """Loads what is asked for only then, so that the command line starts quickly."""
    if name == "Case":
        from undertow.notebook import Case

        return Case
    if name == "analyse":
        from undertow.notebook import analyse

        return analyse
    raise AttributeError(f"module 'undertow' has no attribute {name!r}")
