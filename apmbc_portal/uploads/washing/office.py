"""Word, Excel and PowerPoint files: what in them acts or fetches is refused, what tells of people and machines is left out.

A cleaned copy is an archive written anew from the parts that are known; an unknown part is never passed on.
"""

import posixpath
import re
import zipfile

from . import archive, links, markup, office_names, office_text, pictures
from .refusal import Refusal

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
DAY = (1980, 1, 1, 0, 0, 0)
# Parts a reader does not see and that name people, machines or earlier words.
LEFT_OUT = re.compile(
    r"^(docProps/(?!core\.xml|app\.xml)|customXml/|docMetadata/|_xmlsignatures/|\[trash\]/|word/people\.xml$|"
    r"ppt/(changesInfos/|revisionInfo\.xml$)|xl/revisions/|.*/printerSettings\d*\.bin$|.*\.(wdp|jxr|hdp)$)",
    re.I,
)
DANGEROUS_PARTS = [
    (re.compile(r"vba(Project|Data)|macrosheets/|dialogsheets/|attachedToolbars|\.xl[am]$", re.I), "macros"),
    (re.compile(r"activeX|customUI|userCustomization|webextensions?/|ctrlProps/.*\.bin", re.I), "macros"),
    (re.compile(r"xl/(connections\.xml|queryTables/|model/)", re.I), "connection"),
    (re.compile(r"xl/externalLinks/", re.I), "external_book"),
    (re.compile(r"\.(mp4|m4v|mov|avi|wmv|mpe?g|mp3|m4a|wav|wma|ogg|aac|webm)$", re.I), "sound_or_film"),
]
KNOWN = re.compile(r"\.(xml|rels|vml|png|jpe?g|jpe|jfif|gif|bmp|tiff?|emf|wmf|emz|wmz|svg|odttf|fntdata|ttf)$", re.I)
LARGE = re.compile(r"^xl/(worksheets/[^/]+|sharedStrings|pivotCache/pivotCacheRecords[^/]*)\.xml$", re.I)
MINIMAL = {
    "docProps/core.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties xmlns:cp="http://schemas'
    b'.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas'
    b'.openxmlformats.org/officeDocument/2006/extended-properties"/>',
}
# What a relation may not lead to, by the end of its type.
DANGEROUS_RELATIONS = {
    "oleObject": "object", "control": "macros", "vbaProject": "macros", "attachedToolbars": "macros", "extensibility": "macros",
    "aFChunk": "object", "subDocument": "external", "externalLink": "external_book", "connections": "connection",
    "queryTable": "connection", "mailMergeSource": "connection", "recipientData": "connection", "frame": "external",
    "video": "sound_or_film", "audio": "sound_or_film", "media": "sound_or_film", "xlMacrosheet": "macros",
}  # fmt: skip


class Office(archive.Package):
    def __init__(self, zipped):
        super().__init__(zipped)
        self.relations = {name: markup.tree(zipped.read(name)) for name in self.names if name.lower().endswith(".rels")}
        self.of_charts = set()  # workbooks behind charts: the drawn values stay, the book goes

    def check(self):
        for name, root in self.relations.items():
            for relation in root.iter(f"{{{RELATIONS}}}Relationship"):
                self.check_relation(name, relation)
        for name in self.names:
            for pattern, code in DANGEROUS_PARTS:
                if pattern.search(name):
                    raise Refusal(code, name)
            if "/embeddings/" in name and (name not in self.of_charts or not name.lower().endswith(".xlsx")):
                raise Refusal("object", name)
        for name in self.names:
            if LARGE.match(name):
                with self.zipped.open(name) as stream:
                    office_text.check_large(stream)
            elif name.lower().endswith((".xml", ".vml", ".svg")):
                office_text.check_tree(name, markup.tree(self.zipped.read(name)))

    def check_relation(self, name, relation):
        kind = relation.get("Type", "").rpartition("/")[2]
        target = relation.get("Target", "")
        if relation.get("TargetMode", "").lower() == "external":
            if kind == "hyperlink" and links.is_ordinary(target):
                return
            if kind == "attachedTemplate" and not links.is_remote(target):
                return  # the name of a template on somebody's own machine: left out of the copy
            raise Refusal({"hyperlink": "local_link", "attachedTemplate": "remote_template"}.get(kind, "external"), target)
        if kind in DANGEROUS_RELATIONS:
            raise Refusal(DANGEROUS_RELATIONS[kind], target)
        part = resolve(name, target)
        if part.startswith(".."):
            raise Refusal("bad_names", target)
        if kind == "package":
            if "/charts/" not in name:
                raise Refusal("object", target)
            self.of_charts.add(part)

    def is_left_out(self, name):
        return bool(LEFT_OUT.match(name)) or name in self.of_charts

    def write(self, out):
        """The cleaned archive in the file `out`. Returns (what to look at, text)."""
        gone = {name for name in self.names if self.is_left_out(name)}
        dangling = {name: self.cut_relations(name, root, gone) for name, root in self.relations.items()}
        notes, text = set(), []
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
            for name in sorted(set(self.names) - gone, key=lambda one: (one != "[Content_Types].xml", one)):
                if not KNOWN.search(name):
                    raise Refusal("unknown_part", name)
                ids = dangling.get(posixpath.join(posixpath.dirname(name), "_rels", posixpath.basename(name) + ".rels"), set())
                data = self.part(name, gone, ids, notes, text)
                copy.writestr(zipfile.ZipInfo(name, DAY), data, zipfile.ZIP_DEFLATED)
        return sorted(notes), text

    def cut_relations(self, name, root, gone):
        """Take out of a list of relations what leads to a part that goes; returns their ids."""
        ids = set()
        for relation in list(root.iter(f"{{{RELATIONS}}}Relationship")):
            external = relation.get("TargetMode", "").lower() == "external"
            template = relation.get("Type", "").endswith("/attachedTemplate")
            if template or not external and resolve(name, relation.get("Target", "")) in gone:
                ids.add(relation.get("Id"))
                markup.drop(relation)
        return ids

    def part(self, name, gone, dangling, notes, text):
        """The bytes of one part for the copy."""
        lower = name.lower()
        if lower in {key.lower() for key in MINIMAL}:
            return MINIMAL[next(key for key in MINIMAL if key.lower() == lower)]
        if name in self.relations:
            return markup.write(self.relations[name])
        if lower.endswith((".odttf", ".fntdata", ".ttf", ".emf", ".wmf", ".emz", ".wmz")):
            return self.zipped.read(name)
        if not lower.endswith((".xml", ".vml", ".svg")):
            return pictures.without_metadata(self.zipped.read(name), name, notes)
        if LARGE.match(name):
            with self.zipped.open(name) as stream:
                text += office_text.words_of_large(stream)
            return office_names.without_printer(self.zipped.read(name), dangling)
        root = markup.tree(self.zipped.read(name))
        if name == "[Content_Types].xml":
            for entry in [e for e in root if e.get("PartName", "").lstrip("/") in gone]:
                markup.drop(entry)
        else:
            office_names.scrub(root, dangling, notes)
            text += office_text.words(root)
        return markup.write(root)


def resolve(name, target):
    """The part a relation leads to; `name` is the list of relations it stands in."""
    if target.startswith("/"):
        return posixpath.normpath(target.lstrip("/"))
    source = posixpath.dirname(posixpath.dirname(name))  # word/_rels/document.xml.rels speaks of parts below word/
    return posixpath.normpath(posixpath.join(source, target))
