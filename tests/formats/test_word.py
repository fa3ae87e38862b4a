"""Word documents, made by hand in the test: what a reader saw is read, and what is made to harm is refused in words."""

import io
import zipfile

import pytest

from undertow.case.drafts import read_draft
from undertow.errors import UnreadableInput
from undertow.formats import Kept, Reading, Rejection
from undertow.formats._word import HIDDEN, word_text
from undertow.formats.text_folder import TextFolder
from undertow.material import open_material

OPEN = (
    '<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>'
)
SHUT = "</w:body></w:document>"


def packed(body: str | bytes, opening: str = OPEN, **more: str) -> bytes:
    """A document with this body; more: other parts, by name with _ for / and . before xml."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", body if isinstance(body, bytes) else f"{opening}{body}{SHUT}")
        for name, words in more.items():
            archive.writestr(f"word/{name}.xml", f"{OPEN}{words}{SHUT}")
    return file.getvalue()


def paragraph(*runs: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:t>{run}</w:t></w:r>" for run in runs) + "</w:p>"


def test_runs_are_joined_and_paragraphs_and_notes_parted():
    body = (
        paragraph("Some 12,", "140 people came.")
        + "<w:tbl><w:tr><w:tc>"
        + paragraph("A cell")
        + "</w:tc></w:tr></w:tbl>"
    )
    body += "<w:p><w:r><w:t>One</w:t><w:br/><w:t>two</w:t><w:tab/><w:t>three</w:t></w:r></w:p>"
    text, flags = word_text(packed(body, footnotes=paragraph("A note of 7 pages.")))
    assert text == "Some 12,140 people came.\n\nA cell\n\nOne\ntwo\tthree\n\nA note of 7 pages." and not flags


def test_what_was_deleted_hidden_or_repeated_for_older_programs_is_left_out():
    run = "<w:r>{}<w:t>{}</w:t></w:r>"
    body = (
        "<w:p>"
        + run.format("", "It rose by 3 %. ")
        + "<w:del><w:r><w:delText>It fell by 9 %.</w:delText></w:r></w:del>"
    )
    body += "<w:ins>" + run.format("", "It held.") + "</w:ins>" + run.format("<w:rPr><w:vanish/></w:rPr>", "Secret 5.")
    body += run.format('<w:rPr><w:vanish w:val="0"/></w:rPr>', " Shown 6.")
    body += "<w:r><w:instrText>PAGE 99</w:instrText></w:r></w:p>"
    body += (
        "<mc:AlternateContent><mc:Choice>"
        + paragraph("Box")
        + "</mc:Choice><mc:Fallback>"
        + paragraph("Box")
        + "</mc:Fallback></mc:AlternateContent>"
    )
    text, flags = word_text(packed(body))
    assert text == "It rose by 3 %. It held. Shown 6.\n\nBox" and flags == [HIDDEN]


def test_a_text_box_within_a_run_stands_before_the_paragraph_that_holds_it():
    body = "<w:p><w:r><w:t>Before </w:t><w:pict>" + paragraph("in the box") + "</w:pict><w:t>after</w:t></w:r></w:p>"
    assert word_text(packed(body))[0] == "in the box\n\nBefore after"


BOMB = paragraph("A" * 80_000_000)
ENTITIES = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"PK\x03\x04", "no Word document that can be read"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "no Word document that can be read"),
        (packed(paragraph("")), "holds no words"),
        (packed(b"not XML"), "is not whole"),
        (packed(paragraph("12 ships"))[:-30], "no Word document that can be read"),
        (packed(ENTITIES.encode()), "declares a document type"),
        (packed(OUTSIDE.encode()), "declares a document type"),
        (packed(BOMB), "made to fill the memory"),
        (packed("<w:p>" * 5_000 + "</w:p>" * 5_000), "elements within each other"),
    ],
    ids=["stub", "old .doc", "empty", "no XML", "cut off", "entities", "outside file", "bomb", "deep"],
)
def test_what_is_no_document_or_made_to_harm_is_refused_in_words(raw, words):
    with pytest.raises(Rejection, match=words):
        word_text(raw)


def test_another_kind_of_archive_is_told_from_a_document():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.csv", "1,2")
    with pytest.raises(Rejection, match=r"holds no word/document\.xml"):
        word_text(file.getvalue())


def test_a_document_is_added_to_a_case_as_one_text(tmp_path):
    (tmp_path / "speech.docx").write_bytes(packed(paragraph("The port counted 412 ships.")))
    material = open_material(tmp_path / "speech.docx")
    assert TextFolder().recognises(material)
    [row] = TextFolder().read(material, Reading())
    assert (
        isinstance(row, Kept)
        and row.values["text"] == "The port counted 412 ships."
        and row.values["kind"] == "article"
    )


def test_a_draft_is_read_from_a_document_and_a_hostile_one_refused(tmp_path):
    path = tmp_path / "article.docx"
    path.write_bytes(packed(paragraph("The port counted 412 ships.") + paragraph("It closed.")))
    assert read_draft(path).text == "The port counted 412 ships.\n\nIt closed."
    path.write_bytes(packed(OUTSIDE.encode()))
    with pytest.raises(UnreadableInput, match=r"article\.docx|draft\.docx") as refused:
        read_draft(path)
    assert "declares a document type" in str(refused.value)
