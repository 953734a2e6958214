"""Contact lists of any length for the bench: invented people, as a list freezes them; and the same list set by ReportLab and openpyxl."""

import io

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Spacer

from apmbc_portal.bench.plain import Numbered, Paper, p, table
from reports.exports.people import COLUMNS as SHEET
from reports.exports.people import listed, terms

GIVEN = ["Ana", "Bo", "Chantha", "Daniel", "Émilie", "Farid", "Ingrid", "José", "Kwame", "Leïla", "Mei", "Nguyễn", "Órla", "Petr"]
FAMILY = ["Example", "da Silva", "Weström", "Obrazcova", "Ní Invente", "Sorrão", "van der Proof", "Muster", "Kovač", "Mbeki"]
TITLES = ["Director", "Deputy Permanent Representative to the United Nations Office at Geneva", "Programme manager", "Desk officer, disarmament",
          "Head of survey and clearance", "Adviser on the assistance of victims"]  # fmt: skip
GROUPS = ["delegation of the host State", "State", "United Nations", "mine action operator", "non-governmental organisation"]
MARGIN, COLUMNS = 18 * mm, (0.2, 0.275, 0.355, 0.17)
EACH = 4  # people of one organisation


def people(number):
    """A frozen contact list of so many people."""
    persons = [
        {
            "id": n, "name": f"{GIVEN[n % 14]} {FAMILY[n % 10]}", "title": TITLES[n % 6],
            "email": f"{GIVEN[n % 14].lower()}.{n}@organisation-{n // EACH}.example", "phone": f"+99 {n % 1000:03} {n * 7919 % 10000:04}",
        }
        for n in range(number)
    ]  # fmt: skip
    organisations = [
        {"name": f"Invented organisation of the mine action community, number {n // EACH}", "people": persons[n : n + EACH]}
        for n in range(0, number, EACH)
    ]
    size = -(-len(organisations) // len(GROUPS))
    return {
        "kind": "contact_list", "language": "en", "labels_language": "en", "rtl": False, "demo": False, "title": "Contact list",
        "reference": "IA-2026-XAA-01-M1", "meeting": "Aramar and its partners", "states": ["Aramar"], "when": "18 June 2026, 08:30", "where": "Geneva",
        "purpose": "Follow-up of the meeting between Aramar and its partners", "handling": "Do not pass the list on. " * 8, "only": "",
        "with_hxl": False, "dated": "1 July 2026", "valid_until": "30 June 2027", "days": {"dated": "2026-07-01", "valid_until": "2027-06-30"},
        "count": number,
        "groups": [
            {"title": title, "organisations": organisations[start : start + size]}
            for title, start in zip(GROUPS, range(0, len(organisations), size), strict=False)
        ],
    }  # fmt: skip


def plain_list(content):
    """PDF bytes by ReportLab: the same words, columns, repeated headings, group rows, outline, running heads and page x of y."""
    facts = [("Host", content["states"][0]), ("Meeting", f"{content['when']}, {content['where']}"), ("Purpose", content["purpose"]),
             ("Date of the list", content["dated"]), ("Valid until", content["valid_until"]), ("People", str(content["count"]))]  # fmt: skip
    story = [
        p(content["title"], "list"), p(content["meeting"], "states"), Spacer(1, 4 * mm),
        table([[p(a, "term"), p(b, "fact")] for a, b in facts], (0.235, 0.765), padding=2 * mm, across=A4[0] - 2 * MARGIN),
        Spacer(1, 10 * mm), p(content["handling"], "designations"),
    ]  # fmt: skip
    for group in content["groups"]:
        rows, spans = [[p(text, "label") for text in ("Name", "Title or function", "E-mail", "Telephone")]], []
        for organisation in group["organisations"]:
            spans.append(len(rows))
            rows.append([p(organisation["name"], "group"), "", "", ""])
            rows += [[p(one[name], "cell") for name in ("name", "title", "email", "phone")] for one in organisation["people"]]
        story += [
            CondPageBreak(40 * mm),
            p(group["title"][:1].upper() + group["title"][1:], "kind of place"),
            table(rows, COLUMNS, head=1, spans=spans, across=A4[0] - 2 * MARGIN, padding=1.3 * mm),
        ]
    heads = [f"{content['reference']} · {content['title']}", f"List of {content['dated']}, valid until {content['valid_until']}",
             f"Only for: {content['purpose']}"]  # fmt: skip
    out = io.BytesIO()
    Paper(out, content, MARGIN, bottom=22 * mm).build(
        story, canvasmaker=lambda *args, **kwargs: Numbered(*args, heads=heads, margin=MARGIN, **kwargs)
    )
    return out.getvalue()


def plain_sheet(content):
    """An XLSX by openpyxl, in the mode that writes row by row: the same cells, widths, filter, frozen headings and bold names."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Contact list")
    for number, (_name, _label, _tag, width) in enumerate(SHEET, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "B5"
    sheet.auto_filter.ref = f"A4:F{4 + content['count']}"
    bold, top = Font(bold=True), Alignment(vertical="top")

    def cell(said, font=None):
        made = WriteOnlyCell(sheet, said)
        made.alignment = top
        if font:
            made.font = font
        return made

    sheet.append([cell(f"{content['title']}: {content['meeting']}", bold)])
    sheet.append([cell(" · ".join(f"{label}: {said}" for label, said in terms(content)), bold)])
    sheet.append([cell(content["handling"])])
    sheet.append([cell(str(label), bold) for _name, label, _tag, _width in SHEET])
    for person in listed(content):
        name, *others = person.cells()
        sheet.append([cell(name, bold), *map(cell, others)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
