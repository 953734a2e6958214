"""A nomination that runs out: the last word outlives it, and the State is warned in time."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apmbc_portal.accounts.models import User
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing import factories as make
from apmbc_portal.tests.handing_over import DAY, signed_in, words
from apmbc_portal.web.viewer import capacities_of
from apmbc_portal.workflow import Right, refusal
from engagements import handover
from engagements.decisions import release_refusal, withhold
from engagements.models import Nomination
from engagements.tasks import warn_of_endings

pytestmark = pytest.mark.django_db


def test_the_last_right_to_withdraw_outlives_its_nomination_and_nothing_else_does():
    state = make.make_state()
    last = make.make_focal_point(state, ends=make.today() - DAY)
    earlier = make.make_focal_point(state, ends=make.today() - 5 * DAY)
    reader = make.make_focal_point(state, may_submit=False)
    engagement = make.make_engagement(state, audience="public")
    request = make.make_request(engagement, status="submitted")
    viewer = make.viewer_of(last)
    assert (viewer.states, viewer.rights) == ({state.pk}, {(state.pk, Right.READ), (state.pk, Right.WITHDRAW)})
    assert capacities_of(earlier) == []
    assert "until a successor is nominated" in viewer.label
    allowed = {
        verb
        for row in (engagement, request)
        for verb, move in row.MOVES.items()
        if not move.consequence and refusal(row, verb, viewer) == ""
    }
    assert allowed == {"pause", "withdraw", "end"}
    assert release_refusal(engagement, engagement, viewer)
    assert release_refusal(engagement, engagement, viewer, widening=False) == ""
    withhold(engagement, True, by=viewer)
    assert Client().get(engagement.get_absolute_url()).status_code == 404
    assert signed_in(last).get(reverse("workspace")).status_code == 200
    assert handover.proposing_refusal(state.pk, viewer)
    assert "has run out" in signed_in(reader).get(reverse("focal_points")).content.decode()


def test_it_ends_when_a_successor_is_confirmed():
    state = make.make_state()
    last = make.make_focal_point(state, ends=make.today() - DAY)
    client = signed_in(last)
    assert client.get(reverse("workspace")).status_code == 200
    make.make_focal_point(state)
    assert capacities_of(last) == []
    assert client.get(reverse("workspace")).status_code == 302


@pytest.mark.parametrize("how", ["ended by a person", "account closed", "no right to withdraw"])
def test_what_leaves_no_last_word(how):
    state = make.make_state()
    fields = {"may_submit": False} if how == "no right to withdraw" else {}
    user = make.make_focal_point(state, ends=make.today() - DAY, **fields)
    if how == "ended by a person":
        user.nominations.update(ended_at=timezone.now())
    if how == "account closed":
        User.objects.filter(pk=user.pk).update(is_active=False)
    assert not Nomination.objects.last_word().exists()
    assert [one for one in capacities_of(user) if how != "account closed"] == []


def test_an_open_account_that_cannot_sign_in_does_not_end_the_last_word():
    state = make.make_state()
    last = make.make_focal_point(state, ends=make.today() - DAY)
    make.make_focal_point(state, user=make.make_user(is_active=False))
    assert capacities_of(last)


@pytest.mark.parametrize(("left", "warned"), [(40, []), (30, [30]), (8, [30]), (7, [7]), (0, [7])])
def test_an_ending_is_warned_of_once_for_each_distance(left, warned):
    state = make.make_state()
    user = make.make_focal_point(state, ends=make.today() + left * DAY)
    colleague, outsider = make.make_focal_point(state), make.make_focal_point()
    for _each in range(3):
        warn_of_endings()
    expected = [(to, "nomination_ends_soon") for to in (user.email, colleague.email, "isu@demo.example")] if warned else []
    assert words(Letter.objects.all()) == sorted(expected)
    assert outsider.email not in {to for to, _kind in words(Letter.objects.all())}


def test_the_second_warning_comes_when_the_last_week_begins_and_a_new_last_day_is_warned_of_anew():
    user = make.make_focal_point(ends=make.today() + 20 * DAY)
    warn_of_endings()
    user.nominations.update(ends=make.today() + 6 * DAY)
    warn_of_endings()
    warn_of_endings()
    assert Letter.objects.filter(to=user.email).count() == 2
    assert "Nobody else could then withdraw" in Letter.objects.filter(to=user.email).first().body


def test_who_is_nominated_further_is_not_warned():
    state = make.make_state()
    user = make.make_focal_point(state, ends=make.today() + 5 * DAY)
    make.make_focal_point(state, user=user, starts=make.today() + 6 * DAY)
    assert handover.warn_of_endings() == 0


def test_the_warning_is_in_the_timetable(settings):
    assert settings.CELERY_BEAT_SCHEDULE["nominations"]["task"] == "engagements.tasks.warn_of_endings"
