"""What python-docx leaves to its users: direction, language, running fields, lines of tables, numbered lines.

Everything is written as runs of one direction each: Word sets a run, not a paragraph, from the right or from the left.
Whoever imports this imports python-docx with it, which is slow.
"""

import unicodedata
from itertools import groupby

from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from apmbc_portal.figures.lettering import is_rtl
from apmbc_portal.text import printable

FONT, COMPLEX, EAST = "Calibri", "Arial", "SimSun"  # what ministries have; for Arabic and for Chinese
LOCALES = {"en": "en-GB", "fr": "fr-FR", "es": "es-ES", "ru": "ru-RU", "ar": "ar-SA", "zh": "zh-CN"}
INK, QUIET, ACCENT, RED = (RGBColor.from_string(code) for code in ("16232F", "4A5967", "0B5F79", "9B2C20"))
RIGHT, LEFT = ("R", "AL"), ("L", "EN")


def locale(language):
    """A language as Word's spelling and screen readers know it: with a country where the code has none."""
    return LOCALES.get(language, language)


def element(tag, /, **attributes):
    made = OxmlElement(tag)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def runs_of(words, rtl):
    """[(part, from the right?), …]: `words` cut where the direction changes; what has none goes with its surroundings."""
    directions = [direction_of(sign) for sign in words]
    for place, found in enumerate(directions):
        if found is None:
            before = directions[place - 1] if place else rtl
            after = next((one for one in directions[place:] if one is not None), rtl)
            directions[place] = before if before == after else rtl
    cut = groupby(zip(words, directions, strict=True), key=lambda pair: pair[1])
    return [("".join(sign for sign, _direction in pairs), right) for right, pairs in cut]


def direction_of(sign):
    """True from the right, False from the left, None for what follows its neighbours."""
    kind = unicodedata.bidirectional(sign)
    return True if kind in RIGHT else False if kind in LEFT else None


def write(paragraph, words, language, *, rtl=None, bold=None, colour=None):
    """Put `words` into a paragraph as runs in `language`; `rtl` is the direction of the paragraph, told by it unless given."""
    rtl = paragraph_is_rtl(paragraph) if rtl is None else rtl
    for part, right in runs_of(printable(str(words)), rtl):
        run = paragraph.add_run(part)
        run.bold = run.font.cs_bold = bold
        if colour is not None:
            run.font.color.rgb = colour
        if right:
            run.font.rtl = True
        run._r.get_or_add_rPr().append(element("w:lang", **{"bidi" if right else "val": locale(language)}))
    return paragraph


def paragraph_is_rtl(paragraph):
    properties = paragraph._p.pPr
    return properties is not None and properties.find(qn("w:bidi")) is not None


def set_direction(paragraph, rtl):
    """A paragraph from the right, where it is; its place among the properties is laid down by the format."""
    if rtl:
        paragraph._p.get_or_add_pPr().insert_element_before(
            element("w:bidi"), "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents",
            "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment", "w:outlineLvl", "w:rPr", "w:sectPr",
        )  # fmt: skip
    return paragraph


def direction_for(words, rtl):
    """Whether these words are set from the right in a document that is (or is not)."""
    return is_rtl(printable(str(words)), rtl)


def set_page(section, rtl):
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(24)
    section.top_margin, section.bottom_margin = Mm(28), Mm(24)
    if rtl:
        section._sectPr.append(element("w:bidi"))


def number_lines(section):
    """Every fifth line has its number in the margin, over all pages: a remark can say where."""
    numbers = element("w:lnNumType", countBy=5, restart="continuous", distance=240)
    section._sectPr.insert_element_before(
        numbers, "w:pgNumType", "w:cols", "w:formProt", "w:vAlign", "w:noEndnote", "w:titlePg", "w:textDirection", "w:bidi",
        "w:rtlGutter", "w:docGrid",
    )  # fmt: skip


