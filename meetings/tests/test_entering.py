"""What a State opens to the participants is read by whom it wished there: the desk enters nobody else among them."""

import pytest

from apmbc_portal.testing import factories as make
from apmbc_portal.testing.factories import isu_viewer, viewer_of
from apmbc_portal.workflow import Refused
from engagements.decisions import decide
from meetings.actions import approve, enter_person, propose_invitations
from meetings.models import Paper, Participant

pytestmark = pytest.mark.django_db


def may(meeting, organisation, part, **who):
    try:
        return enter_person(meeting, organisation, by=isu_viewer(), name=who.pop("name", "Uma Novák"), part=part, **who)
    except Refused:
        return None


@pytest.mark.parametrize(("status", "enters"), [
    (None, False), ("proposed", False), ("refused", False), ("cancelled", False), ("approved", True), ("sent", True), ("accepted", True), ("declined", True),
])  # fmt: skip
def test_somebody_invited_is_of_an_organisation_that_the_hosts_approved(status, enters):
    meeting, organisation = make.make_meeting(status="held"), make.make_organisation()
    make.make_invitation(meeting, status="accepted")
    if status:
        make.make_invitation(meeting, organisation, status=status)
    assert bool(may(meeting, organisation, "invited")) == enters


def test_a_delegation_is_of_a_host_and_a_member_of_a_state_with_a_seat_on_that_day():
    meeting = make.make_meeting()
    seat = make.make_delegate().delegations.get().seat
    ended = make.make_delegate(since=make.today() - make.datetime.timedelta(days=90)).delegations.get().seat
    type(ended).objects.filter(pk=ended.pk).update(ends=make.today() - make.datetime.timedelta(days=1))
    of = {
        name: make.make_organisation(kind="state", state=state)
        for name, state in {
            "host": meeting.hosts()[0].state,
            "seat": seat.state,
            "ended": ended.state,
            "other": make.make_state(),
        }.items()
    }
    assert {(part, name) for part in ("host", "committee") for name, one in of.items() if may(meeting, one, part)} == {
        ("host", "host"), ("committee", "seat"),
    }  # fmt: skip


def test_an_account_that_is_not_the_isu_s_is_not_entered_as_the_isu():
    meeting, organisation = make.make_meeting(), make.make_organisation()
    for user, enters in (
        (make.make_user(name="Bo Other"), False),
        (make.make_staff(user=make.make_user(name="Ida Staff")), True),
    ):
        make.make_contact(organisation, name=user.name, email=user.email, user=user)
        assert bool(may(meeting, organisation, "isu", name=user.name)) == enters
    assert may(meeting, organisation, "isu", name="Without Account")


def test_whom_the_hosts_approve_after_the_meeting_reads_what_is_open_to_its_participants(desk):
    host = make.make_engagement()
    meeting, by = make.make_meeting(host, status="held"), viewer_of(make.make_focal_point(host.state))
    paper = make.make_paper(meeting)
    decide(paper, "participants", engagement=host, by=by)
    partner = make.make_partner()
    organisation = partner.representations.get().organisation
    make.make_contact(organisation, name=partner.name, email=partner.email, user=partner)
    typed = {
        "act": "enter",
        "enter-organisation": organisation.pk,
        "enter-name": partner.name,
        "enter-email": partner.email,
        "enter-part": "invited",
    }
    address = f"/admin/meetings/meeting/{meeting.pk}/participants/"
    refused = desk.post(address, typed)
    assert (refused.status_code, "Propose it under Invitations first" in refused.content.decode()) == (422, True)
    assert set(Paper.objects.visible_to(viewer_of(partner))) == set()
    (row,) = propose_invitations(meeting, [organisation], by=isu_viewer())
    approve(row, by=by)
    assert desk.post(address, typed).status_code == 302
    assert set(Paper.objects.visible_to(viewer_of(partner))) == {paper}


def test_in_the_grid_nobody_becomes_what_they_are_not(desk):
    row = make.make_participant(part="host")
    grid = {"act": "grid", "grid-TOTAL_FORMS": 1, "grid-INITIAL_FORMS": 1, "grid-0-id": row.pk, "grid-0-reply": "accepted",
            "grid-0-attendance": "unknown", "grid-0-may_be_listed": "on", "grid-0-may_be_named": "on"}  # fmt: skip
    address = f"/admin/meetings/meeting/{row.meeting_id}/participants/"
    for part, code in (("committee", 422), ("invited", 422), ("host", 302)):
        assert desk.post(address, grid | {"grid-0-part": part}).status_code == code
    assert Participant.objects.get().part == "host"
