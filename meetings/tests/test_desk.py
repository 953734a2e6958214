"""Meetings on the ISU's desk: what the forms refuse, what they write, and that no one else comes in."""

import datetime

import pytest
from django.utils import timezone

from apmbc_portal.audit.models import Event
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing.factories import (
    make_agenda,
    make_correspondence,
    make_engagement,
    make_focal_point,
    make_invitation,
    make_meeting,
    make_participant,
    make_request,
)
from engagements.models import Occasion
from meetings.models import AgendaItem, AgendaTemplate, Meeting, MeetingDate

pytestmark = pytest.mark.django_db
ADD = "/admin/meetings/meeting/add/"


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
    letters = [make_correspondence(one.state) for one in (host, second)]
    response = desk.post(ADD, planned(host) | {"hosts_chosen": [host.pk, second.pk], "cites": [one.pk for one in letters]})
    meeting = Meeting.objects.get()
    assert response.status_code == 302, errors(response)
    assert meeting.starts_at == datetime.datetime(2027, 6, 18, 2, tzinfo=datetime.UTC)
    assert meeting.ends_at == datetime.datetime(2027, 6, 18, 5, tzinfo=datetime.UTC)
    assert (meeting.reference, {engagement.pk for engagement in meeting.hosts()}) == (
        f"{host.reference}-M1",
        {host.pk, second.pk},
    )
    assert Event.objects.filter(verb="plan_meeting").count() == 1
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
    for words in (
        "Invitations to send",
        "Invitations with the hosts",
        "Meetings to record as held",
        "Approved invitations wait to be sent",
    ):
        assert words in queue
    file = desk.get(f"/admin/engagements/engagement/{meeting.hosts()[0].pk}/file/").content.decode()
    assert meeting.reference in file
    assert "Plan a meeting" in file
