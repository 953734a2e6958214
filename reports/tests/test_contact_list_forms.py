"""One list in every form: the same people in the same order, read back by other programs, and nothing in it runs."""

import csv
import io
import re
import unicodedata

import openpyxl
import pytest
import vobject
from django.urls import reverse
from pypdf import PdfReader

from apmbc_portal.testing import factories as make
from reports.documents import ask_for
from reports.exports import comma, vcard
from reports.exports.inert import inert, inert_phone
from reports.exports.people import listed
from reports.kinds import content_of
from reports.kinds.contact_list import people_in
from reports.printing.spreadsheet import height, render

pytestmark = pytest.mark.django_db

NASTY = [
    "=HYPERLINK(\"https://example.org\";\"x\")", "+SUM(1)", "-2+3", "@import", " =1+1", "\u00a0=1+1", "＝1+1", "＋1", "－1", "＠x",
    "\t=tab", "\r=return", "O'Neil, \"Peg\"; Ltd", "Two\nlines\r\nof name", "back\\slash \\n; a,b", "x;=1+1", "a, -b", "'quoted",
    "محمد بن علي", "‏שלום‏", "\u202eevil\u202c reversed", "សុខ ចាន់ដារ៉ា", "ሰላም ለሁሉ", "王小明", "👩‍⚕️ Doctor", "É̀ combining", "100% &amp; <b>",
    "Very " + "long " * 30 + "name", "\x01nul\x07bell", "\ufeffmark", "CHARSET:utf-8", "END:VCARD", "&L&G", "1/2", "0012", "TRUE", "#REF!",
]  # fmt: skip
PHONES = ["+244 222 000 111", "+244222000111", "+1-555-123-4567", "022 730 93 50", "=cmd|' /C calc'!A0", "", "+41 (0)22 730"]
FORMULA = set("=+-@\t\r\n＝＋－＠")


@pytest.fixture
def world():
    """A list of people with hostile names in organisations with hostile names; some with a name and nothing else."""
    meeting = make.make_meeting(status="held", title='=Meeting; "one", two')
    kinds = ["un", "ngo", "state", "operator"]
    for number, name in enumerate(NASTY):
        place = {"kind": kinds[number % 4], "name": f"{NASTY[-number]} {number}"}
        if place["kind"] == "state":
            place["state"] = make.make_state(name_en=f"State {number}")
        contact = make.make_contact(
            make.make_organisation(**place), name=name, title=NASTY[(number + 7) % len(NASTY)] if number % 3 else "",
            email="" if number % 5 == 0 else f"p{number}@demo.example", phone=PHONES[number % len(PHONES)],
        )  # fmt: skip
        make.make_participant(meeting, contact, part="host" if number % 6 == 0 else "invited")
    return make.make_contact_list(meeting, purpose='=Follow-up; +"x", \n-y', with_hxl=True)


def frozen(contact_list):
    return content_of("contact_list", contact_list)


def of_csv(content, separator=","):
    data = b"".join(comma.lines(content, separator))
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=separator))


def of_xlsx(content):
    return openpyxl.load_workbook(io.BytesIO(render(content)[0])).active


def plain(text):
    """A cell of the CSV as it was before it was made inert."""
    if phone := re.fullmatch(r"\(\+(\d+)\) ?([\d ()./-]+)", text):
        return re.sub(r"[ ./-]+", " ", f"+{phone[1]} {phone[2]}")
    return re.sub(r"(^|[,;])(\s*)'(?=[=+@＝＋－＠-]|\d)", r"\1\2", text)


