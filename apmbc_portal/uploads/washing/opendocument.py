"""OpenDocument files (ODT, ODS, ODP): the same questions as for Office files, in their own words."""

import re
import zipfile

from . import archive, links, markup, pictures
from .office import DAY
from .office_names import PERSON
from .refusal import Refusal

LEFT_OUT = re.compile(
    r"^(Thumbnails/|Configurations2/|META-INF/(documentsignatures|macrosignatures)\.xml$|layout-cache$|manifest\.rdf$|"
    r"(.*/)?VersionList\.xml$|Versions/|.*\.rdf$)",
    re.I,
)
CHARTS = "application/vnd.oasis.opendocument.(chart|formula)"
META = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    b' office:version="1.3"><office:meta/></office:document-meta>'
)
TRACES = re.compile(r"Printer|Fax|Url|Path|DataSource|Redline.*Key|Rsid|DocumentId", re.I)  # in the settings
NAMES = {"creator", "creator-initials", "sender-initials", "initial-creator"}
CLICKED = {"a", "hyperlink"}
FETCHED = {
    "section-source",
    "table-source",
    "cell-range-source",
    "dde-source",
    "dde-connection-decl",
    "database-display",
    "query",
}
CALLS = re.compile(r"(?<![A-Za-z])(DDE|WEBSERVICE)\s*\(|'?file:|https?:[^\"]*'?#|smb:", re.I)


class OpenDocument(archive.Package):
    def __init__(self, zipped):
        super().__init__(zipped)
        if "META-INF/manifest.xml" not in self.names or "content.xml" not in self.names:
            raise Refusal("damaged")
        self.manifest = markup.tree(zipped.read("META-INF/manifest.xml"))

    def check(self):
        kinds = {}
        for entry in self.manifest.iter():
            if markup.local(entry) == "encryption-data":
                raise Refusal("password")
            kinds[markup.attribute(entry, "full-path")] = markup.attribute(entry, "media-type")
        for path, kind in kinds.items():
            if path not in ("", "/") and path.endswith("/") and "opendocument" in kind and not re.fullmatch(CHARTS, kind):
                raise Refusal("object", path)
        for name in self.names:
            self.check_part(name, kinds.get(name, ""))

    def check_part(self, name, kind):
        if re.match(r"(.*/)?(Basic|Scripts|Dialogs)/", name, re.I):
            raise Refusal("macros", name)
        if re.search(r"\.(mp4|m4v|mov|avi|wmv|mpe?g|mp3|m4a|wav|wma|ogg|ogv|aac|webm)$", name, re.I):
            raise Refusal("sound_or_film", name)
        if re.fullmatch(r"Object \d+", name) or "oleobject" in kind:
            raise Refusal("object", name)
        if name.lower().endswith((".xml", ".svg")) and not self.is_left_out(name):
            for element in markup.tree(self.zipped.read(name)).iter():
                check_element(name, element)

    def is_left_out(self, name):
        return bool(LEFT_OUT.match(name))

    def write(self, out):
        notes, text = set(), []
        kept = [name for name in self.names if not self.is_left_out(name) and name != "mimetype"]
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
            copy.writestr(zipfile.ZipInfo("mimetype", DAY), self.zipped.read("mimetype").strip(), zipfile.ZIP_STORED)
            for name in kept:
                copy.writestr(zipfile.ZipInfo(name, DAY), self.part(name, notes, text), zipfile.ZIP_DEFLATED)
        return sorted(notes), text

    def part(self, name, notes, text):
        lower = name.lower()
        if lower.rpartition("/")[2] == "meta.xml":
            return META
        if name == "META-INF/manifest.xml":
            for entry in [e for e in self.manifest if self.is_left_out(markup.attribute(e, "full-path"))]:
                markup.drop(entry)
            return markup.write(self.manifest)
        if lower.startswith(("pictures/", "media/", "objectreplacements/")) or "/pictures/" in lower:
            return self.picture(name, notes)
        if lower.startswith("fonts/"):
            return self.zipped.read(name)
        if not lower.endswith((".xml", ".svg")):
            raise Refusal("unknown_part", name)
        root = markup.tree(self.zipped.read(name))
        scrub(root, notes)
        if lower.rpartition("/")[2] in ("content.xml", "styles.xml"):
            text.append(words(root))
        return markup.write(root)

    def picture(self, name, notes):
        data = self.zipped.read(name)
        if name.lower().endswith(".svg"):
            return markup.write(markup.tree(data))
        drawing = data[40:44] == b" EMF" or data.startswith((b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00", b"VCLMTF"))
        return data if drawing else pictures.without_metadata(data, name, notes)


def check_element(name, element):
    """Refuse what acts or fetches when the file is opened."""
    here = markup.local(element)
    if here in ("script", "event-listener") or here in ("applet", "plugin", "object-ole", "floating-frame"):
        raise Refusal("macros" if here in ("script", "event-listener") else "object", name)
    if here in FETCHED:
        raise Refusal("dde" if here.startswith("dde") else "external", markup.attribute(element, "href"))
    if name.lower().endswith(".svg") and any(key.rpartition("}")[2].lower().startswith("on") for key in element.attrib):
        raise Refusal("script", name)
    target = markup.attribute(element, "href").strip()
    inside = not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|[\\/]|\.\.", target)
    if here in CLICKED and not links.is_ordinary(target):
        raise Refusal("local_link", target)
    if here not in CLICKED and not inside and not target.startswith("data:image/"):
        raise Refusal("external", target)
    for attribute in ("formula", "condition", "expression"):
        if found := CALLS.search(markup.attribute(element, attribute)):
            raise Refusal("dde" if found[0].upper().startswith("DDE") else "formula", found[0])


def scrub(root, notes):
    """Names of people and machines out of one part."""
    for element in list(root.iter()):
        here = markup.local(element)
        if here == "config-item" and TRACES.search(markup.attribute(element, "name")):
            markup.drop(element)
        elif here in NAMES:
            element.text = PERSON if here == "creator" else ""
        elif here == "changed-region":
            notes.add("changes")
        elif here == "annotation":
            notes.add("comments")


def words(root):
    """The words of a part, a paragraph a line; the cells of a row beside each other."""
    lines = []
    for element in root.iter():
        here = markup.local(element)
        if here in ("p", "h"):
            lines.append("".join(element.itertext()))
        elif here == "table-row":
            lines.append(" ; ".join("".join(cell.itertext()) for cell in element if markup.local(cell) == "table-cell"))
    return "\n".join(lines)
