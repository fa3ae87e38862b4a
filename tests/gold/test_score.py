"""A gold file is scored by what its rows hold, whatever its name, and refused in words where it cannot be."""

import json
from pathlib import Path

import pytest

from tests.gold.score import scored

KILLED = {"doc_id": "TUR_1", "text": "There 12,000 people were killed.", "quantities": [{"span": [6, 19], "lo": 12000, "hi": 12000, "vague": False, "category": "killed"}]}  # fmt: skip
ASKED = {"doc_id": "TUR_1", "text": "We call on Armenia to withdraw.", "label": "demand", "addressee_type": "state", "polarity": "do"}  # fmt: skip


def written(path, *rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize("row", [KILLED, ASKED])
@pytest.mark.parametrize("name", ["mine.jsonl", "quantities_mine.jsonl", "demands_mine.jsonl"])
def test_the_rows_and_not_the_name_say_what_is_scored(tmp_path, row, name):
    score, said = scored(written(tmp_path / name, row))
    assert said == {"0": row["text"]}
    assert (len(score.pairs), score.missed, score.extra) == (1, [], [])


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{"draw": "first"}], r"mine.jsonl, line 1: has no field 'id'. A row holds"),
        ([KILLED, {"text": "x", "doc_id": "TUR_1"}], r"mine.jsonl, line 2: has no field 'quantities'"),
        ([{"id": "a", "doc_id": "d", "start": 0, "end": 1, "sha256": ""}], r"must stand in .*mine_A.jsonl, which does not exist"),
        ([], r"mine.jsonl: is empty"),
        ([["a"]], r"line 1: is no JSON object"),
    ],
)  # fmt: skip
def test_what_cannot_be_scored_is_refused_with_file_line_and_remedy(tmp_path, rows, words):
    with pytest.raises(SystemExit, match=words):
        scored(written(tmp_path / "mine.jsonl", *rows))


def test_a_file_that_is_not_there_is_named_as_it_was_given_and_looked_for_in_the_current_directory(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "there.jsonl", KILLED)
    assert scored(Path("there.jsonl"))[1]
    with pytest.raises(SystemExit, match=rf"^quantities_second.jsonl: there is no such file in {tmp_path}"):
        scored(Path("quantities_second.jsonl"))
