"""UN General Debate statements, worked by hand."""

import os
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from undertow.formats import Kept, Reading, Rejected
from undertow.formats.text_folder import TextFolder
from undertow.formats.un_general_debate import NOISY, UnGeneralDebate
from undertow.material import open_material

SAMPLE = Path(__file__).with_name("un-general-debate")
DATA = Path(os.environ.get("UNDERTOW_DATA", Path(__file__).parents[3] / "shared" / "data"))
CORPUS = DATA / "texts" / "un_general_debate_1970_2025.parquet"


def rows_of(path: Path, reading: Reading | None = None) -> list[Kept | Rejected]:
    material = open_material(path)
    assert UnGeneralDebate().recognises(material)
    return list(UnGeneralDebate().read(material, reading or Reading()))


def test_reads_country_session_and_year_from_the_names():
    first, second = rows_of(SAMPLE)
    assert first.row_ref == "VAL_75_2020.txt"
    assert first.values["document"] == "VAL_75_2020" and first.values["speaker"] == "VAL"
    assert (first.values["date"], first.values["date_precision"]) == (datetime(2020, 1, 1), "year")
    assert second.values["text"].startswith("Madam President")


def test_reads_a_zip_and_counts_what_it_leaves_out(tmp_path):
    path = tmp_path / "corpus.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("Session 80 - 2025/RUS_80_2025.txt", "words")
        archive.writestr("Session 80 - 2025/VAL_80_2025.txt", "")
        archive.writestr("readme.txt", "about")
        archive.writestr("codes.pdf", "codes")
    reading = Reading()
    noisy, blank, about = rows_of(path, reading)
    assert noisy.row_ref == "Session 80 - 2025/RUS_80_2025.txt"
    assert noisy.values["flags"] == [NOISY]
    assert blank.reason == "the statement holds no words"
    assert about.reason == "its name is not like AZE_75_2020.txt"
    assert reading.notes == ["Files left out because they are no texts: 1."]


def test_a_corpus_with_a_few_other_texts_is_no_folder_of_texts_and_the_other_way_round(tmp_path):
    for year in range(2010, 2018):
        (tmp_path / f"VAL_{year - 1945}_{year}.txt").write_text("words")
    (tmp_path / "README.txt").write_text("about")
    (tmp_path / "notes.txt").write_text("more")
    material = open_material(tmp_path)
    assert not TextFolder().recognises(material)
    reasons = [row.reason for row in rows_of(tmp_path) if isinstance(row, Rejected)]
    assert reasons == ["its name is not like AZE_75_2020.txt"] * 2
    for number in range(2):
        (tmp_path / f"letter{number}.txt").write_text("words")
    material = open_material(tmp_path)
    assert TextFolder().recognises(material) and not UnGeneralDebate().recognises(material)
    assert len(list(TextFolder().read(material, Reading()))) == 12


def test_reads_the_corpus_as_parquet(tmp_path):
    path = tmp_path / "corpus.parquet"
    row = {"doc_id": "VAL_75_2020", "country": "VAL", "session": 75, "year": 2020, "text": "words", "lang": "fr"}
    pq.write_table(pa.Table.from_pylist([row, {**row, "text": None}]), path)
    good, bad = rows_of(path)
    assert (good.row_ref, good.values["document"], good.values["language"]) == ("row 1", "VAL_75_2020", "fr")
    assert bad.reason == "text is blank or no text"


@pytest.mark.skipif(not CORPUS.exists(), reason=f"the corpus is not at {CORPUS}")
def test_reads_the_whole_corpus():
    rows = rows_of(CORPUS)
    assert len(rows) == 1863 and all(isinstance(row, Kept) for row in rows)
    assert sum(row.values["speaker"] == "AZE" for row in rows) == 34
