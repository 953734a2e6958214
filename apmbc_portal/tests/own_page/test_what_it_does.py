"""On their own page a person corrects, agrees, ends a consent and takes everything along."""

import json

import pytest
from django.test import Client

from apmbc_portal.accounts.models import User
from apmbc_portal.audit.models import Event
from apmbc_portal.links import token_for
from apmbc_portal.testing import factories as make
from apmbc_portal.testing.factories import isu_viewer
from apmbc_portal.tests.own_page.looking import LIST, NAMING, link
from apmbc_portal.web.privacy.person import of_contact
from engagements.models import Enquiry
from meetings import consents
from meetings.models import Consent, Contact, Participant

pytestmark = pytest.mark.django_db


def test_details_are_corrected_and_history_says_which_not_what(client, ana):
    wrong = client.post(link(ana, "correct/"), {"contact": ana.pk, "name": "Ana Vero-Lind", "phone": "call me", "language": "fr"})
    assert wrong.status_code == 422
    assert "Ana Vero-Lind" in wrong.content.decode()
    right = {"contact": ana.pk, "name": "Ana Vero-Lind", "title": "President", "phone": "", "language": "fr"}
    assert client.post(link(ana, "correct/"), right).status_code == 302
    ana.refresh_from_db()
    assert (ana.name, ana.title, ana.phone, ana.language) == ("Ana Vero-Lind", "President", "", "fr")
    event = Event.objects.get(verb="correct_details")
    assert sorted(event.detail["fields"]) == ["language", "name", "phone", "title"]
    assert "Lind" not in str(event.detail) + event.subject + event.acting_as
    other = Contact.objects.get(name="Bo Other")
    assert client.post(link(ana, "correct/"), right | {"contact": other.pk}).status_code == 404


@pytest.mark.parametrize("has_account", [False, True])
def test_nobody_becomes_a_colleague_of_the_same_mailbox_by_taking_the_name(client, ana, has_account):
    address, wanted = link(ana, "correct/"), {"contact": ana.pk, "name": "bo  OTHER", "language": "en"}
    if has_account:
        client.force_login(make.make_user(name="Ana Vero", email="ana@demo.example"))
        address = "/accounts/my-data/correct/?account"
    page = client.post(address, wanted)
    assert (page.status_code, "taken for somebody else" in page.content.decode()) == (422, True)
    ana.refresh_from_db()
    assert [row.name for row in of_contact(ana).rows] == ["Ana Vero"] * (1 + has_account)
    assert client.post(address, wanted | {"name": "Ana VERO"}).status_code == 302  # their own, in another spelling


@pytest.mark.parametrize(("purpose", "tick"), [(LIST, "may_be_listed"), (NAMING, "may_be_named")])
def test_one_consent_is_ended_and_the_others_stay(client, ana, purpose, tick):
    consents.give(ana, Consent.Purpose.INVITATIONS, wording="Write to me.")
    assert client.post(link(ana, "withdraw/"), {"contact": ana.pk, "purpose": purpose}).status_code == 302
    assert set(ana.consents.in_force().values_list("purpose", flat=True)) == {"invitations", LIST, NAMING} - {purpose}
    row = Participant.objects.get(contact=ana)
    assert {one for one in ("may_be_listed", "may_be_named") if not getattr(row, one)} == {tick}
    assert Event.objects.filter(verb="withdraw_consent", subject=f"contact {ana.pk}").count() == 1
    again = client.post(link(ana, "withdraw/"), {"contact": ana.pk, "purpose": purpose}, follow=True)
    assert "It had ended already" in again.content.decode()
    for nonsense in ({"purpose": "x", "contact": ana.pk}, {"purpose": purpose}):
        assert client.post(link(ana, "withdraw/"), nonsense).status_code == 404


