"""What kind of file this is, by what is in it; its name says nothing."""

import re
import zipfile

from . import archive, compound
from .refusal import Refusal

HEAD = 4096
PDF, PNG, JPEG, ZIP = b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# What is recognised only to be refused with a sentence that helps: (where, begins with, code).
OTHERS = [
    (0, b"MZ", "program"), (0, b"\x7fELF", "program"), (0, b"#!", "program"), (0, b"\xca\xfe\xba\xbe", "program"),
    (0, b"\xfe\xed\xfa", "program"), (0, b"\xcf\xfa\xed\xfe", "program"), (0, b"L\x00\x00\x00\x01\x14\x02\x00", "program"),
    (0, b"Rar!\x1a\x07", "archive"), (0, b"7z\xbc\xaf\x27\x1c", "archive"), (0, b"\x1f\x8b", "archive"), (0, b"BZh", "archive"),
    (0, b"\xfd7zXZ\x00", "archive"), (257, b"ustar", "archive"), (0, b"MSCF", "archive"), (0, b"PK\x05\x06", "archive"),
    (0, b"{\\rtf", "rich_text"), (0, b"II*\x00", "other_picture"), (0, b"MM\x00*", "other_picture"), (0, b"GIF8", "other_picture"),
    (0, b"BM", "other_picture"), (8, b"WEBP", "other_picture"), (4, b"ftyphei", "other_picture"), (4, b"ftypmif1", "other_picture"),
    (4, b"ftypavif", "other_picture"), (4, b"ftyp", "sound_or_film"), (0, b"ID3", "sound_or_film"), (0, b"OggS", "sound_or_film"),
    (0, b"\x1aE\xdf\xa3", "sound_or_film"), (8, b"AVI ", "sound_or_film"), (8, b"WAVE", "sound_or_film"),
    (0, b"\xe4R\\{\x8c\xd8\xa7M\xae\xb1Sx\xd0)\x96\xd3", "note_book"),
]  # fmt: skip
MAIL_FIELDS = {
    b"from", b"to", b"cc", b"date", b"subject", b"received", b"message-id", b"mime-version", b"return-path", b"delivered-to",
    b"reply-to", b"content-type", b"dkim-signature", b"x-mailer", b"sender",
}  # fmt: skip
MARKUP = re.compile(rb"<\s*(?:!doctype|html|head|body|script|iframe|\?php|\?xml|svg)\b", re.I)


def recognise(path):
    """One of pdf, docx, xlsx, pptx, odt, ods, odp, png, jpeg, eml, msg; anything else is a `Refusal`."""
    with open(path, "rb") as file:
        head = file.read(HEAD)
    if not head:
        raise Refusal("empty")
    for start, kind in ((PDF, "pdf"), (PNG, "png"), (JPEG, "jpeg")):
        if head.startswith(start):
            return kind
    if head.startswith(ZIP):
        return archive.kind_of(path)
    if head.startswith(COMPOUND):
        return compound.kind_of(path)
    for where, sign, code in OTHERS:
        if head[where : where + len(sign)] == sign:
            raise Refusal(code)
    if looks_like_mail(head):
        return "eml"
    raise Refusal(unknown(head))


def unknown(head):
    """The code that describes best what cannot be taken."""
    if PDF in head[:1024]:
        return "two_kinds"
    # Markup may be written in two bytes a letter, to pass a careless look.
    start = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xfe\xff \t\r\n")
    if found := MARKUP.search(start):
        return "drawing" if b"svg" in start[:HEAD].lower() and b"<html" not in start.lower() else found and "web_page"
    if b"\x00" in head:
        return "unknown"
    return "plain_text"


def looks_like_mail(head):
    """Whether this begins as a mail does: lines of header fields, among them two that every mail has."""
    known = set()
    for line in head.replace(b"\r\n", b"\n").split(b"\n"):
        if not line:
            break
        if line[:1] in b" \t":
            continue
        name, colon, _value = line.partition(b":")
        if not colon or re.fullmatch(rb"[!-9;-~]{1,60}", name) is None:
            return False
        known.add(name.lower())
    return len(known & MAIL_FIELDS) >= 2 and bool(known & {b"from", b"received", b"message-id", b"return-path"})


def only_one(path, kind):
    """Refuse a file that another program would read as something else: a PDF that is also a web page or an archive.

    For what is kept byte for byte; a cleaned copy is written anew.
    """
    with open(path, "rb") as file:
        head = file.read(HEAD)
        size = file.seek(0, 2)
        file.seek(max(0, size - 65536))
        tail = file.read()
        file.seek(0x8001)
        disc = file.read(5) == b"CD001"
    packed = kind in ("docx", "xlsx", "pptx", "odt", "ods", "odp")
    if disc or head[257:262] == b"ustar" or (not packed and zipfile.is_zipfile(path)):
        raise Refusal("two_kinds")
    if kind in ("pdf", "png", "jpeg") and MARKUP.search(head[:1024]):
        raise Refusal("two_kinds")
    if kind != "pdf" and kind not in ("eml", "msg") and PDF in head[:1024]:
        raise Refusal("two_kinds")
    behind = b""
    if kind == "pdf":
        _before, end, behind = tail.rpartition(b"%%EOF")
        behind = behind if end else tail
    elif kind == "png":
        behind = tail.rpartition(b"IEND")[2][4:]
    if len(behind.strip(b"\x00 \t\r\n")) > 1024 or behind.lstrip().startswith((b"Rar!", b"7z\xbc", b"MZ")):
        raise Refusal("two_kinds")
