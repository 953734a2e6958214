"""Planning a meeting, moving its date, and what an earlier date leaves behind."""

import datetime

import pytest
from django.utils import timezone

from apmbc_portal.audit.models import Event, LedgerEntry
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing.factories import (
    isu_viewer,
    make_agenda,
    make_contact,
    make_correspondence,
    make_engagement,
    make_focal_point,
    make_invitation,
    make_meeting,
    make_participant,
    make_state,
    viewer_of,
)
from apmbc_portal.visibility import PUBLIC
from apmbc_portal.workflow import Refused
from meetings.actions import cancel, close, hold, plan_again, plan_meeting, postpone, reschedule
from meetings.models import AgendaTemplate, AgendaTemplateItem, Meeting, MeetingDate

pytestmark = pytest.mark.django_db
JUNE = datetime.datetime(2027, 6, 18, 8, 0, tzinfo=datetime.UTC)
HOURS = datetime.timedelta(hours=3)


def template(version, day, *titles):
    made = AgendaTemplate.objects.create(version=version, title="Example structure", in_force_from=day)
    for position, title in enumerate(titles):
        AgendaTemplateItem.objects.create(template=made, position=position, number=str(position), title=title, minutes=10)
    return made


def plan(*hosts, **fields):
    if len(hosts) > 1:
        fields.setdefault("citing", [make_correspondence(host.state) for host in hosts])
    return plan_meeting(
        hosts or [make_engagement()], by=isu_viewer(), **{"title": "Meeting", "starts_at": JUNE, "ends_at": JUNE + HOURS} | fields
    )


def test_meetings_of_a_host_are_numbered_one_after_the_other():
    host, other = make_engagement(), make_engagement()
    references = [plan(host).reference, plan(host, other).reference, plan(other).reference, plan(host).reference]
    assert references == [f"{host.reference}-M1", f"{host.reference}-M2", f"{other.reference}-M1", f"{host.reference}-M3"]


def test_the_agenda_is_that_of_the_template_in_force_on_the_day():
    template(1, datetime.date(2016, 12, 1), "Old")
    template(2, datetime.date(2027, 1, 1), "Introduction", "Discussion")
    template(3, datetime.date(2027, 12, 1), "Later")
    meeting = plan()
    assert [item.title for item in meeting.agenda.items.all()] == ["Introduction", "Discussion"]
    assert meeting.agenda.total_minutes() == 20


def test_a_changed_template_leaves_agendas_alone():
    made = template(1, datetime.date(2016, 12, 1), "Introduction")
    meeting = plan()
    made.items.update(title="Another")
    assert [item.title for item in meeting.agenda.items.all()] == ["Introduction"]


def test_a_meeting_can_be_planned_without_a_date_or_a_template():
    meeting = plan(starts_at=None, ends_at=None)
    assert (meeting.starts_at, meeting.minutes, meeting.agenda.overrun()) == (None, None, 0)


@pytest.mark.parametrize("fields", [{"reference": None}, {"status": "paused"}, {"status": "withdrawn"}, {"status": "exploring"}])
def test_only_a_file_in_hand_with_a_reference_hosts(fields):
    with pytest.raises(Refused):
        plan(make_engagement(), make_engagement(**fields))
    assert not Meeting.objects.exists()


def test_only_the_desk_plans():
    state = make_state()
    host = make_engagement(state)
    for viewer in (viewer_of(make_focal_point(state)), PUBLIC):
        with pytest.raises(Refused):
            plan_meeting([host], by=viewer, title="Meeting")
    with pytest.raises(Refused):
        plan_meeting([], by=isu_viewer(), title="Meeting")


def test_planning_is_written_down():
    meeting = plan()
    assert list(Event.objects.filter(verb="plan_meeting").values_list("subject", "about")) == [(str(meeting), meeting.about())]


def test_the_agenda_says_by_how_much_it_exceeds_the_meeting():
    meeting = make_meeting()
    agenda = make_agenda(meeting)
    assert agenda.overrun() == 0
    meeting.ends_at = meeting.starts_at + datetime.timedelta(minutes=30)
    assert agenda.overrun() == 10


