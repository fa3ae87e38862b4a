"""Whose words a document is, for every analysis that reads texts."""

from __future__ import annotations

import pytest

from undertow.analyses._texts import voice_of


@pytest.mark.parametrize(
    ("kind", "speaker", "outlet", "voice"),
    [
        ("article", "A. Writer", "The Paper", ("The Paper", False)),
        ("article", None, "The Paper", ("The Paper", False)),
        ("article", "A. Writer", None, ("A. Writer", True)),
        ("speech", "A Minister", "The Paper", ("A Minister", True)),
        ("page", None, "The Site", ("The Site", False)),
        ("page", "A. Writer", "The Site", ("The Site", False)),
        ("speech", "A Minister", None, ("A Minister", True)),
        ("speech", "", "", ("", False)),
    ],
)
def test_an_article_or_page_is_its_outlets_and_all_else_the_speakers_where_there_is_one(
    kind: str, speaker: str | None, outlet: str | None, voice: tuple[str, bool]
) -> None:
    assert voice_of({"kind": kind, "speaker": speaker, "outlet": outlet}) == voice
