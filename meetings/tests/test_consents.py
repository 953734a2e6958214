"""Consents: each with its purpose, words and dates; ended by the person or by time, never by an edit of something else."""

import datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from apmbc_portal.audit.models import Event
from apmbc_portal.links import token_for
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing.factories import (
    isu_viewer,
    make_contact,
    make_contact_list,
    make_correspondence,
    make_invitation,
    make_meeting,
    make_participant,
    make_user,
)
from apmbc_portal.workflow import Refused
from meetings import consents
from meetings.actions import enter_person, send_invitation, set_agreement
from meetings.models import Consent, Participant
from meetings.models.organisation import CONSENT_HOLDS

pytestmark = pytest.mark.django_db
LIST, NAMING = Consent.Purpose.CONTACT_LIST, Consent.Purpose.NAMING
Where = Consent.Where


def given(words, **how):
    return consents.Given(how.pop("where", Where.ANSWER), {LIST: words, NAMING: words}, "fr", **how)


def later(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def kept():
    return list(Consent.objects.order_by("pk").values())


def saved(page, **changes):
    """The fields of a desk form as the page shows them, with these typed instead."""
    form, data = page.context["adminform"].form, {}
    for part in [
        form,
        *(one for each in page.context["inline_admin_formsets"] for one in [each.formset.management_form, *each.formset.forms]),
    ]:
        for bound in part:
            value = bound.value()
            data[bound.html_name] = "" if value is None else value
    return data | changes


def test_editing_everything_else_leaves_every_consent_as_it_was(desk, client):
    """Through the desk's form, a meeting's grid, an invitation's answer, entering by name, and loading reference data."""
    person = make_participant(make_meeting(status="held"))
    contact, invitation = person.contact, make_invitation(organisation=person.contact.organisation, status="sent")
    consents.give(contact, Consent.Purpose.INVITATIONS, wording="Write to me.")
    gone = make_participant(contact=make_contact(contact.organisation))
    consents.withdraw(gone.contact, LIST, by=isu_viewer())
    consents.withdraw(gone.contact, NAMING, by=isu_viewer())
    before, ticked = kept(), set(Participant.objects.values_list("pk", *Participant.TICKS.values()))

    address = reverse("admin:meetings_contact_change", args=[contact.pk])
    typed = {
        "name": "Another Contact", "title": "Another function", "email": "another@demo.example", "phone": "+41 1", "language": "fr",
        "user": make_user(name="Another Contact").pk, "confirmed_on": "2026-01-01", "expires_on": "2030-01-01",
    }  # fmt: skip
    for name, value in typed.items():
        assert desk.post(address, saved(desk.get(address), **{name: value})).status_code == 302
        contact.refresh_from_db()
    assert (contact.name, contact.phone, contact.user_id, contact.expires_on.year) == (
        "Another Contact",
        "+41 1",
        typed["user"],
        2030,
    )
    ended = reverse("admin:meetings_contact_change", args=[gone.contact_id])
    desk.post(ended, saved(desk.get(ended), **{"consents-0-withdrawn_on": "", "consents-0-wording": "Anything"}))

    grid = reverse("admin:meetings_meeting_participants", args=[person.meeting_id])
    row = {"grid-0-id": person.pk, "grid-0-part": "invited", "grid-0-reply": "accepted", "grid-0-may_be_listed": "on"}
    total = {"grid-TOTAL_FORMS": 1, "grid-INITIAL_FORMS": 1, "grid-0-may_be_named": "on"}
    assert desk.post(grid, row | total | {"grid-0-attendance": "present"}).status_code == 302

    token = token_for("invitation", invitation.pk, invitation.link_version)
    answer = {"answer": "accepted", "people-TOTAL_FORMS": 6, "people-INITIAL_FORMS": 0, "people-0-name": "Another Contact"}
    invitation.organisation.contacts.filter(pk=gone.contact_id).update(email="gone@demo.example")
    for email in ("another@demo.example", "gone@demo.example"):
        invitation.refresh_from_db()
        seen = {"seen": invitation.answered_at.isoformat() if invitation.answered_at else ""}
        assert client.post(f"/invitations/{token}/", answer | seen | {"people-0-email": email}).status_code == 302
    wished = make_invitation(organisation=contact.organisation, status="approved")
    enter_person(wished.meeting, contact.organisation, by=isu_viewer(), name="Another Contact", email="another@demo.example")
    call_command("load_reference", verbosity=0)

    assert kept() == before
    rows = Participant.objects.filter(pk__in=[row[0] for row in ticked])
    assert set(rows.values_list("pk", *Participant.TICKS.values())) == ticked


def test_an_older_page_of_an_organisation_does_not_list_again_who_withdrew_meanwhile(client):
    row = make_participant(invitation=make_invitation(status="accepted"), meeting=None)
    invitation = row.invitation
    Participant.objects.filter(pk=row.pk).update(meeting=invitation.meeting)
    url = f"/invitations/{token_for('invitation', invitation.pk, invitation.link_version)}/"
    shown = client.get(f"{url}?change=1").content.decode()
    assert 'name="people-0-listed_before" value="1"' in shown
    consents.withdraw(row.contact, LIST, by=isu_viewer())
    answer = {
        "answer": "accepted", "people-TOTAL_FORMS": 6, "people-INITIAL_FORMS": 1, "people-0-participant": row.pk,
        "people-0-name": row.contact.name, "people-0-may_be_listed": "on", "people-0-listed_before": "1",
    }  # fmt: skip
    assert client.post(url, answer).status_code == 302
    assert not row.contact.consents.in_force().exists()
    assert Participant.objects.get(pk=row.pk).may_be_listed is False


def test_naming_somebody_the_desk_had_entered_takes_no_tick_away(client):
    row = make_participant()
    invitation = make_invitation(row.meeting, row.contact.organisation, status="sent")
    answer = {
        "answer": "accepted",
        "people-TOTAL_FORMS": 6,
        "people-INITIAL_FORMS": 0,
        "people-0-name": row.contact.name,
        "people-0-email": row.contact.email,
    }
    client.post(f"/invitations/{token_for('invitation', invitation.pk, 1)}/", answer)
    row.refresh_from_db()
    assert (row.invitation_id, row.may_be_listed) == (invitation.pk, True)


def test_a_consent_holds_two_years_and_a_second_yes_in_other_words_is_another_row():
    row = make_participant(may_be_listed=False)
    set_agreement(row, LIST, True, by=isu_viewer(), given=given("First words"))
    first = Consent.objects.get()
    assert (first.given_on, first.expires_on) == (timezone.localdate(), timezone.localdate() + CONSENT_HOLDS)
    other = make_participant(contact=row.contact, may_be_listed=False)
    set_agreement(other, LIST, True, by=isu_viewer(), given=given("Other words"))
    assert list(Consent.objects.order_by("pk").values_list("wording", "ended_as")) == [
        ("First words", "replaced"),
        ("Other words", ""),
    ]


def test_silence_lets_a_consent_run_out_and_nothing_brings_it_back(desk):
    row, stays = make_participant(make_meeting(status="held")), make_participant()
    people = make_contact_list(row.meeting)
    Consent.objects.filter(contact=row.contact).update(expires_on=later(0))
    assert (consents.end_run_out(), people.people().count(), row.meeting.participants.named().count()) == (0, 1, 1)
    Consent.objects.filter(contact=row.contact).update(expires_on=later(-1))
    assert (people.people().count(), row.meeting.participants.named().count()) == (
        0,
        0,
    )  # on its last day it is over, whether a night has passed or not
    assert [consents.end_run_out(), consents.end_run_out()] == [2, 0]
    for ended in Consent.objects.filter(contact=row.contact):
        assert (ended.withdrawn_on, ended.ended_as) == (later(-1), "lapsed")
    row.refresh_from_db()
    assert (row.may_be_listed, row.may_be_named) == (False, False)
    consents.confirm(row.contact, [LIST, NAMING], by=isu_viewer(), cites=make_correspondence(kind="mail"))
    assert not row.contact.consents.in_force().exists()
    assert stays.contact.consents.in_force().exists()
    events = Event.objects.filter(verb="consent_ran_out")
    assert {(one.subject, one.detail["purpose"]) for one in events} == {(f"contact {row.contact_id}", p) for p in (LIST, NAMING)}


def test_the_desk_records_what_came_by_letter_and_the_wording_stays(desk):
    row = make_participant()
    Consent.objects.update(expires_on=later(3), asked_on=later(-30))
    address = reverse("admin:meetings_contact_changelist")
    chosen = {"action": "record_confirmation", "_selected_action": [row.contact_id]}
    asked = desk.post(address, chosen)
    assert all(
        words in asked.content.decode() for words in (row.contact.name, "to be named in reports", "By which correspondence")
    )
    ours, letter = make_correspondence(way="out"), make_correspondence(kind="mail")
    for cites, said in (("", "Cite the letter"), (ours.pk, "sent by the ISU")):
        refused = desk.post(address, chosen | {"confirmed": "yes", "cites": cites})
        assert (refused.status_code, said in refused.content.decode()) == (422, True)
    assert not Consent.objects.exclude(confirmed_on=None).exists()
    assert desk.post(address, chosen | {"confirmed": "yes", "cites": letter.pk}).status_code == 302
    assert Event.objects.get(verb="confirm_details").detail["cites"] == str(letter)
    for purpose, words in ((LIST, "I agree to stand in contact lists."), (NAMING, "I agree to be named in reports.")):
        consent = Consent.objects.get(purpose=purpose)
        assert (consent.confirmed_on, consent.expires_on, consent.asked_on) == (later(0), later(CONSENT_HOLDS.days), None)
        assert consent.wording == words


def test_the_desk_records_upon_a_letter_what_concerns_no_meeting(desk):
    contact = make_contact()
    address = reverse("admin:meetings_contact_change", args=[contact.pk])
    letter, ours = make_correspondence(kind="mail"), make_correspondence(way="out")
    typed = {
        "consents-TOTAL_FORMS": 1,
        "consents-0-given_on": "2026-01-02",
        "initial-consents-0-given_on": later(0).isoformat(),
        "consents-0-wording": "Oui.",
        "consents-0-language": "fr",
    }
    for purpose, cites, wrong in (
        ("invitations", "", "cites"),
        ("invitations", ours.pk, "cites"),
        ("naming", letter.pk, "purpose"),
    ):
        said = typed | {"consents-0-purpose": purpose, "consents-0-cites": cites}
        again = desk.post(address, saved(desk.get(address), **said))
        assert set(again.context["inline_admin_formsets"][0].formset.forms[0].errors) == {wrong}
    said = typed | {"consents-0-purpose": "invitations", "consents-0-cites": letter.pk}
    assert desk.post(address, saved(desk.get(address), **said)).status_code == 302
    row = contact.consents.get()
    assert (row.given_in, row.cites, row.language, row.expires_on.isoformat()) == (Where.DESK, letter, "fr", "2028-01-02")
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(contact=make_contact(), purpose=NAMING, wording="-", given_in=Where.DESK)


def test_the_desk_is_told_of_consents_that_end_and_of_which_nobody_can_be_asked_by_letter(desk):
    row, asked = make_participant(contact=make_contact(email="")), make_participant()
    make_participant(contact=make_contact(email="", name="Far away"))
    Consent.objects.filter(contact__in=[row.contact, asked.contact]).update(expires_on=later(20))
    assert "Consents that end soon" in desk.get(reverse("admin:index")).content.decode()
    listed = desk.get(reverse("admin:meetings_contact_changelist") + "?listed=ending").context["cl"].result_list
    assert list(listed) == [row.contact]


def test_who_withdrew_from_invitations_is_invited_by_no_letter_until_they_agree_anew():
    invitation, other = (make_invitation(status="approved", to_email=f"{name}@demo.example") for name in ("ana", "bo"))
    contact = make_contact(email="Ana@demo.example")
    consents.give(contact, Consent.Purpose.INVITATIONS, wording="Write to me.")
    consents.withdraw(contact, Consent.Purpose.INVITATIONS, by=isu_viewer())
    with pytest.raises(Refused, match="asked not to be written to"):
        send_invitation(invitation, by=isu_viewer())
    assert send_invitation(other, by=isu_viewer()).status == "sent"
    consents.give(contact, Consent.Purpose.INVITATIONS, wording="Write to me again.")
    assert send_invitation(invitation, by=isu_viewer()).status == "sent"
    assert set(Letter.objects.values_list("to", flat=True)) == {"ana@demo.example", "bo@demo.example"}


def test_another_address_given_by_others_ends_the_links_and_is_told_to_the_one_before(desk, client):
    row = make_participant(invitation=make_invitation(status="accepted"))
    invitation, contact = row.invitation, row.contact
    Participant.objects.filter(pk=row.pk).update(meeting=invitation.meeting)
    before, version = contact.email, contact.link_version
    answer = {
        "answer": "accepted", "people-TOTAL_FORMS": 6, "people-INITIAL_FORMS": 1, "people-0-participant": row.pk,
        "people-0-name": contact.name, "people-0-email": "taken@demo.example", "people-0-listed_before": "1", "people-0-may_be_listed": "on",
    }  # fmt: skip
    client.post(f"/invitations/{token_for('invitation', invitation.pk, invitation.link_version)}/", answer)
    contact.refresh_from_db()
    assert (contact.email, contact.link_version) == ("taken@demo.example", version + 1)
    address = reverse("admin:meetings_contact_change", args=[contact.pk])
    desk.post(address, saved(desk.get(address), email="third@demo.example"))
    told = Letter.objects.filter(kind="contact_moved")
    assert set(told.values_list("to", flat=True)) == {before, "taken@demo.example"}
    assert "third@demo.example" not in "".join(told.values_list("body", flat=True))
