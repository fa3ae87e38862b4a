"""Narratives and frames as the analyst defines them, and where they occur in texts.

`read` turns a codebook's TOML into records and refuses what cannot be used; `Matcher` finds every pattern of one language
in one pass over the texts. The grammar of patterns is in docs/methods/codebooks.md.
"""

from __future__ import annotations

from undertow.codebook.labels import judgements, labelled_task
from undertow.codebook.matching import Hits, Matcher
from undertow.codebook.reading import Codebook, Frame, read
from undertow.codebook.status import Status

__all__ = ["Codebook", "Frame", "Hits", "Matcher", "Status", "judgements", "labelled_task", "read"]
