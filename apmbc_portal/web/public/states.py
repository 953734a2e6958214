"""States by region, and one page each: a brief of sourced facts and of what the State itself has shared."""

from itertools import groupby

from django.conf import settings
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from apmbc_portal.freshness import fresh_page
from apmbc_portal.web.public.calendar import SHOWN, entries
from engagements.models import Engagement, EngagementRequest, Lesson, Need, Obligation, State
from meetings.models import Meeting
from reports import catalogue
from reports.search import LANGUAGES, terms

MARKS = {"4": _("Article 4"), "5": _("Article 5"), "va": _("victim assistance")}
NAMES = [f"name_{language}" for language in LANGUAGES]


@fresh_page
@require_safe
def states(request):
    """All States by region; marks say only that a sourced obligation or something published can be read there."""
    query = request.GET.get("q", "")[:200]
    wanted = terms(query, asked=True)
    sourced = Prefetch("obligations", Obligation.objects.sourced(), to_attr="shown_obligations")
    everything = State.objects.only("iso3", *NAMES, "region", "is_demo", "entry_into_force", "withdrawal_effective", "confidence")
    found = [state for state in everything.prefetch_related(sourced) if answers(state, wanted)]
    shared = {iso3 for iso3, _name in catalogue.facets(request.viewer)["states"]}
    today = timezone.localdate()
    for state in found:
        state.marks = [MARKS[obligation.article] for obligation in state.shown_obligations]
        state.has_shared = state.iso3 in shared
        state.is_party = state.is_party_on(today)
    found.sort(key=lambda state: (state.is_demo, not state.region, state.region, state.name))
    groups = [
        {"region": region, "is_demo": is_demo, "states": list(members)}
        for (is_demo, region), members in groupby(found, key=lambda state: (state.is_demo, "" if state.is_demo else state.region))
    ]
    context = {
        "q": query,
        "groups": groups,
        "count": len(found),
        "canonical": settings.SITE_URL + reverse("states"),
        "touches_demo": any(state.is_demo for state in found),
    }
    return render(request, "public/states.html", context)


def answers(state, wanted):
    """Whether every word asked for begins a word of the State's names or is its code."""
    words = [state.iso3.lower(), *terms(" ".join(getattr(state, name) for name in NAMES))]
    return all(any(word.startswith(term) for word in words) for term in wanted)


@fresh_page
@require_safe
def state(request, iso3):
    """One State. A fact without an official source is not shown, nor is that there is one."""
    one = State.objects.filter(iso3=iso3.upper()).first()
    if one is None:
        raise Http404
    if iso3 != one.iso3:
        return redirect(one, permanent=True)
    viewer = request.viewer
    asked = EngagementRequest.objects.visible_to(viewer).submitted().in_force().filter(engagement__state=one)
    needs = list(Need.objects.filter(request__in=asked).select_related("request"))
    engagements = list(Engagement.objects.visible_to(viewer).for_state(one).exclude(reference=None).order_by("-opened_on", "-pk"))
    for need in needs:
        need.sight = catalogue.sight(need.request, viewer)
    for engagement in engagements:
        engagement.sight = catalogue.sight(engagement, viewer)
    texts = catalogue.listed(viewer).filter(catalogue.of_hosts(engagement__state=one))
    met = Meeting.objects.visible_to(viewer).filter(host_engagements__state=one, status__in=SHOWN)
    lessons = Lesson.objects.visible_to(viewer).filter(engagement__state=one, attribution=Lesson.Attribution.HOST_ONLY)
    today = timezone.localdate()
    context = {
        "state": one,
        "is_party": one.is_party_on(today),
        "obligations": one.obligations.sourced().prefetch_related("steps"),
        "engagements": engagements,
        "needs": [need for need in needs if need.direction == Need.Direction.NEEDS],
        "offers": [need for need in needs if need.direction == Need.Direction.OFFERS],
        "rows": catalogue.rows(texts[:25], viewer),
        "meetings": entries(met.distinct().order_by("-starts_at", "pk"), viewer),
        "lessons": [(lesson, catalogue.sight(lesson, viewer)) for lesson in lessons.order_by("-dated", "-pk")],
        "canonical": settings.SITE_URL + one.get_absolute_url(),
        "touches_demo": one.is_demo,
    }
    return render(request, "public/state.html", context)
