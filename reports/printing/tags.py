"""The structure a PDF is read aloud by: headings, lists, tables with their headers, figures, languages.

WeasyPrint writes one element for each box it has drawn, so a table over three pages becomes three tables, a paragraph over a page two
paragraphs, a repeated heading of a table is read again on each page, `/Scope`, `/Lang` and the tree of identifiers are missing,
and running heads stand in the middle of the text. Here it is one element for each element of the source, from the same boxes
and the same marks in the page streams. Replaces `weasyprint.pdf.add_tags` (WeasyPrint is pinned; `test_accessible.py` looks at every kind of element).
"""

import re
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple

import pydyf
import weasyprint.pdf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from reports.printing.tables import describe_tables

SVG = "{http://www.w3.org/2000/svg}"
KINDS = {
    "main": "Part", "article": "Art", "section": "Sect", "blockquote": "BlockQuote", "p": "P", "figure": "Div", "address": "P",
    "h1": "H1", "h2": "H2", "h3": "H3", "h4": "H4", "h5": "H5", "h6": "H6", "a": "Link", "pre": "P",
    "dl": "L", "ul": "L", "ol": "L", "li": "LI", "dt": "LI", "dd": "LI",
    "table": "Table", "thead": "THead", "tbody": "TBody", "tfoot": "TFoot", "tr": "TR", "th": "TH", "td": "TD",
    "caption": "Caption", "figcaption": "Caption", "img": "Figure", f"{SVG}svg": "Figure",
}  # fmt: skip
REPEATED = ("THead", "TFoot")
MAY_BE_EMPTY = ("TD", "TH")
PIXEL = 0.75  # points
# Scripts whose signs are not drawn one by one as they are written: South and South-East Asian ones, and Vietnamese letters.
REDRAWN = re.compile("[\u1ea0-\u1ef9\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\ua9e0-\ua9ff\uaa60-\uaa7f]")


class Mark(NamedTuple):
    """What was drawn between two operators of a page's stream."""

    page: int
    number: int


class Annotation(NamedTuple):
    page: int
    written: pydyf.Dictionary


@dataclass(eq=False, slots=True)
class Part:
    """One structure element: what it is, in which language, and what it holds in reading order."""

    kind: str
    element: object = None
    parent: "Part" = None
    lang: str = ""
    page: int = 0
    kids: list = field(default_factory=list)  # Part, Mark, Annotation
    attributes: dict = field(default_factory=dict)  # of the element itself
    layout: dict = field(default_factory=dict)  # of its `/A`
    written: pydyf.Dictionary = None

    def of_kind(self, *kinds):
        """The nearest parts of these kinds below this one, in reading order."""
        for kid in self.kids:
            if isinstance(kid, Part):
                if kid.kind in kinds:
                    yield kid
                else:
                    yield from kid.of_kind(*kinds)


