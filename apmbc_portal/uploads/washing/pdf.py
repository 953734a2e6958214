"""PDF files: checked as they are, or written anew without names, dates, earlier revisions and what cameras left in pictures."""

import pikepdf
from pikepdf import Array, Name, Stream

from . import pictures
from .pdf_dangers import bad_link, check_object, name, reachable
from .refusal import Refusal

# Where programs write who made the file and on what; no reader sees any of it.
TRACES = ("/Metadata", "/PieceInfo", "/LastModified", "/Perms", "/DSS", "/SpiderInfo", "/AF")
OF_A_NOTE = ("/T", "/M", "/CreationDate", "/NM")
BROKEN = (pikepdf.PdfError, pikepdf.DataDecodingError, ValueError, TypeError, KeyError, IndexError, RecursionError, OverflowError)


def opened(path, *, locked):
    """The PDF. One that opens without a password but forbids printing or copying counts as locked unless `locked` is allowed."""
    try:
        pdf = pikepdf.open(path, suppress_warnings=True, attempt_recovery=True)
    except pikepdf.PasswordError as error:
        raise Refusal("password") from error
    except BROKEN as error:
        raise Refusal("damaged") from error
    if pdf.is_encrypted and not locked:
        raise Refusal("password")
    return pdf


def check(path):
    """Refuse what acts, fetches or carries a file; nothing is changed."""
    with opened(path, locked=True) as pdf:
        try:
            examine(pdf)
        except BROKEN as error:
            raise Refusal("damaged") from error


def examine(pdf):
    if not len(pdf.pages):
        raise Refusal("damaged")
    for here in reachable(pdf):
        check_object(here)
        if target := bad_link(here):
            raise Refusal("local_link", target)


def clean(path, out):
    """Write the copy that may be passed on. Returns what to look at."""
    notes = set()
    with opened(path, locked=False) as pdf:
        try:
            examine(pdf)
            for here in list(reachable(pdf)):
                scrub(here, notes)
            for key in ("/Info", "/ID"):
                if key in pdf.trailer:
                    del pdf.trailer[key]
            pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, linearize=False)
        except BROKEN as error:
            raise Refusal("damaged") from error
    return sorted(notes)


def scrub(here, notes):
    """Names, dates and marks of programs out of one dictionary or stream."""
    for key in TRACES:
        if key in here:
            del here[key]
    if name(here, "/Subtype") not in ("", "/Widget") and ("/Rect" in here or name(here, "/Type") == "/Annot"):
        scrub_note(here, notes)
    if name(here, "/FT") == "/Sig" and "/V" in here:  # a signature tells who signed; of the copy it would no longer hold
        del here["/V"]
    if "/SigFlags" in here:
        del here["/SigFlags"]
    if isinstance(here, Stream) and name(here, "/Subtype") == "/Image":
        scrub_picture(here, notes)


def scrub_note(note, notes):
    if name(note, "/Subtype") in ("/Text", "/FreeText", "/Highlight", "/Popup", "/StrikeOut", "/Underline", "/Caret"):
        notes.add("comments")
    for key in OF_A_NOTE:
        if key in note:
            del note[key]


def scrub_picture(stream, notes):
    """A picture in the PDF is a JPEG file with all a camera wrote into it."""
    kind = the_filter(stream)
    if kind not in ("/DCTDecode", "/JPXDecode"):
        return
    raw = stream.read_raw_bytes()
    if kind == "/JPXDecode":
        plain = pictures.jpeg2000(raw)
    else:
        if pictures.jpeg_has_position(raw):
            notes.add("photo_position")
        plain = pictures.jpeg(raw)
    if plain != raw:
        stream.write(plain, filter=Name(kind), decode_parms=stream.get("/DecodeParms"))


def the_filter(stream):
    """The one filter of a stream; empty where there are several or none."""
    found = stream.get("/Filter")
    if isinstance(found, Array):
        found = found[0] if len(found) == 1 else None
    return str(found) if isinstance(found, Name) else ""
