"""The sentence a person reads when a file is not taken: what is the matter, and what to do about it."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    # what it is
    "empty": _("This file is empty. Open it on your computer, save it again and choose it once more."),
    "not_here": _("This kind of file (%(detail)s) is not taken here. Choose one of the kinds named beside the field."),
    "unknown": _("The portal does not know this kind of file, whatever its name says. Save it as a PDF and choose that."),
    "plain_text": _("This is plain text, whatever its name says. Open it in Word or LibreOffice, save it as a PDF and choose that."),
    "rich_text": _("This is an RTF file. Open it and save it as DOCX or PDF."),
    "old_office": _("This is a file of an old version of Word, Excel or PowerPoint. Open it and save it as DOCX, XLSX, PPTX or PDF."),
    "template": _("This is a template or a slide show. Open it and save it as a plain document: DOCX, XLSX, PPTX or PDF."),
    "web_page": _("This is a web page, whatever its name says. Open it in a browser, print it to a PDF and choose that."),
    "drawing": _("This is a drawing in SVG, which can carry programs. Export it as PNG or PDF and choose that."),
    "other_picture": _("This kind of picture is not taken (HEIC, TIFF, GIF and the like). Save it as JPEG, PNG or PDF."),
    "sound_or_film": _("This is, or holds, sound or film, from which the portal cannot take out place and author. Hand in the text alone."),
    "archive": _("This is an archive (such as ZIP). Unpack it and hand in the documents one by one."),
    "program": _("This is a program or a script. The portal takes none."),
    "note_book": _("This is a OneNote page. Print it to a PDF and choose that."),
    "mail": _("This is a saved mail. Print it to a PDF, or hand in its attachment alone."),
    "two_kinds": _("This file is two kinds of file in one. Open it, save it anew under another name (as a PDF, say) and choose that."),
    # what state it is in
    "damaged": _("This file cannot be read: it is damaged or cut off. Open it on your computer, save it again and choose that."),
    "password": _("This file is locked with a password or with restrictions. Save it without them and choose that."),
    "bomb": _("This file unpacks to far more than its size. Open it, save it as a PDF and choose that."),
    "too_many_parts": _("This file has more parts than the portal looks through (%(detail)s). Save it as a PDF and choose that."),
    "too_many_points": _("This picture has more than %(detail)s million points. Make it smaller and choose that."),
    "bad_names": _("This file holds a part whose name leads elsewhere (%(detail)s). Open it, save it anew and choose that."),
    "entities": _("This file holds definitions that no Office program writes. Open it, save it anew and choose that."),
    "too_heavy": _("Looking through this file took more memory or time than one file may have. Save it as a simpler PDF and choose that."),
    "too_slow": _("Looking through this file took too long. Save it as a simpler PDF, or in parts, and choose those."),
    "unknown_part": _(
        "This file holds a part from which the portal cannot take out names (%(detail)s). Save it as a PDF and choose that."
    ),
    # what it does
    "macros": _(
        "This file holds macros or other small programs. Save it without them (as a plain DOCX, XLSX or PPTX, or as a PDF) "
        "and choose that."
    ),
    "script": _("This file holds a script (JavaScript). Print it to a new PDF, which leaves the script out, and choose that."),
    "launch": _("This file starts a program or sends data elsewhere when somebody clicks in it. Print it to a new PDF and choose that."),
    "embedded": _("This file carries other files inside it. Hand those in on their own, print this one to a new PDF and choose that."),
    "object": _(
        "This document holds another document as an object (%(detail)s). Put a picture or a table in its place, or save it as "
        "a PDF, and choose that."
    ),
    "form": _("This PDF is a form that only Adobe's programs show. Print it to a new PDF and choose that."),
    "dde": _("This file holds a field or formula that starts a program (%(detail)s). Take it out and save the file again."),
    "formula": _("This file holds a formula that fetches from elsewhere (%(detail)s). Keep its value alone and save the file again."),
    "external": _(
        "This file fetches something from elsewhere when it is opened (%(detail)s). Insert it into the file itself, or save it "
        "as a PDF, and choose that."
    ),
    "external_book": _("This workbook is linked with another one. In Excel choose Data, Edit Links, Break Link; save it and choose that."),
    "connection": _("This file is connected with a data source. Remove the connection, or save it as a PDF, and choose that."),
    "remote_template": _(
        "This document fetches its template from elsewhere (%(detail)s). Attach the template Normal, or save it as a PDF, and "
        "choose that."
    ),
    "local_link": _("This file links to a file on somebody's computer (%(detail)s). Remove the link, save the file and choose that."),
    "mail_program": _("This mail carries a program, a script or a web page (%(detail)s). Save it without that attachment."),
    # what the virus check says
    "virus": _("The virus check found something in this file (%(detail)s). It was not taken. Have your computer looked at."),
    "no_scanner": _("The virus check does not answer, so this file could not be taken. Please try again in some minutes."),
    "lost": _("The file is no longer in its store. Hand it in again."),
}  # fmt: skip


def sentence(code, detail=""):
    """The sentence for `code`; one that nobody knows any more says at least that the file was not taken."""
    return SENTENCES.get(code, SENTENCES["damaged"]) % {"detail": detail or "–"}
