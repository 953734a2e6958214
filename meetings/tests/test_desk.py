"""Meetings on the ISU's desk: what the forms refuse, what they write, and that no one else comes in."""

import datetime

import pytest
from django import forms
from django.core.cache import cache
from django.utils import timezone

from apmbc_portal.audit.models import Event
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing.factories import (
    make_agenda,
    make_contact,
    make_correspondence,
    make_engagement,
    make_focal_point,
    make_invitation,
    make_meeting,
    make_organisation,
    make_participant,
    make_request,
    make_staff,
)
from engagements.models import Occasion
from meetings.admin import parts
from meetings.models import AgendaItem, AgendaTemplate, Consent, Contact, Invitation, Meeting, MeetingDate, Participant

pytestmark = pytest.mark.django_db
ADD = "/admin/meetings/meeting/add/"


@pytest.fixture
def desk(client):
    cache.clear()
    client.force_login(make_staff())
    return client


def page(meeting, name="change"):
    return f"/admin/meetings/meeting/{meeting.pk}/{name}/"


def planned(host=None, **fields):
    given = {
        "hosts_chosen": [(host or make_engagement()).pk], "title": "Meeting", "format": "in_person", "setting": "own", "place": "Phnom Penh",
        "time_zone": "Asia/Phnom_Penh", "day": "2027-06-18", "begins": "09:00", "last_day": "", "ends": "12:00",
    }  # fmt: skip
    return given | fields


def changed(meeting, **fields):
    """A post of the meeting's own page with its agenda as it is."""
    items = list(AgendaItem.objects.filter(agenda__meeting=meeting))
    local = meeting.starts_at.astimezone(meeting.zone) if meeting.starts_at else None
    last = meeting.ends_at.astimezone(meeting.zone) if meeting.ends_at else None
    given = {
        "title": meeting.title, "format": meeting.format, "setting": "own", "place": meeting.place, "time_zone": meeting.time_zone,
        "day": local.date() if local else "", "begins": local.time() if local else "", "last_day": "",
        "ends": last.time() if last else "", "reason": "", "items-TOTAL_FORMS": len(items), "items-INITIAL_FORMS": len(items),
    }  # fmt: skip
    for number, item in enumerate(items):
        for name in ("id", "position", "number", "title", "theme", "minutes", "presenter"):
            given[f"items-{number}-{name}"] = getattr(item, name)
    return given | fields


def errors(response):
    assert response.status_code == 200
    return {name for name, found in response.context["adminform"].form.errors.items() if found}


def test_nobody_but_the_desk_comes_in(client):
    meeting = make_meeting()
    for user in (make_focal_point(meeting.hosts()[0].state), None):
        client.logout()
        if user:
            client.force_login(user)
        for name in ("change", "invitations", "participants", "notes", "step/cancel"):
            for answer in (client.get(page(meeting, name)), client.post(page(meeting, name))):
                assert answer.status_code in (302, 403)
    assert Meeting.objects.get().status == "planned"


def test_a_meeting_is_planned_in_the_venues_time(desk):
    AgendaTemplate.objects.create(version=1, title="Example", in_force_from=datetime.date(2016, 12, 1))
    host, second = make_engagement(), make_engagement()
    response = desk.post(ADD, planned(host) | {"hosts_chosen": [host.pk, second.pk]})
    meeting = Meeting.objects.get()
    assert response.status_code == 302, errors(response)
    assert meeting.starts_at == datetime.datetime(2027, 6, 18, 2, tzinfo=datetime.UTC)
    assert meeting.ends_at == datetime.datetime(2027, 6, 18, 5, tzinfo=datetime.UTC)
    assert (meeting.reference, {engagement.pk for engagement in meeting.hosts()}) == (f"{host.reference}-M1", {host.pk, second.pk})
    assert Event.objects.filter(verb="plan").count() == 1
    again = desk.get(page(meeting)).content.decode()
    assert 'value="09:00"' in again
    assert 'value="2027-06-18"' in again


