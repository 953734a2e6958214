"""The page of a meeting: who sees it, what they see on it, what they can do there."""

import datetime

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from apmbc_portal.testing.factories import (
    isu_viewer,
    make_agenda,
    make_contact,
    make_correspondence,
    make_delegate,
    make_engagement,
    make_focal_point,
    make_invitation,
    make_meeting,
    make_organisation,
    make_paper,
    make_participant,
    make_partner,
    make_staff,
    make_user,
    opened,
)
from apmbc_portal.visibility import Audience
from apmbc_portal.workflow import Refused
from engagements.decisions import decide
from meetings.actions import postpone
from meetings.models import Meeting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_copies():
    """The counter in a page's ETag begins anew with every test; the copies of another test's pages must not live on."""
    cache.clear()


def url(meeting):
    return f"/meetings/{meeting.reference}/"


def grant(item, audience, *hosts):
    for host in hosts or item.hosts():
        decide(item, audience, engagement=host, by=isu_viewer(), citing=make_correspondence(host.state, engagement=host))


@pytest.fixture
def world():
    """A meeting and a cast; each reader's status code for its page."""
    meeting = make_meeting()
    attending = make_user()
    make_participant(meeting, make_contact(user=attending))
    cast = {
        "host": make_focal_point(meeting.hosts()[0].state),
        "isu": make_staff(),
        "other State": make_focal_point(),
        "committee": make_delegate(),
        "partner": make_partner(),
        "participant": attending,
        "nobody": make_user(),
        "public": None,
    }

    def seen(client, address):
        answers = set()
        for who, user in cast.items():
            client.logout()
            if user:
                client.force_login(user)
            response = client.get(address)
            if response.streaming:
                b"".join(response.streaming_content)  # the file is closed with its last byte
            if response.status_code == 200:
                answers.add(who)
        return answers

    return meeting, seen


def test_a_meeting_exists_for_its_host_and_the_desk_alone_until_it_is_opened(client, world):
    meeting, seen = world
    assert seen(client, url(meeting)) == {"host", "isu"}
    grant(meeting, Audience.COMMITTEE)
    assert seen(client, url(meeting)) == {"host", "isu", "committee"}
    grant(meeting, Audience.PARTICIPANTS)
    assert seen(client, url(meeting)) == {"host", "isu", "participant"}
    grant(meeting, Audience.PUBLIC)
    assert len(seen(client, url(meeting))) == 8
    grant(meeting, Audience.STATE)
    assert seen(client, url(meeting)) == {"host", "isu"}


def test_a_joint_meeting_is_open_to_others_when_both_hosts_opened_it(client):
    first, second = make_engagement(), make_engagement()
    meeting = make_meeting(first, second)
    one_host = make_focal_point(first.state)
    grant(meeting, Audience.PUBLIC, first)
    assert client.get(url(meeting)).status_code == 404
    grant(meeting, Audience.PUBLIC, second)
    assert client.get(url(meeting)).status_code == 200
    grant(meeting, Audience.STATE, first)
    assert client.get(url(meeting)).status_code == 404
    client.force_login(one_host)
    assert client.get(url(meeting)).status_code == 200


def test_others_see_neither_invitations_nor_participants_nor_what_was_not_opened(client, world):
    meeting, _seen = world
    make_agenda(meeting)
    invited = make_invitation(meeting)
    grant(meeting, Audience.PUBLIC)
    page = client.get(url(meeting)).content.decode()
    for hidden in (invited.organisation.name, meeting.participants.get().contact.name, "Mine clearance", "Open at the desk"):
        assert hidden not in page
    grant(meeting.agenda, Audience.PUBLIC)
    assert "Mine clearance" in client.get(url(meeting)).content.decode()


def test_a_paper_is_downloaded_by_whoever_may_see_it_and_never_shown(client, world):
    meeting, seen = world
    copy = default_storage.save("papers/test-copy", ContentFile(b"<script>alert(1)</script>"))
    original = default_storage.save("papers/test-original", ContentFile(b"with names"))
    paper = make_paper(meeting, file=original, copy=copy, file_name="plan.html")
    address = f"/papers/{paper.pk}/"
    assert seen(client, address) == {"host", "isu"}
    grant(paper, Audience.PARTNERS)
    assert seen(client, address) == {"host", "isu", "committee", "partner", "participant"}
    assert seen(client, f"{address}original/") == {"host", "isu"}
    client.force_login(make_staff())
    response = client.get(address)
    assert b"".join(response.streaming_content) == b"<script>alert(1)</script>"
    assert response["Content-Disposition"] == 'attachment; filename="plan.html"'
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert "sandbox" in response["Content-Security-Policy"]
    assert b"".join(client.get(f"{address}original/").streaming_content) == b"with names"