def set_fonts(style, size=None, colour=None):
    """One family in all styles, with fonts for Arabic and Chinese beside it; the theme's are taken out."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for key, name in {"ascii": FONT, "hAnsi": FONT, "cs": COMPLEX, "eastAsia": EAST}.items():
        fonts.set(qn(f"w:{key}"), name)
    if size:
        style.font.size = Pt(size)
        properties = style.element.rPr
        for old in properties.findall(qn("w:szCs")):
            properties.remove(old)
        properties.find(qn("w:sz")).addnext(element("w:szCs", val=size * 2))
    for wide in style.element.rPr.findall(qn("w:spacing")):  # letters set apart tear Arabic words
        style.element.rPr.remove(wide)
    if colour is not None:
        style.font.color.rgb = colour


def set_language(document, language, rtl):
    """The language of everything that says no other."""
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    said = {"val": "en-GB" if rtl else locale(language), "eastAsia": "zh-CN", "bidi": locale(language) if rtl else "ar-SA"}
    defaults.append(element("w:lang", **said))


def add_field(paragraph, name):
    """A number Word counts itself: PAGE, NUMPAGES."""
    for kind, words in (("begin", ""), ("", f" {name} "), ("separate", ""), (None, "1"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            run._r.append(element("w:fldChar", fldCharType=kind))
        elif kind == "":
            code = element("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = words
            run._r.append(code)
        else:
            run.text = words


def add_end_tab(paragraph, section):
    """A tab stop at the far margin; in a paragraph from the right Word counts it from there."""
    stops = paragraph.paragraph_format.tab_stops
    for stop in list(paragraph.style.paragraph_format.tab_stops):
        stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
    stops.add_tab_stop(section.page_width - section.left_margin - section.right_margin, WD_TAB_ALIGNMENT.RIGHT)


def set_table(table, title, widths, rtl):
    """A table read aloud by its title, from the right where the document is, its rows whole, ruled by thin lines."""
    properties = table._tbl.tblPr
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell in row._tr.tc_lst:
            cell.width = Mm(sum(widths[cell.grid_offset : cell.grid_offset + cell.grid_span]))
    if rtl:
        properties.insert_element_before(
            element("w:bidiVisual"), "w:tblStyleRowBandSize", "w:tblStyleColBandSize", "w:tblW", "w:jc", "w:tblCellSpacing",
            "w:tblInd", "w:tblBorders", "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook",
        )  # fmt: skip
    borders = element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(element(f"w:{side}", val="single", sz=4, space=0, color="B8B2A6"))
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    properties.append(element("w:tblCaption", val=printable(str(title))[:240]))
    for row in table.rows:
        row._tr.get_or_add_trPr().append(element("w:cantSplit"))


def repeat_head(row):
    """The row stands at the head of the table on every page."""
    row._tr.get_or_add_trPr().append(element("w:tblHeader"))


def set_revisions(document):
    """What is changed comes back as a change; and no reader is shown a window about old formats."""
    settings = document.settings.element
    settings.insert_element_before(element("w:trackRevisions"), *after("w:trackRevisions"))
    compat = settings.find(qn("w:compat"))
    if compat is None:
        compat = element("w:compat")
        settings.insert_element_before(compat, *after("w:compat"))
    uri = "http://schemas.microsoft.com/office/word"
    compat.append(element("w:compatSetting", name="compatibilityMode", uri=uri, val=15))


SETTINGS = (
    "w:trackRevisions", "w:doNotTrackMoves", "w:doNotTrackFormatting", "w:documentProtection", "w:autoFormatOverride", "w:styleLockTheme",
    "w:styleLockQFSet", "w:defaultTabStop", "w:autoHyphenation", "w:consecutiveHyphenLimit", "w:hyphenationZone", "w:characterSpacingControl",
    "w:hdrShapeDefaults", "w:footnotePr", "w:endnotePr", "w:compat", "w:docVars", "w:rsids", "m:mathPr", "w:attachedSchema",
    "w:themeFontLang", "w:clrSchemeMapping", "w:doNotIncludeSubdocsInStats", "w:shapeDefaults", "w:decimalSymbol", "w:listSeparator",
)  # fmt: skip


def after(name):
    """What follows `name` in the settings of a document, in the order of the format."""
    return SETTINGS[SETTINGS.index(name) + 1 :]
