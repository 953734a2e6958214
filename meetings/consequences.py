"""How meetings are treated when a step is taken on an engagement or on a meeting; the table is in engagements.consequences."""

from django.db.models import F

from apmbc_portal.notices.models import Letter
from apmbc_portal.wake import wake
from engagements.consequences import AT_REST, CANCEL, END, HIDE, HOLD, handler
from engagements.models import State
from meetings import letters
from meetings.models import Invitation, Meeting
from meetings.workflow import INVITATION_MOVES, InvitationStatus, MeetingStatus

W = Letter.Status


def meetings_of(subject):
    """The meetings a step is about: the one that took it, or all that an engagement or a State hosts alone or with others."""
    if isinstance(subject, Meeting):
        return Meeting.objects.filter(pk=subject.pk)
    if isinstance(subject, State):
        return Meeting.objects.filter(host_engagements__state=subject).distinct()
    return Meeting.objects.filter(host_engagements=subject)


def at_rest(meeting):
    """Whether the meeting is put off or a host has paused or withdrawn: any one reason is enough."""
    if meeting.status in (MeetingStatus.POSTPONED, MeetingStatus.CANCELLED):
        return True
    return meeting.host_engagements.filter(status__in=AT_REST).exists()


def waits(meeting):
    """Whether its invitations wait: the meeting is at rest, or the files of a host are frozen."""
    return at_rest(meeting) or meeting.host_engagements.filter(state__frozen=True).exists()


@handler("calendar", "engagement", "meeting")
def calendar(effect, subject):
    for meeting in meetings_of(subject):
        # Showing again waits for the last reason: a joint meeting may have another host at rest.
        Meeting.objects.filter(pk=meeting.pk).update(held_back=effect == HIDE or at_rest(meeting))


@handler("invitations", "engagement", "meeting", "state")
def invitations(effect, subject):
    for meeting in meetings_of(subject):
        rows = Invitation.objects.filter(meeting=meeting)
        if effect == CANCEL:
            cancel_open(meeting, rows)
        else:
            hold = effect == HOLD or waits(meeting)
            rows.update(held_back=hold)
            hold_letters_of(rows) if hold else release_letters_of(rows)


def cancel_open(meeting, rows):
    """End what is open: no link sent before works, no letter that carries one goes out, who was asked is told."""
    if meeting.status in (MeetingStatus.HELD, MeetingStatus.CLOSED):
        return  # what has happened stays as it was
    live = rows.filter(status__in=INVITATION_MOVES["cancel"].sources)
    waiting(live, W.QUEUED, W.HELD, W.DRAFT).update(status=W.DISCARDED)
    letters.invitation_ended(meeting)
    live.update(status=InvitationStatus.CANCELLED, held_back=False)


@handler("links", "engagement", "meeting", "state")
def links(effect, subject):
    """A personal link waits with its invitation; what ends it for good is another version."""
    if effect == END:
        lying_ahead = meetings_of(subject).exclude(status__in=[MeetingStatus.HELD, MeetingStatus.CLOSED])
        Invitation.objects.filter(meeting__in=lying_ahead.values("pk")).update(link_version=F("link_version") + 1)


def waiting(rows, *statuses):
    """The letters in one of these statuses that carry the personal link of one of these invitations."""
    subjects = [str(pk) for pk in rows.values_list("pk", flat=True)]
    return Letter.objects.filter(link_view="invitation", link_subject__in=subjects, status__in=statuses)


def hold_letters_of(rows):
    waiting(rows, W.QUEUED).update(status=W.HELD)


def release_letters_of(rows):
    if waiting(rows, W.HELD).update(status=W.QUEUED):
        wake("apmbc_portal.notices.tasks.post_letters")
