"""The draft of a report in Word, read back: structure, language, direction, properties; and nothing hostile in it."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn

from reports.models import Document as DocumentRow
from reports.printing.docx import render
from reports.printing.formats import engine_of
from reports.testing.specimens import report as report_content
from reports.testing.words import REPORT as WORDS


def opened(content):
    data, pages = render(content)
    assert pages == 0  # nobody counted any
    with ZipFile(BytesIO(data)) as parts:
        assert parts.testzip() is None
        assert not {name for name in parts.namelist() if "vba" in name.lower() or "embeddings" in name}
    return Document(BytesIO(data))


@pytest.fixture(scope="module")
def english():
    return opened(report_content())


@pytest.fixture(scope="module")
def arabic():
    return opened(report_content("ar"))


def headings(document):
    return [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith(("Heading", "Title"))]


def is_rtl(paragraph):
    return paragraph._p.pPr is not None and paragraph._p.pPr.find(qn("w:bidi")) is not None


def words_of(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_worker_finds_the_engine():
    assert engine_of(DocumentRow(kind="report", format="docx")).render is render


def test_headings_are_headings_in_the_order_of_the_text(english):
    found = headings(english)
    assert found[0] == ("Title", WORDS["en"]["title"])
    assert ("Heading 1", "I Introduction by the Chair of the Committee") in found
    assert ("Heading 2", "II.A Mine clearance") in found
    assert [name for style, name in found if style == "Heading 1"][0::3] == [
        "Summary",
        "III Discussion with participants",
        "Outcomes",
    ]


def test_tables_repeat_their_head_and_keep_their_rows_whole(english):
    facts, *others = english.tables
    assert ["Reference", "IA-2026-XAA-01-M1-R2, version 2"] in words_of(facts)
    assert ["Sharing of information", WORDS["en"]["agreed"], "Aramar – 8 January 2027"] in words_of(others[3])
    assert ["Amélia Sorrão", "Director"] in words_of(others[4])
    assert ["B. Stockpile destruction", "0", "0"] in words_of(others[1])
    for table in others:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))


def test_it_says_what_it_is_on_every_page(english):
    section = english.sections[0]
    head, foot = section.header.paragraphs[0].text, section.footer._element.xml
    assert "IA-2026-XAA-01-M1-R2, version 2" in head
    assert "DRAFT – not approved" in head
    assert "Demonstration: invented" in head
    assert " PAGE " in foot
    assert " NUMPAGES " in foot
    assert "DRAFT" not in opened(report_content(draft=False)).sections[0].header.paragraphs[0].text


def test_a_draft_numbers_its_lines_and_marks_what_is_changed(english):
    assert english.sections[0]._sectPr.find(qn("w:lnNumType")).get(qn("w:restart")) == "continuous"
    assert english.settings.element.find(qn("w:trackRevisions")) is not None


def test_properties_say_title_author_reference_and_version(english):
    about = english.core_properties
    assert (about.title, about.author) == (f"{WORDS['en']['title']} (full report)", "Implementation Support Unit")
    assert (about.keywords, about.version, about.language) == ("IA-2026-XAA-01-M1-R2", "2", "en-GB")


def test_an_arabic_text_is_set_from_the_right_and_its_english_labels_from_the_left(arabic):
    title = next(p for p in arabic.paragraphs if p.style.name == "Title")
    assert is_rtl(title)
    assert all(run.font.rtl for run in title.runs if run.text.strip() and not run.text.strip().isdigit())
    contents = next(p for p in arabic.paragraphs if p.text == "Summary")
    assert not is_rtl(contents)
    assert arabic.sections[0]._sectPr.find(qn("w:bidi")) is not None
    assert all(table._tbl.tblPr.find(qn("w:bidiVisual")) is not None for table in arabic.tables)
    languages = arabic.styles.element.xml
    assert 'w:bidi="ar-SA"' in languages
    said = next(p for p in arabic.paragraphs if p.text.startswith(WORDS["ar"]["sentence"][:20]))
    assert "".join(run.text for run in said.runs) == said.text
    assert {(run.text, bool(run.font.rtl)) for run in said.runs if "NTS" in run.text} == {("NTS", False)}


def test_hostile_text_is_text():
    hostile = "<w:p/>&amp; \x00\x07\ufffe =cmd|' /C calc'!A1 { INCLUDETEXT c:\\\\x } \u202eevil"
    document = opened(report_content(title=hostile, summary=[hostile, "x" * 300], participants=[], outcomes=[], figures=[]))
    said = next(p.text for p in document.paragraphs if p.style.name == "Title")
    assert said == "<w:p/>&amp;  =cmd|' /C calc'!A1 { INCLUDETEXT c:\\\\x } evil"
    assert "instrText" not in document.element.xml
