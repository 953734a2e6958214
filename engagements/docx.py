"""The request as a Word file, for whoever clears it at home without an account."""

from io import BytesIO

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apmbc_portal.text import without_marks
from engagements.reading import sections


def request_docx(request):
    """The bytes of a Word document that says what the request says, with room for a signature."""
    from docx import Document  # slow to import; asked for now and then

    document = Document()
    document.core_properties.title = title(request)
    document.core_properties.author = str(request.engagement.state)
    document.core_properties.comments = ""
    style = document.styles["Normal"]
    style.font.name = "Calibri"
    document.add_heading(plain(title(request)), level=0)
    for line in head_lines(request):
        document.add_paragraph(plain(line))
    for section in sections(request):
        document.add_heading(plain(section.title), level=1)
        if not any(line.text for line in section.lines) and not section.themes:
            document.add_paragraph(_("Nothing said."))
        for line in section.lines:
            add_line(document, line)
        for theme, entries in section.themes:
            document.add_heading(plain(f"{theme.value}. {theme.label}"), level=2)
            for entry in entries:
                document.add_heading(plain(f"{entry.title} ({entry.direction})"), level=3)
                for line in entry.lines:
                    add_line(document, line)
    add_signature(document, request)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


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


def add_line(document, line):
    if not line.text:
        return
    paragraph = document.add_paragraph()
    paragraph.add_run(plain(line.label)).bold = True
    for part in plain(line.text).split("\n"):
        if part.strip():
            document.add_paragraph(part)


def add_signature(document, request):
    document.add_heading(_("Clearance"), level=1)
    document.add_paragraph(_("Cleared for submission, mark of the text %(mark)s.") % {"mark": request.text_mark})
    table = document.add_table(rows=0, cols=2)
    for label in (_("Name"), _("Function"), _("Date"), _("Signature")):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, "_" * 40


def plain(text):
    """Word's XML takes no control characters, wherever the text came from."""
    return without_marks(str(text))
