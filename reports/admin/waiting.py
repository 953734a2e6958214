"""What of this app needs action first, for the desk's queue."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apmbc_portal.desk import attention, waiting
from meetings.models import Meeting
from reports.models import Document, OutcomeReport

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
    count = Document.objects.filter(status=Document.Status.FAILED).count()
    return _("Documents that could not be made"), count, reverse("admin:reports_document_changelist") + "?status__exact=failed"
