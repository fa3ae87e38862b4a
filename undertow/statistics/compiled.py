"""The decorator of compiled loops under the name it had here."""

from undertow.compiled import compiled

__all__ = ["compiled"]
