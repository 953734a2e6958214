"""How meetings are treated when a step is taken on an engagement or on a meeting; the table is in engagements.consequences."""

from django.db.models import F

from apmbc_portal.notices.models import Letter
from apmbc_portal.wake import wake
from engagements.consequences import CANCEL, HIDE, HOLD, handler
from engagements.workflow import EngagementStatus
from meetings import letters
from meetings.models import Invitation, Meeting
from meetings.workflow import INVITATION_MOVES, InvitationStatus, MeetingStatus

W = Letter.Status


def meetings_of(subject):
    """The meetings a step is about: the one that took it, or all that an engagement hosts alone or with others."""
    return (
        Meeting.objects.filter(pk=subject.pk)
        if isinstance(subject, Meeting)
        else Meeting.objects.filter(host_engagements=subject)
    )


def at_rest(meeting):
    """Whether the meeting is put off or a host has paused or withdrawn: any one reason is enough."""
    if meeting.status in (MeetingStatus.POSTPONED, MeetingStatus.CANCELLED):
        return True
    return meeting.host_engagements.filter(status__in=[EngagementStatus.PAUSED, EngagementStatus.WITHDRAWN]).exists()


@handler("calendar")
def calendar(effect, subject):
    for meeting in meetings_of(subject):
        # Showing again waits for the last reason: a joint meeting may have another host at rest.
        Meeting.objects.filter(pk=meeting.pk).update(held_back=effect == HIDE or at_rest(meeting))


@handler("invitations")
def invitations(effect, subject):
    for meeting in meetings_of(subject):
        rows = Invitation.objects.filter(meeting=meeting)
        if effect == CANCEL:
            cancel_open(meeting, rows)
        else:
            hold = effect == HOLD or at_rest(meeting)
            rows.update(held_back=hold)
            hold_letters_of(rows) if hold else release_letters_of(rows)


def cancel_open(meeting, rows):
    """End what is open: no link sent before works, no letter that carries one goes out, who was asked is told."""
    if meeting.status in (MeetingStatus.HELD, MeetingStatus.CLOSED):
        return  # what has happened stays as it was
    live = rows.filter(status__in=INVITATION_MOVES["cancel"].sources)
    waiting(live, W.QUEUED, W.HELD, W.DRAFT).update(status=W.DISCARDED)
    letters.invitation_ended(meeting)
    live.update(status=InvitationStatus.CANCELLED, held_back=False, link_version=F("link_version") + 1)


def waiting(rows, *statuses):
    """The letters in one of these statuses that carry the personal link of one of these invitations."""
    subjects = [str(pk) for pk in rows.values_list("pk", flat=True)]
    return Letter.objects.filter(link_view="invitation", link_subject__in=subjects, status__in=statuses)


def hold_letters_of(rows):
    waiting(rows, W.QUEUED).update(status=W.HELD)


def release_letters_of(rows):
    if waiting(rows, W.HELD).update(status=W.QUEUED):
        wake("apmbc_portal.notices.tasks.post_letters")
