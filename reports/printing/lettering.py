"""Words in drawings are set as words.

WeasyPrint lays out the text of an SVG one letter at a time: Arabic comes out backwards and unjoined, Khmer and Tamil in
pieces (github.com/Kozea/WeasyPrint/issues/2909). Its loop asks a text for its letters; given the whole run as the only
one, the engine shapes and orders it as it does everywhere else. Goes when the engine does this itself: a test prints an
Arabic and a Khmer label and reads them back.
"""

from weasyprint.svg import Node

PLACED_ONE_BY_ONE = ("x", "y", "dx", "dy", "rotate")


class Run(str):
    """A text whose only "letter" is the whole of it."""

    __slots__ = ()

    def __iter__(self):
        return iter((str(self),))


def text_of(node):
    """The text of an SVG node; in one run unless the drawing places its letters one by one."""
    said = node._etree_node.text
    if not said or "textLength" in node.attrib or "letter-spacing" in node.attrib:
        return said
    if any(len(node.get(name, "").replace(",", " ").split()) > 1 for name in PLACED_ONE_BY_ONE):
        return said
    return Run(said)


def set_words_whole():
    """Teach the engine; once per process is enough, and again does no harm."""
    Node.text = property(text_of)
