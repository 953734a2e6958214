"""A contact list as a spreadsheet. The only module that knows the writer; workers import it, web processes never do."""

import datetime
import io
import math
import re
import tempfile

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import override

from reports.exports.people import COLUMNS, listed, terms
from reports.printing.apart import silent
from reports.printing.frames import with_room

LANDSCAPE_A4 = 9
LINE = 15  # points; what a row has unless it is told
ROOMS = [width - 4 for _name, _label, _tag, width in COLUMNS]  # letters in a line: some stay empty, since words are not cut
# Letters with signs above and below: India, Sri Lanka, Thailand, Laos, Myanmar, Ethiopia, Cambodia.
TALL = re.compile("[\u0900-\u109f\u1200-\u139f\u1780-\u17ff]")
# Signs that take the room of two letters (Unicode Standard Annex 11: Wide and Fullwidth, as far as names and words hold them).
WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003fffd]"
)
UNUSUAL = re.compile(f"\n|{TALL.pattern}|{WIDE.pattern}")
LONGEST_FOOT = 90  # Excel takes 255 signs for a whole foot, codes and all; an & counts twice
EVERY = 500  # people between two words of progress
PLAIN = {
    "constant_memory": True,  # each row leaves memory when the next begins
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@with_room
def render(content, tell=silent):
    """(bytes of the file, 0: it has no pages) of a frozen contact list; `tell(stage, done, total)` hears how far it is."""
    out = io.BytesIO()
    with tempfile.TemporaryDirectory() as directory, override(content["labels_language"]):
        book = xlsxwriter.Workbook(out, PLAIN | {"tmpdir": directory})
        try:
            book.set_properties(properties(content))
            fill(book, book.add_worksheet(_("Contact list")[:31]), content, tell)
        finally:
            book.close()
    return out.getvalue(), 0


def properties(content):
    said = dict(terms(content))
    return {
        "title": f"{content['title']}: {content['meeting']}",
        "subject": content["purpose"],
        "keywords": content["reference"],
        "comments": "\n".join([*(f"{label}: {words}" for label, words in said.items()), content["handling"]]),
        "created": datetime.datetime.fromisoformat(content["days"]["dated"]),
    }


def fill(book, sheet, content, tell):
    """Terms and headings, which stay in sight and are printed on each page; then one row a person."""
    # Nothing is cut: long words go on in the next line. A name of another direction begins where all cells begin.
    whole = {"text_wrap": True, "valign": "top", "align": "right" if content["rtl"] else "left"}
    words, bold, title, quiet, heading = (
        book.add_format(whole | more)
        for more in (
            {}, {"bold": True}, {"bold": True, "font_size": 14}, {"font_color": "#4a5967"},
            {"bold": True, "bottom": 1, "bg_color": "#e3eef1", "valign": "vcenter"},
        )
    )  # fmt: skip
    above = [
        (f"{content['title']}: {content['meeting']}", title, 110),
        (" · ".join(f"{label}: {said}" for label, said in terms(content)), bold, 160),
        (content["handling"], quiet, 170),
    ]
    head, first = len(above), len(above) + 1 + content["with_hxl"]
    paper(sheet, content, head=head, first=first)
    for number, (said, form, width) in enumerate(above):
        sheet.set_row(number, LINE * math.ceil(len(said) / width) + 5)  # a merged cell does not grow by itself
        sheet.merge_range(number, 0, number, len(COLUMNS) - 1, "", form)
        sheet.write_string(number, 0, said, form)
    for column, (_name, label, _tag, _width) in enumerate(COLUMNS):
        sheet.write_string(head, column, str(label), heading)
    if content["with_hxl"]:
        for column, (_name, _label, tag, _width) in enumerate(COLUMNS):
            sheet.write_string(head + 1, column, tag, quiet)
    for number, person in enumerate(listed(content)):
        cells = person.cells()
        if room := height(cells):
            sheet.set_row(first + number, room)
        for column, said in enumerate(cells):
            sheet.write_string(first + number, column, said, words if column else bold)
        if number % EVERY == 0:
            tell("writing", number, content["count"])


def height(cells):
    """What a row needs, in points; None for a usual one. Only some programs make room by themselves when they open a file."""
    words = "".join(cells)
    if not UNUSUAL.search(words):  # as nearly all are
        lines = max(map(lines_of, map(len, cells), ROOMS))
        return LINE * lines if lines > 1 else None
    lines = max(
        sum(lines_of(len(part) + len(WIDE.findall(part)), room) for part in said.split("\n"))
        for said, room in zip(cells, ROOMS, strict=True)
    )
    is_tall = TALL.search(words)
    return (LINE + 5 if is_tall else LINE) * lines if lines > 1 or is_tall else None


def lines_of(letters, room):
    """In how many lines of a cell so many letters stand."""
    return -(-letters // room) or 1


def paper(sheet, content, *, head, first):
    """Widths, what stays in sight, filters, and how it is printed."""
    for column, (_name, _label, _tag, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(first, 1)  # headings and names
    # With a row of tags below the headings the filter begins there, so that sorting leaves both where they are.
    sheet.autofilter(first - 1, 0, max(first - 1 + content["count"], first), len(COLUMNS) - 1)
    if content["rtl"]:
        sheet.right_to_left()
    sheet.set_landscape()
    sheet.set_paper(LANDSCAPE_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, head)
    demo = f" · {_('Demonstration: invented people')}" if content["demo"] else ""
    until = _("Valid until %(day)s") % {"day": content["valid_until"]}
    sheet.set_header(two_ends(coded(content["reference"] + demo), coded(until), content["rtl"]))
    purpose = content["purpose"]
    purpose = purpose if len(purpose) <= LONGEST_FOOT else purpose[:LONGEST_FOOT] + "…"
    only = _("Only for: %(purpose)s") % {"purpose": purpose}
    numbers = _("Page %(page)s of %(pages)s") % {"page": "&P", "pages": "&N"}
    sheet.set_footer(two_ends(coded(only), numbers, content["rtl"]))


def two_ends(first, last, rtl):
    """A head or foot with something at its beginning and its end, as the sheet is read."""
    left, right = (last, first) if rtl else (first, last)
    return f"&L{left}&R{right}"


def coded(text):
    """`text` in a head or foot, where & begins a code."""
    return text.replace("&", "&&")
