"""The pages of one meeting on the desk: invitations, participants, notes."""

import pytest
from django import forms
from django.utils import timezone

from apmbc_portal.notices.models import Letter
from apmbc_portal.testing.factories import (
    isu_viewer,
    make_agenda,
    make_contact,
    make_correspondence,
    make_invitation,
    make_meeting,
    make_organisation,
    make_participant,
)
from apmbc_portal.workflow import Refused
from meetings.actions import set_agreement
from meetings.admin import parts
from meetings.models import AgendaItem, Consent, Contact, Invitation, Participant
from meetings.wording import at_the_desk

pytestmark = pytest.mark.django_db


def page(meeting, name="change"):
    return f"/admin/meetings/meeting/{meeting.pk}/{name}/"


def test_organisations_are_proposed_many_at_once_and_found_by_kind_and_name(desk):
    meeting = make_meeting()
    rows = [
        make_organisation(name=name, kind=kind) for name, kind in (("Aid One", "ngo"), ("Aid Two", "ngo"), ("Bank", "finance"))
    ]
    shown = desk.get(page(meeting, "invitations"), {"kind": "ngo", "q": "two"}).content.decode()
    assert ("Aid Two" in shown, "Aid One" in shown, "Bank" in shown) == (True, False, False)
    desk.post(page(meeting, "invitations"), {"act": "propose", "organisations": [rows[0].pk, rows[2].pk]})
    assert set(Invitation.objects.values_list("organisation__name", "status")) == {("Aid One", "proposed"), ("Bank", "proposed")}


def act(desk, row, verb, **fields):
    said = {f"{row.pk}-{verb}-{name}": value for name, value in fields.items()}
    return desk.post(page(row.meeting, "invitations"), {"act": verb, "row": row.pk} | said)


def test_an_approval_by_letter_cites_it_and_the_invitation_then_goes_out(desk):
    row = make_invitation(to_email="")
    letter = make_correspondence(row.meeting.hosts()[0].state)
    assert "Cite" in act(desk, row, "approve").content.decode()
    assert act(desk, row, "approve", cites=make_correspondence().pk).status_code == 422
    act(desk, row, "approve", cites=letter.pk, note="Both may come.")
    assert Invitation.objects.get().status == "approved"
    assert act(desk, row, "send", to_email="nonsense").status_code == 422
    act(desk, row, "send", to_email="ana@demo.example", to_name="Ana")
    assert Invitation.objects.values_list("status", "to_email").get() == ("sent", "ana@demo.example")
    assert (
        "The organisation reads it on the page of its personal link."
        in desk.get(page(row.meeting, "invitations")).content.decode()
    )
    act(desk, row, "record_acceptance", note="By mail")
    assert Invitation.objects.values_list("status", "answer").get() == ("accepted", "By mail")


def test_one_letter_approves_several_and_all_approved_go_out_together(desk):
    meeting = make_meeting()
    rows = [make_invitation(meeting) for _ in range(3)]
    letter = make_correspondence(meeting.hosts()[0].state)
    bulk = {"act": "approve_ticked", "bulk-cites": letter.pk, "bulk-note": "These two may come."}
    assert "Tick the organisations" in desk.post(page(meeting, "invitations"), bulk).content.decode()
    desk.post(page(meeting, "invitations"), bulk | {"ticked": [rows[0].pk, rows[1].pk]})
    desk.post(page(meeting, "invitations"), {"act": "send_all"})
    assert sorted(Invitation.objects.values_list("status", flat=True)) == ["proposed", "sent", "sent"]
    assert Letter.objects.filter(kind="invitation").count() == 2


def test_an_act_on_another_meetings_invitation_is_not_found(desk):
    row = make_invitation()
    answer = desk.post(page(make_meeting(), "invitations"), {"act": "cancel", "row": row.pk})
    assert answer.status_code == 404
    assert desk.post(page(row.meeting, "invitations"), {"act": "cancel", "row": "x"}).status_code == 404


