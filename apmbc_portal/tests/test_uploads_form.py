"""A file on its way in: told by its content, its name made harmless, too large said at its field, nothing typed lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apmbc_portal.testing import factories as make
from apmbc_portal.testing import files, hostile
from apmbc_portal.uploads.names import safe_name
from engagements.models import Correspondence

pytestmark = pytest.mark.django_db


def typed(**fields):
    given = {
        "kind": "note_verbale",
        "way": "in",
        "dated": make.today().isoformat(),
        "subject": "Request",
        "summary": "All they said.",
    }
    return given | {"state": make.make_state().pk} | fields


def add(desk, **fields):
    return desk.post(reverse("admin:engagements_correspondence_add"), typed(**fields))


KINDS = {
    "pdf": files.pdf, "docx": files.office, "xlsx": lambda: files.office("xlsx"), "pptx": lambda: files.office("pptx"),
    "odt": files.open_document, "ods": lambda: files.open_document("spreadsheet"), "odp": lambda: files.open_document("presentation"),
    "png": files.picture, "jpeg": files.photograph, "eml": files.mail,
    "msg": lambda: hostile.compound("__properties_version1.0"),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_told_by_content_and_the_name_follows(desk, kind):
    assert add(desk, file=SimpleUploadedFile("note.exe", KINDS[kind]())).status_code == 302
    row = Correspondence.objects.get()
    assert (row.file_kind, row.file_name, row.checked) == (kind, f"note.{ {'jpeg': 'jpg'}.get(kind, kind) }", "passed")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\invoice\u202efdp.exe", "invoicefdp.pdf"),
        ("note\x00.pdf", "note.pdf"),
        ('a"; filename="b.html', "a filename=b.pdf"),
        ("note\r\nSet-Cookie: a=b.pdf", "note Set-Cookie a=b.pdf"),
        ("con.pdf", "_con.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("", "file.pdf"),
        ("x" * 400 + ".pdf", "x" * 114 + ".pdf"),
        ("\ud800note.pdf", "note.pdf"),
        ("وثيقة.pdf", "وثيقة.pdf"),
    ],
)
def test_a_name_is_made_harmless(given, kept):
    assert safe_name(given, "pdf") == kept


def test_a_file_that_is_too_large_is_counted_and_the_fields_behind_it_arrive(desk, settings):
    settings.MAX_UPLOAD_BYTES = 2000
    answer = add(desk, file=SimpleUploadedFile("note.pdf", files.pdf() + b" " * 5000), number="NV/7")
    form = answer.context["adminform"].form
    assert form.errors.keys() == {"file"}
    assert "the portal takes up to" in str(form.errors["file"])
    assert [word for word in ("All they said.", "NV/7") if word not in answer.content.decode()] == []
    assert not Correspondence.objects.exists()


def test_a_file_far_too_large_is_answered_by_a_page(desk, settings):
    settings.MAX_UPLOAD_BYTES = 2000
    answer = add(desk, file=SimpleUploadedFile("note.pdf", b"%PDF-" + b" " * 30_000))
    assert answer.status_code == 400
    assert "larger than the portal takes in one page" in answer.content.decode()


def test_a_browser_keeps_no_file_so_the_form_asks_for_it_again_where_something_else_is_wrong(desk):
    answer = add(desk, subject="", file=SimpleUploadedFile("note.pdf", files.pdf()))
    errors = answer.context["adminform"].form.errors
    assert errors.keys() == {"subject", "file"}
    assert "Please choose the file again" in str(errors["file"])
