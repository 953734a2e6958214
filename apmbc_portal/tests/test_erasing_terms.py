"""Nobody takes words of others out of the portal by being called like one of them, whoever named them so and whoever clicks."""

import pytest
from django.urls import reverse

from apmbc_portal.links import token_for
from apmbc_portal.notices.outbox import queue
from apmbc_portal.privacy.models import Remnant
from apmbc_portal.testing import factories as make
from apmbc_portal.testing.factories import isu_viewer
from apmbc_portal.web.privacy.erasing import erase
from apmbc_portal.web.privacy.person import of_contact
from engagements.models import Comment, Enquiry, Occasion, State
from meetings.actions import Person, answer_invitation
from meetings.models import AgendaItem, Contact, Meeting, Participant
from reports.models import Document

pytestmark = pytest.mark.django_db

TERMS = [
    "Mine clearance", "mine Clearance", "Novo Porto", "Norland Republic", "Clear Fields", "Meeting of Experts", "Review Conference",
    "Land release", "Victim assistance",
]  # fmt: skip


@pytest.fixture
def words():
    """Words of the portal and of the desk in which each term stands, in a file nobody opened."""
    State.objects.create(iso3="XNO", name_en="Norland Republic", is_demo=True)
    Occasion.objects.create(kind="RC", number=5, name="Fifth Review Conference")
    make.make_organisation(name="Clear Fields Trust")
    meeting = make.make_meeting(title="Meeting of Experts", place="Hotel Azul, Novo Porto")
    make.make_agenda(meeting)
    note = "Norland Republic and Clear Fields spoke in Novo Porto of land release. Land Release, Victim Assistance, Review Conference, Mine Clearance."
    Comment.objects.create(engagement=meeting.hosts()[0], kind="internal", text=note)
    return meeting


def all_words():
    return [list(Meeting.objects.values_list("title", "place")), list(AgendaItem.objects.values_list("title")),
            list(Comment.objects.values_list("text"))]  # fmt: skip


def named_by_an_organisation(meeting, name):
    row = make.make_invitation(meeting, status="sent")
    answer_invitation(row, version=1, seen=None, accepted=True, people=[Person(name, "anybody@demo.example")])
    return Contact.objects.get(email="anybody@demo.example")


def own_click(client, contact):
    page = reverse("person", args=[token_for("person", f"contact:{contact.pk}", contact.link_version)])
    shown = client.get(f"{page}erase/").content.decode()
    assert client.post(f"{page}erase/", {"understood": "yes"}).status_code == 200
    return shown


@pytest.mark.parametrize("clicks", ["themselves", "the ISU"])
@pytest.mark.parametrize("name", TERMS)
def test_a_term_of_the_field_a_state_an_organisation_or_a_place_is_taken_out_of_nothing(client, words, name, clicks):
    contact, before = named_by_an_organisation(words, name), all_words()
    Participant.objects.filter(contact=contact).update(attendance="present")  # not even of somebody who came
    own_click(client, contact) if clicks == "themselves" else erase(of_contact(contact), by=isu_viewer(), note="asked")
    assert all_words() == before
    contact.refresh_from_db()
    assert (contact.name, contact.erased_on is not None) == ("–", True)
    assert Remnant.objects.exists()  # a person looks


@pytest.mark.parametrize(("attendance", "left"), [("unknown", True), ("present", False)])
def test_whom_only_an_organisation_s_link_knows_is_a_person_for_the_isu_to_look_for(client, words, attendance, left):
    contact = named_by_an_organisation(words, "Uma Novák")
    Participant.objects.filter(contact=contact).update(attendance=attendance)
    Comment.objects.update(text="Uma Novák asked about Novo Porto.")
    shown = own_click(client, contact)
    assert ("Uma Novák" in Comment.objects.get().text, "it could be another" in shown) == (left, left)
    assert Remnant.objects.exists() == left


def test_nobody_outside_keeps_a_name_here_by_writing_it_small(words):
    """Whoever wants somebody to be remembered sends a line in small letters, or answers an invitation so; it is no term for that."""
    contact = make.make_contact(name="Uma Novák", email="uma@demo.example")
    Comment.objects.update(text="Uma Novák asked about Novo Porto.")
    Enquiry.objects.create(kind="question", name="X", email="x@demo.example", text="remember uma novák")
    make.make_invitation(words, status="accepted", answer="we send uma novák")
    queue("isu@demo.example", "A message", "remember uma novák", kind="enquiry")
    erase(of_contact(contact), by=isu_viewer())
    assert Comment.objects.get().text == "[…] asked about Novo Porto."
    assert not Enquiry.objects.filter(text__icontains="uma").exists()


def test_an_organisation_that_renames_somebody_who_came_takes_no_words_along(client, words):
    contact = named_by_an_organisation(words, "Uma Novák")
    Participant.objects.filter(contact=contact).update(attendance="present")
    row = make.make_invitation(make.make_meeting(), contact.organisation, status="sent")
    known = Participant.objects.create(meeting=row.meeting, contact=contact, invitation=row)
    renamed = Person("Head of Delegation", "anybody@demo.example", participant=known.pk)
    answer_invitation(row, version=1, seen=None, accepted=True, people=[renamed])
    Comment.objects.update(text="The Head of Delegation spoke.")
    contact.refresh_from_db()
    own_click(client, contact)
    assert Comment.objects.get().text == "The Head of Delegation spoke."


def test_a_document_goes_where_it_lists_them_and_stays_where_it_has_the_word(words):
    contact = named_by_an_organisation(words, "Mine clearance")
    group = {
        "organisation": contact.organisation.name,
        "kind": "ngo",
        "further": 0,
        "people": [{"name": "Mine clearance", "title": ""}],
    }
    texts = [make.make_text(make.make_report(status="approved"), participants=people) for people in ([group], [])]
    lists, speaks = [
        Document.objects.create(kind="report", text=text, status="failed", content={"title": "Mine clearance", "participants": text.participants})
        for text in texts
    ]  # fmt: skip
    erase(of_contact(contact), by=isu_viewer(), note="asked")
    lists.refresh_from_db()
    speaks.refresh_from_db()
    assert (lists.status, speaks.status, speaks.content["title"]) == ("expired", "failed", "Mine clearance")
    texts[0].refresh_from_db()
    assert not any(group["people"] for group in texts[0].participants)
