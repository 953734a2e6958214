"""Lessons that States have cleared for others: the list by theme, and one as a page.

Where a lesson names nobody, neither page tells from which State or file it comes, nor on which day it was written.
"""

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import F
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apmbc_portal.freshness import fresh_page
from engagements.models import Engagement, Lesson, Theme
from engagements.receipts import note_received
from reports.catalogue import sight
from reports.kinds.words import paragraphs

PAGE = 25


@fresh_page
@require_safe
def lessons(request):
    """Those this viewer may read, the last opened first."""
    theme = request.GET.get("theme", "")
    theme = theme if theme in Theme.values else ""
    rows = Lesson.objects.visible_to(request.viewer).select_related("engagement__state")
    rows = rows.filter(theme=theme) if theme else rows
    page = Paginator(rows.order_by(F("audience_since").desc(nulls_first=True), "-pk"), PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": [(row, sight(row, request.viewer)) for row in page],
        "theme": theme,
        "themes": Theme.choices,
        "total": page.paginator.count,
        "page": page.number,
        "pages": page.paginator.num_pages,
        "canonical": settings.SITE_URL + reverse("lessons"),
        "touches_demo": any(row.engagement.state.is_demo for row in page),
    }
    return render(request, "public/lessons.html", context)


@fresh_page
@require_safe
def lesson(request, release_id):
    rows = Lesson.objects.visible_to(request.viewer).select_related("engagement__state")
    row = get_object_or_404(rows, release_id=release_id)
    note_received(request.viewer, [row])
    file = Engagement.objects.visible_to(request.viewer).filter(pk=row.engagement_id, reference__isnull=False)
    context = {
        "lesson": row,
        "paragraphs": paragraphs(row.text),
        "state": row.engagement.state if row.names_host else None,
        "file": file.first() if row.names_host else None,
        "sight": sight(row, request.viewer),
        "canonical": settings.SITE_URL + row.get_absolute_url(),
        "touches_demo": row.engagement.state.is_demo,
    }
    return render(request, "public/lesson.html", context)
