"""The table of consequences, row by row, as it comes about for meetings and their invitations."""

import pytest
from django.apps import apps

from apmbc_portal.links import token_for
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing.factories import (
    isu_viewer,
    make_engagement,
    make_focal_point,
    make_invitation,
    make_meeting,
    make_partner,
    viewer_of,
)
from apmbc_portal.visibility import PUBLIC
from engagements.actions import move_engagement
from engagements.consequences import CONSEQUENCES, SUBJECTS, _handlers
from engagements.workflow import ENGAGEMENT_MOVES
from meetings.actions import move_meeting, send_invitation
from meetings.models import Invitation, Meeting
from meetings.workflow import MEETING_MOVES

pytestmark = pytest.mark.django_db

# By hand: what others see of a published meeting, whether invitations wait, their statuses, the letter that waits.
# A sent invitation and an approved one; the sent one's letter is still in the outbox.
HAND = {
    "withdraw": {"seen": False, "held": {False}, "statuses": {"cancelled"}, "letter": "discarded", "link": 404},
    "pause": {"seen": False, "held": {True}, "statuses": {"sent", "approved"}, "letter": "held", "link": 404},
    "resume": {"seen": True, "held": {False}, "statuses": {"sent", "approved"}, "letter": "queued", "link": 200},
    "postpone": {"seen": False, "held": {True}, "statuses": {"sent", "approved"}, "letter": "held", "link": 404},
    # The letter in the outbox told of the old date: another is written.
    "plan_again": {"seen": True, "held": {False}, "statuses": {"sent", "approved"}, "letter": "discarded", "link": 200},
    "cancel": {"seen": False, "held": {False}, "statuses": {"cancelled"}, "letter": "discarded", "link": 404},
}
# apmbc_portal/tests/test_handover_*.py and test_people_frozen.py, reports/tests/test_unnamed.py
PEOPLE = {"end_nomination", "leave_seat", "freeze", "unfreeze", "end_naming", "end_attribution"}
EFFECT = {"hide": False, "show": True}


def world():
    host = make_engagement()
    meeting = make_meeting(host)
    Meeting.objects.filter(pk=meeting.pk).update(audience="public")
    send_invitation(make_invitation(meeting, status="approved"), by=isu_viewer())
    make_invitation(meeting, status="approved")
    return host, meeting


def take_step(verb, host, meeting):
    focal_point = viewer_of(make_focal_point(host.state))
    if verb == "resume":
        move_engagement(host, "pause", by=focal_point)
    if verb in ENGAGEMENT_MOVES:
        move_engagement(host, verb, by=focal_point)
        return
    if verb == "plan_again":
        start, end = meeting.starts_at, meeting.ends_at
        move_meeting(meeting, "postpone", by=isu_viewer())
        Meeting.objects.filter(pk=meeting.pk).update(starts_at=start, ends_at=end)
    move_meeting(meeting, verb, by=isu_viewer())


def test_the_table_and_the_hand_written_one_name_the_same_steps():
    assert set(CONSEQUENCES) == set(SUBJECTS) == set(HAND) | PEOPLE
    assert {verb for verb, subject in SUBJECTS.items() if subject == "engagement"} <= set(ENGAGEMENT_MOVES)
    assert {verb for verb, subject in SUBJECTS.items() if subject == "meeting"} <= set(MEETING_MOVES)


def test_every_part_that_can_be_affected_has_a_handler():
    parts = {(part, SUBJECTS[verb]) for verb, row in CONSEQUENCES.items() for part, effect in row.items() if effect != "keep"}
    assert apps.ready
    assert parts == set(_handlers)


def test_steps_of_a_meeting_touch_nothing_that_only_an_engagement_has():
    for verb in (verb for verb, subject in SUBJECTS.items() if subject == "meeting"):
        assert {CONSEQUENCES[verb][part] for part in ("letters", "questions", "grants", "sessions")} == {"keep"}


@pytest.mark.parametrize("verb", HAND)
def test_a_step_does_what_its_row_says(client, verb):
    host, meeting = world()
    letter = Letter.objects.get(kind="invitation")
    sent = Invitation.objects.get(status="sent")
    link = f"/invitations/{token_for('invitation', sent.pk, sent.link_version)}/"
    take_step(verb, host, meeting)
    expected = HAND[verb]
    assert EFFECT[CONSEQUENCES[verb]["calendar"]] == expected["seen"]
    assert (CONSEQUENCES[verb]["links"] in ("keep", "release")) == (expected["link"] == 200)
    assert Meeting.objects.visible_to(PUBLIC).exists() == expected["seen"]
    assert set(meeting.invitations.values_list("held_back", flat=True)) == expected["held"]
    assert set(meeting.invitations.values_list("status", flat=True)) == expected["statuses"]
    assert Letter.objects.get(pk=letter.pk).status == expected["letter"]
    assert client.get(link).status_code == expected["link"]


def test_a_joint_meeting_stays_hidden_while_any_host_is_at_rest():
    first, second = make_engagement(), make_engagement()
    meeting = make_meeting(first, second)
    Meeting.objects.filter(pk=meeting.pk).update(audience="public")
    speaks = {host: viewer_of(make_focal_point(host.state)) for host in (first, second)}
    move_engagement(first, "pause", by=speaks[first])
    move_engagement(second, "pause", by=speaks[second])
    move_engagement(first, "resume", by=speaks[first])
    assert not Meeting.objects.visible_to(PUBLIC).exists()
    move_engagement(second, "resume", by=speaks[second])
    assert set(Meeting.objects.visible_to(PUBLIC)) == {meeting}


def test_resuming_does_not_show_a_postponed_meeting_or_send_its_letters():
    host, meeting = world()
    focal_point = viewer_of(make_focal_point(host.state))
    move_meeting(meeting, "postpone", by=isu_viewer())
    move_engagement(host, "pause", by=focal_point)
    move_engagement(host, "resume", by=focal_point)
    assert Meeting.objects.get().held_back
    assert set(Invitation.objects.values_list("held_back", flat=True)) == {True}
    assert Letter.objects.get(kind="invitation").status == "held"


def test_the_hosts_keep_seeing_a_hidden_meeting_and_partners_do_not():
    host, meeting = world()
    focal_point, outsider = make_focal_point(host.state), make_focal_point()
    move_meeting(meeting, "postpone", by=isu_viewer())
    seen = {who: set(Meeting.objects.visible_to(viewer_of(user))) for who, user in
            {"host": focal_point, "other": outsider, "partner": make_partner()}.items()}  # fmt: skip
    assert seen == {"host": {meeting}, "other": set(), "partner": set()}


def test_withdrawing_leaves_what_was_held_as_it_was():
    host = make_engagement()
    held = make_meeting(host, status="held")
    make_invitation(held, status="accepted")
    move_engagement(host, "withdraw", by=viewer_of(make_focal_point(host.state)))
    assert set(held.invitations.values_list("status", flat=True)) == {"accepted"}


def test_cancelling_tells_who_was_invited_and_gives_no_reason():
    host, meeting = world()
    Letter.objects.all().delete()
    move_meeting(meeting, "cancel", by=isu_viewer(), note="A secret reason")
    assert [(letter.to, letter.kind) for letter in Letter.objects.all()] == [("invited@demo.example", "meeting_cancelled")]
    assert "secret" not in Letter.objects.get().body
