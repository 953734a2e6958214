"""The first page: what the approach is, three ways in, what is new."""

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from apmbc_portal.freshness import fresh_page
from apmbc_portal.web.public.calendar import entries
from engagements.models import StateParty
from meetings.models import Meeting
from reports import catalogue


@fresh_page
@require_safe
def home(request):
    now = timezone.now()
    latest, total = catalogue.page_of(catalogue.listed(request.viewer), 1, request.viewer)
    upcoming = Meeting.objects.visible_to(request.viewer).upcoming(now).order_by("starts_at")[:3]
    context = {
        "parties": StateParty.objects.parties_on(timezone.localdate(now)).count(),
        "today": timezone.localdate(now),
        "latest": latest[:5],
        "published": total,
        "upcoming": entries(upcoming, request.viewer),
        "canonical": settings.SITE_URL + reverse("home"),
        "touches_demo": any(row.is_demo for row in latest),
    }
    return render(request, "public/home.html", context)
