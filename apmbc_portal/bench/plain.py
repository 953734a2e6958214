"""What both documents that ReportLab sets have in common: the portal's own fonts, styles, running heads, "page x of y", tables, drawings.

It is what an engine without HTML, CSS and tags needs for the same words on the same pages: the yardstick of the bench.
"""

from functools import cache
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Table, TableStyle

FONTS = Path(__file__).resolve().parents[2] / "reports" / "printing" / "fonts" / "files"
OTHER_SCRIPTS = ("NaskhArabic", "SansKhmer", "SansEthiopic", "SansTamil", "SansSC")
INK, QUIET, ACCENT, LINE = HexColor("#16232f"), HexColor("#4a5967"), HexColor("#0b5f79"), HexColor("#dcd8cf")
WIDTH = A4[0] - 48 * mm


@cache
def font(file):
    """Register one of the portal's own fonts, once; its name."""
    pdfmetrics.registerFont(TTFont(file, str(FONTS / f"{file}.ttf")))
    return file


@cache
def font_for(sign):
    """The font that draws a letter no Latin font has."""
    fonts = (font(f"Noto{script}-Regular") for script in OTHER_SCRIPTS)
    return next((name for name in fonts if ord(sign) in pdfmetrics.getFont(name).face.charToGlyph), "")


def marked_up(text):
    """`text` for a paragraph, letters of other scripts in a font that has them."""
    if text.isascii():
        return escape(text)
    latin = pdfmetrics.getFont(font("NotoSans-Regular")).face.charToGlyph
    runs = groupby(text, key=lambda sign: "" if ord(sign) in latin else font_for(sign))
    pieces = ((name, escape("".join(signs))) for name, signs in runs)
    return "".join(f'<font name="{name}">{piece}</font>' if name else piece for name, piece in pieces)


@cache
def styles():
    sans, bold, serif = font("NotoSans-Regular"), font("NotoSans-Bold"), font("SourceSerif4-SemiBold")
    text = ParagraphStyle("text", fontName=sans, fontSize=10, leading=15, textColor=INK, spaceAfter=2.6 * mm)

    def heading(name, size, before, after):
        return ParagraphStyle(
            name, text, fontName=serif, fontSize=size, leading=size * 1.18, spaceBefore=before * mm, spaceAfter=after * mm,
            keepWithNext=1,
        )  # fmt: skip

    cell = ParagraphStyle("cell", text, fontSize=8.8, leading=12.3, spaceAfter=0)
    return {
        "text": text,
        "h2": heading("h2", 15, 9, 2.5),
        "h3": heading("h3", 11.5, 5.5, 1.2),
        "kind of place": ParagraphStyle("kind of place", heading("", 15, 9, 2.5), keepWithNext=0),
        "caption": heading("caption", 11.5, 4, 2.5),
        "title": ParagraphStyle("title", heading("", 31, 0, 4), leading=34.1),
        "list": heading("list", 24, 0, 2),
        "states": ParagraphStyle("states", heading("", 15, 0, 2.5), textColor=ACCENT),
        "kind": ParagraphStyle("kind", text, fontSize=9.5, leading=14.25, textColor=QUIET, spaceAfter=30 * mm),
        "meeting": ParagraphStyle("meeting", text, fontSize=12, leading=16.8, textColor=QUIET, spaceAfter=11 * mm),
        "quiet": ParagraphStyle("quiet", text, textColor=QUIET),
        "fact": ParagraphStyle("fact", text, spaceAfter=0),
        "term": ParagraphStyle("term", text, textColor=QUIET, spaceAfter=0),
        "cell": cell,
        "group": ParagraphStyle("group", cell, fontName=bold, spaceBefore=2.5 * mm),
        "small": ParagraphStyle("small", cell, fontSize=8.5, leading=11.9),
        "count": ParagraphStyle("count", cell, fontSize=8.5, leading=11.9, alignment=2),
        "label": ParagraphStyle("label", text, fontSize=8, leading=11.2, textColor=QUIET, spaceAfter=0),
        "label-count": ParagraphStyle("label-count", text, fontSize=8, leading=11.2, textColor=QUIET, spaceAfter=0, alignment=2),
        "designations": ParagraphStyle("designations", text, fontSize=7.5, leading=10.9, textColor=QUIET),
    }  # fmt: skip


def p(text, style="text"):
    return Paragraph(marked_up(text).replace("\n", "<br/>"), styles()[style])