def test_every_form_holds_the_same_people_in_the_same_order(world):
    content = frozen(world)
    people = [tuple(person.cells()) for person in listed(content)]
    from_table = [(row.contact_id, row.contact.organisation_id) for row in people_in(world)]
    assert [person.key for person in listed(content)] == [contact for contact, _organisation in from_table]
    assert len(people) == content["count"] == len(NASTY)

    sheet = of_xlsx(content)
    head = 4
    rows = list(sheet.iter_rows(min_row=head, values_only=True))
    assert rows[0] == ("Name", "Title or function", "Organisation", "Delegation or kind", "E-mail", "Telephone")
    assert rows[1] == ("#contact+name", "#contact+title", "#org+name", "#org+type", "#contact+email", "#contact+phone")
    assert [tuple(cell or "" for cell in row) for row in rows[2:]] == people

    lines = of_csv(content)
    assert lines[0][:6] == list(rows[0])
    assert lines[1][:6] == list(rows[1])
    read = [tuple(map(plain, line[:6])) for line in lines[2:]]
    as_read = [
        (*person[:5], re.sub(r"^(\+\d{1,3})[ ./-](.*)$", lambda p: re.sub(r"[ ./-]+", " ", p[0]), person[5])) for person in people
    ]
    assert read == as_read
    assert of_csv(content, ";") == lines

    cards = list(vobject.readComponents(b"".join(vcard.cards(content)).decode()))
    got = [
        (
            card.fn.value, getattr(card, "title", None) and card.title.value or "", card.org.value[0],
            getattr(card, "email", None) and card.email.value or "", getattr(card, "tel", None) and card.tel.value or "",
        )
        for card in cards
    ]  # fmt: skip
    assert got == [(name, title, organisation, email, phone) for name, title, organisation, _group, email, phone in people]


def test_paper_and_page_hold_the_same_people_in_the_same_order_as_the_files(client):
    from reports.printing.pdf import render as render_pdf

    meeting = make.make_meeting(status="held")
    for number, (kind, part) in enumerate([("ngo", "invited"), ("un", "invited"), ("other", "host"), ("un", "invited")]):
        house = make.make_organisation(kind=kind, name=f"House {number}")
        for name in (f"Zoe {number}", f"Ana {number}"):
            make.make_participant(
                meeting, make.make_contact(house, name=name, email=f"{name[:3]}{number}@demo.example"), part=part
            )
    make.make_participant(meeting, make.make_contact(name="Quiet Person"), may_be_listed=False)
    contact_list = make.make_contact_list(meeting)
    content, names = frozen(contact_list), [row.contact.name for row in people_in(contact_list)]
    assert names == [f"{name} {number}" for number in (2, 1, 3, 0) for name in ("Ana", "Zoe")]

    def order(text):
        return re.findall(r"(?:Ana|Zoe) \d", " ".join(text.split()))

    paper = PdfReader(io.BytesIO(render_pdf(content)[0]))
    client.force_login(make.make_focal_point(meeting.host_engagements.get().state))
    document = ask_for("contact_list", contact_list, by=make.isu_viewer(), user=None)
    page = client.get(reverse("document_read", args=[document.pk])).content.decode()
    forms = {
        "paper": " ".join(one.extract_text() for one in paper.pages), "page": page, "CSV": str(of_csv(content)),
        "spreadsheet": str([row[0] for row in of_xlsx(content).iter_rows(values_only=True)]),
        "cards": str([card.fn.value for card in vobject.readComponents(b"".join(vcard.cards(content)).decode())]),
    }  # fmt: skip
    assert {form: order(text) for form, text in forms.items()} == dict.fromkeys(forms, names)
    assert [form for form, text in forms.items() if "Quiet Person" in text] == []


def test_purpose_and_last_day_go_along_in_every_form(world):
    content = frozen(world)
    until, purpose = content["days"]["valid_until"], content["purpose"]
    sheet = of_xlsx(content)
    assert sheet.print_title_rows == "$1:$4"
    assert purpose in sheet["A2"].value
    assert content["valid_until"] in sheet["A2"].value
    assert content["valid_until"] in sheet.oddHeader.right.text
    assert sheet.oddFooter.right.text == "Page &P of &N"
    heads, _tags, *lines = of_csv(content)
    assert {(line[heads.index("Valid until")], plain(line[heads.index("Purpose")])) for line in lines} == {(until, purpose)}
    for card in vobject.readComponents(b"".join(vcard.cards(content)).decode()):
        assert f"Purpose: {purpose}\n" in card.note.value
        assert f"Valid until: {content['valid_until']}" in card.note.value


def test_nothing_in_a_cell_runs(world):
    content = frozen(world)
    for separator in ",;":
        raw = b"".join(comma.lines(content, separator)).decode("utf-8-sig")
        for other in ",;\t":  # whatever the program that opens it takes for the end of a cell
            for line in csv.reader(io.StringIO(raw, newline=""), delimiter=other):
                assert [cell for cell in line if unicodedata.normalize("NFKC", cell).strip()[:1] in FORMULA - {""} and cell] == []
    sheet = of_xlsx(content)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    assert [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink] == []


