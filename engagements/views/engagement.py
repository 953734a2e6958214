"""The file of an engagement as its State, the ISU, and those to whom the State opened it, see it."""

import datetime
from dataclasses import dataclass

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from engagements.forms import MessageForm
from engagements.models import Comment, Correspondence, EngagementRequest, Suggestion
from engagements.page_parts import parts_of_file
from engagements.receipts import note_received
from engagements.views.finding import find_engagement, is_inside, sign_in_may_help, steps_now
from engagements.views.reading import with_steps
from engagements.workflow import writing_refusal


@dataclass(frozen=True)
class Happened:
    """One line of the course of a file."""

    on: datetime.date
    title: str
    meta: str = ""
    url: str = ""


@never_cache
@sign_in_may_help
def engagement(request, reference):
    """The file."""
    return engagement_page(request, find_engagement(request, reference), MessageForm())


def engagement_page(request, engagement, form, status=200):
    """The page of the file, with the message form as it stands."""
    viewer = request.viewer
    inside = is_inside(engagement, viewer)
    requests = list(EngagementRequest.objects.visible_to(viewer).filter(engagement=engagement).exclude(status="discarded"))
    for one in requests:
        one.engagement = engagement
    note_received(viewer, [engagement])
    papers = list(Correspondence.objects.visible_to(viewer).filter(engagement=engagement)) if inside else []
    context = {
        "engagement": engagement,
        "inside": inside,
        "requests": requests,
        "papers": papers,
        "course": course(engagement, requests, papers),
        "steps": steps_now(engagement, viewer),
        "parts": parts_of_file(engagement, request),
        "suggestions": suggestions_for(engagement, requests, viewer),
        "messages_said": Comment.objects.visible_to(viewer).filter(engagement=engagement, kind=Comment.Kind.MESSAGE)
        if inside
        else [],
        "form": form,
        "one_form": [form],
        "open_draft": next((one for one in requests if one.is_editable), None),
        "version_reason": writing_refusal(engagement.state_id, viewer),
    }
    return render(request, "engagements/engagement.html", context, status=status)


def suggestions_for(engagement, requests, viewer):
    """The suggestions on the requests the viewer sees, each with its steps."""
    by_pk = {one.pk: one for one in requests}
    rows = []
    for suggestion in Suggestion.objects.visible_to(viewer).filter(request__engagement=engagement):
        if suggestion.request_id in by_pk:
            rows += with_steps([suggestion], by_pk[suggestion.request_id], viewer)
    return rows


def course(engagement, requests, papers):
    """What happened, oldest first, from the rows the viewer sees."""
    lines = [Happened(engagement.opened_on, _("File opened"), str(engagement.get_origin_display()))]
    for one in requests:
        if one.submitted_at:
            title = (
                _("Request submitted")
                if one.version == 1
                else _("Request submitted, version %(version)s") % {"version": one.version}
            )
            lines.append(
                Happened(timezone.localdate(one.submitted_at), title, str(one.get_status_display()), one.get_absolute_url())
            )
    lines += [Happened(paper.dated, str(paper.get_kind_display()).capitalize(), paper.subject) for paper in papers]
    return sorted(lines, key=lambda line: line.on)
