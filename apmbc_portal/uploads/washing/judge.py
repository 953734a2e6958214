"""One file: what it is, whether it is taken, and the copy that may be passed on."""

from . import compound, kinds, mail
from .refusal import Refusal

DOCUMENTS = ("pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp")
PICTURES = ("png", "jpeg")
TAKEN = {"paper": (*DOCUMENTS, *PICTURES), "evidence": (*DOCUMENTS, *PICTURES, "eml", "msg")}
MOST_WORDS = 400_000


def judge(path, purpose, out, kinds_taken=(), seconds_for_words=3.0):
    """What is to be said about the file at `path`, as plain values.

    {"refused": code, "detail": …} or {"kind": …, "notes": [what to look at], "texts": [[page or 0, text], …]}. For a
    paper the cleaned copy is in the file `out`; evidence is only looked at.
    """
    try:
        kind = kinds.recognise(path)
        if kind not in (kinds_taken or TAKEN[purpose]):
            raise Refusal("mail" if kind in ("eml", "msg") else "not_here", kind)
        notes, texts = clean(kind, path, out, seconds_for_words) if purpose == "paper" else check(kind, path)
    except Refusal as refusal:
        return {"refused": refusal.code, "detail": refusal.detail}
    except (MemoryError, RecursionError):
        return {"refused": "too_heavy", "detail": ""}
    except Exception as error:  # a file no parser foresaw: refused, and the kind of error is for whoever runs the portal
        return {"refused": "damaged", "detail": "", "broke": type(error).__name__}
    return {"kind": kind, "notes": notes, "texts": shortened(texts)}


def check(kind, path):
    kinds.only_one(path, kind)
    if kind == "pdf":
        from . import pdf

        pdf.check(path)
    elif kind in PICTURES:
        from . import pictures

        pictures.check(path, kind)
    elif kind == "eml":
        mail.check_eml(path)
    elif kind == "msg":
        compound.check_msg(path)
    else:
        of_kind(kind).check_file(path)
    return [], []


def clean(kind, path, out, seconds):
    if kind == "pdf":
        from . import pdf, words

        return pdf.clean(path, out), words.of_pdf(out, seconds)
    if kind in PICTURES:
        from . import pictures

        return pictures.clean(path, kind, out), []
    notes, texts = of_kind(kind).clean_file(path, out)
    return notes, [[0, text] for text in texts]


def of_kind(kind):
    from .office import Office
    from .opendocument import OpenDocument

    return Office if kind in ("docx", "xlsx", "pptx") else OpenDocument


def shortened(texts):
    """No more words than can be looked through in a moment."""
    left, kept = MOST_WORDS, []
    for page, text in texts:
        if left <= 0:
            break
        kept.append([page, text[:left]])
        left -= len(text)
    return kept
