"""What States have shared of their meetings: the catalogue, and one text as a page."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apmbc_portal.figures import drawn
from apmbc_portal.freshness import fresh_page
from engagements.models import Theme
from engagements.receipts import note_received
from meetings.models import Meeting
from meetings.times import clocks
from reports import catalogue
from reports.kinds import KINDS
from reports.kinds.report import attribution_note, translation_note
from reports.kinds.words import labels_language, paragraphs, printed_day, where
from reports.models import Document, ReportText
from reports.views.interests import discussion_of


@fresh_page
@require_safe
def outcomes(request):
    """The catalogue: filters in the address, the rule first, then the search."""
    filters = catalogue.Filters.read(request.GET)
    found, total = catalogue.page_of(
        filters.apply(catalogue.listed(request.viewer), request.viewer), filters.page, request.viewer
    )
    if not found and filters.page > 1:
        raise Http404
    context = {
        "filters": filters,
        "facets": catalogue.facets(request.viewer),
        "rows": found,
        "total": total,
        "page": filters.page,
        "pages": -(-total // catalogue.PAGE),
        "canonical": settings.SITE_URL + reverse("outcomes"),
        "touches_demo": any(row.is_demo for row in found),
    }
    return render(request, "reports/outcomes.html", context)


@fresh_page
@require_safe
def outcome(request, code):
    """One text. Where it names nobody, nothing on the page tells the host, the meeting, its day or its reference."""
    texts = ReportText.objects.visible_to(request.viewer).select_related("report__meeting__occasion", "original")
    text = get_object_or_404(texts.prefetch_related("sections"), code=code.upper())
    if code != text.code:
        return redirect(text, permanent=True)
    note_received(request.viewer, [text])
    meeting = text.meeting_told()
    hosts = text.hosts()
    documents = Document.objects.visible_to(request.viewer).ready().filter(text=text, format=Document.Format.PDF)
    documents = documents.filter(made_for=KINDS["report"].made_for(text))
    others = texts.filter(report=text.report, kind=text.kind).exclude(pk=text.pk).order_by("language")
    context = {
        "text": text,
        "sections": list(headed(text.printed_sections())),
        "summary": paragraphs(text.summary),
        "rtl": text.is_rtl,
        "language": catalogue.language_name(text.language),
        "versions": [(one, catalogue.language_name(one.language)) for one in others if one.names_host == text.names_host],
        "themes": [(letter, Theme(letter).label) for letter in text.themes],
        "attribution": attribution_note(text),
        "translation": translation_note(text),
        "outcomes": [one | {"due": printed_day(one.get("due", ""))} for one in text.outcomes],
        "figures": [drawn(figure, language=labels_language(text.language)) for figure in text.figures],
        "document": documents.order_by("-asked_at").first(),
        "sight": catalogue.sight(text, request.viewer),
        "first_public": catalogue.first_public(text, request.viewer),
        "discussion": discussion_of(request.viewer, text=text),
        "canonical": settings.SITE_URL + text.get_absolute_url(),
        "touches_demo": any(host.state.is_demo for host in hosts),
    }
    if text.names_host:
        own_meeting = Meeting.objects.filter(pk=text.report.meeting_id)
        context |= {
            "states": [host.state for host in hosts],
            "clock": next(iter(clocks(meeting)), None),
            "where": where(meeting),
            "meeting": meeting,
            "meeting_page": next((one.get_absolute_url() for one in own_meeting.visible_to(request.viewer)), ""),
        }
    return render(request, "reports/outcome.html", context)


def headed(sections):
    """(section, its paragraphs, whether it stands below another): a heading with none above it is no subheading."""
    has_above = False
    for section in sections:
        yield section, paragraphs(section.body), has_above and section.level > 1
        has_above = has_above or section.level == 1
