"""Who wrote, on which machine, in which file: what Office files tell of it is taken out, the words stay."""

import re

from . import markup

PERSON = "Author"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Elements that only tell of people, machines or earlier work.
OUT = {
    "rsids", "rsid", "docVars", "dataBinding", "docId", "attachedTemplate", "externalData", "absPath", "fileSharing",
    "imgProps", "revisionPtr", "chartTrackingRefBased",
}  # fmt: skip
LOCAL_PATH = re.compile(r"^\s*([A-Za-z]:\\|\\\\|file:|/Users/|/home/)", re.I)
CHANGES = {"ins", "del", "moveFrom", "moveTo"}


def scrub(root, dangling, notes):
    """Take names and traces out of one part; what a person should look at goes into `notes`."""
    for element in list(root.iter()):
        here = markup.local(element)
        if here in OUT:
            markup.drop(element)
            continue
        if here in CHANGES and element.tag.startswith(W) and markup.attribute(element, "author"):
            notes.add("changes")
        elif here in ("comment", "cm") and (len(element) or element.text):
            notes.add("comments")
        if here in ("cmAuthor", "author", "person") and ("name" in element.attrib or "displayName" in element.attrib):
            anonymise_person(element)
        elif here == "author" and not len(element):
            element.text = PERSON  # Excel's list of those who commented
        scrub_attributes(element, here, dangling)


def scrub_attributes(element, here, dangling):
    for key, value in list(element.attrib.items()):
        plain = key.rpartition("}")[2]
        if plain.startswith("rsid") or (plain == "date" and key.startswith(W)):
            del element.attrib[key]
        elif plain == "author" and value:
            element.set(key, PERSON)
        elif plain == "initials":
            element.set(key, "")
        elif tells(here, plain, value):
            del element.attrib[key]
        elif here == "customWorkbookView" and plain == "name":
            element.set(key, "View")
        elif value in dangling and key.startswith("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"):
            del element.attrib[key]


def tells(here, plain, value):
    """Whether an attribute only says who worked on the file, when, or where it lay."""
    if plain == "descr":
        return bool(LOCAL_PATH.match(value))
    return plain in ("refreshedBy", "userName", "lastEdited") or (plain == "dt" and here == "cm")


def anonymise_person(element):
    for key in element.attrib:
        plain = key.rpartition("}")[2]
        if plain in ("name", "displayName"):
            element.set(key, PERSON)
        elif plain in ("initials", "userId"):
            element.set(key, "")
        elif plain == "providerId":
            element.set(key, "None")


def without_printer(sheet, dangling):
    """A sheet without the mark of the printer's settings, which go; large sheets are not read as a tree."""
    if not dangling:
        return sheet

    def cut(found):
        ids = "|".join(re.escape(one) for one in dangling).encode()
        return re.sub(rb'\s[\w]+:id="(?:' + ids + rb')"', b"", found[0])

    return re.sub(rb"<(?:\w+:)?pageSetup\b[^>]*>", cut, sheet)
