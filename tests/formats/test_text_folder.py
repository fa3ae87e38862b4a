"""Documents as files, worked by hand."""

from datetime import datetime
from pathlib import Path

import pytest

from undertow.errors import UnreadableInput
from undertow.formats import Kept, Reading, Rejected
from undertow.formats._pages import DEEPEST, HIDDEN, IMPOSSIBLE_DATE
from undertow.formats.text_folder import TextFolder
from undertow.material import open_material

SAMPLE = Path(__file__).with_name("text-folder")
WORDS = "".join(
    f"<p>Paragraph {n} of the report, with enough words that it is taken for the main text.</p>" for n in range(8)
)


def rows_of(path: Path, reading: Reading | None = None) -> list[Kept | Rejected]:
    return list(TextFolder().read(open_material(path), reading or Reading()))


@pytest.fixture
def page_of(tmp_path):
    def read(content: str | bytes) -> dict[str, object]:
        path = tmp_path / "page.html"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        [row] = rows_of(path)
        return row.values

    return read


def html(body: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body><article>{WORDS}{body}</article></body></html>"


def test_reads_texts_and_pages_with_their_metadata():
    assert TextFolder().recognises(open_material(SAMPLE))
    speech, report = rows_of(SAMPLE)
    assert (speech.row_ref, speech.values["document"]) == ("opening.txt", "text-folder/opening.txt")
    assert (speech.values["kind"], speech.values["speaker"]) == ("speech", "Mayor of Ostrel")
    assert (speech.values["date"], speech.values["date_precision"]) == (datetime(2022, 8, 1), "day")
    assert speech.values["text"] == "People of Ostrel,\nthe bridge is yours."
    values = report.values
    assert (values["kind"], values["outlet"], values["speaker"]) == ("page", "Vale Herald", "Mill Lane")
    assert (values["date"], values["date_precision"]) == (datetime(2022, 8, 2, 5, 30), "s")
    assert "four years & had cost" in values["text"] and "no reader" not in values["text"]
    assert values["flags"] == [HIDDEN]


@pytest.mark.parametrize(
    "style",
    [
        "display:none",
        "DISPLAY : none",
        "font-size:0",
        "font-size:0px;color:red",
        "visibility: hidden",
        "position:absolute;left:-9999px",
        "opacity:0",
        "display:/**/none !important",
    ],
)
def test_words_that_style_hides_are_left_out_and_flagged(page_of, style):
    values = page_of(html(f"<p style='{style}'>SECRET words of the page</p>"))
    assert "SECRET" not in values["text"] and values["flags"] == [HIDDEN]


def test_words_in_small_or_faint_type_stay(page_of):
    values = page_of(
        html("<p style='font-size:0.8em;opacity:0.5;left:-20px'>Faint words at the end of the report.</p>")
    )
    assert "Faint words" in values["text"] and values["flags"] == []


@pytest.mark.parametrize("claim", ["2131-01-01", "1869-05-01"])
def test_an_impossible_date_is_refused_and_flagged(page_of, claim):
    values = page_of(html("", f"<meta property='article:published_time' content='{claim}'>"))
    assert values["date"] is None and values["flags"] == [IMPOSSIBLE_DATE]


def test_a_date_is_taken_from_linked_data(page_of):
    block = '{"@graph":[{"@type":"Thing"},{"@type":"NewsArticle","datePublished":"2022-08-09T10:00:00Z"}]}'
    values = page_of(html("", f"<script type='application/ld+json'>{block}</script>"))
    assert values["date"] == datetime(2022, 8, 9, 10)


def test_bytes_count_more_than_the_stated_encoding(page_of):
    words = "<p>" + "Сегодня в городе открыли новый мост. " * 5 + "</p>"
    values = page_of(html(words, "<meta charset='utf-8'>").encode("cp1251"))
    assert "Сегодня в городе" in values["text"]
    assert values["flags"] == ["its bytes are not UTF-8, though it says utf-8; read as cp1251, a guess"]


def test_entities_are_read_once(page_of):
    values = page_of(
        html("<p>The page shows &amp;lt;b&amp;gt; and &lt;script&gt;alert(1)&lt;/script&gt; as words.</p>")
    )
    assert "&lt;b&gt;" in values["text"] and "<script>alert(1)</script>" in values["text"]


def test_a_page_nested_too_deeply_is_refused_at_once(page_of):
    with pytest.raises(UnreadableInput, match="nested deeper than"):
        page_of("<div>" * (DEEPEST + 1) + WORDS)


@pytest.mark.parametrize(
    ("content", "words"), [(b"D" * 900, "not one HTML element"), (bytes(range(256)) * 9, "no text in any known")]
)
def test_what_is_no_page_is_refused_with_the_reason(page_of, content, words):
    with pytest.raises(UnreadableInput, match=words):
        page_of(content)


def test_a_bad_file_costs_only_itself_and_others_are_counted(tmp_path):
    (tmp_path / "a.txt").write_text("Words of a letter.")
    (tmp_path / "b.txt").write_bytes(b"\x00\x01\x02\x03" * 50)
    (tmp_path / "c.png").write_bytes(b"picture")
    (tmp_path / "metadata.csv").write_text("file,date\na.txt,03/04/2022\ngone.txt,2022-01-01\n")
    reading = Reading()
    rows = rows_of(tmp_path, reading)
    assert [getattr(row, "reason", "")[:32] for row in rows] == [
        "date in metadata.csv: '03/04/202",
        "its bytes are no text in any kno",
    ]
    assert reading.notes == [
        "Files left out because they are neither text, HTML nor Word: 1.",
        "metadata.csv names files that are not there: gone.txt.",
    ]


def test_a_document_without_a_date_keeps_none(tmp_path):
    path = tmp_path / "letter.md"
    path.write_text("Words of a letter.")
    [row] = rows_of(path, Reading(actor="Mayor of Ostrel"))
    assert row.values["date"] is None and row.values["speaker"] == "Mayor of Ostrel"


def test_metadata_without_file_names_is_an_error(tmp_path):
    (tmp_path / "a.txt").write_text("words")
    for content in ("name,date\na.txt,2022\n", "name;date\na.txt;2022\n", "name,date\n"):
        (tmp_path / "metadata.csv").write_text(content)
        with pytest.raises(UnreadableInput, match=r"no column `file`.*names the file.*file,speaker"):
            rows_of(tmp_path)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_metadata_may_be_divided_by_comma_semicolon_or_tab(tmp_path, delimiter):
    (tmp_path / "a.txt").write_text("words")
    (tmp_path / "metadata.csv").write_text("File,speaker\na.txt,Mayor of Ostrel\n".replace(",", delimiter))
    [row] = rows_of(tmp_path)
    assert row.values["speaker"] == "Mayor of Ostrel"


@pytest.mark.parametrize("content", ["9007199254740993\n9007199254740992\n", "12\n3.0\n", "username\nmill_lane\n"])
def test_leaves_a_list_of_accounts_to_the_follower_list(tmp_path, content):
    (tmp_path / "ids.txt").write_text(content)
    assert not TextFolder().recognises(open_material(tmp_path / "ids.txt"))
    (tmp_path / "letter.txt").write_text("2022\nWords of a letter.\n")
    assert TextFolder().recognises(open_material(tmp_path / "letter.txt"))


def test_leaves_tables_exports_and_binary_files_to_others(tmp_path):
    (tmp_path / "posts.txt").write_text('{"id": 1}\n')
    (tmp_path / "noise.html").write_bytes(bytes(range(256)))
    assert not TextFolder().recognises(open_material(tmp_path / "posts.txt"))
    noise = open_material(tmp_path / "noise.html")
    assert not TextFolder().recognises(noise) and "known encoding" in TextFolder().missing(noise)
