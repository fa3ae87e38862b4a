from __future__ import annotations

import csv
from pathlib import Path

import pytest

from undertow.dossier.spreadsheet import cell, write_csv

ACTING = ['=HYPERLINK("http://127.0.0.1:9/x?"&A1,"click")', "+1+1", "-2+3", "@SUM(1+1)", "\t=1+1", "\r=1+1", "=cmd|'/C calc'!A0",
          "＝1+1", '","=1+1', "  =1+1", '"=1+1', "'=1+1", "\ufeff=1+1", "\u200b=1+1", "\u00a0=1+1", "﹣1+1", "＠SUM(1)", "\n=1+1", "|calc",
          "-", "=", "\x00=1+1", "−1+1"]  # fmt: skip


@pytest.mark.parametrize("text", ACTING)
def test_a_text_that_a_spreadsheet_would_compute_is_kept_as_text(text: str) -> None:
    assert cell(text).startswith("'")


@pytest.mark.parametrize("text", ["plain", "a=b", "x:1", "2022-08-20", "1,942", "it's", "mail, then call", "Ձայն", ""])
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert cell(text) == text


@pytest.mark.parametrize(
    ("value", "shown"), [(-2, "-2"), (-2.5, "-2.5"), ("-2", "-2"), ("+1.5e3", "+1.5e3"), (None, ""), (True, "True")]
)
def test_numbers_stay_numbers(value: object, shown: str) -> None:
    assert cell(value) == shown


def test_the_file_reads_back_row_for_row(tmp_path: Path) -> None:
    rows = [(text, -1.5, None) for text in ACTING]
    path = write_csv(tmp_path / "out.csv", ("=text", "number", "none"), rows)
    with path.open(encoding="utf-8-sig", newline="") as file:
        back = list(csv.reader(file))
    assert back[0] == ["'=text", "number", "none"]
    assert [row[0] for row in back[1:]] == [cell(text) for text in ACTING] and all(
        row[1:] == ["-1.5", ""] for row in back[1:]
    )
