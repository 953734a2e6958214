"""Files being made or ready, as the workspace lists them."""

from django.db.models import Q

from reports.models import Document


def documents_of(viewer, meetings):
    """Documents about these meetings, newest first; without their frozen content, which only the worker reads."""
    rows = Document.objects.visible_to(viewer).filter(
        Q(text__report__meeting__in=meetings) | Q(contact_list__meeting__in=meetings)
    )
    return rows.exclude(status=Document.Status.CANCELLED).select_related("text").defer("content").order_by("-asked_at")