def grid(meeting, **fields):
    rows = list(meeting.participants.order_by("contact__organisation__name", "contact__name"))
    given = {"act": "grid", "grid-TOTAL_FORMS": len(rows), "grid-INITIAL_FORMS": len(rows)}
    for number, row in enumerate(rows):
        given |= {f"grid-{number}-{name}": getattr(row, name) for name in ("id", "part", "reply", "attendance")}
        given |= {f"grid-{number}-{tick}": "on" for tick in Participant.TICKS.values() if getattr(row, tick)}
    return given | fields


def test_the_grid_records_who_came_and_leaves_consents_alone(desk):
    meeting = make_meeting(status="held")
    people = [make_participant(meeting), make_participant(meeting, may_be_listed=False)]
    desk.post(page(meeting, "participants"), grid(meeting, **{"grid-0-attendance": "present", "grid-1-attendance": "online"}))
    assert set(Participant.objects.values_list("pk", "attendance", "may_be_listed")) == {
        (people[0].pk, "present", True),
        (people[1].pk, "online", False),
    }
    assert set(Consent.objects.values_list("contact", "purpose", "withdrawn_on")) == {
        (people[0].contact_id, "contact_list", None),
        (people[0].contact_id, "naming", None),
    }
    wrong = desk.post(page(meeting, "participants"), grid(meeting, **{"grid-0-reply": "declined"}))
    assert wrong.status_code == 422
    assert "change the reply first" in wrong.content.decode()


@pytest.mark.parametrize(("tick", "purpose"), [("may_be_listed", "contact_list"), ("may_be_named", "naming")])
def test_what_somebody_agrees_to_by_telephone_is_recorded_upon_the_call_and_ended_without(desk, tick, purpose):
    meeting = make_meeting()
    row, outsider = make_participant(meeting, may_be_listed=False), make_correspondence()
    call = make_correspondence(meeting.hosts()[0].state, kind="call", file="", dated=timezone.localdate())
    ours = make_correspondence(meeting.hosts()[0].state, way="out")
    ticked = grid(meeting, **{f"grid-0-{tick}": "on"})
    for said, reason in (("", "Cite the letter"), (ours.pk, "sent by the ISU"), (outsider.pk, "not one of the available")):
        page_again = desk.post(page(meeting, "participants"), ticked | {"word-cites": said})
        assert page_again.status_code == 422
        assert reason in page_again.content.decode()
        assert "checked" in str(page_again.context["grid"].forms[0][tick])  # what was ticked stays ticked
    assert not Consent.objects.exists()
    desk.post(page(meeting, "participants"), ticked | {"word-cites": call.pk})
    consent = Consent.objects.get()
    assert (consent.purpose, consent.given_in, consent.language, consent.cites) == (purpose, "desk", "en", call)
    assert consent.wording == at_the_desk(call).wordings[purpose]
    assert "call or conversation" in consent.origin()
    without = grid(meeting)
    del without[f"grid-0-{tick}"]
    desk.post(page(meeting, "participants"), without)
    assert Consent.objects.get().withdrawn_on == timezone.localdate()
    row.refresh_from_db()
    assert (row.may_be_listed, row.may_be_named) == (False, False)


@pytest.mark.parametrize("tick", Participant.TICKS.values())
def test_nobody_agrees_for_somebody_who_was_removed(desk, tick):
    meeting = make_meeting()
    gone, stays = (make_participant(meeting, may_be_listed=False) for _each in range(2))
    Contact.objects.filter(pk=gone.contact_id).update(name="–", email="", erased_on=timezone.localdate())
    letter = make_correspondence(meeting.hosts()[0].state)
    ticked = grid(meeting, **{f"grid-{number}-{tick}": "on" for number in range(2)})
    assert "disabled" in desk.get(page(meeting, "participants")).content.decode()
    assert desk.post(page(meeting, "participants"), ticked | {"word-cites": letter.pk}).status_code == 302
    assert set(Participant.objects.filter(**{tick: True})) == {stays}
    assert set(Consent.objects.values_list("contact", flat=True)) == {stays.contact_id}
    for purpose in Participant.TICKS:
        with pytest.raises(Refused, match="was removed"):
            set_agreement(gone, purpose, True, by=isu_viewer(), given=at_the_desk(letter))


