"""Who may be entered among the people of a meeting, and as what: what a State opens to the participants is read by whom it wished there."""

from django.utils import timezone
from django.utils.translation import gettext as _

from apmbc_portal.accounts.models import StaffAppointment
from engagements.models import CommitteeSeat
from meetings.models import Participant
from meetings.workflow import APPROVED

Part = Participant.Part


def entering_refusal(meeting, organisation, part, *, user=None):
    """Why the desk may not enter somebody of this organisation (with this account) as `part`; an empty string means it may."""
    named = {"organisation": organisation}
    if part == Part.INVITED and not meeting.invitations.filter(organisation=organisation, status__in=APPROVED).exists():
        return _("The hosts have not approved %(organisation)s. Propose it under Invitations first.") % named
    if part == Part.HOST and organisation.state_id not in meeting.state_ids():
        return _("%(organisation)s speaks for no host of this meeting.") % named
    if part == Part.COMMITTEE and not CommitteeSeat.objects.on(day_of(meeting)).filter(state=organisation.state_id).exists():
        return _("%(organisation)s speaks for no State that sits on the Committee on that day.") % named
    if part == Part.ISU and user is not None and not StaffAppointment.objects.on().filter(user=user).exists():
        return _("%(person)s is not on the ISU's staff today.") % {"person": user}
    return ""


def day_of(meeting):
    return timezone.localdate(meeting.starts_at, meeting.zone) if meeting.starts_at else timezone.localdate()
