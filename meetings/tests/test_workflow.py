"""Who may take which step on a meeting and an invitation: the code's tables against tables written by hand."""

from dataclasses import replace

import pytest

from apmbc_portal.testing.cast import CAST, OWN
from apmbc_portal.testing.factories import (
    make_correspondence,
    make_engagement,
    make_focal_point,
    make_invitation,
    make_meeting,
    make_staff,
    viewer_of,
)  # fmt: skip
from apmbc_portal.workflow import no_objection, refusal
from engagements.models import Engagement, State
from meetings.models import HostApproval, Invitation, Meeting
from meetings.workflow import INVITATION_MOVES, MEETING_MOVES, InvitationStatus, MeetingStatus

MEETING = {
    "postpone": (["planned"], ["own", "submitter", "isu"]),
    "plan_again": (["postponed"], ["isu"]),
    "hold": (["planned"], ["isu"]),
    "close": (["held"], ["isu"]),
    "cancel": (["planned", "postponed"], ["own", "submitter", "isu"]),
}
INVITATION = {
    "approve": (["proposed", "refused"], ["own", "submitter"]),
    "refuse": (["proposed", "approved"], ["own", "submitter"]),
    "send": (["approved"], ["isu"]),
    "record_acceptance": (["sent", "accepted", "declined"], ["isu"]),
    "record_refusal": (["sent", "accepted", "declined"], ["isu"]),
    "cancel": (["proposed", "approved", "sent", "accepted", "declined"], ["isu"]),
    "propose_again": (["cancelled"], ["isu"]),
}


def meeting(status="planned"):
    """A meeting of one host, without a database."""
    row = Meeting(pk=1, status=status)
    row._prefetched_objects_cache = {"host_engagements": [Engagement(pk=1, state=State(pk=OWN), reference="IA-2026-XAA-01")]}
    return row


def invitation(status):
    return Invitation(meeting=meeting(), status=status)


MACHINES = {
    "meeting": (meeting, Meeting, MEETING_MOVES, MeetingStatus.values, MEETING),
    "invitation": (invitation, Invitation, INVITATION_MOVES, InvitationStatus.values, INVITATION),
}


@pytest.mark.parametrize("machine", MACHINES)
def test_the_hand_written_table_knows_every_step(machine):
    _make, _model, moves, _statuses, table = MACHINES[machine]
    assert set(moves) == set(table)


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize(("machine", "verb"), [(name, verb) for name, machine in MACHINES.items() for verb in machine[2]])
def test_who_may_do_what_when(monkeypatch, machine, verb, who):
    make, model, moves, statuses, table = MACHINES[machine]
    # The guards ask the database and are tested by themselves below.
    monkeypatch.setattr(model, "MOVES", {name: replace(move, guard=no_objection) for name, move in moves.items()})
    allowed_from, allowed_to = table[verb]
    allowed = {status for status in statuses if not refusal(make(status), verb, CAST[who])}
    assert allowed == (set(allowed_from) if who in allowed_to else set())


def test_a_meeting_is_not_held_before_it_begins_or_without_a_date(db):
    desk = viewer_of(make_staff())
    assert "not begun" in refusal(make_meeting(), "hold", desk)
    assert "no date" in refusal(make_meeting(starts_at=None, ends_at=None), "hold", desk)
    assert refusal(make_meeting(starts_at=make_meeting(status="held").starts_at, ends_at=None), "hold", desk) == ""


def test_an_invitation_waits_for_every_host(db):
    first, second = make_engagement(), make_engagement()
    proposed = make_invitation(make_meeting(first, second))
    focal_point = viewer_of(make_focal_point(first.state))
    HostApproval.objects.create(invitation=proposed, engagement=first, approved=True, by="Focal point")
    assert "Another host" in refusal(proposed, "approve", focal_point)
    HostApproval.objects.create(invitation=proposed, engagement=second, approved=True, by="Focal point")
    assert refusal(proposed, "approve", focal_point) == ""


def test_the_desk_records_a_hosts_word_only_with_that_hosts_letter(db):
    proposed = make_invitation()
    desk = viewer_of(make_staff())
    host = proposed.hosts()[0]
    HostApproval.objects.create(invitation=proposed, engagement=host, approved=True, by="ISU")
    assert "Cite" in refusal(proposed, "approve", desk)
    assert "another file" in refusal(proposed, "approve", desk, citing=make_correspondence())
    assert refusal(proposed, "approve", desk, citing=make_correspondence(host.state)) == ""