def test_postponing_keeps_every_date_with_its_reason():
    meeting = plan()
    postponed = postpone(meeting, by=isu_viewer(), note="Elections")
    assert (postponed.status, postponed.starts_at, postponed.held_back) == ("postponed", None, True)
    with pytest.raises(Refused, match="new date"):
        plan_again(postponed, by=isu_viewer())
    again = plan_again(postponed, by=isu_viewer(), starts_at=JUNE + 10 * HOURS, ends_at=JUNE + 11 * HOURS)
    moved = reschedule(again, by=isu_viewer(), starts_at=JUNE + 20 * HOURS, ends_at=JUNE + 21 * HOURS, note="The hall")
    assert (moved.status, moved.held_back) == ("planned", False)
    kept = list(MeetingDate.objects.values_list("starts_at", "reason", "changed_by"))
    assert kept == [(JUNE, "Elections", "ISU staff"), (JUNE + 10 * HOURS, "The hall", "ISU staff")]


def test_the_same_date_again_changes_nothing():
    meeting = plan()
    reschedule(meeting, by=isu_viewer(), starts_at=JUNE, ends_at=JUNE + HOURS)
    assert not MeetingDate.objects.exists()


def test_a_meeting_that_was_held_has_no_other_date():
    held = make_meeting(status="held")
    with pytest.raises(Refused):
        reschedule(held, by=isu_viewer(), starts_at=JUNE, ends_at=None)


def test_a_host_may_postpone_and_cancel_its_meeting_and_another_state_may_not():
    state = make_state()
    meeting = make_meeting(make_engagement(state))
    with pytest.raises(Refused):
        postpone(meeting, by=viewer_of(make_focal_point()))
    with pytest.raises(Refused, match="right"):
        postpone(meeting, by=viewer_of(make_focal_point(state, may_submit=False)))
    focal_point = viewer_of(make_focal_point(state))
    cancel(postpone(meeting, by=focal_point), by=focal_point)
    assert list(LedgerEntry.objects.values_list("chain", "verb")) == [(state.iso3, "postpone"), (state.iso3, "cancel")]


def test_everybody_who_knows_of_the_meeting_hears_of_a_new_date_once():
    meeting = plan(make_engagement(state := make_state()))
    focal_point = make_focal_point(state)
    sent = make_invitation(meeting, status="sent", to_email="a@demo.example")
    make_invitation(meeting, status="declined", to_email="b@demo.example")
    make_invitation(meeting, status="proposed", to_email="c@demo.example")
    make_participant(meeting, make_contact(sent.organisation, email="A@demo.example"))
    expected = make_participant(meeting, make_contact(email="d@demo.example"))
    make_participant(meeting, make_contact(email="e@demo.example"), reply="declined")
    reschedule(meeting, by=isu_viewer(), starts_at=JUNE + HOURS, ends_at=None)
    letters = Letter.objects.values_list("to", "kind", "link_subject")
    assert sorted(letters) == sorted([
        ("a@demo.example", "date_changed", str(sent.pk)), ("d@demo.example", "date_changed", f"contact:{expected.contact_id}"),
        (focal_point.email, "meeting_moved", ""),
    ])  # fmt: skip


def test_an_invitation_that_still_waits_goes_out_with_the_new_date_alone():
    from meetings.actions import send_invitation

    meeting = plan()
    make_invitation(meeting, status="approved")
    send_invitation(meeting.invitations.get(), by=isu_viewer())
    reschedule(meeting, by=isu_viewer(), starts_at=JUNE + datetime.timedelta(days=30), ends_at=None)
    waiting = Letter.objects.filter(status="queued")
    assert [(letter.kind, "18 July 2027" in letter.body) for letter in waiting] == [("invitation", True)]


def test_a_meeting_is_held_and_closed():
    begun = make_meeting(starts_at=timezone.now() - HOURS, ends_at=timezone.now())
    assert close(hold(begun, by=isu_viewer()), by=isu_viewer()).status == "closed"
