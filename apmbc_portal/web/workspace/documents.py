"""Files being made or ready, as the workspace lists them, and what can be printed from there."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from engagements.models import EngagementRequest
from meetings.models import Agenda
from reports.kinds import about_files, about_meetings
from reports.models import Document


@dataclass(frozen=True)
class Printable:
    """Something of a file that can be made into a document: its kind, its key, and what the button says."""

    kind: str
    key: object
    label: str


def documents_of(viewer, meetings, engagements):
    """Documents about these meetings and files, newest first; without their frozen content, which only the worker reads."""
    rows = Document.objects.visible_to(viewer).filter(about_meetings(meetings) | about_files(engagements))
    return rows.exclude(status=Document.Status.CANCELLED).select_related("text").defer("content").order_by("-asked_at")


def printables(items):
    """What of these releasable rows can be printed."""
    found = []
    for item in items:
        if isinstance(item, EngagementRequest) and item.submitted_at:
            label = _("PDF of the request, version %(version)s") % {"version": item.version}
            found.append(Printable("request", item.pk, label))
        if isinstance(item, Agenda):
            found.append(Printable("agenda", item.pk, _("PDF of the agenda: %(meeting)s") % {"meeting": item.meeting.title}))
    return found
