"""Where a person stands on a day: every capacity from rows in force, and the facts of one capacity at a time."""

import datetime

import pytest

from apmbc_portal.testing.factories import (
    make_contact,
    make_delegate,
    make_engagement,
    make_focal_point,
    make_meeting,
    make_organisation,
    make_participant,
    make_partner,
    make_staff,
    make_state,
    make_user,
    today,
    viewer_of,
)  # fmt: skip
from apmbc_portal.visibility import PUBLIC, Audience
from apmbc_portal.web.viewer import capacities_of, viewer_for
from apmbc_portal.workflow import Capacity, Right
from engagements.decisions import grant_to
from engagements.models import CommitteeSeat, Engagement, Nomination

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def keys(user, day=None):
    return {one.key.partition(":")[0] for one in capacities_of(user, day)}


def test_every_kind_of_row_gives_its_capacity_and_only_its_own():
    make_user(name="Outsider")
    cast = {
        "isu": make_staff(), "state": make_focal_point(), "seat": make_delegate(), "partner": make_partner(), "participant": make_user(),
    }  # fmt: skip
    make_participant(make_meeting(), make_contact(user=cast["participant"]))
    assert {kind: keys(user) for kind, user in cast.items()} == {kind: {kind} for kind in cast}


@pytest.mark.parametrize("make", [make_staff, make_focal_point, make_delegate, make_partner])
def test_the_last_day_counts_and_the_day_after_is_out(make):
    last = today()
    user = make(ends=last)
    for nomination in user.nominations.all():
        make_focal_point(nomination.state)  # whoever is the last that can withdraw stays (test_handover_endings.py)
    assert len(capacities_of(user, last)) == 1
    assert capacities_of(user, last + DAY) == []
    assert viewer_for(user, day=last + DAY).capacity == ""


def test_a_row_that_begins_tomorrow_opens_nothing_today():
    user = make_focal_point(starts=today() + DAY)
    assert capacities_of(user) == []


def test_a_seat_that_ended_is_out_though_the_posting_runs_on():
    seat = CommitteeSeat.objects.create(state=make_state(), starts=today() - 400 * DAY, ends=today() - DAY)
    user = make_delegate(seat, since=today() - 400 * DAY)
    assert capacities_of(user) == []
    assert keys(user, today() - DAY) == {"seat"}


def test_the_end_shown_is_the_earlier_of_seat_and_posting():
    seat = CommitteeSeat.objects.create(state=make_state(), starts=today() - DAY, ends=today() + 3 * DAY)
    user = make_delegate(seat, since=today() - DAY, ends=today() + 30 * DAY)
    assert [one.ends for one in capacities_of(user)] == [today() + 3 * DAY]


def test_two_nominations_by_one_state_are_one_capacity_with_the_rights_of_both():
    state = make_state()
    user = make_focal_point(state, may_draft=True, may_submit=False, may_release=False, ends=today())
    make_focal_point(state, user=user, may_draft=False, may_submit=True, may_release=False)
    make_focal_point(make_state(), may_release=True)
    (one,) = capacities_of(user)
    assert one.rights == {Right.READ, Right.DRAFT, Right.SUBMIT}
    assert one.ends is None
    # Tomorrow the first is over, and its right with it.
    (one,) = capacities_of(user, today() + DAY)
    assert one.rights == {Right.READ, Right.SUBMIT}


def test_focal_point_of_two_states_speaks_for_one_at_a_time():
    first, second = make_state(), make_state()
    user = make_focal_point(first)
    make_focal_point(second, user=user)
    assert viewer_for(user, f"state:{second.pk}").states == {second.pk}
    assert viewer_for(user, f"state:{first.pk}").states == {first.pk}


def test_acting_in_one_capacity_carries_no_fact_of_another():
    state = make_state()
    user = make_focal_point(state)
    make_staff(user=user)
    make_delegate(user=user, chair=True)
    organisation = make_organisation()
    make_partner(organisation, user=user)
    make_participant(make_meeting(), make_contact(organisation, user=user))
    facts = {}
    for one in capacities_of(user):
        viewer = viewer_for(user, one.key)
        facts[str(viewer.capacity)] = {
            name
            for name in ("isu", "chair", "states", "rights", "committee_since", "groups", "meetings")
            if getattr(viewer, name)
        }
    assert facts == {
        "isu": {"isu"},
        "focal_point": {"states", "rights"},
        "chair": {"chair", "committee_since", "groups"},
        "partner": {"groups", "meetings"},
    }


