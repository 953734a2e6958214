"""Contact lists on the page of their meeting: what is open to this reader, and where it is read."""

from django.template.loader import render_to_string

from meetings.page_parts import page_part
from reports.models import ContactList


@page_part("contact_lists", order=40)
def contact_lists(meeting, request):
    lists = list(ContactList.objects.visible_to(request.viewer).filter(meeting=meeting))
    return render_to_string("reports/partials/meeting_lists.html", {"lists": lists}, request) if lists else ""