@pytest.mark.parametrize(("purpose", "named"), [(LIST, "listed"), (NAMING, "named")])
def test_a_person_agrees_themselves_for_the_meetings_they_tick_and_know_of(client, ana, purpose, named):
    """Their word is kept with the sentence of the page; nothing is offered that they agreed to, declined or must not know of."""
    for one in (LIST, NAMING):
        consents.withdraw(ana, one, by=isu_viewer())
    talks = ana.participations.get()
    hidden = make.make_participant(make.make_meeting(title="Secret talks"), ana, may_be_listed=False)
    other = make.make_participant(make.opened(make.make_meeting(title="Later talks"), "participants"), ana, may_be_listed=False)
    foreign = Participant.objects.get(contact__name="Bo Other")
    page = client.get(link(ana))
    offers = {offer[0]: (offer[1], [row.pk for row in offer[2]]) for offer in page.context["data"]["contacts"][0]["may_agree"]}
    sentence, offered = offers[purpose]
    assert sorted(offered) == sorted([talks.pk, other.pk])
    assert sentence in page.content.decode().replace("\n", " ")
    assert "Secret talks" not in page.content.decode()
    said = {"contact": ana.pk, "purpose": purpose}
    assert "tick the meetings" in client.post(link(ana, "agree/"), said, follow=True).content.decode()
    ticked = {"participation": [talks.pk, hidden.pk, foreign.pk]}
    assert "is recorded" in client.post(link(ana, "agree/"), said | ticked, follow=True).content.decode()
    assert {row.pk for meeting in (talks, hidden, other) for row in getattr(meeting.meeting.participants, named)()} == {talks.pk}
    consent = ana.consents.in_force().get()
    assert (consent.purpose, consent.given_in, consent.language, consent.wording) == (purpose, "own_page", "en", sentence)
    assert client.post(link(ana, "agree/"), said | {"purpose": "invitations"}).status_code == 404


def test_it_is_taken_along_as_a_file_of_the_documented_shape(client, ana):
    response = client.post(link(ana, "export/"))
    data = json.loads(response.content)
    assert response["Content-Disposition"].startswith("attachment")
    assert set(data) == {"shape", "made_on", "names", "addresses", "contacts", "account", "messages", "letters", "documents"}
    assert (data["shape"], data["names"], data["addresses"]) == (1, ["Ana Vero"], ["ana@demo.example"])
    assert data["contacts"][0]["participations"][0]["attendance"] == "present"
    assert data["contacts"][0]["participations"][0]["agrees_to_be_named"] is True
    given = {one["purpose"]: one["wording"] for one in data["contacts"][0]["consents"]}
    assert given == {"contact_list": "I agree to stand in contact lists.", "naming": "I agree to be named in reports."}
    assert {"language", "given_in", "given_in_words"} < set(data["contacts"][0]["consents"][0])
    event = Event.objects.get(verb="export_person")
    assert (event.subject, event.detail["count"], event.detail["format"]) == (f"contact {ana.pk}", 1, "json")


def test_whoever_has_an_account_finds_the_same_from_it(client, ana):
    user = make.make_user(name="Ana Vero", email="ana@demo.example")
    assert client.get("/accounts/my-data/").status_code == 302
    client.force_login(user)
    assert "/accounts/my-data/" in client.get("/accounts/").content.decode()
    page = client.get("/accounts/my-data/").content.decode()
    assert "Clear Fields" in page
    assert "Bo Other" not in page
    client.post("/accounts/my-data/correct/", {"contact": ana.pk, "name": "Ana Lind", "title": "", "language": "en"})
    user.refresh_from_db()
    assert user.name == "Ana Lind"
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user)
    strict.post("/accounts/my-data/withdraw/", {"contact": ana.pk, "purpose": LIST})
    assert ana.consents.in_force().exists()  # another site cannot act here
    by_link = Client().get(link(ana, f"correct/?contact={ana.pk}")).content.decode()
    assert "Your name goes with your account" in by_link
    assert 'name="name"' not in by_link


def test_an_account_without_a_contact_is_corrected_too(client):
    user, other = make.make_user(name="Ana Vero"), make.make_user()
    client.force_login(user)
    assert "/accounts/my-data/correct/?account" in client.get("/accounts/my-data/").content.decode()
    assert client.post("/accounts/my-data/correct/?account", {"name": "", "title": "x"}).status_code == 422
    assert client.post("/accounts/my-data/correct/?account", {"name": "Ana Lind", "title": "Director"}).status_code == 302
    user.refresh_from_db()
    assert (user.name, user.title) == ("Ana Lind", "Director")
    assert Event.objects.get(verb="correct_details").detail["fields"] == ["name", "title"]
    assert User.objects.get(pk=other.pk).name == other.name
    token = token_for(
        "person", f"enquiry:{Enquiry.objects.create(kind='question', name='Bo', email='bo@demo.example', text='-').pk}"
    )
    assert Client().post(f"/privacy/person/{token}/correct/?account", {"name": "X"}).status_code == 404
