"""How documents end: by the calendar, with the approval of a text, and when somebody named in them asks to be removed."""

import datetime
import os
import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from apmbc_portal.audit.models import Event
from apmbc_portal.testing.factories import (
    isu_viewer,
    make_contact,
    make_contact_list,
    make_meeting,
    make_organisation,
    make_participant,
    make_report,
    make_staff,
    make_text,
)
from apmbc_portal.visibility import Viewer
from reports import endings, tasks
from reports.documents import ask_for
from reports.forgetting import forget
from reports.frozen import freeze
from reports.models import ContactList, Document, OutcomeReport
from reports.tests.asking import ask

pytestmark = pytest.mark.django_db
S = Document.Status
ISU = isu_viewer()


def days_ago(count):
    return timezone.now() - datetime.timedelta(days=count)


def made(document):
    """The document finished with a file in the store."""
    name = default_storage.save("documents/" + document.pk.hex + ".pdf", ContentFile(b"%PDF-1.7"))
    assert document.claim()
    document.finish(name, size=8, pages=2, sha256="a" * 64)
    document.refresh_from_db()
    return document


@pytest.fixture
def tonight(django_capture_on_commit_callbacks):
    def run():
        with django_capture_on_commit_callbacks(execute=True):
            tasks.end_documents()

    return run


def test_a_contact_list_ends_after_its_last_day_and_says_so(client, tonight):
    document = made(ask(make_contact_list()))
    name = document.file.name
    tonight()
    assert Document.objects.get().status == S.READY
    past = timezone.localdate() - datetime.timedelta(days=1)
    Document.objects.update(expires_on=past)
    tonight()  # its list was prolonged
    assert Document.objects.get().status == S.READY
    ContactList.objects.update(valid_until=past)
    tonight()
    document.refresh_from_db()
    assert (document.status, document.content, document.file.name) == (S.EXPIRED, {}, "")
    assert (document.sha256, document.pages, document.entries) == ("a" * 64, 2, 0)
    assert not default_storage.exists(name)
    event = Event.objects.get(verb="expire_document")
    assert (event.acting_as, event.detail["sha256"]) == ("the portal, every night", "a" * 64)
    client.force_login(make_staff())
    page = client.get(document.get_absolute_url()).content.decode()
    for words in ["No longer kept", "It was valid until", "a" * 64]:
        assert words in page
    assert "make-again" not in page
    tonight()
    assert Event.objects.filter(verb="expire_document").count() == 1


def test_drafts_end_when_the_text_is_approved_and_what_few_read_after_ninety_days(tonight):
    text = make_text(make_report(status="with_state"))
    draft, other = made(ask(text)), made(ask(make_text(make_report(status="with_state"))))
    public = made(ask(make_text(make_report(status="approved"))))
    failed = ask(make_text(make_report(status="approved")), status=S.FAILED, finished_at=days_ago(91))
    OutcomeReport.objects.filter(pk=text.report_id).update(status="approved")
    Document.objects.filter(pk__in=[public.pk]).update(finished_at=days_ago(1000))
    tonight()
    assert ended() == {draft.pk: "This draft was replaced by the text the State approved.", failed.pk: NEVER}
    Document.objects.filter(pk=other.pk).update(finished_at=days_ago(91))
    tonight()
    assert ended()[other.pk] == "A file for the ISU or the State alone is kept for 90 days."
    assert Document.objects.exclude(status=S.EXPIRED).get() == public


NEVER = "It was never finished, and nobody asked for it again for 90 days."


def ended():
    return dict(Document.objects.filter(status=S.EXPIRED).values_list("pk", "error"))


def test_files_nobody_owns_are_removed_when_they_are_old_enough(tonight):
    kept = made(ask()).file.name
    young = default_storage.save("documents/" + "b" * 32 + ".pdf", ContentFile(b"x"))
    old = default_storage.save("documents/" + "c" * 32 + ".pdf", ContentFile(b"x"))
    foreign = default_storage.save("documents/readme.txt", ContentFile(b"x"))
    for name in (kept, old, foreign):
        os.utime(default_storage.path(name), (time.time() - 2 * 86400,) * 2)
    tonight()
    assert [default_storage.exists(name) for name in (kept, young, old, foreign)] == [True, True, False, True]


