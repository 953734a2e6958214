"""Files are private: no address serves the store, names say nothing, and each download asks the rule of visibility."""

import datetime
import re
import stat
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.urls import reverse

from apmbc_portal.testing import factories as make
from apmbc_portal.testing import files
from apmbc_portal.testing.canaries import File
from engagements.models import Correspondence

pytestmark = pytest.mark.django_db

# Every column with a file, and the addresses that give it out. A new one has to be written down here with its readers.
ADDRESSES = {
    "engagements.Correspondence.file": ["correspondence_file", "admin:engagements_correspondence_sealed"],
    "meetings.Paper.file": ["paper_original"],
    "meetings.Paper.copy": ["paper"],
    "reports.ReturnedFile.file": ["returned_file"],
    "reports.Document.file": ["document_file"],
}
# The rows of `File` and who gets its file while nothing was opened to anybody.
READERS = {
    "correspondence_file": ("letter", {"host", "isu"}),
    "admin:engagements_correspondence_sealed": ("letter", {"isu"}),
    "paper": ("paper", {"host", "isu"}),
    "paper_original": ("paper", {"host", "isu"}),
    "returned_file": ("returned file", {"host", "isu"}),
    "document_file": ("full document ready", {"host", "isu"}),
}


def columns_with_files():
    return {
        f"{model._meta.label}.{field.name}": field
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.FileField)
    }


def test_every_column_with_a_file_is_known_here_with_its_readers():
    assert set(columns_with_files()) == set(ADDRESSES)
    assert {address for addresses in ADDRESSES.values() for address in addresses} == set(READERS)


@pytest.mark.parametrize("column", ADDRESSES)
def test_the_name_in_the_store_is_not_to_be_guessed_and_says_nothing(column):
    field = columns_with_files()[column]
    names = {field.generate_filename(field.model(), "../Visit to XAA.pdf") for _time in range(2)}
    assert len(names) == 2
    assert [name for name in names if not re.fullmatch(r"[a-z]+/[0-9a-f]{32}(\.[a-z]{3,4})?", name)] == []


@pytest.fixture
def cast():
    planted = File("a")
    people = {
        "host": make.make_focal_point(planted.state),
        "isu": make.make_staff(),
        "former": make.make_focal_point(planted.state, ends=make.today() - datetime.timedelta(days=1)),
        "other State": make.make_focal_point(),
        "committee": make.make_delegate(),
        "partner": make.make_partner(),
        "public": None,
    }
    return planted, people


@pytest.mark.parametrize("address", READERS)
def test_each_download_asks_who_may_see_the_row(client, cast, address):
    planted, people = cast
    row, readers = READERS[address]
    url = reverse(address, args=[planted.rows[row].pk])
    found = {}
    for name, user in people.items():
        client.logout()
        if user:
            client.force_login(user)
        answer = client.get(url)
        if answer.status_code == 200:
            found[name] = answer
            assert b"".join(answer.streaming_content).startswith(b"zq")
    assert set(found) == readers
    assert [answer for answer in found.values() if not is_download(answer)] == []


def is_download(answer):
    """Streamed, to be kept and not shown, as what it is said to be, in no copy on the way."""
    return (
        answer.streaming
        and answer["Content-Disposition"].startswith("attachment")
        and answer["X-Content-Type-Options"] == "nosniff"
        and "no-store" in answer["Cache-Control"]
    )


@pytest.mark.parametrize("prefix", ["/files/", "/media/", "/static/files/", "/static/../files/", "/static/%2e%2e/files/", "/"])
def test_no_address_serves_the_store(client, cast, prefix):
    planted, people = cast
    client.force_login(people["isu"])
    for row in ("letter", "paper", "returned file"):
        assert client.get(prefix + planted.rows[row].file.name).status_code == 404


def test_what_is_stored_is_for_the_portals_own_user_alone(client):
    client.force_login(make.make_staff())
    client.post(
        reverse("admin:engagements_correspondence_add"),
        {
            "state": make.make_state().pk, "kind": "note_verbale", "way": "in", "dated": make.today().isoformat(),
            "subject": "Request", "file": SimpleUploadedFile("note.pdf", files.pdf()),
        },
    )  # fmt: skip
    row = Correspondence.objects.get()
    path = Path(default_storage.path(row.file.name))
    assert path.read_bytes() == files.pdf()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
