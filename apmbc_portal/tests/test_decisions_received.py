"""The State reads beside each decision who has received the row so far: what cannot be recalled."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from apmbc_portal.notices.models import Letter
from apmbc_portal.testing.factories import (
    isu_viewer,
    make_contact,
    make_delegate,
    make_focal_point,
    make_invitation,
    make_organisation,
    make_participant,
    make_partner,
    make_staff,
    make_user,
    viewer_of,
)  # fmt: skip
from apmbc_portal.tests.deciding import answer, url
from engagements.models import Receipt
from reports.documents import ask_for
from reports.models import Document

pytestmark = pytest.mark.django_db


def browser(client, user=None):
    other = type(client)()
    if user:
        other.force_login(user)
    return other


def received(client, item):
    return [(one.who, one.as_whom, one.ways) for one in client.get(url(item)).context["received"]]


def page_of(item):
    return item.get_absolute_url()


@pytest.mark.parametrize("kind", ["engagement", "request", "meeting", "text"])
def test_who_read_the_page_is_named_once_and_as_whom(client, own, kind):
    item, delegate = own[kind], make_delegate(user=make_user(name="Dana Delegate"))
    outsider = make_partner()
    answer(client, item, "committee")
    for _twice in range(2):
        assert browser(client, delegate).get(page_of(item)).status_code == 200
    assert browser(client, outsider).get(page_of(item)).status_code == 404
    label = viewer_of(delegate).label
    assert received(client, item) == [("Dana Delegate", label, "read in the portal")]
    assert "cannot be recalled" in client.get(url(item)).content.decode()


def test_the_two_sides_of_the_file_and_the_readers_of_a_public_page_are_not_written_down(client, own):
    item = own["text"]
    answer(client, item, "partners")
    for user in (make_focal_point(own["engagement"].state), make_staff()):
        browser(client, user).get(page_of(item))
    assert received(client, item) == []
    answer(client, item, "public")
    browser(client).get(page_of(item))
    browser(client, make_partner()).get(page_of(item))
    assert not Receipt.objects.exists()
    assert "who reads a public page is written down nowhere" in client.get(url(item)).content.decode()


def test_a_file_that_was_taken_is_a_receipt_with_its_form(client, own, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    item, partner = own["text"], make_partner(user=make_user(name="Pia Partner"))
    ask_for("report", item, by=isu_viewer(), user=None)
    name = default_storage.save("documents/one.pdf", ContentFile(b"%PDF-1.7"))
    Document.objects.update(status="ready", file=name, made_for="readers")
    answer(client, item, "partners")
    file = browser(client, partner).get(reverse("document_file", args=[Document.objects.get().pk]))
    assert b"".join(file.streaming_content) == b"%PDF-1.7"
    browser(client, partner).get(page_of(item))
    assert received(client, item) == [("Pia Partner", viewer_of(partner).label, "taken as a file (PDF), read in the portal")]


def test_outcomes_and_agendas_are_received_where_they_are_listed(client, own):
    delegate = make_delegate()
    for kind in ("outcome", "agenda", "paper"):
        answer(client, own[kind], "committee")
    browser(client, delegate).get(reverse("opened"))
    assert {kind for kind in ("outcome", "agenda", "paper") if received(client, own[kind])} == {"outcome", "agenda"}


def test_whoever_was_invited_by_letter_received_the_calendar_entry(client, own):
    meeting, organisation = own["meeting"], make_organisation(name="Invited Trust")
    invitation = make_invitation(meeting, organisation, status="sent")
    waiting = make_invitation(meeting, make_organisation(name="Not Written To Yet"), status="approved")
    facts = {"to": "x@demo.example", "subject": "-", "body": "-", "about": meeting.about(), "link_view": "invitation"}
    Letter.objects.create(**facts, link_subject=str(invitation.pk), status="sent", sent_at=timezone.now())
    Letter.objects.create(**facts, link_subject=str(waiting.pk), status="queued")
    assert received(client, meeting) == [("", "Invited Trust", "by letter")]


def test_an_erased_person_stays_a_line_without_a_name(client, own):
    person = make_user(name="Quin Quiet")
    make_participant(own["meeting"], make_contact(user=person), attendance="present")
    answer(client, own["text"], "participants")
    browser(client, person).get(page_of(own["text"]))
    assert received(client, own["text"]) == [("Quin Quiet", "Participant", "read in the portal")]
    person.delete()
    assert received(client, own["text"]) == [("", "Participant", "read in the portal")]


def test_the_second_question_and_taking_back_say_that_copies_stay(client, own):
    item, delegate = own["text"], make_delegate()
    answer(client, item, "committee")
    browser(client, delegate).get(page_of(item))
    question = answer(client, item, "state", confirmed=False).content.decode()
    assert viewer_of(delegate).label in question
    assert "cannot be recalled" in question
    done = client.post(url(item, "decision_take_back"), follow=True).content.decode()
    assert "1 reader has received it before" in done
    assert browser(client, delegate).get(page_of(item)).status_code == 404
    assert received(client, item) == [(delegate.name, viewer_of(delegate).label, "read in the portal")]


def test_a_reader_who_comes_back_costs_one_question(client, own, django_assert_num_queries):
    from engagements.receipts import note_received

    answer(client, own["text"], "partners")
    viewer, text = viewer_of(make_partner()), own["text"]
    text.refresh_from_db()
    note_received(viewer, [text])
    with django_assert_num_queries(1):
        note_received(viewer, [text])
