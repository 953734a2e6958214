"""The page of a meeting: for whoever may see it, 404 for everybody else."""

from dataclasses import dataclass

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from apmbc_portal.freshness import fresh_page
from apmbc_portal.workflow import refusal, steps
from engagements.receipts import note_received
from meetings.actions import approval_refusal
from meetings.models import Agenda, Invitation, Meeting, Paper, Participant
from meetings.page_parts import parts_of
from meetings.times import clocks
from meetings.workflow import InvitationStatus


def find_meeting(request, reference):
    """The meeting behind a reference as far as this reader may know of it; its hosts are read with it."""
    rows = Meeting.objects.visible_to(request.viewer).select_related("occasion").prefetch_related("host_engagements__state")
    return get_object_or_404(rows, reference=reference)


@fresh_page
@require_safe
def meeting(request, reference):
    row = find_meeting(request, reference)
    viewer = request.viewer
    agenda = Agenda.objects.visible_to(viewer).filter(meeting=row).prefetch_related("items").first()
    if agenda:
        agenda.meeting = row  # its hosts are read already
    note_received(viewer, [row, agenda] if agenda else [row])
    context = {
        "meeting": row,
        "hosts": row.hosts(),
        "clocks": clocks(row, getattr(request.user, "time_zone", "") if viewer.person else ""),
        "agenda": agenda,
        "papers": Paper.objects.visible_to(viewer).filter(meeting=row).select_related("item"),
        "is_host": bool(viewer.states & row.state_ids()),
        "parts": parts_of(row, request),
        "touches_demo": any(host.state.is_demo for host in row.hosts()),
    }
    if context["is_host"] or viewer.isu:
        context |= {
            "invitations": invitation_lines(row, viewer),
            "participants": Participant.objects.visible_to(viewer).filter(meeting=row).select_related("contact__organisation"),
            "past_dates": [(date, clocks_of_past(row, date)) for date in row.past_dates.all()],
        }
    if context["is_host"]:
        context["own_files"] = [host for host in row.hosts() if host.state_id in viewer.states]
        context["steps"] = steps(row, viewer)
        context["waiting"] = sum(line.approve for line in context["invitations"])
    return render(request, "meetings/meeting.html", context)


def clocks_of_past(row, date):
    earlier = Meeting(time_zone=row.time_zone, starts_at=date.starts_at, ends_at=date.ends_at)
    return clocks(earlier)[:1]


@dataclass(frozen=True)
class InvitationLine:
    """One invitation as the hosts see it: each host's word, and what this reader can say."""

    invitation: Invitation
    words: list
    approve: bool
    refuse: bool
    reason: str = ""
    first: str = ""  # by whom the first of two words was said, where that is this reader's State


def invitation_lines(row, viewer):
    lines, known = [], {}
    hosts = row.hosts()
    rows = Invitation.objects.visible_to(viewer).filter(meeting=row).select_related("organisation").prefetch_related("approvals")
    for invitation in rows:
        invitation.meeting = row  # its hosts are read already
        said = {word.engagement_id: word.approved for word in invitation.approvals.all()}
        words = [(host.state.name, said.get(host.pk)) for host in hosts] if len(hosts) > 1 else []
        own_yes = any(said.get(host.pk) for host in hosts if host.state_id in viewer.states)
        asked = invitation.status in (InvitationStatus.PROPOSED, InvitationStatus.REFUSED)
        reason = approval_refusal(invitation, viewer, known=known) if asked and not own_yes else ""
        mine = {host.pk for host in hosts if viewer.isu or host.state_id in viewer.states}
        first = [word.by for word in invitation.approvals.all() if word.approved is None and word.engagement_id in mine]
        lines.append(
            InvitationLine(
                invitation,
                words,
                approve=asked and not own_yes and not reason,
                refuse=not refusal(invitation, "refuse", viewer),
                reason=reason if invitation.status == InvitationStatus.PROPOSED and not viewer.isu else "",
                first=", ".join(first),
            )
        )
    return lines
