"""The meetings of a file on its page: those whose calendar entry is open to the reader."""

from django.template.loader import render_to_string

from engagements.page_parts import file_part
from meetings.models import Meeting
from meetings.times import clocks


@file_part("meetings", order=20)
def meetings_of(engagement, request):
    rows = Meeting.objects.visible_to(request.viewer).filter(host_engagements=engagement).order_by("starts_at", "pk")
    shown = [(row, next(iter(clocks(row)), None)) for row in rows]
    return render_to_string("meetings/partials/of_file.html", {"meetings": shown}, request) if shown else ""
