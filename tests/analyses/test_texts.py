"""Whose words a document is, for every analysis that reads texts."""

from __future__ import annotations

import pyarrow as pa
import pytest

from undertow.analyses._texts import Cost, forecast, voice_of
from undertow.engines import Engine


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


def test_a_forecast_is_the_sum_of_what_beginning_texts_and_characters_cost(duckdb: Engine) -> None:
    duckdb.hold("posts", pa.table({"text": ["four", None]}))
    duckdb.hold("documents", pa.table({"text": ["seven 7"]}))
    cost = Cost(seconds=(1.0, 2e6, 3e6), megabytes=(100.0, 10e6, 1e6))
    found = forecast(duckdb.tables(), duckdb.collect, cost)
    assert (found.rows, found.seconds, found.megabytes) == (3, 1 + 2 * 3 + 3 * 11, 100 + 10 * 3 + 11)
    assert forecast(duckdb.tables(), duckdb.collect, cost, ("posts",)).rows == 2