def test_who_came_for_another_organisation_does_not_bring_that_meeting_along():
    mine, other = make_organisation(), make_organisation()
    user = make_partner(mine)
    meeting = make_meeting()
    make_participant(meeting, make_contact(other, user=user))
    assert viewer_for(user, f"partner:{mine.pk}").meetings == frozenset()
    assert viewer_for(user, "participant:").meetings == {meeting.pk}


@pytest.mark.parametrize("fields", [{"reply": "declined"}, {"reply": "open"}, {"reply": "accepted", "attendance": "absent"}])
def test_who_did_not_come_is_no_participant(fields):
    user = make_user()
    make_participant(make_meeting(), make_contact(user=user), **fields)
    assert capacities_of(user) == []


def test_a_participant_of_a_joint_meeting_attends_both_hosts():
    one, two, other = make_engagement(), make_engagement(), make_engagement()
    meeting = make_meeting(one, two)
    make_meeting(other)
    user = make_user()
    make_participant(meeting, make_contact(user=user))
    viewer = viewer_for(user)
    assert (viewer.meetings, viewer.attends) == ({meeting.pk}, {one.pk, two.pk})


def test_an_account_that_was_closed_sees_what_the_public_sees():
    user = make_staff(user=make_user(is_active=False))
    assert viewer_for(user) == PUBLIC


def test_a_key_that_is_not_held_gives_the_first_capacity_held():
    user = make_partner()
    assert viewer_for(user, "isu:").capacity == Capacity.PARTNER


@pytest.mark.parametrize("speaks", ["representation", "nomination", "seat"])
def test_what_is_opened_to_a_state_by_name_is_seen_by_whoever_speaks_for_it(speaks):
    donor = make_state()
    engagement = make_engagement()
    releaser = viewer_of(make_focal_point(engagement.state))
    grant_to(engagement, donor.party_id, donor.name, engagement=engagement, by=releaser)
    make_engagement()
    if speaks == "representation":
        user = make_partner(make_organisation(kind="state", state=donor))
    elif speaks == "nomination":
        user = make_focal_point(donor)
    else:
        user = make_delegate(CommitteeSeat.objects.create(state=donor, starts=today() - DAY), since=today() - DAY)
    assert set(Engagement.objects.visible_to(viewer_of(user))) == {engagement}
    assert set(Engagement.objects.visible_to(viewer_of(make_partner()))) == set()
    assert Engagement.objects.get(pk=engagement.pk).audience == Audience.STATE


def test_the_viewer_costs_one_query(django_assert_num_queries):
    staff, partner = make_staff(), make_partner()
    for _each in range(3):
        make_participant(make_meeting(), make_contact(user=None))
        Nomination.objects.create(user=staff, state=make_state(), starts=today())
    with django_assert_num_queries(1):
        viewer_for(staff)
    with django_assert_num_queries(1):
        viewer_for(partner)


def test_names_of_states_follow_the_language_of_the_page():
    from django.utils.translation import override

    user = make_focal_point(make_state(name_en="Aramar", name_fr="Aramarie"))
    with override("fr"):
        assert "Aramarie" in capacities_of(user)[0].label
    assert "Aramar" in capacities_of(user)[0].label


def test_a_signed_in_request_costs_three_queries_before_its_content(client, django_assert_num_queries):
    for make in (make_staff, make_focal_point, make_delegate, make_partner):
        user = make()
        client.force_login(user)
        client.get("/accounts/acting/")
        with django_assert_num_queries(4):  # session, person, viewer; and the page's own list of capacities
            client.get("/accounts/acting/")


def test_a_grant_to_one_organisation_is_not_seen_acting_for_another():
    mine, other = make_organisation(), make_organisation()
    user = make_partner(mine)
    make_partner(other, user=user)
    engagement = make_engagement()
    grant_to(engagement, mine.party_id, mine.name, engagement=engagement, by=viewer_of(make_focal_point(engagement.state)))
    assert viewer_for(user, f"partner:{mine.pk}").granted == {engagement.release_id}
    assert viewer_for(user, f"partner:{other.pk}").granted == frozenset()


def test_only_somebody_with_several_capacities_is_offered_to_switch(client):
    one, both = make_partner(), make_partner()
    make_focal_point(user=both)
    offered = {}
    for user in (one, both):
        client.force_login(user)
        offered[user] = "Act in another capacity" in client.get("/outcomes/").content.decode()
    assert offered == {one: False, both: True}