def test_summer_time_changes_what_an_hour_means(desk):
    for day, hour in (("2027-03-27", 9), ("2027-03-28", 8)):
        desk.post(ADD, planned(time_zone="Europe/Zurich", day=day, begins="10:00"))
        assert Meeting.objects.latest("pk").starts_at.hour == hour


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"ends": "08:00"}, {"ends"}),
        ({"last_day": "2027-06-17"}, {"last_day"}),
        ({"day": ""}, {"day"}),
        ({"begins": ""}, {"begins"}),
        ({"day": "2027-02-30"}, {"day"}),
        ({"begins": "25:00"}, {"begins"}),
        ({"time_zone": "Nowhere/Land"}, {"time_zone"}),
        ({"time_zone": "Europe/Zurich", "day": "2027-03-28", "begins": "02:30"}, {"begins"}),
        ({"setting": "beside"}, {"occasion"}),
        ({"hosts_chosen": []}, {"hosts_chosen"}),
        ({"title": ""}, {"title"}),
        ({"title": "x" * 201}, {"title"}),
    ],
)
def test_what_cannot_be_is_an_error_at_its_field_and_the_rest_is_kept(desk, fields, wrong):
    response = desk.post(ADD, planned() | {"place": "Kept place"} | fields)
    assert errors(response) == wrong
    assert "Kept place" in response.content.decode()
    assert not Meeting.objects.exists()


def test_a_meeting_does_not_come_before_the_request(desk):
    request = make_request(status="submitted", submitted_at=timezone.make_aware(datetime.datetime(2026, 5, 1)))
    assert errors(desk.post(ADD, planned(request.engagement, day="2026-04-30"))) == {"day"}
    assert desk.post(ADD, planned(request.engagement, day="2026-05-02")).status_code == 302


@pytest.mark.parametrize("fields", [{"status": "paused"}, {"reference": None}])
def test_only_files_in_hand_are_offered_as_hosts(desk, fields):
    assert errors(desk.post(ADD, planned(make_engagement(**fields)))) == {"hosts_chosen"}


def test_a_meeting_beside_another_names_it_and_forgets_it_again(desk):
    occasion = Occasion.objects.create(kind="MSP", number=24, name="24MSP")
    desk.post(ADD, planned(setting="beside", occasion=occasion.pk))
    meeting = Meeting.objects.get()
    assert meeting.occasion == occasion
    desk.post(page(meeting), changed(meeting, setting="own", occasion=occasion.pk))
    assert Meeting.objects.get().occasion is None


def test_another_date_keeps_the_earlier_one_with_the_reason(desk):
    meeting = make_meeting(starts_at=datetime.datetime(2027, 6, 18, 8, tzinfo=datetime.UTC), ends_at=None)
    make_invitation(meeting, status="sent")
    response = desk.post(page(meeting), changed(meeting, day="2027-06-25", reason="The hall"))
    assert response.status_code == 302
    assert [(row.starts_at, row.reason) for row in MeetingDate.objects.all()] == [(meeting.starts_at, "The hall")]
    assert Meeting.objects.get().starts_at.day == 25
    assert Letter.objects.filter(kind="date_changed").count() == 1


def test_an_unchanged_form_changes_nothing(desk):
    meeting = make_meeting(starts_at=datetime.datetime(2027, 6, 18, 8, tzinfo=datetime.UTC), ends_at=None)
    make_agenda(meeting)
    before = Meeting.objects.values().get()
    desk.post(page(meeting), changed(meeting))
    assert Meeting.objects.values().get() == before
    assert not MeetingDate.objects.exists()


def test_an_agenda_that_is_too_long_is_saved_with_a_warning(desk):
    meeting = make_meeting()
    make_agenda(meeting)
    response = desk.post(page(meeting), changed(meeting) | {"items-0-minutes": 200}, follow=True)
    assert AgendaItem.objects.get(position=1).minutes == 200
    assert "50 minutes longer than the meeting: 230 of 180" in response.content.decode()


def test_a_meeting_without_an_agenda_gets_one_with_its_first_part(desk):
    meeting = make_meeting()
    new = {"items-TOTAL_FORMS": 1, "items-0-position": 1, "items-0-title": "Introduction", "items-0-minutes": 5}
    assert desk.post(page(meeting), changed(meeting) | new).status_code == 302
    assert [item.title for item in meeting.agenda.items.all()] == ["Introduction"]


def test_steps_are_taken_with_a_reason_and_refused_with_one(desk):
    meeting = make_meeting()
    assert "has not begun yet" in desk.get(page(meeting)).content.decode()
    assert "has not begun yet" in desk.post(page(meeting, "step/hold"), follow=True).content.decode()
    desk.post(page(meeting, "step/postpone"), {"postpone-note": "Elections"})
    assert Meeting.objects.get().status == "postponed"
    assert MeetingDate.objects.get().reason == "Elections"
    assert desk.get(page(meeting, "step/cancel")).status_code == 404