def test_somebody_is_entered_by_name(desk):
    meeting = make_meeting()
    organisation = make_organisation(kind="state", state=meeting.hosts()[0].state)
    known = make_contact(organisation, email="ana@demo.example", name="ana")
    for name, email in (("Ana", "ANA@demo.example"), ("Bo", "")):
        said = {"enter-organisation": organisation.pk, "enter-name": name, "enter-email": email, "enter-part": "host"}
        desk.post(page(meeting, "participants"), {"act": "enter"} | said)
    assert set(meeting.participants.values_list("contact__name", "part")) == {(known.name, "host"), ("Bo", "host")}
    assert Contact.objects.count() == 2
    assert "required" in desk.post(page(meeting, "participants"), {"act": "enter"}).content.decode()


def notes_of(meeting, **fields):
    items = list(AgendaItem.objects.filter(agenda__meeting=meeting).order_by("position"))
    given = {"notes-TOTAL_FORMS": len(items), "notes-INITIAL_FORMS": len(items)}
    for number, item in enumerate(items):
        given |= {f"notes-{number}-{name}": getattr(item, name) for name in ("id", "note_full", "note_public")}
    return given | fields


@pytest.fixture
def only_notes(monkeypatch):
    """The page without what apps above add to it."""
    monkeypatch.setattr(parts, "_rows", {})


@pytest.mark.usefixtures("only_notes")
def test_notes_are_two_texts_and_a_name_in_the_public_one_is_pointed_out(desk):
    meeting = make_meeting(status="held")
    make_agenda(meeting)
    make_participant(meeting, make_contact(name="Ana Vero"))
    said = notes_of(meeting, **{"notes-0-note_full": "Ana Vero spoke.", "notes-1-note_public": "Ana Vero spoke."})
    shown = desk.post(page(meeting, "notes"), said, follow=True).content.decode()
    assert list(AgendaItem.objects.values_list("note_full", "note_public")) == [("Ana Vero spoke.", ""), ("", "Ana Vero spoke.")]
    assert "names a participant: Ana Vero" in shown


@pytest.mark.usefixtures("only_notes")
def test_two_colleagues_writing_one_note_do_not_overwrite_each_other(desk):
    meeting = make_meeting(status="held")
    make_agenda(meeting)
    said = notes_of(meeting, **{"notes-0-note_full": "Mine", "initial-notes-0-note_full": ""})
    AgendaItem.objects.filter(position=1).update(note_full="Theirs")
    answer = desk.post(page(meeting, "notes"), said)
    assert answer.status_code == 422
    assert "Theirs" in answer.content.decode()
    assert AgendaItem.objects.get(position=1).note_full == "Theirs"


def test_apps_above_add_rows_that_are_saved_with_the_notes_or_not_at_all(desk, monkeypatch):
    monkeypatch.setattr(parts, "_rows", {})
    saved = []

    class Row(forms.Form):
        text = forms.CharField()

    Rows = forms.formset_factory(Row, extra=1, min_num=1, validate_min=True)  # noqa: N806
    parts.notes_rows("extra", "Extra", save=lambda formset, meeting, viewer: saved.append((meeting, viewer.isu)))(
        lambda meeting, data: Rows(data, prefix="extra")
    )
    meeting = make_meeting(status="held")
    make_agenda(meeting)
    assert "Extra" in desk.get(page(meeting, "notes")).content.decode()
    management = {"extra-TOTAL_FORMS": 1, "extra-INITIAL_FORMS": 0}
    note = {"notes-0-note_full": "Said"}
    assert desk.post(page(meeting, "notes"), notes_of(meeting, **note) | management).status_code == 422
    assert (saved, AgendaItem.objects.get(position=1).note_full) == ([], "")
    desk.post(page(meeting, "notes"), notes_of(meeting, **note) | management | {"extra-0-text": "x"})
    assert (saved, AgendaItem.objects.get(position=1).note_full) == ([(meeting, True)], "Said")


def test_where_the_hosts_read_the_note_of_a_step_the_desk_says_so(desk):
    buttons = desk.get(page(make_meeting())).context["buttons"]
    notes = {step.verb: str(form.fields["note"].help_text) for step, form in buttons}
    assert notes["postpone"] == "Kept with the earlier date; the hosts read it."
    assert notes["cancel"] == "Kept in the record of the file."
