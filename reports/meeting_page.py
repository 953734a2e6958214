"""On the page of a meeting: its reports, what was agreed and its contact lists, as far as they are open to this reader."""

from django.template.loader import render_to_string

from engagements.receipts import note_received
from meetings.page_parts import page_part
from reports import catalogue
from reports.models import ContactList, Outcome


@page_part("reports", order=20)
def reports(meeting, request):
    """A text that names nobody does not stand beside the meeting it speaks of."""
    texts = catalogue.listed(request.viewer).filter(catalogue.NAMES_HOST, report__meeting=meeting)
    rows = catalogue.rows(texts, request.viewer)
    return render_to_string("reports/partials/of_meetings.html", {"rows": rows}, request) if rows else ""


@page_part("outcomes", order=30)
def outcomes(meeting, request):
    rows = list(Outcome.objects.visible_to(request.viewer).filter(meeting=meeting))
    for row in rows:
        row.meeting = meeting  # its hosts are read already
    note_received(request.viewer, rows)
    return render_to_string("reports/partials/agreed.html", {"outcomes": rows}, request) if rows else ""


@page_part("contact_lists", order=40)
def contact_lists(meeting, request):
    lists = list(ContactList.objects.visible_to(request.viewer).filter(meeting=meeting))
    return render_to_string("reports/partials/meeting_lists.html", {"lists": lists}, request) if lists else ""