def test_what_is_being_made_is_called_off_by_its_end():
    document = ask()
    assert document.claim()
    assert endings.end(document, "It is over.", by=ISU)
    assert not document.heartbeat("layout", 1)
    assert not document.finish("documents/late.pdf", size=1, pages=1, sha256="")
    assert not endings.end(document, "It is over.", by=ISU)


def test_who_asks_to_be_removed_is_removed_from_every_document(django_capture_on_commit_callbacks):
    meeting = make_meeting(status="held")
    leaver, other = make_contact(name="Zoé Núñez", email="zoe@demo.example"), make_contact(name="Zoé Núñezova")
    for contact in (leaver, other):
        make_participant(meeting, contact, attendance="present")
    listed, waiting = made(ask(make_contact_list(meeting))), ask(make_contact_list(meeting, purpose="Another"))
    given_up = ask(make_contact_list(meeting, purpose="A third"), status=S.FAILED)
    elsewhere = made(ask(make_contact_list()))
    text = frozen_text(meeting)
    report = made(ask(text))
    spoken = make_text(make_report(make_meeting(status="held")))
    spoken.sections.update(body="ZOE\u0301 Núñez presented the plan.")
    spoken = made(ask(spoken))
    files = [listed.file.name, report.file.name]
    assert leaver.name in str(report.content)

    meeting.participants.filter(contact=leaver).delete()
    with django_capture_on_commit_callbacks(execute=True):
        found = forget(leaver, by=Viewer(label="by their own link"))
    assert set(found.removed) == {listed, waiting, given_up, report}
    assert (found.texts, found.still_named) == ([text], [spoken])
    assert sorted((one.kind, one.status) for one in found.made_anew) == [("contact_list", S.QUEUED)] * 2 + [("report", S.QUEUED)]
    for document in found.made_anew:
        assert other.name in str(document.content)
        assert "zoe@demo.example" not in str(document.content)
    assert not any(default_storage.exists(name) for name in files)
    assert set(Document.objects.filter(status=S.READY)) == {elsewhere, spoken}
    events = Event.objects.filter(detail__person=f"contact {leaver.pk}")
    assert sorted(events.values_list("verb", flat=True)) == ["forget_person"] * 5 + ["still_named"]
    assert "Núñez" not in str(list(events.values()))


def frozen_text(meeting):
    """A full text as the State approved it: it names who agreed."""
    text = make_text(make_report(meeting, status="approved"))
    freeze(text)
    return text


def test_an_approved_text_names_the_others_still_and_counts_who_left():
    meeting, organisation = make_meeting(status="held"), make_organisation()
    leaver, other, namesake = (
        make_contact(name=name, organisation=where)
        for name, where in [("Zoé Núñez", organisation), ("Ana Núñez", organisation), ("Zoé Núñez", make_organisation())]
    )
    for contact in (leaver, other, namesake):
        make_participant(meeting, contact, attendance="present")
    make_participant(meeting, attendance="present", may_be_listed=False)
    text, outsider = frozen_text(meeting), make_text(make_report(status="approved"))
    assert forget(leaver, by=ISU).texts == [text]
    text.refresh_from_db()
    printed = [(group["organisation"], [one["name"] for one in group["people"]], group["further"]) for group in text.participants]
    assert printed == [
        (organisation.name, ["Ana Núñez"], 1),
        (namesake.organisation.name, ["Zoé Núñez"], 0),
        ("", [], 1),
    ]
    outsider.refresh_from_db()
    assert outsider.participants == []
    assert forget(leaver, by=ISU).texts == []


def test_a_list_nobody_may_print_any_more_is_removed_and_not_made_anew():
    meeting = make_meeting(status="held")
    leaver = make_participant(meeting).contact
    contact_list = make_contact_list(meeting)
    document = ask_for("contact_list", contact_list, by=ISU, user=None)
    ContactList.objects.update(valid_until=timezone.localdate() - datetime.timedelta(days=1))
    found = forget(leaver, by=ISU)
    assert (found.removed, found.made_anew) == ([document], [])
