"""What stands in the XML of Office files: fields and formulas that act, and the words a reader sees."""

import re

from . import links, markup
from .refusal import Refusal

# Word's fields that fetch or start something, and QUOTE with figures, which spells such a field letter by letter.
FIELDS = re.compile(r"(?<![A-Za-z])(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK|DATABASE)(?![A-Za-z])", re.I)
SPELLED = re.compile(r"QUOTE(\s+\d{2,3}){3}", re.I)
FORMULAS = {"f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula", "oldFormula"}
CALLS = re.compile(r"(?<![A-Za-z0-9_.])(WEBSERVICE|RTD|CALL|REGISTER|REGISTER\.ID|EXEC|DDE|IMAGE|FILES|FOPEN)\s*\(", re.I)
DDE = re.compile(r"[A-Za-z0-9_.\"']\s*\|\s*['\"A-Za-z]")
ACTING = {
    "OLEObject": "object", "oleObject": "object", "oleObj": "object", "control": "macros", "altChunk": "object",
    "ddeLink": "dde", "oleLink": "external_book", "oleObjects": "object", "controls": "macros",
    "videoFile": "sound_or_film", "audioFile": "sound_or_film", "quickTimeFile": "sound_or_film", "wavAudioFile": "sound_or_film",
    "script": "script", "foreignObject": "script", "mailMerge": "connection",
}  # fmt: skip
ACTS = re.compile(r"^ppaction://(program|macro|ole|hlinkfile)", re.I)
WORDS = {"t", "v", "delText"}  # of paragraphs, cells and slides; formulas are calculated


def check_tree(name, root):
    """Refuse what in one part acts or fetches when the file is opened."""
    for element in root.iter():
        here = markup.local(element)
        if code := ACTING.get(here):
            raise Refusal(code, name)
        if here in FORMULAS:
            check_formula(element.text or "")
        elif here in ("hlinkClick", "hlinkHover", "hlinkMouseOver") and ACTS.match(element.get("action", "")):
            raise Refusal("launch", name)
        elif name.lower().endswith(".svg"):
            check_drawing(element)
    for instruction in fields(root):
        check_field(instruction)


def fields(root):
    """The instructions of Word's fields, each whole: Word cuts them into pieces anywhere, and one may stand in another."""
    open_ones = [[]]
    for element in root.iter():
        here = markup.local(element)
        if here == "fldSimple":
            yield markup.attribute(element, "instr")
        elif here == "instrText":
            open_ones[-1].append(element.text or "")
        elif here == "fldChar" and markup.attribute(element, "fldCharType") == "begin":
            open_ones.append([])
        elif here == "fldChar" and markup.attribute(element, "fldCharType") == "end" and len(open_ones) > 1:
            yield "".join(open_ones.pop())
    yield from ("".join(pieces) for pieces in open_ones)


def check_field(instruction):
    """Refuse a field that fetches or starts something, spelled in figures too."""
    if found := FIELDS.search(instruction.partition('"')[0]) or SPELLED.search(instruction):
        raise Refusal("dde" if found[0].upper().startswith(("DDE", "QUOTE")) else "external", instruction)


def check_formula(text):
    if found := CALLS.search(text):
        raise Refusal("formula", found[0])
    if "|" in text and DDE.search(re.sub(r'"[^"]*"', "", text)):
        raise Refusal("dde", text[:60])


def check_drawing(element):
    for key, value in element.attrib.items():
        plain = key.rpartition("}")[2].lower()
        fetched = plain in ("href", "src") and not value.startswith(("#", "data:image/png", "data:image/jpeg"))
        if plain.startswith("on") or fetched and not links.is_ordinary(value):
            raise Refusal("script", value)


def check_large(stream):
    """As `check_tree`, for a sheet that is read element by element."""
    for element in markup.elements(stream):
        here = markup.local(element)
        if here in FORMULAS:
            check_formula(element.text or "")
        elif code := ACTING.get(here):
            raise Refusal(code)


def words(root):
    """The words of one part as a list of one text: a paragraph a line."""
    lines, line = [], []
    for element in root.iter():
        here = markup.local(element)
        if here in ("p", "si", "comment", "row") and line:
            lines.append("".join(line))
            line = []
        if here in WORDS and element.text:
            line.append(element.text)
        elif here in ("tab", "br", "c"):
            line.append(" ")
    lines.append("".join(line))
    return ["\n".join(lines)] if any(lines) else []


def words_of_large(stream, most=400_000):
    """The words and figures of a sheet, a row a line, as far as `most` characters."""
    lines, row, size = [], [], 0
    for element in markup.elements(stream):
        here = markup.local(element)
        if here in WORDS and element.text:
            row.append(element.text)
        elif here in ("row", "si"):
            lines.append(" ; ".join(row))
            size += len(lines[-1])
            row = []
        if size > most:
            break
    return ["\n".join([*lines, " ; ".join(row)])]
