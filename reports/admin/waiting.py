"""What of this app needs action first, for the desk's queue."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apmbc_portal.desk import attention, waiting
from meetings.models import Meeting
from reports.models import OutcomeReport
from reports.queues import failed_lately, late

HOST = "meeting__host_engagements"


@attention("report_sent_back", _("The State sent a report back with comments."))
def reports_sent_back():
    return OutcomeReport.objects.filter(status="sent_back").values(HOST)


@attention("report_missing", _("A meeting was held; its report is not begun."))
def reports_missing():
    return Meeting.objects.held().filter(reports=None).values("host_engagements")


@attention("report_drafting", _("A report is being drafted."))
def reports_in_hand():
    return OutcomeReport.objects.filter(status="drafting").values(HOST)


@waiting("documents_failed")
def documents_failed():
    address = reverse("admin:reports_document_changelist") + "?status__exact=failed"
    return _("Documents that could not be made in the last seven days"), failed_lately().count(), address


@waiting("documents_late")
def documents_late():
    address = reverse("admin:reports_document_changelist") + "?status__exact=queued"
    return _("Documents that wait too long: do the workers run?"), late().count(), address
