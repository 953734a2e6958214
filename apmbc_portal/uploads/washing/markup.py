"""XML inside Office and OpenDocument files: read without entities, network or document types."""

from lxml import etree

from .refusal import Refusal

FORGOTTEN = {"row", "c", "si", "r"}
WHOLE = 48 * 2**20  # bytes of XML that are read as one tree


def parser():
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True)


def tree(data):
    """The root element. A document type is what entities need, and no Office program writes one."""
    if len(data) > WHOLE:
        raise Refusal("bomb")
    try:
        root = etree.fromstring(data, parser())
    except (etree.XMLSyntaxError, ValueError) as error:  # the parser itself stops at definitions that multiply
        raise Refusal("entities" if b"<!ENTITY" in data[:65536] else "damaged") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refusal("entities")
    return root


def elements(stream):
    """Every element of a large part as it ends, forgotten right after; for sheets of a hundred thousand rows."""
    events = etree.iterparse(
        stream, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        for number, (event, element) in enumerate(events):
            if not number and element.getroottree().docinfo.internalDTD is not None:
                raise Refusal("entities")
            if event == "end":
                yield element
                if local(element) in FORGOTTEN:
                    element.clear()
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refusal("damaged") from error


def local(element):
    """The name of an element without its namespace; empty for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element, name):
    """An attribute by its local name, whatever its namespace."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def write(root):
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def drop(element):
    """Take an element out of its parent; the text behind it stays."""
    parent, tail = element.getparent(), element.tail or ""
    if parent is None:
        return
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)
