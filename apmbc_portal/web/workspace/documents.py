"""Files being made or ready, as the workspace lists them."""

from reports.kinds import about_meetings
from reports.models import Document


def documents_of(viewer, meetings):
    """Documents about these meetings, newest first; without their frozen content, which only the worker reads."""
    rows = Document.objects.visible_to(viewer).filter(about_meetings(meetings))
    return rows.exclude(status=Document.Status.CANCELLED).select_related("text").defer("content").order_by("-asked_at")