class Numbered(Canvas):
    """Holds the pages back until their number is known: "page x of y" and the running heads are drawn at the end.

    `heads`: the words at three corners of a page; `bare_first` leaves the foot of the first page empty.
    """

    def __init__(self, *args, heads, margin=24 * mm, bare_first=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.heads, self.sides, self.bare_first, self.held = heads, (margin, A4[0] - margin), bare_first, []

    def showPage(self):  # noqa: N802  (ReportLab's name)
        self.held.append(dict(self.__dict__))
        self._startPage()

    def save(self):
        (at, end), (left, right, foot) = self.sides, self.heads
        for state in self.held:
            self.__dict__.update(state)
            self.setFont(font("NotoSans-Regular"), 8)
            self.setFillColor(QUIET)
            self.drawString(at, A4[1] - 22 * mm, left)
            self.drawRightString(end, A4[1] - 22 * mm, right)
            self.setStrokeColor(LINE)
            self.setLineWidth(0.4)
            self.line(at, A4[1] - 24 * mm, end, A4[1] - 24 * mm)
            if not (self.bare_first and self._pageNumber == 1):
                self.drawString(at, 18 * mm, foot)
            self.drawRightString(end, 18 * mm, f"Page {self._pageNumber} of {len(self.held)}")
            super().showPage()
        super().save()


class Paper(BaseDocTemplate):
    """Notes each heading for the outline, and for the contents where there are any."""

    def __init__(self, out, content, margin=24 * mm, bottom=25 * mm):
        super().__init__(out, pagesize=A4, title=content["title"], lang=content["language"])
        frame = Frame(margin, bottom, A4[0] - 2 * margin, A4[1] - 30 * mm - bottom, 0, 0, 0, 0)
        self.addPageTemplates(PageTemplate("page", [frame]))

    def afterFlowable(self, flowable):  # noqa: N802  (ReportLab's name)
        if flowable.__class__ is Paragraph and flowable.style.name in ("h2", "h3", "kind of place"):
            text, key = flowable.getPlainText(), f"s{self.seq.nextf('heading')}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(text, key, level=0)
            if text != "Contents":
                self.notify("TOCEntry", (int(flowable.style.name == "h3"), text, self.page, key))


def table(rows, widths, *, head=0, spans=(), across=WIDTH, padding=1.5 * mm):
    lines = [
        ("LINEBELOW", (0, 0), (-1, -1), 0.3, LINE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3 * mm),
        ("TOPPADDING", (0, 0), (-1, -1), padding),
        ("BOTTOMPADDING", (0, 0), (-1, -1), padding),
    ]
    for row in spans:
        lines += [("SPAN", (0, row), (-1, row)), ("TOPPADDING", (0, row), (-1, row), 4 * mm), ("NOSPLIT", (0, row), (0, row + 1))]
    return Table(rows, [across * width for width in widths], repeatRows=head, style=TableStyle(lines))


class Drawing(Flowable):
    """One of the portal's figures: its SVG has lines, boxes, circles and words alone."""

    def __init__(self, svg, width):
        super().__init__()
        self.tree = ElementTree.fromstring(svg)  # noqa: S314  (the portal's own)
        self.scale = width / float(self.tree.get("width"))
        self.width, self.height = width, float(self.tree.get("height")) * self.scale

    def draw(self):
        canvas = self.canv
        canvas.transform(self.scale, 0, 0, -self.scale, 0, self.height)
        for shape in self.tree:
            kind, of = shape.tag.rpartition("}")[2], shape.attrib.get
            if kind == "text":
                self.write(shape.text, of)
            elif kind in ("rect", "circle", "line"):
                canvas.setStrokeColor(HexColor(of("stroke")))
                canvas.setLineWidth(float(of("stroke-width")))
                canvas.setDash([float(dash) for dash in of("stroke-dasharray", "").split()])
                if fill := of("fill"):
                    canvas.setFillColor(HexColor(fill))
                names = {"rect": ("x", "y", "width", "height"), "circle": ("cx", "cy", "r"), "line": ("x1", "y1", "x2", "y2")}
                getattr(canvas, kind)(*(float(of(name)) for name in names[kind]), **({"fill": 1} if fill else {}))

    def write(self, words, of):
        canvas, name = self.canv, font("NotoSans-Bold" if of("font-weight") else "NotoSans-Regular")
        canvas.saveState()
        canvas.translate(float(of("x")), float(of("y")))
        canvas.scale(1, -1)
        canvas.setFont(name, float(of("font-size")))
        canvas.setFillColor(HexColor(of("fill")))
        draw = {"start": canvas.drawString, "middle": canvas.drawCentredString, "end": canvas.drawRightString}[of("text-anchor")]
        draw(0, 0, words)
        canvas.restoreState()
