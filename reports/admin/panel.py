"""Reports, outcomes, contact lists and documents on the file page of an engagement."""

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from apmbc_portal.desk import panel
from reports.kinds import about_files, about_meetings
from reports.models import ContactList, Document, Outcome, OutcomeReport


@panel("reports", _("Reports, outcomes and documents"), order=40)
def reports_of(engagement, request):
    here = {"meeting__in": engagement.meetings.all()}
    found = {
        "reports": OutcomeReport.objects.visible_to(request.viewer).filter(**here).select_related("meeting"),
        "outcomes": Outcome.objects.visible_to(request.viewer).filter(**here).select_related("meeting"),
        "lists": ContactList.objects.visible_to(request.viewer).filter(**here).select_related("meeting"),
        "documents": documents_of(engagement.meetings.all(), request.viewer, [engagement])[:10],
    }
    return render_to_string("admin/reports/panel.html", found, request) if any(found.values()) else ""


def documents_of(meetings, viewer, engagements=()):
    """Every document of these meetings and files the viewer may see, newest first, without its frozen content."""
    about = about_meetings(meetings) | about_files(engagements)
    return Document.objects.visible_to(viewer).filter(about).defer("content")
