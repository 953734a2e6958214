"""Partners on the page of a request: who is in discussion with its State, and the way to the reader's own note."""

from django.template.loader import render_to_string

from engagements.page_parts import page_part
from reports.views.interests import discussion_of


@page_part("discussion")
def discussion(item, request):
    said = discussion_of(request.viewer, request=item)
    return render_to_string("reports/partials/discussion.html", said, request) if any(said.values()) else ""
