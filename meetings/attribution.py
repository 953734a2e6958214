"""Whether an organisation is named in what is told of a meeting: only where it agreed, and as long as it does. Default: no."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apmbc_portal.audit.record import record
from engagements import consequences
from meetings.consents import hold_meetings
from meetings.models import OrganisationConsent

WORDING = _(
    "Our organisation agrees that its presence at this meeting, and what it said and offered there, are told under its name in the "
    "full report, which the host State opens to whom it decides. This can be withdrawn at any time by writing to the ISU."
)


@transaction.atomic
def set_attribution(meeting, organisation, agrees, *, by, wording, note=""):
    """Write down that an organisation agreed today, in these words, or that it no longer does; returns whether that is new."""
    hold_meetings(meetings=[meeting.pk])
    rows = OrganisationConsent.objects.in_force().filter(meeting=meeting, organisation=organisation)
    known = rows.first()
    if bool(known) == agrees:
        return False
    if agrees:
        OrganisationConsent.objects.create(meeting=meeting, organisation=organisation, wording=wording, given_by=by.label[:200])
    else:
        rows.update(withdrawn_on=timezone.localdate())
        consequences.apply("end_attribution", known)
    record(by, "agree_to_be_named" if agrees else "withdraw_agreement", meeting, organisation=str(organisation), note=note)
    return True