@pytest.mark.parametrize("status", ["waiting", "refused"])
def test_a_paper_that_did_not_pass_the_check_is_given_to_nobody_and_opened_to_nobody(client, world, status):
    meeting, seen = world
    paper = make_paper(meeting, checked=status, refused_for="macros" if status == "refused" else "")
    assert seen(client, f"/papers/{paper.pk}/") == seen(client, f"/papers/{paper.pk}/original/") == set()
    with pytest.raises(Refused):
        grant(paper, Audience.PARTNERS)
    client.force_login(make_staff())
    page = client.get(url(meeting)).content.decode()
    assert paper.title in page
    assert f"/papers/{paper.pk}/" not in page


def test_the_page_shows_the_venues_time_mine_and_utc(client):
    start = datetime.datetime(2027, 6, 18, 2, tzinfo=datetime.UTC)
    meeting = make_meeting(time_zone="Asia/Phnom_Penh", starts_at=start, ends_at=start + datetime.timedelta(hours=3))
    client.force_login(make_focal_point(meeting.hosts()[0].state, user=make_user(time_zone="Africa/Luanda")))
    page = client.get(url(meeting)).content.decode()
    for words in (
        "18 June 2027, 09:00–12:00",
        "18 June 2027, 03:00–06:00",
        "18 June 2027, 02:00–05:00",
        "Africa/Luanda, UTC+01:00",
    ):
        assert words in page


def test_earlier_dates_are_shown_to_the_hosts(client, world):
    meeting, _seen = world
    grant(meeting, Audience.PUBLIC)
    postpone(meeting, by=isu_viewer(), note="Elections")
    assert client.get(url(meeting)).status_code == 404
    client.force_login(make_focal_point(meeting.hosts()[0].state))
    page = client.get(url(meeting)).content.decode()
    assert "Elections" in page
    assert "Earlier dates" in page


def test_a_host_approves_one_or_those_ticked_and_refuses(client):
    meeting = make_meeting()
    rows = [make_invitation(meeting) for _ in range(4)]
    foreign = make_invitation()
    client.force_login(make_focal_point(meeting.hosts()[0].state))
    address = f"{url(meeting)}invitations/"
    client.post(address, {"approve": rows[0].pk})
    client.post(address, {"approve_ticked": "1", "ticked": [rows[1].pk, rows[2].pk, foreign.pk]})
    client.post(address, {"refuse": rows[3].pk})
    assert client.post(address, {"approve": foreign.pk}).status_code == 404
    assert client.post(address, {"approve": "x"}).status_code == 404
    for row in (*rows, foreign):
        row.refresh_from_db()
    assert [row.status for row in (*rows, foreign)] == ["approved", "approved", "approved", "refused", "proposed"]


def test_a_focal_point_without_the_right_sees_why_and_decides_nothing(client):
    meeting = make_meeting()
    row = make_invitation(meeting)
    client.force_login(make_focal_point(meeting.hosts()[0].state, may_submit=False))
    assert "does not include the right to submit" in client.get(url(meeting)).content.decode()
    page = client.post(f"{url(meeting)}invitations/", {"approve": row.pk}, follow=True).content.decode()
    assert "does not include the right" in page
    row.refresh_from_db()
    assert row.status == "proposed"


def test_a_meeting_that_does_not_exist_for_me_takes_no_step_from_me(client):
    meeting = make_meeting()
    client.force_login(make_focal_point())
    assert client.post(f"{url(meeting)}steps/cancel/").status_code == 404
    assert client.post(f"{url(meeting)}invitations/").status_code == 404
    client.logout()
    assert client.post(f"{url(meeting)}steps/cancel/").status_code == 302
    assert Meeting.objects.get().status == "planned"


def test_a_host_cancels_with_or_without_a_reason_and_others_are_refused(client):
    meeting = make_meeting()
    grant(meeting, Audience.PUBLIC)
    client.force_login(make_partner())
    client.post(f"{url(meeting)}steps/cancel/")
    assert Meeting.objects.get().status == "planned"
    client.force_login(make_focal_point(meeting.hosts()[0].state))
    assert client.get(f"{url(meeting)}steps/cancel/").status_code == 405
    assert client.post(f"{url(meeting)}steps/nonsense/").status_code == 404
    client.post(f"{url(meeting)}steps/cancel/")
    assert Meeting.objects.get().status == "cancelled"


def test_a_page_costs_the_same_for_one_and_three_of_everything(client):
    counts = []
    for number in (1, 3):
        meeting = make_meeting(*[make_engagement() for _ in range(number)])
        make_agenda(meeting)
        for _ in range(number):
            make_participant(meeting)
            make_invitation(meeting, make_organisation())
            make_invitation(meeting, make_organisation(), status="accepted")
        client.force_login(make_focal_point(meeting.hosts()[0].state))
        with CountQueries() as counted:
            assert client.get(url(meeting)).status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1]
    assert counts[0] <= 16


def CountQueries():  # noqa: N802
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    return CaptureQueriesContext(connection)


def test_a_paper_that_is_open_tells_no_part_of_an_agenda_that_is_not(client):
    meeting = opened(make_meeting())
    agenda = make_agenda(meeting)
    item = agenda.items.last()
    opened(make_paper(meeting, item=item))
    address = meeting.get_absolute_url()
    assert str(item) not in client.get(address).content.decode()
    opened(agenda)
    assert str(item) in client.get(address).content.decode()
