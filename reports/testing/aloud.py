"""A PDF as a screen reader meets it: its structure tree, with the words of every element, read by another library.

Not a test of ours only: what is read here comes from the page streams, the fonts' ToUnicode tables and `/ActualText`.
"""

import io
import re
from dataclasses import dataclass, field

import pikepdf

CMAP_LINE = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>")


@dataclass(eq=False)
class Node:
    """One structure element."""

    kind: str
    written: pikepdf.Dictionary
    lang: str = ""
    kids: list = field(default_factory=list)  # Node, or the words of a mark

    @property
    def words(self):
        return " ".join("".join(kid if isinstance(kid, str) else f"{kid.words} " for kid in self.kids).split())

    @property
    def nodes(self):
        return [kid for kid in self.kids if isinstance(kid, Node)]

    @property
    def layout(self):
        return self.written.get("/A", {})

    def every(self, *kinds):
        """The parts of these kinds below this one, in reading order; all of them without any."""
        for node in self.nodes:
            if not kinds or node.kind in kinds:
                yield node
            yield from node.every(*kinds)


class Paper:
    """A PDF opened for reading. `marks` are {(page, number): words}, `drawn_with` their fonts; `loose` the words outside any mark."""

    def __init__(self, data):
        self.pdf = pikepdf.open(io.BytesIO(data))
        self.root = self.pdf.Root
        self.marks, self.drawn_with, self.loose, self.artifacts = {}, {}, [], []
        for number, page in enumerate(self.pdf.pages):
            self.read_page(number, page)
        self.numbers = {page.objgen: number for number, page in enumerate(self.pdf.pages)}
        self.read_twice = []
        top = self.root.StructTreeRoot.K
        self.tree = self.read_node(top[0] if isinstance(top, pikepdf.Array) else top, "")

    def read_page(self, number, page):
        fonts = dict(page.Resources.get("/Font", {}).items())
        tables, table, inside = {name: unicode_of(font) for name, font in fonts.items()}, {}, []
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in ("BDC", "BMC"):
                inside.append(self.begin_mark(number, operands, inside))
            elif name == "EMC":
                inside.pop()
            elif name == "Tf":
                table = tables[str(operands[0])]
                base = str(fonts[str(operands[0])].BaseFont)
            elif name in ("Tj", "TJ", "'", '"'):
                self.take("".join(said(table, one) for one in strings_in(operands)), inside)
                if inside and isinstance(inside[-1], tuple):
                    self.drawn_with.setdefault(inside[-1][:2], set()).add(base)

    def begin_mark(self, number, operands, inside):
        """Where the words of a mark go: its key, with a third place where `/ActualText` says them already, or "artifact"."""
        properties = operands[1] if len(operands) > 1 and isinstance(operands[1], pikepdf.Dictionary) else {}
        if str(operands[0]) == "/Artifact":
            return "artifact"
        if "/MCID" not in properties:
            return inside[-1] if inside else "loose"
        key = number, int(properties["/MCID"])
        self.marks[key] = str(properties.get("/ActualText", ""))
        return (*key, "said") if "/ActualText" in properties else key

    def take(self, words, inside):
        where = inside[-1] if inside else "loose"
        if where == "loose":
            self.loose.append(words)
        elif where == "artifact":
            self.artifacts.append(words)
        elif len(where) == 2:
            self.marks[where] += words

    def read_node(self, written, lang):
        node = Node(str(written.S)[1:], written, str(written.get("/Lang", lang)))
        kids = written.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if not isinstance(kid, pikepdf.Dictionary):
                node.kids.append(self.mark(written.Pg, kid))
            elif kid.get("/Type") == "/MCR":
                node.kids.append(self.mark(kid.Pg, kid.MCID))
            elif kid.get("/Type") != "/OBJR":
                node.kids.append(self.read_node(kid, node.lang))
        return node

    def mark(self, page, number):
        key = self.numbers[page.objgen], int(number)
        if key in self.read_twice:
            raise AssertionError(f"{key} is read twice")
        self.read_twice.append(key)
        return self.marks[key] + " "

    @property
    def unread(self):
        """Marks that no structure element holds."""
        return set(self.marks) - set(self.read_twice)

    @property
    def fonts(self):
        return {name: font for page in self.pdf.pages for name, font in page.Resources.get("/Font", {}).items()}


def strings_in(operands):
    for operand in operands:
        if isinstance(operand, pikepdf.Array):
            yield from (one for one in operand if isinstance(one, pikepdf.String))
        elif isinstance(operand, pikepdf.String):
            yield operand


def said(table, string):
    data = bytes(string)
    return "".join(table.get(data[at : at + 2], "\ufffd") for at in range(0, len(data), 2))


def unicode_of(font):
    """{glyph: what it says} of an embedded font."""
    if "/ToUnicode" not in font:
        return {}
    found = CMAP_LINE.findall(font.ToUnicode.read_bytes())
    return {bytes.fromhex(glyph.decode()): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in found}