class Tree:
    """Built page by page from the boxes as they were drawn."""

    def __init__(self, pdf, document, page_streams):
        self.pdf, self.document = pdf, document
        self.root = Part("Document", lang=document.metadata.lang or "")
        self.found = {}  # (element, kind) -> Part: where the rest of an element goes
        self.owners = {}  # Mark -> Part
        self.annotations = []
        for self.page, (laid_out, stream) in enumerate(zip(document.pages, page_streams, strict=True)):
            self.drawn, self.operators, self.height = stream._tags, operators_in(stream), laid_out.height
            self.read(laid_out._page_box, self.root)
            for mark in self.drawn.values():
                self.make_artifact(mark["mcid"])

    def read(self, box, parent):
        """Take `box` and all in it into the tree below `parent`."""
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if isinstance(box, boxes.MarginBox):
            return self.skip(box)
        if box in self.drawn:
            return self.read_mark(box, parent)
        if box.element is not None and not isinstance(box, boxes.PageBox | boxes.LineBox | boxes.TextBox):
            parent = self.part_of(box, parent)
            if parent.kind in REPEATED and parent.page != self.page:
                return self.skip(box)
        if box.link_annotation:
            self.read_link(box, parent)
        for child in box.children:
            self.read(child, parent)
        return None

    def read_link(self, box, part):
        """A place to click, in the link it belongs to: the engine also makes one for words of another language within it."""
        while part.kind != "Link" and part.parent:
            part = part.parent
        box.link_annotation["Contents"] = pydyf.String(" ".join("".join(part.element.itertext()).split()))
        part.kids.append(Annotation(self.page, box.link_annotation))
        self.annotations.append((box.link_annotation, part))

    def part_of(self, box, parent):
        """The structure element `box` belongs to: its source's, begun now or on an earlier page, or just `parent`."""
        tag, _, pseudo = box.element_tag.partition("::")
        if pseudo:
            return self.marker(box, parent) if pseudo == "marker" else parent
        kind = KINDS.get(tag)
        if kind == "LI":
            return self.item(box, tag, parent)
        if kind is None:
            if tag in ("html", "body") or (box.style["lang"] or "") in ("", parent.lang):
                return parent
            kind = "Span" if isinstance(box, boxes.InlineLevelBox) else "Div"
        return self.begin(box, kind, parent)

    def item(self, box, tag, parent):
        """What an item of a list holds. A term and what is said of it are one item."""
        kind = "Lbl" if tag == "dt" else "LBody"
        if (box.element, kind) in self.found:
            return self.found[box.element, kind]
        last = next(reversed([kid for kid in parent.kids if isinstance(kid, Part)]), None)
        joins = tag == "dd" and last is not None and last.kind == "LI"
        return self.begin(box, kind, last if joins else self.begin(box, "LI", parent))

    def marker(self, box, parent):
        """A bullet or number: the label of the item whose body is being read."""
        item = parent.parent
        label = self.begin(box, "Lbl", item)
        item.kids.remove(label)
        item.kids.insert(0, label)
        return label

    def begin(self, box, kind, parent):
        key = (box.element, kind)
        if key not in self.found:
            lang = box.style["lang"] or parent.lang
            part = self.found[key] = Part(kind, box.element, parent, lang, self.page)
            parent.kids.append(part)
            if kind in ("TD", "TH"):
                part.layout = {"O": "/Table"} | spans(box.element)
            elif kind == "Figure":
                self.describe_figure(part, box)
        return self.found[key]

    def describe_figure(self, part, box):
        title = box.element.find(f"{SVG}title") if box.element.tag == f"{SVG}svg" else None
        said = title.text if title is not None else box.element.get("alt")
        if said:
            part.attributes["Alt"] = pydyf.String(said)
            x, y = box.content_box_x(), self.height - box.content_box_y()
            corners = [round(number * PIXEL, 2) for number in (x, y - box.height, x + box.width, y)]
            part.layout = {"O": "/Layout", "BBox": pydyf.Array(corners)}

    def read_mark(self, box, parent):
        """A line of text, or an image."""
        mark = Mark(self.page, self.drawn.pop(box)["mcid"])
        if isinstance(box, boxes.TextBox):
            if REDRAWN.search(box.text) and mark.number in self.operators:
                self.operators[mark.number].properties["ActualText"] = pydyf.String(box.text)
        else:
            parent = self.part_of(box, parent)
            if "Alt" not in parent.attributes:  # an image that says nothing adorns the page
                return self.make_artifact(mark.number)
        self.owners[mark] = parent
        parent.kids.append(mark)
        return None

    def skip(self, box):
        """Running heads, and what is repeated on each page, are not part of the text."""
        for one in box.descendants(placeholders=True):
            one = one._box if isinstance(one, AbsolutePlaceholder) else one
            if one in self.drawn:
                self.make_artifact(self.drawn.pop(one)["mcid"])

    def make_artifact(self, number):
        if number in self.operators:
            operators, place, properties = self.operators[number]
            operators[place] = "/Artifact"
            properties.clear()
            properties["Type"] = "/Pagination"

    def write(self):
        """Add the tree to the file; answers its root."""
        root = pydyf.Dictionary({"Type": "/StructTreeRoot"})
        self.pdf.add_object(root)
        named = describe_tables(self.root)
        self.write_part(self.root, root.reference, "", self.pdf.page_references)
        root["K"] = pydyf.Array([self.root.written.reference])
        root["ParentTree"] = self.write_parents()
        if named:
            names = sorted((name, part.written.reference) for name, part in named.items())
            root["IDTree"] = pydyf.Dictionary(
                {"Names": pydyf.Array(one for name, part in names for one in (pydyf.String(name), part))}
            )
        return root

    def write_part(self, part, parent, lang, pages):
        made = part.written = pydyf.Dictionary({"S": f"/{part.kind}", "P": parent, "Pg": pages[part.page]})
        self.pdf.add_object(made)
        made.update(part.attributes)
        if part.layout:
            made["A"] = pydyf.Dictionary(part.layout)
        if part.lang and part.lang != lang:
            made["Lang"] = pydyf.String(part.lang)
        kids = made["K"] = pydyf.Array()
        for kid in part.kids:
            if isinstance(kid, Part):
                if kid.kids or kid.kind in MAY_BE_EMPTY:
                    self.write_part(kid, made.reference, part.lang, pages)
                    kids.append(kid.written.reference)
            elif isinstance(kid, Annotation):
                kids.append(pydyf.Dictionary({"Type": "/OBJR", "Pg": pages[kid.page], "Obj": kid.written.reference}))
            elif kid.page == part.page:
                kids.append(kid.number)
            else:
                kids.append(pydyf.Dictionary({"Type": "/MCR", "Pg": pages[kid.page], "MCID": kid.number}))

    def write_parents(self):
        """The way back: from each mark of each page, and from each link, to its structure element."""
        lists = [[] for _page in self.document.pages]
        for mark in sorted(self.owners):
            entries = lists[mark.page]
            entries.extend(["null"] * (mark.number - len(entries)))
            entries.append(self.owners[mark].written.reference)
        numbers = pydyf.Array()
        for page, entries in enumerate(lists):
            numbers.extend([page, pydyf.Array(entries)])
        for number, (annotation, part) in zip(count(len(lists)), self.annotations, strict=False):
            annotation["StructParent"] = number
            numbers.extend([number, part.written.reference])
        parents = pydyf.Dictionary({"Nums": numbers})
        self.pdf.add_object(parents)
        return parents.reference


class Operator(NamedTuple):
    """Where a mark begins in a page's stream that is not yet written."""

    operators: list
    place: int  # of its tag
    properties: pydyf.Dictionary


def operators_in(stream):
    return {
        operator["MCID"]: Operator(stream.stream, place - 1, operator)
        for place, operator in enumerate(stream.stream)
        if isinstance(operator, pydyf.Dictionary) and "MCID" in operator
    }


def spans(cell):
    """As its source says: a cell that is laid out as a block spans nothing itself."""
    found = {name: int(cell.get(name.lower(), 1)) for name in ("ColSpan", "RowSpan")}
    return {name: number for name, number in found.items() if number != 1}


def add_tags(pdf, document, pdf_version, page_streams):
    """As WeasyPrint calls it, when all pages are drawn and nothing is written yet."""
    pdf.catalog["StructTreeRoot"] = Tree(pdf, document, page_streams).write().reference
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})


def tag_by_source():
    """Teach the engine; once per process is enough, and again does no harm."""
    weasyprint.pdf.add_tags = add_tags
