"""Seats on the Committee change: a new one inherits nothing, an outgoing one keeps nothing."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from apmbc_portal.testing import factories as make
from apmbc_portal.testing.second_factor import next_code
from engagements.consequences import CONSEQUENCES
from engagements.decisions import decide
from engagements.models import CommitteeSeat, Delegate

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def file():
    return make.make_engagement(title="A private conversation")


def open_to_committee(file):
    decide(file, "committee", engagement=file, by=make.viewer_of(make.make_focal_point(file.state)))


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def sees(client, file):
    return client.get(file.get_absolute_url()).status_code == 200


def test_a_new_member_waits_for_the_states_next_decision(file):
    old, outsider = make.make_delegate(), make.make_partner()
    open_to_committee(file)
    new = make.make_delegate(since=make.today() + DAY)
    CommitteeSeat.objects.filter(delegates__user=new).update(starts=make.today() + DAY)
    # The day the new seat begins has come: both sit on the Committee.
    after = {
        who: make.viewer_for(user, day=make.today() + DAY) for who, user in {"old": old, "new": new, "outsider": outsider}.items()
    }
    seen = {who: type(file).objects.visible_to(viewer).exists() for who, viewer in after.items()}
    assert seen == {"old": True, "new": False, "outsider": False}


def test_a_colleague_in_the_same_seat_reads_what_was_opened_to_the_seat(file):
    seat = CommitteeSeat.objects.get(delegates__user=make.make_delegate())
    open_to_committee(file)
    assert sees(signed_in(make.make_delegate(seat, since=make.today())), file)


@pytest.mark.parametrize("which", [Delegate, CommitteeSeat])
def test_an_outgoing_member_loses_it_and_the_session_when_the_last_day_is_over(file, which):
    user, other = make.make_delegate(), make.make_delegate()
    open_to_committee(file)
    client, stays = signed_in(user), signed_in(other)
    assert sees(client, file)
    rows = which.objects.filter(**{"user" if which is Delegate else "delegates__user": user})
    rows.update(ends=make.today())
    assert sees(client, file)  # the last day counts
    rows.update(ends=make.today() - DAY)
    assert not sees(client, file)
    assert sees(stays, file)


@pytest.mark.parametrize("which", ["delegate", "committeeseat"])
def test_the_desk_ends_it_in_the_middle_of_a_day_with_every_session(file, which):
    user, other, desk = make.make_delegate(), make.make_delegate(), signed_in(make.make_staff())
    open_to_committee(file)
    client, stays = signed_in(user), signed_in(other)
    assert sees(client, file)
    row = Delegate.objects.get(user=user) if which == "delegate" else CommitteeSeat.objects.get(delegates__user=user)
    desk.post(reverse(f"admin:engagements_{which}_changelist"), {"action": "end_now", "_selected_action": [row.pk]})
    assert not sees(client, file)
    assert client.get("/").wsgi_request.user.is_anonymous
    assert sees(stays, file)
    assert Delegate.objects.get(user=user).is_past
    assert CONSEQUENCES["leave_seat"]["sessions"] == CONSEQUENCES["leave_seat"]["links"] == "end"


def test_a_session_ends_with_the_seat_also_where_nobody_ended_it_by_hand(file):
    user = make.make_delegate(user=make.make_partner())
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": make.PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": next_code(user)})
    assert client.get(reverse("account")).status_code == 200
    Delegate.objects.filter(user=user).update(ends=make.today() - DAY)
    assert client.get(reverse("account")).status_code == 302
    assert client.get("/").wsgi_request.user.is_anonymous
