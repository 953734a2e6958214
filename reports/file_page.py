"""The reports of a file on its page, as far as they are open to the reader; one that names nobody stands nowhere beside its host."""

from django.template.loader import render_to_string

from engagements.page_parts import file_part
from reports import catalogue


@file_part("reports", order=40)
def reports_of(engagement, request):
    texts = catalogue.listed(request.viewer).filter(catalogue.NAMES_HOST, report__meeting__host_engagements=engagement)
    rows = catalogue.rows(texts[: catalogue.PAGE], request.viewer)
    return render_to_string("reports/partials/of_meetings.html", {"rows": rows}, request) if rows else ""
