"""Several people of an organisation may read one mailbox: nobody gets the details, the consents or the past of another."""

import pytest

from apmbc_portal.testing import factories as make
from apmbc_portal.testing.factories import isu_viewer
from meetings.actions import Person, answer_invitation, enter_person
from meetings.models import Consent, Contact
from meetings.tests.test_link import form, link, person

pytestmark = pytest.mark.django_db
MAILBOX = "office@demo.example"


@pytest.fixture
def ana():
    """Ana agreed to be listed and came to a meeting before; another organisation has somebody at the same mailbox."""
    contact = make.make_contact(name="Ana Vero", email=MAILBOX, phone="+99 1", title="Director")
    make.make_participant(make.make_meeting(status="held"), contact, attendance="present")
    make.make_contact(name="Ben Next", email=MAILBOX)
    return contact


def answered(row, *people):
    answer_invitation(row, version=row.link_version, seen=row.answered_at, accepted=True, people=people)
    row.refresh_from_db()


def coming(row):
    return {(one.contact.name, one.contact.pk, one.reply) for one in row.meeting.participants.select_related("contact")}


def test_another_name_at_the_same_address_is_another_person(ana):
    row = make.make_invitation(organisation=ana.organisation, status="sent")
    answered(row, Person("Ben Next", MAILBOX, may_be_listed=None))
    ben = Contact.objects.get(name="Ben Next", organisation=ana.organisation)
    assert coming(row) == {("Ben Next", ben.pk, "accepted")}
    assert (ben.phone, ben.title, set(Consent.objects.values_list("contact", flat=True))) == ("", "", {ana.pk})


@pytest.mark.parametrize("name", ["ana vero", "Vero, Ana", "ANA VÉRO"])
def test_the_same_name_in_another_spelling_is_known(ana, name):
    row = make.make_invitation(organisation=ana.organisation, status="sent")
    answered(row, Person(name, MAILBOX))
    assert coming(row) == {("Ana Vero", ana.pk, "accepted")}


def test_who_comes_instead_with_the_same_mailbox_takes_nothing_over(ana):
    row = make.make_invitation(organisation=ana.organisation, status="sent")
    answered(row, Person("Ana Vero", MAILBOX))
    known = row.participants.get()
    answered(row, Person("Ben Next", MAILBOX, participant=known.pk))
    ana.refresh_from_db()
    ben = Contact.objects.get(name="Ben Next", organisation=ana.organisation)
    assert (ana.name, ana.phone) == ("Ana Vero", "+99 1")
    assert coming(row) == {("Ana Vero", ana.pk, "declined"), ("Ben Next", ben.pk, "accepted")}


def test_who_has_a_name_in_common_with_a_colleague_is_not_renamed_into_that_one(ana):
    colleague = make.make_contact(ana.organisation, name="Ana Next", email=MAILBOX)
    row = make.make_invitation(organisation=ana.organisation, status="sent")
    answered(row, Person("Ana Vero", MAILBOX))
    answered(row, Person("Ana Next", MAILBOX, participant=row.participants.get().pk))
    ana.refresh_from_db()
    assert (ana.name, coming(row)) == ("Ana Vero", {("Ana Vero", ana.pk, "declined"), ("Ana Next", colleague.pk, "accepted")})


def test_two_people_of_one_mailbox_are_named_in_one_answer_and_the_same_one_once(client, ana):
    row = make.make_invitation(organisation=ana.organisation, status="sent")
    twice = form(**person(0, name="Ana Vero", email=MAILBOX), **person(1, name="Vero Ana", email=MAILBOX))
    page = client.post(link(row), twice)
    assert (page.status_code, "named above already" in page.content.decode()) == (422, True)
    both = form(**person(0, name="Ana Vero", email=MAILBOX), **person(1, name="Ben Next", email=MAILBOX))
    assert client.post(link(row), both).status_code == 302
    assert {name for name, _pk, _reply in coming(row)} == {"Ana Vero", "Ben Next"}


def test_the_desk_enters_another_person_and_not_the_first_of_that_mailbox(ana):
    meeting = make.make_invitation(organisation=ana.organisation, status="approved").meeting
    for name, known in (("Ana Vero", True), ("Uma Third", False)):
        row = enter_person(meeting, ana.organisation, by=isu_viewer(), name=name, email=MAILBOX)
        assert (row.contact_id == ana.pk, row.contact.name) == (known, name)
