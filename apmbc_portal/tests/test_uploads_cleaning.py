"""The cleaned copy of a paper: the words and pictures are there, whoever made the file and where is not."""

import io
import zipfile

import openpyxl
import pikepdf
import pytest
from docx import Document
from PIL import Image

from apmbc_portal.testing import files
from apmbc_portal.uploads.checking import check

MARK = "zqauthorq"  # stands wherever a program writes down a person, a machine or earlier words
WORDS = "Twelve districts remain"


def office_with_traces(kind, body, more=None, **options):
    core = f"<cp:coreProperties {files.CORE}><dc:creator>{MARK}</dc:creator><cp:lastModifiedBy>{MARK}</cp:lastModifiedBy></cp:coreProperties>"
    parts = {
        "docProps/core.xml": core,
        "docProps/app.xml": f"<Properties><Company>{MARK}</Company><Manager>{MARK}</Manager></Properties>",
        "docProps/custom.xml": f"<Properties><property>{MARK}</property></Properties>",
        "docProps/thumbnail.jpeg": files.photograph(MARK),
        "customXml/item1.xml": f"<a>{MARK}</a>",
    }
    return files.office(kind, body, parts=parts | (more or {}), **options)


def word():
    change = f'<w:ins w:author="{MARK}" w:date="2026-01-01T00:00:00Z"><w:r><w:t>added</w:t></w:r></w:ins>'
    more = {
        "word/people.xml": f'<w:people {files.W}><w:person w:author="{MARK}"/></w:people>',
        "word/comments.xml": f'<w:comments {files.W}><w:comment w:author="{MARK}" w:initials="{MARK}">{files.paragraph("why")}</w:comment></w:comments>',
        "word/media/image1.jpeg": files.photograph(MARK),
    }
    return office_with_traces("docx", files.paragraph(WORDS) + f"<w:p>{change}</w:p>", more)


def sheet():
    more = {
        "xl/comments1.xml": f"<comments {files.S}><authors><author>{MARK}</author></authors></comments>",
        "xl/printerSettings/printerSettings1.bin": MARK.encode("utf-16-le"),
    }
    return office_with_traces("xlsx", files.row(WORDS, "7"), more)


def slides():
    author = f'<p:cmAuthorLst {files.P}><p:cmAuthor id="1" name="{MARK}" initials="{MARK}"/></p:cmAuthorLst>'
    return office_with_traces("pptx", f"<a:p><a:r><a:t>{WORDS}</a:t></a:r></a:p>", {"ppt/commentAuthors.xml": author})


def open_text():
    note = f"<office:annotation><dc:creator>{MARK}</dc:creator><text:p>why</text:p></office:annotation>"
    return files.open_document(
        body=f"<text:p>{WORDS}{note}</text:p>",
        meta=f"<dc:creator>{MARK}</dc:creator><meta:initial-creator>{MARK}</meta:initial-creator>",
        parts={"Thumbnails/thumbnail.png": files.picture(author=MARK), "Pictures/1.jpg": files.photograph(MARK)},
    )


def paged():
    note = f"<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /T ({MARK}) /Contents (why) /M (D:2026) >>"
    packet = files.stream("/Type /Metadata /Subtype /XML", f"<x:xmpmeta>{MARK}</x:xmpmeta>".encode())
    shot = files.photograph(MARK)
    size = "/Width 40 /Height 20 /ColorSpace /DeviceRGB /BitsPerComponent 8"
    objects = [
        note,
        packet,
        f"<< /Author ({MARK}) /Producer ({MARK}) >>",
        files.stream(f"/Subtype /Image {size} /Filter /DCTDecode", shot),
    ]
    earlier = files.stream("", f"BT ({MARK}) Tj ET".encode())  # nothing leads to it any more
    return files.pdf(
        WORDS, page="/Annots [6 0 R] /XObjects << /A 9 0 R >>", catalog="/Metadata 7 0 R", objects=[*objects, earlier],
        trailer="/Info 8 0 R",
    )  # fmt: skip


MADE = {
    "pdf": (paged, ["comments", "photo_position"]),
    "docx": (word, ["changes", "comments", "photo_position"]),
    "xlsx": (sheet, []),
    "pptx": (slides, []),
    "odt": (open_text, ["comments", "photo_position"]),
    "png": (lambda: files.picture(author=MARK), []),
    "jpeg": (lambda: files.photograph(MARK), ["photo_position"]),
}


@pytest.mark.parametrize("kind", MADE)
def test_the_copy_tells_nothing_of_people_machines_and_earlier_words(kind):
    made, looks = MADE[kind]
    original = made()
    assert MARK in laid_open(original)
    verdict = check([original], "paper")
    assert (verdict.kind, verdict.refused, verdict.detail) == (kind, "", "")
    assert MARK not in laid_open(verdict.copy)
    assert sorted(look["what"] for look in verdict.looks) == looks


@pytest.mark.parametrize("kind", MADE)
def test_a_copy_is_itself_taken(kind):
    copy = check([MADE[kind][0]()], "paper").copy
    again = check([copy], "paper")
    assert (again.kind, again.refused) == (kind, "")


def laid_open(data):
    """Every byte of a file as text, what is packed in it unpacked."""
    text = data.decode("latin-1") + data.decode("utf-16-le", "ignore")
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            text += "".join(f"{name} {laid_open(parts.read(name))}" for name in parts.namelist())
    if data.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            texts = [bytes(one.read_bytes()) for one in pdf.objects if isinstance(one, pikepdf.Stream) and "/Filter" not in one]
            text += "".join(one.decode("latin-1") for one in texts) + "".join(repr(one) for one in pdf.objects)
    return text


def test_the_words_of_a_document_stay():
    copy = Document(io.BytesIO(check([word()], "paper").copy))
    assert copy.paragraphs[0].text == WORDS
    book = openpyxl.load_workbook(io.BytesIO(check([sheet()], "paper").copy))
    assert [cell.value for cell in book.active[1]] == [WORDS, "7"]
    with pikepdf.open(io.BytesIO(check([paged()], "paper").copy)) as pdf:
        assert WORDS.encode() in pdf.pages[0].Contents.read_bytes()
        assert (len(pdf.pages), "/Info" in pdf.trailer, "/Metadata" in pdf.Root) == (1, False, False)


def test_a_photograph_is_upright_and_no_longer_says_where():
    taken = files.photograph(MARK)  # 40 by 30 points, to be shown upright
    with Image.open(io.BytesIO(check([taken], "paper").copy)) as copy:
        assert copy.size == (30, 40)
        assert not copy.getexif()


def test_words_that_look_like_a_place_or_a_person_are_pointed_out_with_their_page():
    verdict = check([files.pdf("The field lies at -8.83833, 13.23444.")], "paper")
    assert verdict.looks == [{"what": "position", "pages": [1]}]
    hurt = check([files.office(body=files.paragraph("One survivor, João, aged 12, lost his leg."))], "paper")
    assert hurt.looks == [{"what": "victim", "pages": []}]
    rows = check([files.office("xlsx", files.row("-8.83833", "13.23444"))], "paper")
    assert rows.looks == [{"what": "position", "pages": []}]


def test_evidence_is_looked_at_and_never_rewritten():
    verdict = check([word()], "evidence")
    assert (verdict.kind, verdict.copy, verdict.looks) == ("docx", None, [])
