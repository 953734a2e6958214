"""Correspondence: recorded once with its own date, sealed, linked, and streamed to those who may see it."""

import datetime
import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apmbc_portal.audit.models import Event
from apmbc_portal.testing import factories as make
from apmbc_portal.testing.files import pdf
from engagements.models import Correspondence, Engagement, Enquiry

pytestmark = pytest.mark.django_db
CONTENT = pdf("the signed note")


def typed(state, **fields):
    data = {
        "state": state.pk, "kind": "note_verbale", "way": "in", "dated": make.today().isoformat(), "number": "NV/7",
        "parties": "", "subject": "Request for a meeting", "summary": "",
    }  # fmt: skip
    return data | fields


def add(client, state, **fields):
    return client.post(reverse("admin:engagements_correspondence_add"), typed(state, **fields))


def test_the_file_is_sealed_byte_for_byte(desk):
    state = make.make_state()
    assert add(desk, state, file=SimpleUploadedFile("note ../verbale.pdf", CONTENT)).status_code == 302
    row = Correspondence.objects.get()
    assert row.sha256 == hashlib.sha256(CONTENT).hexdigest()
    with row.file.open("rb") as kept:
        assert kept.read() == CONTENT
    assert row.file.name.startswith("sealed/")
    assert "verbale" not in row.file.name
    assert row.recorded_by == "Ida Staff"
    assert Event.objects.get().detail["evidence"].endswith(row.sha256)


def test_what_is_recorded_in_a_file_leads_back_to_it_and_a_letter_without_its_document_is_told_at_once(desk):
    engagement = make.make_engagement()
    answer = add(desk, engagement.state, engagement=engagement.pk)
    assert answer.url == reverse("admin:engagements_engagement_file", args=[engagement.pk])
    assert "No step can be recorded upon it. Its document is not sealed here." in desk.get(answer.url).content.decode()
    for fields in [{"kind": "call"}, {"way": "out"}, {"file": SimpleUploadedFile("note.pdf", CONTENT)}]:
        answer = add(desk, engagement.state, engagement=engagement.pk, **fields)
        assert "No step can be recorded upon it" not in desk.get(answer.url).content.decode()


def test_a_date_in_the_future_is_refused_at_its_field(desk):
    tomorrow = (make.today() + datetime.timedelta(days=1)).isoformat()
    answer = add(desk, make.make_state(), dated=tomorrow)
    assert answer.context["adminform"].form.errors == {"dated": ["This date lies in the future."]}
    assert not Correspondence.objects.exists()


def test_a_file_that_is_too_large_is_refused_at_its_field(desk, settings):
    settings.MAX_UPLOAD_BYTES = 100
    answer = add(desk, make.make_state(), file=SimpleUploadedFile("note.pdf", CONTENT))
    assert list(answer.context["adminform"].form.errors) == ["file"]


def test_a_file_of_another_state_cannot_be_chosen(desk):
    answer = add(desk, make.make_state(), engagement=make.make_engagement().pk)
    assert answer.context["adminform"].form.errors == {"engagement": ["This file is another State's."]}


def test_what_is_recorded_stays_as_it_was(desk):
    row = make.make_correspondence(subject="As it came")
    address = reverse("admin:engagements_correspondence_change", args=[row.pk])
    engagement = make.make_engagement(row.state)
    desk.post(address, typed(row.state, subject="Something else", dated="2001-01-01", kind="call", engagement=engagement.pk))
    row.refresh_from_db()
    assert (row.subject, row.kind, row.dated, row.engagement) == ("As it came", "note_verbale", make.today(), engagement)
    other = make.make_engagement(row.state)
    desk.post(address, typed(row.state, engagement=other.pk))
    row.refresh_from_db()
    assert row.engagement == engagement


def test_it_can_open_a_file_for_a_state_that_has_none(desk):
    state = make.make_state()
    add(desk, state, open_file="on")
    row = Correspondence.objects.get()
    assert (row.engagement.origin, row.engagement.reference) == ("correspondence", f"IA-{make.today().year}-{state.iso3}-01")
    answer = add(desk, state, open_file="on")
    assert list(answer.context["adminform"].form.errors) == ["open_file"]
    assert Engagement.objects.count() == 1


def test_the_sealed_file_is_streamed_as_an_attachment(desk):
    add(desk, make.make_state(), file=SimpleUploadedFile("note.html", CONTENT))
    answer = desk.get(reverse("admin:engagements_correspondence_sealed", args=[Correspondence.objects.get().pk]))
    assert b"".join(answer.streaming_content) == CONTENT
    assert answer["Content-Disposition"] == 'attachment; filename="note.pdf"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert "no-store" in answer["Cache-Control"]


def test_nobody_else_gets_the_sealed_file_from_the_desk(desk, client):
    add(desk, make.make_state(), file=SimpleUploadedFile("note.pdf", CONTENT))
    row = Correspondence.objects.get()
    client.force_login(make.make_focal_point(row.state))
    assert client.get(reverse("admin:engagements_correspondence_sealed", args=[row.pk])).status_code == 302


def test_correspondence_without_a_file_has_nothing_to_download(desk):
    row = make.make_correspondence()
    assert desk.get(reverse("admin:engagements_correspondence_sealed", args=[row.pk])).status_code == 404


def test_an_enquiry_becomes_a_file(desk):
    state = make.make_state()
    enquiry = Enquiry.objects.create(kind="interest", name="A", email="a@demo.example", text="We are interested.")
    address = reverse("admin:engagements_enquiry_change", args=[enquiry.pk])
    assert "mailto:a@demo.example" in desk.get(address).content.decode()
    assert desk.post(address, {"status": "answered", "open_for": state.pk}).status_code == 302
    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.engagement.state, enquiry.engagement.reference[:2]) == ("answered", state, "IA")
    again = desk.post(address, {"status": "answered", "engagement": enquiry.engagement_id, "open_for": state.pk})
    assert list(again.context["adminform"].form.errors) == ["open_for"]
