"""What a host State does on its meeting's page: its word on invitations, and the steps that are its own."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from apmbc_portal.text import without_marks
from apmbc_portal.workflow import Refused
from meetings.actions import approve, move_meeting, refuse
from meetings.models import HostApproval, Invitation
from meetings.views.page import find_meeting


@login_required
@require_POST
def meeting_invitations(request, reference):
    """One host's word: approve or refuse one invitation, or approve those ticked."""
    meeting = find_meeting(request, reference)
    rows = Invitation.objects.visible_to(request.viewer).filter(meeting=meeting)
    if "approve" in request.POST or "refuse" in request.POST:
        act = approve if "approve" in request.POST else refuse
        chosen = [get_object_or_404(rows, pk=key_of(request.POST.get("approve") or request.POST.get("refuse")))]
    else:
        act, chosen = approve, list(rows.filter(pk__in=[key_of(key) for key in request.POST.getlist("ticked")]))
    done = 0
    for invitation in chosen:
        try:
            act(invitation, by=request.viewer)
        except Refused as reason:
            messages.error(request, f"{invitation.organisation}: {reason}")
        else:
            done += 1
    if done:
        words = ngettext("Recorded for %(number)s organisation.", "Recorded for %(number)s organisations.", done)
        messages.success(request, words % {"number": done})
        if HostApproval.objects.filter(
            invitation__in=chosen, approved=None, engagement__state__in=request.viewer.states
        ).exists():
            messages.info(request, _("Your State lets two people decide: what you approved waits for the second person."))
    elif not chosen:
        messages.info(request, _("Tick the organisations you approve first."))
    return redirect(f"{meeting.get_absolute_url()}#invitations")


@login_required
@require_POST
def meeting_step(request, reference, verb):
    meeting = find_meeting(request, reference)
    if verb not in meeting.MOVES:
        raise Http404
    try:
        move_meeting(meeting, verb, by=request.viewer, note=without_marks(request.POST.get("note", ""))[:300])
    except Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Recorded."))
    return redirect(meeting)


def key_of(text):
    """A key as a form sent it; what is no key is answered like one of somebody else's."""
    try:
        return uuid.UUID(text or "")
    except ValueError as error:
        raise Http404 from error
