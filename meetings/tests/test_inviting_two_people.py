"""Whoever is invited learns of the meeting: where a State lets two people decide, one of them invites nobody."""

import datetime

import pytest
from django.utils import timezone

from apmbc_portal.audit.models import LedgerEntry
from apmbc_portal.audit.record import faults
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing import factories as make
from apmbc_portal.testing.factories import isu_viewer, viewer_of
from apmbc_portal.web.workspace.waiting import files_of, waiting_for
from apmbc_portal.workflow import Refused
from engagements.models import Nomination
from meetings.actions import approve, propose_invitations, refuse
from meetings.models import HostApproval

pytestmark = pytest.mark.django_db


@pytest.fixture
def host():
    return make.make_engagement(make.make_state(two_people=True))


@pytest.fixture
def cast(host):
    """The two, a colleague of the first at the same place, one without a place, and an outsider."""
    return {
        "capital": make.make_focal_point(host.state, place="capital"),
        "mission": make.make_focal_point(host.state, place="mission"),
        "colleague": make.make_focal_point(host.state, place="capital"),
        "nowhere": make.make_focal_point(host.state),
        "outsider": make.make_focal_point(place="mission"),
    }


def may(row, who, **said):
    try:
        approve(row, by=viewer_of(who) if who else isu_viewer(), **said)
    except Refused:
        return False
    row.refresh_from_db()
    return True


def waits_for(who):
    viewer = viewer_of(who)
    return any("Whom to invite" in one.title for one in waiting_for(viewer, files_of(viewer)))


def test_one_word_invites_nobody_and_the_second_comes_from_the_other_place(host, cast):
    row = make.make_invitation(make.make_meeting(host))
    assert may(row, cast["capital"])
    assert (row.status, LedgerEntry.objects.get().verb) == ("proposed", "propose_decision")
    assert {name for name, who in cast.items() if name != "outsider" and waits_for(who)} == {"mission", "colleague", "nowhere"}
    refused = [name for name in ("capital", "colleague", "nowhere", "outsider") if not may(row, cast[name])]
    assert (refused, row.status) == (["capital", "colleague", "nowhere", "outsider"], "proposed")
    assert may(row, cast["mission"])
    assert (row.status, faults(host.state.iso3)) == ("approved", [])
    first, second = LedgerEntry.objects.order_by("number")
    assert (second.verb, second.detail["confirms"]) == ("approve", first.number)


def test_the_second_is_written_to_once_for_a_whole_list(host, cast):
    meeting = make.make_meeting(host)
    propose_invitations(meeting, [make.make_organisation() for _each in range(3)], by=isu_viewer())
    for row in meeting.invitations.all():
        may(row, cast["capital"])
    assert list(Letter.objects.filter(kind="second_word_wanted").values_list("to", flat=True)) == [cast["mission"].email]


def test_the_page_says_who_has_spoken_and_offers_the_second_word(client, host, cast):
    meeting = make.make_meeting(host)
    row = make.make_invitation(meeting)
    client.force_login(cast["capital"])
    sent = client.post(f"{meeting.get_absolute_url()}invitations/", {"approve": row.pk}, follow=True).content.decode()
    assert "waits for the second person" in sent
    assert "You proposed it yourself" in sent
    client.force_login(cast["mission"])
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "The first of two people has approved (Person 1, Focal point of Aramar" in page
    assert f'name="approve" value="{row.pk}"' in page
    client.post(f"{meeting.get_absolute_url()}invitations/", {"approve": row.pk})
    row.refresh_from_db()
    assert row.status == "approved"


@pytest.mark.parametrize("over", ["no longer speaks", "ran out", "the other refused"])
def test_a_first_word_that_no_longer_stands_is_said_anew(host, cast, over):
    row = make.make_invitation(make.make_meeting(host))
    may(row, cast["capital"])
    if over == "no longer speaks":
        Nomination.objects.filter(user=cast["capital"]).update(ends=make.today() - datetime.timedelta(days=1))
    elif over == "ran out":
        HostApproval.objects.update(at=timezone.now() - datetime.timedelta(days=15))
    else:
        refuse(row, by=viewer_of(cast["mission"]))
    assert may(row, cast["mission"])
    assert row.status in ("proposed", "refused")
    assert may(row, cast["colleague"])
    assert row.status == "approved"


def test_letters_count_as_people_and_one_letter_once(host, cast):
    row, letters = make.make_invitation(make.make_meeting(host)), [make.make_correspondence(host.state) for _each in range(2)]
    assert [may(row, None, citing=letters[0]), may(row, None, citing=letters[0])] == [True, False]
    assert row.status == "proposed"
    assert may(row, None, citing=letters[1])
    assert row.status == "approved"
    other = make.make_invitation(row.meeting)
    assert may(other, None, citing=letters[0])
    assert may(other, cast["capital"])
    assert other.status == "approved"


@pytest.mark.parametrize("again", [{"sha256": "cd" * 32}, {"number": "NV/7"}])
def test_one_letter_recorded_twice_is_one_letter(host, cast, again):
    row = make.make_invitation(make.make_meeting(host))
    letters = [make.make_correspondence(host.state, **again) for _each in range(2)]
    assert [may(row, None, citing=letter) for letter in letters] == [True, False]
    assert row.status == "proposed"
    assert may(row, None, citing=make.make_correspondence(host.state, number="NV/8"))
    assert row.status == "approved"


def test_of_a_joint_meeting_only_the_host_that_asks_for_two_needs_two(host, cast):
    second = make.make_engagement()
    row = make.make_invitation(make.make_meeting(host, second))
    assert may(row, make.make_focal_point(second.state))
    assert may(row, cast["mission"])
    assert row.status == "proposed"
    assert may(row, cast["capital"])
    assert row.status == "approved"
