"""The process of a meeting and of an invitation, printed as tables."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apmbc_portal.workflow import Capacity, Move, Right
from engagements.workflow import EngagementStatus

STATE, ISU = {Capacity.FOCAL_POINT}, {Capacity.ISU}


class MeetingStatus(models.TextChoices):
    PLANNED = "planned", _("planned")
    POSTPONED = "postponed", _("postponed")
    HELD = "held", _("held")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")


class InvitationStatus(models.TextChoices):
    PROPOSED = "proposed", _("proposed to the State")
    APPROVED = "approved", _("approved by the State")
    REFUSED = "refused", _("not wished by the State")
    SENT = "sent", _("sent")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    CANCELLED = "cancelled", _("cancelled")


def has_begun(meeting):
    if meeting.starts_at is None:
        return _("The meeting has no date yet.")
    if meeting.starts_at > timezone.now():
        return _("The meeting has not begun yet.")
    return ""


def has_a_date_ahead(meeting):
    return "" if meeting.starts_at else _("Give the new date first.")


def may_host(engagement):
    """A file that is under way and has its reference can host a meeting."""
    if not engagement.reference:
        return _("%(file)s has no reference yet: a request, or the opening of the file, gives it one.") % {"file": engagement}
    if engagement.status != EngagementStatus.ACTIVE:
        return _("%(file)s is %(status)s and cannot host a meeting now.") % {
            "file": engagement, "status": engagement.get_status_display(),
        }  # fmt: skip
    return ""


def may_be_sent(invitation):
    """The hosts are not at rest, and there is an address to write to."""
    if invitation.held_back or invitation.meeting.status != MeetingStatus.PLANNED:
        return _("Invitations wait while the engagement or the meeting is at rest.")
    if not invitation.to_email:
        return _("There is no e-mail address to send it to.")
    return ""


def all_hosts_approve(invitation):
    """The step to *approved* is taken when the last host has said yes."""
    hosts = {host.pk for host in invitation.hosts()}
    approved = {word.engagement_id for word in invitation.approvals.all() if word.approved}
    return "" if approved >= hosts else _("Another host State has not approved yet.")


M, I = MeetingStatus, InvitationStatus  # noqa: E741

MEETING_MOVES = {
    "postpone": Move({M.PLANNED}, M.POSTPONED, ISU | STATE, _("Postpone"), right=Right.SUBMIT, narrows=True),
    "plan_again": Move({M.POSTPONED}, M.PLANNED, ISU, _("Plan again"), guard=has_a_date_ahead),
    "hold": Move({M.PLANNED}, M.HELD, ISU, _("Record that it was held"), guard=has_begun),
    "close": Move({M.HELD}, M.CLOSED, ISU, _("Close")),
    "cancel": Move({M.PLANNED, M.POSTPONED}, M.CANCELLED, ISU | STATE, _("Cancel"), right=Right.SUBMIT, narrows=True),
}

ANSWERABLE = {I.SENT, I.ACCEPTED, I.DECLINED}
APPROVED = {I.APPROVED, *ANSWERABLE}  # by every host
INVITATION_MOVES = {
    "approve": Move(
        {I.PROPOSED, I.REFUSED}, I.APPROVED, STATE, _("Approve"), right=Right.SUBMIT, by_letter=True, guard=all_hosts_approve
    ),
    "refuse": Move(
        {I.PROPOSED, I.APPROVED}, I.REFUSED, STATE, _("Do not invite"), right=Right.SUBMIT, by_letter=True, narrows=True
    ),
    "send": Move({I.APPROVED}, I.SENT, ISU, _("Send"), guard=may_be_sent),
    "record_acceptance": Move(ANSWERABLE, I.ACCEPTED, ISU, _("Record that they accept")),
    "record_refusal": Move(ANSWERABLE, I.DECLINED, ISU, _("Record that they decline")),
    "cancel": Move({I.PROPOSED, I.APPROVED, *ANSWERABLE}, I.CANCELLED, ISU, _("Cancel")),
    "propose_again": Move({I.CANCELLED}, I.PROPOSED, ISU, _("Propose again")),
}
