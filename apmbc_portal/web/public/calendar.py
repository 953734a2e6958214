"""Meetings whose calendar entry is open: as a page in the venue's time, and as a file for calendar programs."""

import datetime

import icalendar
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apmbc_portal.freshness import fresh_page
from apmbc_portal.visibility import PUBLIC
from meetings.models import Meeting
from meetings.times import clocks
from meetings.workflow import MeetingStatus
from reports.catalogue import sight
from reports.kinds.words import where

SHOWN = [MeetingStatus.PLANNED, MeetingStatus.HELD, MeetingStatus.CLOSED]
PAST_SHOWN = 50


def entries(meetings, viewer=PUBLIC):
    """What the calendar says of each meeting, in two queries."""
    rows = []
    for meeting in meetings.select_related("occasion").prefetch_related("host_engagements__state"):
        hosts = [host.state for host in meeting.hosts()]
        at_venue = next(iter(clocks(meeting)), None)
        rows.append(
            {"meeting": meeting, "states": hosts, "clock": at_venue, "where": where(meeting), "sight": sight(meeting, viewer)}
        )
    return rows


@fresh_page
@require_safe
def calendar(request):
    now = timezone.now()
    seen = Meeting.objects.visible_to(request.viewer).filter(status__in=SHOWN)
    upcoming = entries(seen.filter(starts_at__gte=now).order_by("starts_at"), request.viewer)
    open_date = entries(seen.filter(starts_at=None).order_by("reference"), request.viewer)
    past = entries(seen.filter(starts_at__lt=now).order_by("-starts_at")[:PAST_SHOWN], request.viewer)
    context = {
        "upcoming": upcoming,
        "open_date": open_date,
        "past": past,
        "canonical": settings.SITE_URL + reverse("calendar"),
        "touches_demo": any(state.is_demo for row in upcoming + open_date + past for state in row["states"]),
    }
    return render(request, "public/calendar.html", context)


@fresh_page(same_for_all=True)
@require_safe
def calendar_file(request):
    """Only what is open to the public: a calendar program subscribes without signing in."""
    file = icalendar.Calendar()
    file.add("prodid", "-//The individualised approach//Published meetings//EN")
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add("x-wr-calname", _("The individualised approach: published meetings"))
    public = Meeting.objects.visible_to(PUBLIC).filter(status__in=SHOWN, starts_at__isnull=False).order_by("-starts_at")
    for row in entries(public[:200]):
        meeting, event = row["meeting"], icalendar.Event()
        event.add("uid", f"{meeting.release_id}@individualised-approach")
        event.add("dtstamp", meeting.audience_since or meeting.created_at)
        event.add("dtstart", meeting.starts_at.astimezone(datetime.UTC))
        if meeting.ends_at:
            event.add("dtend", meeting.ends_at.astimezone(datetime.UTC))
        event.add("summary", meeting.title)
        event.add("location", row["where"])
        event.add(
            "description",
            "\n".join([", ".join(state.name for state in row["states"]), f"{row['clock'].text} ({row['clock'].zone})"]),
        )
        event.add("url", settings.SITE_URL + meeting.get_absolute_url())
        file.add_component(event)
    response = HttpResponse(file.to_ical(), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="meetings.ics"'
    return response