def test_what_it_was_narrowed_to_stands_on_every_page_and_sheet_and_line():
    from reports.printing.pdf import render as render_pdf

    meeting = make.make_meeting(status="held")
    for number in range(60):
        make.make_participant(
            meeting, make.make_contact(make.make_organisation(kind="un", name=f"House {number}"), name=f"Guest {number}")
        )
    content = frozen(make.make_contact_list(meeting, narrowed_to={"kinds": ["un"]}))
    only = content["only"]
    assert only
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(render_pdf(content)[0])).pages]
    assert len(pages) > 2
    assert [only in page for page in pages] == [True] * len(pages)
    sheet = of_xlsx(content)
    assert only in sheet["A2"].value
    assert sheet.print_title_rows == "$1:$4"
    heads, *lines = of_csv(content)
    assert {line[heads.index("Only")] for line in lines} == {only}
    assert {only in card.note.value for card in vobject.readComponents(b"".join(vcard.cards(content)).decode())} == {True}


@pytest.mark.parametrize(
    ("typed", "cell"),
    [
        ("+244 222 000 111", "(+244) 222 000 111"), ("+1-555-123-4567", "(+1) 555-123-4567"), ("+244222000111", "'+244222000111"),
        ("0227309350", "'0227309350"), ("(022) 730", "(022) 730"), ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"), ("", ""),
    ],
)  # fmt: skip
def test_a_telephone_number_stays_readable_in_a_cell(typed, cell):
    assert inert_phone(typed) == cell


def test_text_that_is_no_formula_is_left_as_it_is():
    for text in ["Ana Example", "O'Neil", "a=b", "Survey; clearance, risk education", "محمد", "", "3 + 4"]:
        assert inert(text) == text


def test_the_sheet_has_frozen_headings_widths_filters_and_properties(world):
    sheet = of_xlsx(frozen(world))
    assert sheet.freeze_panes == "B6"
    assert sheet.auto_filter.ref == f"A5:F{5 + len(NASTY)}"
    assert all(sheet.column_dimensions[letter].width > 15 for letter in "ABCDEF")
    book = openpyxl.load_workbook(io.BytesIO(render(frozen(world))[0]))
    assert "Contact list" in book.properties.title
    assert book.properties.subject == frozen(world)["purpose"]
    assert "Demonstration" in sheet.oddHeader.left.text


def test_a_row_has_room_for_its_longest_cell_and_a_sheet_from_the_right_begins_there(world):
    content = frozen(world)
    sheet = of_xlsx(content)
    rows = {sheet.cell(row, 1).value: sheet.row_dimensions[row].height for row in range(6, 6 + len(NASTY))}
    assert rows["0012"] is None  # as high as the program makes it
    assert rows["ሰላም ለሁሉ"] >= 20
    assert height(["Two\nlines", *[""] * 5]) == 30
    assert rows[next(name for name in rows if name.startswith("Very long"))] >= 75
    assert {(cell.alignment.wrap_text, cell.alignment.horizontal) for row in sheet["A6:F9"] for cell in row} == {(True, "left")}
    other_way = of_xlsx(content | {"rtl": True})
    assert {cell.alignment.horizontal for row in other_way["A4:F9"] for cell in row} == {"right"}
    assert (other_way.oddFooter.left.text, other_way.sheet_view.rightToLeft) == ("Page &P of &N", True)


def test_a_card_is_told_again_by_an_id_that_gives_no_key_away(world):
    content = frozen(world)
    uids = {person.key: person.uid for person in listed(content)}
    assert len(set(uids.values())) == len(uids)
    again = make.make_contact_list(world.meeting, purpose="Another")
    assert {person.key: person.uid for person in listed(frozen(again))} == uids
    card = b"".join(vcard.cards(content)).decode()
    assert not any(re.search(rf"\b{key}\b", str(uid)) for key, uid in uids.items())
    assert max(len(line.encode()) for line in card.split("\r\n")) <= 75


def test_a_meeting_with_nobody_on_the_list_gives_whole_files():
    content = frozen(make.make_contact_list())
    assert len(of_csv(content)) == 1
    assert b"".join(vcard.cards(content)) == b""
    assert of_xlsx(content)["A4"].value == "Name"
