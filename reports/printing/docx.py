"""The meeting report as a Word file: ministries clear in Word, and send it back with their changes.

Reads the frozen content alone, like the layout engine; who knows Word's own format is `apmbc_portal.word`.
"""

from datetime import UTC, datetime
from io import BytesIO

from django.utils.translation import get_language_bidi, ngettext, override, pgettext
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Pt

from apmbc_portal import word
from apmbc_portal.figures import drawn
from reports.kinds.words import cleaned
from reports.printing.apart import silent

STYLES = {
    "Normal": (11, None),
    "Title": (24, word.INK),
    "Heading 1": (15, word.ACCENT),
    "Heading 2": (12, word.ACCENT),
    "Header": (9, word.QUIET),
    "Footer": (9, word.QUIET),
}


def render(content, tell=silent):
    """(bytes of the Word file, 0): a text in Word has pages only where it is opened."""
    tell("layout")
    with override(content["labels_language"]):
        document = Report(content).made()
    tell("writing")
    out = BytesIO()
    document.save(out)
    return out.getvalue(), 0


class Report:
    """One document in the making: its words are in the language of the text, its labels in that of the labels."""

    def __init__(self, content):
        self.c, self.rtl, self.language = content, content["rtl"], content["language"]
        self.labels, self.labels_rtl = content["labels_language"], get_language_bidi()
        self.document = Document()
        self.section = self.document.sections[0]

    def made(self):
        self.prepare()
        self.head_and_foot()
        self.cover()
        self.body()
        self.figures()
        self.outcomes()
        self.participants()
        return self.document

    def prepare(self):
        """Page, styles, language and what the file says about itself."""
        c, about = self.c, self.document.core_properties
        word.set_page(self.section, self.rtl)
        word.set_language(self.document, self.language, self.rtl)
        word.set_revisions(self.document)
        if c["draft"]:
            word.number_lines(self.section)
        for name, (size, colour) in STYLES.items():
            word.set_fonts(self.document.styles[name], size, colour)
        self.document.styles["Normal"].paragraph_format.space_after = Pt(7)
        title = f"{c['title']} ({c['text_kind']})" if c["is_full"] else c["title"]
        about.title, about.author, about.last_modified_by = cleaned(title)[:255], _("Implementation Support Unit"), ""
        about.subject, about.keywords = cleaned(c["attribution"])[:255], cleaned(c["reference"])[:255]
        about.version, about.language, about.comments = str(c["version"]), word.locale(self.language), ""
        about.content_status = _("Draft") if c["draft"] else _("Final")
        about.created = about.modified = datetime.now(UTC).replace(tzinfo=None)

    def head_and_foot(self):
        """Which text, which version, that it is a draft; which page of how many. Two ends of a line each."""
        c = self.c

        def which(line):
            self.label(line, self.reference() + (" · " + _("Demonstration: invented") if c["demo"] else ""))

        def draft(line):
            self.label(line, _("DRAFT – not approved") if c["draft"] else "", bold=True, colour=word.RED)

        def title(line):
            word.write(line, c["title"] if len(c["title"]) < 80 else f"{c['title'][:78]}…", self.language)

        def page(line):
            self.label(line, _("Page") + " ")
            word.add_field(line, "PAGE")
            self.label(line, " " + pgettext("page 2 of 8", "of") + " ")
            word.add_field(line, "NUMPAGES")

        self.two_ends(self.section.header.paragraphs[0], which, draft)
        self.two_ends(self.section.footer.paragraphs[0], title, page)

    def two_ends(self, line, first, last):
        """A line with something at its beginning and its end, as the document is read."""
        word.set_direction(line, self.labels_rtl)
        word.add_end_tab(line, self.section)
        for place, write in enumerate((first, last) if self.rtl == self.labels_rtl else (last, first)):
            if place:
                line.add_run("\t")
            write(line)

    def reference(self):
        return _("%(reference)s, version %(version)s") % {"reference": self.c["reference"], "version": self.c["version"]}

    def cover(self):
        c = self.c
        self.said(_("Anti-Personnel Mine Ban Convention · the individualised approach"), colour=word.QUIET)
        if c["states"]:
            self.said(" · ".join(c["states"]), bold=True, colour=word.ACCENT)
        self.words(self.paragraph(style="Title"), c["title"])
        if c["meeting"]:
            rtl = word.direction_for(c["meeting"], self.rtl)
            word.write(self.beginning(self.paragraph(rtl=rtl), rtl), c["meeting"], self.language, colour=word.QUIET)
        facts = [
            (_("Document"), c["attribution"]), (_("Meeting"), c["when"]), (_("Place"), c["where"]), (_("Beside"), c["occasion"]),
            (_("Reference"), self.reference()), (_("Language"), c["translation"]), (_("Sent to the State"), c["sent"]),
            (_("Approved by"), c["approved"]), (_("Permanent address"), c["address"]),
        ]  # fmt: skip
        self.table(_("About this text"), [], [(label, said) for label, said in facts if said], widths=[42, 120])
        if c["draft"]:
            said = _("Draft. The State has not approved this text: it may not be quoted or passed on.")
            self.said(said, before=12, bold=True, colour=word.RED)
            self.said(
                _(
                    "To comment, write into this file: changes are marked, and lines are numbered in the margin. Bring it back on the "
                    "page of the report in the portal, or send it to the ISU by mail."
                ),
                colour=word.QUIET,
            )
        last = self.said(
            _(
                "The designations used and the presentation of material do not imply any opinion on the legal status of any country, "
                "territory, city or area, or of its authorities, or on the delimitation of its frontiers or boundaries."
            ),
            before=12,
            colour=word.QUIET,
        )
        last.add_run().add_break(WD_BREAK.PAGE)

    def body(self):
        c = self.c
        if c["summary"]:
            self.heading(_("Summary"))
            self.paragraphs(c["summary"])
        for section in c["sections"]:
            said = f"{section['number']} {section['title']}".strip()
            self.words(self.paragraph(style="Heading 2" if section["level"] > 1 else "Heading 1"), said)
            self.paragraphs(section["paragraphs"])

    def figures(self):
        if not self.c["figures"]:
            return
        self.heading(_("In figures"))
        for figure in map(drawn, self.c["figures"]):
            self.heading(figure.title, "Heading 2")
            others = len(figure.head) - 1
            numbers = sum(column == "count" for column in figure.columns)
            self.table(figure.title, figure.head, figure.rows, widths=[162 - 32 * others, *[32] * others], numbers=numbers)

    def outcomes(self):
        c = self.c
        if not c["outcomes"]:
            return
        self.heading(_("Outcomes"))
        head, rows = [_("Follow-up"), _("What was agreed")], []
        for one in c["outcomes"]:
            who = [" – ".join(part for part in (one["owner"], one["due"]) if part)] if c["says_who"] else []
            rows.append([one["kind"][:1].upper() + one["kind"][1:], (one["text"], one.get("language") or self.language), *who])
        if c["says_who"]:
            head.append(_("Who and when"))
        self.table(_("Outcomes"), head, rows, widths=[42, 76, 44] if c["says_who"] else [48, 114])

    def participants(self):
        c = self.c
        if not (c["participants"] or c["further"]):
            return
        self.heading(_("Participants"))
        said = _("Named are those who agreed to it.")
        if n := c["further"]:
            said += " " + ngettext("%(n)s further person took part.", "%(n)s further people took part.", n) % {"n": n}
        self.said(said, colour=word.QUIET)
        rows = []
        for group in c["participants"]:
            rows.append([group["organisation"]])
            rows += [[(person["name"], ""), (person["title"], "")] for person in group["people"]]
            if n := group.get("further"):
                rows.append([ngettext("and %(n)s more person", "and %(n)s more people", n) % {"n": n}, ""])
        if rows:
            self.table(_("Participants"), [_("Name"), _("Title or function")], rows, widths=[80, 82])

    # --- pieces -----------------------------------------------------------------------------------------------------

    def paragraph(self, style=None, before=None, rtl=None):
        """A paragraph in the direction of the document, unless its words have their own."""
        made = word.set_direction(self.document.add_paragraph(style=style), self.rtl if rtl is None else rtl)
        if before is not None:
            made.paragraph_format.space_before = Pt(before)
        return made

    def paragraphs(self, parts):
        for part in parts:
            self.words(self.paragraph(rtl=word.direction_for(part, self.rtl)), part)

    def heading(self, label, style="Heading 1"):
        return self.said(label, style=style)

    def said(self, words, *, style=None, before=None, **how):
        """A paragraph of the portal's own words, on the side where the document's lines begin."""
        return self.label(self.beginning(self.paragraph(style, before, rtl=self.labels_rtl), self.labels_rtl), words, **how)

    def words(self, paragraph, said, **how):
        """Words of the text itself."""
        return word.write(paragraph, said, self.language, **how)

    def label(self, paragraph, said, **how):
        return word.write(paragraph, said, self.labels, rtl=self.labels_rtl, **how)

    def beginning(self, paragraph, rtl):
        """Where a paragraph is of another direction than the document, its lines end where the others begin."""
        if rtl != self.rtl:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT  # of a paragraph from the right this is the left
        return paragraph

    def table(self, title, head, rows, *, widths, numbers=0):
        """Rows of labels; a cell that is a pair is (words, language), empty where nobody knows it. One cell spans its row.

        The last `numbers` columns hold numbers.
        """
        table = self.document.add_table(rows=0, cols=len(widths))
        table.autofit = False
        if head:
            self.row(table, head, numbers, bold=True, colour=word.QUIET)
            word.repeat_head(table.rows[0])
        for row in rows:
            if len(row) == 1:
                cells = table.add_row().cells
                self.cell(cells[0].merge(cells[-1]), (row[0], ""), bold=True).paragraph_format.keep_with_next = True
            else:
                self.row(table, row, numbers, first=None if head else word.QUIET)
        word.set_table(table, title, widths, self.rtl)

    def row(self, table, row, numbers, *, first=None, **how):
        cells = table.add_row().cells
        for place, (cell, said) in enumerate(zip(cells, row, strict=True)):
            paragraph = self.cell(cell, said, **({"colour": first} if first and not place else how))
            if place >= len(row) - numbers:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if self.labels_rtl != self.rtl else WD_ALIGN_PARAGRAPH.RIGHT

    def cell(self, cell, said, **how):
        words, language, rtl = said, self.labels, self.labels_rtl
        if isinstance(said, tuple):
            words, language, rtl = said[0], said[1] or self.language, word.direction_for(said[0], self.rtl)
        paragraph = self.beginning(word.set_direction(cell.paragraphs[0], rtl), rtl)
        paragraph.paragraph_format.space_after = Pt(3)
        return word.write(paragraph, words, language, rtl=rtl, **how)
