"""A State in brief, as a page for everybody, with the file where one was made of these very words."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apmbc_portal.freshness import fresh_page
from engagements.models import State
from reports.documents import made_already
from reports.kinds import KINDS, content_of


@fresh_page
@require_safe
def brief(request, iso3):
    """What a brief prints today. Who is signed in may have the file made; then everybody finds it here until words change."""
    state = State.objects.filter(iso3=iso3.upper()).first()
    if state is None:
        raise Http404
    if iso3 != state.iso3:
        return redirect("state_brief", state.iso3, permanent=True)
    content = content_of("brief", state)
    context = {
        "state": state,
        "c": content,
        "body": "documents/brief.html",
        "document": made_already("brief", state, content, by=request.viewer),
        "may_ask": bool(request.viewer.person) and not KINDS["brief"].ask_refusal(state, request.viewer),
        "canonical": settings.SITE_URL + reverse("state_brief", args=[state.iso3]),
        "touches_demo": state.is_demo,
    }
    return render(request, "public/brief.html", context)
