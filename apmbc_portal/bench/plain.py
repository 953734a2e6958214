"""The same report set by ReportLab: what an engine without HTML, CSS and tags needs for the same words on the same pages."""

import io
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageBreak, PageTemplate, Paragraph, Spacer, Table, TableStyle
from reportlab.platypus.tableofcontents import TableOfContents

FONTS = Path(__file__).resolve().parents[2] / "reports" / "printing" / "fonts" / "files"
INK, QUIET, ACCENT, LINE = HexColor("#16232f"), HexColor("#4a5967"), HexColor("#0b5f79"), HexColor("#dcd8cf")
WIDTH = A4[0] - 48 * mm


def font(name, file):
    """Register one of the portal's own fonts."""
    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(name, str(FONTS / file)))
    return name


def styles():
    sans, bold = font("Sans", "NotoSans-Regular.ttf"), font("SansBold", "NotoSans-Bold.ttf")
    return {
        "text": ParagraphStyle("text", fontName=sans, fontSize=10, leading=15, textColor=INK, spaceAfter=2.6 * mm),
        "cell": ParagraphStyle("cell", fontName=sans, fontSize=8.8, leading=12.3, textColor=INK),
        "label": ParagraphStyle("label", fontName=sans, fontSize=8, leading=11.2, textColor=QUIET),
        "kind": ParagraphStyle("kind", fontName=sans, fontSize=9.5, leading=14, textColor=QUIET, spaceAfter=34 * mm),
        "states": ParagraphStyle("states", fontName=bold, fontSize=15, leading=18, textColor=ACCENT, spaceAfter=3 * mm),
        "title": ParagraphStyle("title", fontName=bold, fontSize=31, leading=34, textColor=INK, spaceAfter=14 * mm),
        "h2": ParagraphStyle(
            "h2", fontName=bold, fontSize=15, leading=18, spaceBefore=9 * mm, spaceAfter=2.5 * mm, keepWithNext=1
        ),
        "h3": ParagraphStyle(
            "h3", fontName=bold, fontSize=11.5, leading=14, spaceBefore=5 * mm, spaceAfter=1 * mm, keepWithNext=1
        ),
    }


class Numbered(Canvas):
    """Holds the pages back until their number is known: "page x of y" and the running heads are drawn at the end."""

    def __init__(self, *args, content, **kwargs):
        super().__init__(*args, **kwargs)
        self.content, self.held = content, []

    def showPage(self):  # noqa: N802  (ReportLab's name)
        self.held.append(dict(self.__dict__))
        self._startPage()

    def save(self):
        for state in self.held:
            self.__dict__.update(state)
            self.setFont("Sans", 8)
            self.setFillColor(QUIET)
            self.drawString(24 * mm, A4[1] - 22 * mm, f"{self.content['reference']} · version {self.content.get('version', '')}")
            self.drawString(24 * mm, 18 * mm, self.content["title"][:90])
            self.drawRightString(A4[0] - 24 * mm, 18 * mm, f"Page {self._pageNumber} of {len(self.held)}")
            super().showPage()
        super().save()


class Report(BaseDocTemplate):
    """Notes each heading for the contents and the outline."""

    def __init__(self, out, content):
        super().__init__(out, pagesize=A4, title=content["title"], lang=content["language"])
        frame = Frame(24 * mm, 25 * mm, WIDTH, A4[1] - 55 * mm, 0, 0, 0, 0)
        self.addPageTemplates(PageTemplate("page", [frame]))

    def afterFlowable(self, flowable):  # noqa: N802  (ReportLab's name)
        if flowable.__class__ is Paragraph and flowable.style.name in ("h2", "h3"):
            level, text, key = int(flowable.style.name == "h3"), flowable.getPlainText(), f"s{self.seq.nextf('heading')}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(text, key, level=0)
            self.notify("TOCEntry", (level, text, self.page, key))


def table(rows, widths, *, head=0, spans=()):
    lines = [
        ("LINEBELOW", (0, 0), (-1, -1), 0.3, LINE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ]
    lines += [("SPAN", (0, row), (-1, row)) for row in spans]
    return Table(rows, [WIDTH * width for width in widths], repeatRows=head, style=TableStyle(lines))


def plain_report(content):
    """PDF bytes of a report's content: cover, contents, sections, outcomes and participants, as the portal prints them."""
    s = styles()

    def p(text, style="text"):
        return Paragraph(escape(text).replace("\n", "<br/>"), s[style])

    facts = [
        ("Document", "attribution"),
        ("Meeting", "when"),
        ("Place", "where"),
        ("Beside", "occasion"),
        ("Reference", "reference"),
    ]
    facts = [[p(label, "label"), p(content[name], "cell")] for label, name in facts if content[name]]
    contents = TableOfContents(levelStyles=[s["text"], s["text"]])
    story = [
        p("Anti-Personnel Mine Ban Convention · the individualised approach", "kind"),
        p(" · ".join(content["states"]), "states"), p(content["title"], "title"), table(facts, (0.235, 0.765)), PageBreak(),
        p("Contents", "h2"), contents,
    ]  # fmt: skip
    if content["summary"]:
        story += [p("Summary", "h2"), *map(p, content["summary"])]
    for section in content["sections"]:
        story += [
            p(f"{section['number']} {section['title']}", "h3" if section["level"] > 1 else "h2"),
            *map(p, section["paragraphs"]),
        ]
    if content["outcomes"]:
        head = [p(text, "label") for text in ("Follow-up", "What was agreed", "Who and when")]
        rows = [
            [p(one["kind"], "cell"), p(one["text"], "cell"), p(f"{one['owner']}\n{one['due']}", "cell")]
            for one in content["outcomes"]
        ]
        story += [p("Outcomes", "h2"), table([head, *rows], (0.25, 0.47, 0.28), head=1)]
    if content["participants"]:
        rows, spans = [[p("Name", "label"), p("Title or function", "label")]], []
        for group in content["participants"]:
            spans.append(len(rows))
            rows.append([p(group["organisation"], "cell"), ""])
            rows += [[p(one["name"], "cell"), p(one["title"], "cell")] for one in group["people"]]
        story += [p("Participants", "h2"), Spacer(1, 1), table(rows, (0.47, 0.53), head=1, spans=spans)]
    out = io.BytesIO()
    Report(out, content).multiBuild(story, canvasmaker=lambda *args, **kwargs: Numbered(*args, content=content, **kwargs))
    return out.getvalue()
