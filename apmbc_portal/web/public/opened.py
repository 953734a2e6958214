"""What States have opened to somebody beyond what is public: the way in for the Committee, partners and participants."""

from collections.abc import Callable
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
from engagements.models import Engagement, EngagementRequest, Lesson
from engagements.receipts import note_received
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


def newest(model, viewer, part):
    """The rows of a model that are open to `viewer` and not to the public, with what their lines tell."""
    seen = model.objects.visible_to(viewer).exclude(audience=Audience.PUBLIC).order_by("-audience_since", "-pk")
    if joined := [*part.joined, *filter(None, [part.meeting])]:
        seen = seen.select_related(*joined)
    if part.meeting or model is Meeting:
        path = f"{part.meeting}__host_engagements".removeprefix("__")
        seen = seen.prefetch_related(Prefetch(path, Engagement.objects.select_related("state")))
    if model is Agenda:
        seen = seen.prefetch_related("items")
    return list(seen[:MOST])


def line(item, title, url, hosts, lines=()):
    open_to = _("you by name") if item.audience == Audience.STATE else item.get_audience_display()
    return Opened(title, url, whose(hosts), open_to, item.audience_since, lines)


def engagement_line(one):
    return line(one, f"{one.reference}: {one.title}", one.get_absolute_url(), [one])


def request_line(one):
    known = {"reference": one.engagement.reference, "number": one.version}
    title = one.title or _("Request %(reference)s, version %(number)s") % known
    return line(one, title, one.get_absolute_url(), [one.engagement])


def meeting_line(one):
    return line(one, one.title, one.get_absolute_url(), one.hosts())


def agenda_line(one):
    """The agenda can be open while the calendar entry is not: its parts are shown here."""
    return line(one, one.meeting.title, "", one.hosts(), [f"{item.number} {item.title}" for item in one.items.all()])


def paper_line(one):
    return line(one, one.title, reverse("paper", args=[one.pk]), one.hosts())


def text_line(one):
    """A text that names nobody does not say here either whose it is."""
    return line(one, one.title, one.get_absolute_url(), one.hosts() if one.names_host else [], [str(one.get_kind_display())])


def outcome_line(one):
    return line(one, one.text, "", one.hosts(), [str(one.get_kind_display())])


def contact_list_line(one):
    return line(one, one.purpose, one.get_absolute_url(), one.hosts(), [validity(one)])


def lesson_line(one):
    return line(
        one,
        one.title,
        one.get_absolute_url(),
        one.hosts() if one.names_host else [],
        [one.get_theme_display()] if one.theme else [],
    )


def validity(contact_list):
    said = _("no longer valid since %(day)s") if contact_list.is_over else _("valid until %(day)s")
    return said % {"day": date_format(contact_list.valid_until, "DATE_FORMAT")}


@dataclass(frozen=True)
class Part:
    """One kind of rows: its heading, how one is shown, what is read with it, and the way to its meeting."""

    heading: str
    line: Callable
    joined: tuple = ()
    meeting: str = ""


PARTS = {
    Engagement: Part(gettext_lazy("Engagements"), engagement_line, ("state",)),
    EngagementRequest: Part(gettext_lazy("Requests"), request_line, ("engagement__state",)),
    Meeting: Part(gettext_lazy("Meetings"), meeting_line),
    Agenda: Part(gettext_lazy("Agendas"), agenda_line, meeting="meeting"),
    Paper: Part(gettext_lazy("Papers"), paper_line, meeting="meeting"),
    ReportText: Part(gettext_lazy("Reports"), text_line, meeting="report__meeting"),
    Outcome: Part(gettext_lazy("Outcomes"), outcome_line, meeting="meeting"),
    ContactList: Part(gettext_lazy("Contact lists"), contact_list_line, meeting="meeting"),
    Lesson: Part(gettext_lazy("Lessons"), lesson_line, ("engagement__state",)),
}
WHOLE = (Agenda, Outcome)  # read here in full: they have no page of their own


@login_required
@never_cache
def opened(request):
    """The list, by kind; a focal point and the ISU have their own pages."""
    viewer = request.viewer
    if viewer.isu or viewer.states:
        return redirect("start")
    rows = {model: found for model, part in PARTS.items() if (found := newest(model, viewer, part))}
    note_received(viewer, [one for model in WHOLE for one in rows.get(model, ())])
    lines = {model: [PARTS[model].line(one) for one in found] for model, found in rows.items()}
    lead_to_meetings(viewer, [pair for model in WHOLE if model in rows for pair in zip(rows[model], lines[model], strict=True)])
    parts = [(PARTS[model].heading, found) for model, found in lines.items()]
    return render(request, "public/opened.html", {"parts": parts})


def lead_to_meetings(viewer, pairs):
    """What has no page of its own leads to that of its meeting, where the reader may see it; `pairs` of row and line."""
    asked = {row.meeting_id for row, _line in pairs}
    known = set(Meeting.objects.visible_to(viewer).filter(pk__in=asked).values_list("pk", flat=True)) if asked else set()
    for row, shown in pairs:
        if row.meeting_id in known:
            shown.url = row.meeting.get_absolute_url()