def test_organisations_are_proposed_many_at_once_and_found_by_kind_and_name(desk):
    meeting = make_meeting()
    rows = [make_organisation(name=name, kind=kind) for name, kind in (("Aid One", "ngo"), ("Aid Two", "ngo"), ("Bank", "finance"))]
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
    act(desk, row, "approve", cites=letter.pk)
    assert Invitation.objects.get().status == "approved"
    assert act(desk, row, "send", to_email="nonsense").status_code == 422
    act(desk, row, "send", to_email="ana@demo.example", to_name="Ana")
    assert Invitation.objects.values_list("status", "to_email").get() == ("sent", "ana@demo.example")
    act(desk, row, "record_acceptance", note="By mail")
    assert Invitation.objects.values_list("status", "answer").get() == ("accepted", "By mail")


def test_one_letter_approves_several_and_all_approved_go_out_together(desk):
    meeting = make_meeting()
    rows = [make_invitation(meeting) for _ in range(3)]
    letter = make_correspondence(meeting.hosts()[0].state)
    bulk = {"act": "approve_ticked", "bulk-cites": letter.pk}
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
        if row.may_be_listed:
            given[f"grid-{number}-may_be_listed"] = "on"
    return given | fields


def test_the_grid_records_who_came_and_leaves_consents_alone(desk):
    meeting = make_meeting(status="held")
    people = [make_participant(meeting), make_participant(meeting, may_be_listed=False)]
    desk.post(page(meeting, "participants"), grid(meeting, **{"grid-0-attendance": "present", "grid-1-attendance": "online"}))
    assert set(Participant.objects.values_list("pk", "attendance", "may_be_listed")) == {
        (people[0].pk, "present", True),
        (people[1].pk, "online", False),
    }
    assert Consent.objects.filter(withdrawn_on=None).count() == 1
    wrong = desk.post(page(meeting, "participants"), grid(meeting, **{"grid-0-reply": "declined"}))
    assert wrong.status_code == 422
    assert "change the reply first" in wrong.content.decode()


def test_a_word_by_telephone_gives_or_withdraws_a_consent(desk):
    meeting = make_meeting()
    make_participant(meeting, may_be_listed=False)
    desk.post(page(meeting, "participants"), grid(meeting, **{"grid-0-may_be_listed": "on"}))
    assert Consent.objects.get().wording.startswith("Recorded by the ISU")
    without = grid(meeting)
    del without["grid-0-may_be_listed"]
    desk.post(page(meeting, "participants"), without)
    assert Consent.objects.get().withdrawn_on == timezone.localdate()


def test_somebody_is_entered_by_name(desk):
    meeting, organisation = make_meeting(), make_organisation()
    known = make_contact(organisation, email="ana@demo.example")
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


def test_a_list_costs_the_same_for_one_and_three_meetings(desk, django_assert_max_num_queries):
    def cost():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as counted:
            assert desk.get("/admin/meetings/meeting/").status_code == 200
        return len(counted)

    make_meeting()
    desk.get("/admin/meetings/meeting/")
    first = cost()
    make_meeting()
    make_meeting(make_engagement(), make_engagement())
    assert cost() == first


@pytest.mark.parametrize("name", ["organisation", "contact", "representation", "agendatemplate", "invitation", "paper"])
def test_every_list_and_form_of_this_app_opens(desk, name):
    make_participant(make_meeting())
    make_invitation()
    assert desk.get(f"/admin/meetings/{name}/").status_code == 200
    if name != "invitation":
        assert desk.get(f"/admin/meetings/{name}/add/").status_code == 200


def test_the_queue_and_the_file_page_show_what_waits(desk):
    meeting = make_meeting()
    make_invitation(meeting, status="approved")
    make_invitation(meeting)
    make_meeting(starts_at=timezone.now() - datetime.timedelta(hours=1), ends_at=None)
    queue = desk.get("/admin/").content.decode()
    for words in ("Invitations to send", "Invitations with the hosts", "Meetings to record as held", "Approved invitations wait to be sent"):
        assert words in queue
    file = desk.get(f"/admin/engagements/engagement/{meeting.hosts()[0].pk}/file/").content.decode()
    assert meeting.reference in file
    assert "Plan a meeting" in file
