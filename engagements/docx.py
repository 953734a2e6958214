"""The request as a Word file, for whoever clears it at home without an account."""

from io import BytesIO

from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_bidi, pgettext
from django.utils.translation import gettext as _
from docx import Document
from docx.shared import Pt

from apmbc_portal import word
from apmbc_portal.text import printable
from engagements.reading import sections

STYLES = {
    "Normal": (11, None),
    "Title": (22, word.INK),
    "Heading 1": (15, word.ACCENT),
    "Heading 2": (12, word.ACCENT),
    "Heading 3": (11, word.INK),
    "Header": (9, word.QUIET),
    "Footer": (9, word.QUIET),
}
RULE = "_" * 40


def request_docx(request):
    """The bytes of a Word document that says what the request says, with room for a signature."""
    return Paper(request).made()


class Paper:
    """One document in the making: labels are in the language of the interface, each paragraph from the side of its own words."""

    def __init__(self, request):
        self.request, self.language, self.rtl = request, get_language(), get_language_bidi()
        self.document = Document()

    def made(self):
        self.prepare()
        self.head_and_foot()
        self.add(title(self.request), style="Title")
        for line in head_lines(self.request):
            self.add(line)
        for section in sections(self.request):
            self.section(section)
        self.signature()
        out = BytesIO()
        self.document.save(out)
        return out.getvalue()

    def prepare(self):
        """Page, styles, language and what the file says about itself."""
        word.set_page(self.document.sections[0], self.rtl)
        word.set_language(self.document, self.language, self.rtl)
        for name, (size, colour) in STYLES.items():
            word.set_fonts(self.document.styles[name], size, colour)
        self.document.styles["Normal"].paragraph_format.space_after = Pt(7)
        about = self.document.core_properties
        about.title, about.author = printable(title(self.request))[:255], printable(str(self.request.engagement.state))[:255]
        about.language, about.comments = word.locale(self.language), ""

    def head_and_foot(self):
        """On every page: which text this is, and which page of how many."""
        section = self.document.sections[0]
        self.write(word.set_direction(section.header.paragraphs[0], self.rtl), next(head_lines(self.request)))
        foot = word.set_direction(section.footer.paragraphs[0], self.rtl)
        self.write(foot, _("Page") + " ")
        word.add_field(foot, "PAGE")
        self.write(foot, " " + pgettext("page 2 of 8", "of") + " ")
        word.add_field(foot, "NUMPAGES")

    def section(self, section):
        self.add(section.title, style="Heading 1")
        if not any(line.text for line in section.lines) and not section.themes:
            self.add(_("Nothing said."))
        self.lines(section.lines)
        for theme, entries in section.themes:
            self.add(f"{theme.value}. {theme.label}", style="Heading 2")
            for entry in entries:
                self.add(f"{entry.title} ({entry.direction})", style="Heading 3")
                self.lines(entry.lines)

    def lines(self, lines):
        """What is said, each below its label."""
        for line in lines:
            if not line.text:
                continue
            label = self.add(line.label, bold=True).paragraph_format
            label.space_after, label.keep_with_next = Pt(0), True
            for part in printable(line.text).split("\n"):
                if part.strip():
                    self.add(part)

    def signature(self):
        self.add(_("Clearance"), style="Heading 1")
        what = _("Cleared for submission, mark of the text %(mark)s.") % {"mark": self.request.text_mark}
        self.add(what).paragraph_format.keep_with_next = True  # nobody signs a page that does not say what
        table = self.document.add_table(rows=0, cols=2)
        for row in [(_("Name"), RULE), (_("Function"), RULE), (_("Date"), RULE), (_("Signature"), RULE)]:
            for cell, words in zip(table.add_row().cells, row, strict=True):
                written = self.write(word.set_direction(cell.paragraphs[0], self.rtl), words)
                written.paragraph_format.keep_with_next = True
        word.set_table(table, _("Clearance"), [52, 110], self.rtl)

    def add(self, words, *, style=None, bold=None):
        return self.write(
            word.set_direction(self.document.add_paragraph(style=style), word.direction_for(words, self.rtl)), words, bold=bold
        )

    def write(self, paragraph, words, **how):
        return word.write(paragraph, words, self.language, **how)


def title(request):
    return _("Request under the individualised approach: %(state)s") % {"state": request.engagement.state}


def head_lines(request):
    """What says which text this is: reference or draft, version, state on the day, mark of the text."""
    if request.submitted_at:
        yield _("%(reference)s, version %(version)s, submitted on %(day)s") % {
            "reference": request.engagement.reference, "version": request.version, "day": date_format(request.submitted_at),
        }  # fmt: skip
    else:
        yield _("Version %(version)s, %(status)s: not submitted") % {
            "version": request.version,
            "status": request.get_status_display(),
        }
        if request.edited_at:
            yield _("Last changed on %(day)s") % {"day": date_format(request.edited_at, "DATETIME_FORMAT")}
    yield _("Mark of this text: %(mark)s") % {"mark": request.text_mark}
