"""What States have opened to somebody beyond what is public: the way in for the Committee, partners and participants."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from apmbc_portal.visibility import Audience
from engagements.models import Engagement, EngagementRequest
from meetings.models import Agenda, Meeting, Paper
from reports.models import ContactList, Outcome, ReportText

MOST = 50  # of each kind, the newest


@dataclass
class Opened:
    """One row of the list."""

    title: str
    url: str
    whose: str
    open_to: str
    since: datetime | None
    lines: list = ()


def whose(engagements):
    """The names of the host States, as a reader may know them."""
    return ", ".join(str(engagement.state) for engagement in engagements)


def newest(model, viewer, *joined, meeting=""):
    """The rows of a model that are open to `viewer` and not to the public; `meeting` is the way to the meeting with its hosts."""
    seen = model.objects.visible_to(viewer).exclude(audience=Audience.PUBLIC).order_by("-audience_since", "-pk")
    if joined or meeting:
        seen = seen.select_related(*joined, *filter(None, [meeting]))
    if meeting or model is Meeting:
        path = f"{meeting}__host_engagements".removeprefix("__")
        seen = seen.prefetch_related(Prefetch(path, Engagement.objects.select_related("state")))
    if model is Agenda:
        seen = seen.prefetch_related("items")
    return seen[:MOST]


def row(item, title, url, hosts, lines=()):
    open_to = _("you by name") if item.audience == Audience.STATE else item.get_audience_display()
    return Opened(title, url, whose(hosts), open_to, item.audience_since, lines)


def engagements(viewer):
    return [
        row(one, f"{one.reference}: {one.title}", one.get_absolute_url(), [one]) for one in newest(Engagement, viewer, "state")
    ]


def requests(viewer):
    found = newest(EngagementRequest, viewer, "engagement__state")
    return [
        row(
            one, one.title or _("Request, version %(number)s") % {"number": one.version}, one.get_absolute_url(), [one.engagement]
        )
        for one in found
    ]


def meetings(viewer):
    return [row(one, one.title, one.get_absolute_url(), one.hosts()) for one in newest(Meeting, viewer)]


def agendas(viewer):
    found = newest(Agenda, viewer, meeting="meeting")
    # The agenda can be open while the calendar entry is not: its lines are shown here.
    return [
        row(one, one.meeting.title, "", one.meeting.hosts(), [f"{item.number} {item.title}" for item in one.items.all()])
        for one in found
    ]


def papers(viewer):
    found = newest(Paper, viewer, meeting="meeting")
    return [row(one, one.title, reverse("paper", args=[one.pk]), one.meeting.hosts()) for one in found]


def texts(viewer):
    found = newest(ReportText, viewer, meeting="report__meeting")
    # A text that names nobody does not say here either whose it is.
    return [
        row(one, one.title, one.get_absolute_url(), one.hosts() if one.names_host else [], [str(one.get_kind_display())])
        for one in found
    ]


def outcomes(viewer):
    found = newest(Outcome, viewer, meeting="meeting")
    return [row(one, one.text, "", one.meeting.hosts(), [str(one.get_kind_display())]) for one in found]


def contact_lists(viewer):
    found = newest(ContactList, viewer, meeting="meeting")
    return [row(one, one.purpose, one.get_absolute_url(), one.meeting.hosts(), [validity(one)]) for one in found]


def validity(contact_list):
    said = _("no longer valid since %(day)s") if contact_list.is_over else _("valid until %(day)s")
    return said % {"day": date_format(contact_list.valid_until, "DATE_FORMAT")}


PARTS = {
    gettext_lazy("Engagements"): engagements,
    gettext_lazy("Requests"): requests,
    gettext_lazy("Meetings"): meetings,
    gettext_lazy("Agendas"): agendas,
    gettext_lazy("Papers"): papers,
    gettext_lazy("Reports"): texts,
    gettext_lazy("Outcomes"): outcomes,
    gettext_lazy("Contact lists"): contact_lists,
}


@login_required
@never_cache
def opened(request):
    """The list, by kind; a focal point and the ISU have their own pages."""
    viewer = request.viewer
    if viewer.isu or viewer.states:
        return redirect("start")
    parts = [(heading, found) for heading, read in PARTS.items() if (found := read(viewer))]
    return render(request, "public/opened.html", {"parts": parts})
