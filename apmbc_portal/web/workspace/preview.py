"""Who would see a row today, and how its page looks to them: the rule asked with other viewers, never a second rule.

A preview asks the rule itself with a stand-in to whom the row is open by supposition (`Viewer.supposed`): what the State reads
is the page itself, nothing is written, and nobody else waits or is shown anything meanwhile.
"""

from dataclasses import dataclass, replace

from django.http import Http404
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apmbc_portal.visibility import PUBLIC, Audience, Supposed, Viewer
from apmbc_portal.web.public.opened import PARTS
from apmbc_portal.web.releasables import find
from apmbc_portal.web.workspace.access import for_deciders
from meetings.models import Agenda, Paper
from reports.models import Outcome

BESIDE_MEETING = (Agenda, Paper, Outcome)  # read on the page of their meeting


@dataclass(frozen=True)
class Sight:
    """One group of readers: whether they see the row today, and where to look at it as they would."""

    who: str
    label: str
    sees: bool
    url: str = ""


@dataclass(frozen=True)
class StandIn:
    """Somebody of a group, as of today, and the audience that lets in this group alone."""

    label: str
    viewer: Viewer
    audience: str


def stand_ins(item):
    """One stand-in for each group a State can think of."""
    hosts = frozenset(host.pk for host in item.hosts())
    meetings = frozenset({item.the_meeting().pk}) if hasattr(item, "the_meeting") else frozenset()
    delegate = Viewer(groups=frozenset({"committee"}), committee_since=timezone.localdate(), capacity="committee")
    participant = Viewer(attends=hosts, meetings=meetings, capacity="participant")
    partner = Viewer(groups=frozenset({"partners"}), capacity="partner")
    return {
        "committee": StandIn(_("a Committee delegate"), delegate, Audience.COMMITTEE),
        "participant": StandIn(_("a participant of the meeting"), participant, Audience.PARTICIPANTS),
        "partner": StandIn(_("another partner"), partner, Audience.PARTNERS),
        "public": StandIn(_("a visitor who is not signed in"), PUBLIC, Audience.PUBLIC),
    }


def seen_by(item):
    """A `Sight` for each group, answered by `visible_to` itself."""
    may_look = not item.release_objection()
    return [
        Sight(
            who,
            one.label,
            sees(item, one.viewer),
            reverse("decision_preview", args=[item.release_id, who])
            if may_look and not item.audience_objection(one.audience)
            else "",
        )
        for who, one in stand_ins(item).items()
    ]


# The stand-in for each group that an audience lets in.
GROUPS = {"committee": "committee", "participants": "participant", "partners": "partner", "everybody": "public"}


def looks(item, groups):
    """Where to see the row as each of these stand-ins would."""
    return [one for one in seen_by(item) if one.who in groups and one.url]


def sees(item, viewer):
    return type(item).objects.visible_to(viewer).filter(pk=item.pk).exists()


@for_deciders
@require_GET
def preview(request, release_id, who):
    """The very page as somebody of that group would see it if the row were opened to them; nothing is opened by looking."""
    item = find(release_id, request.viewer)
    one = stand_ins(item).get(who)
    if one is None or item.release_objection() or item.audience_objection(one.audience):
        raise Http404
    is_open = sees(item, one.viewer)
    request.preview = {"who": one.label, "back": reverse("decision", args=[release_id]), "is_open": is_open}
    person = None if who == "public" else request.viewer.person
    label = _("preview: %(who)s") % {"who": one.label}
    if not is_open:
        item.audience, item.audience_since = one.audience, timezone.now()  # of this copy alone; it is never saved
    supposed = Supposed(item.release_id, item.audience, item.audience_since)
    request.viewer = replace(one.viewer, person=person, name=request.viewer.name, label=label, supposed=supposed)
    return page_of(request, item)


def page_of(request, item):
    """Where this viewer would read the row: on its own page, on that of its meeting, in the list of what is open to them."""
    if not sees(item, request.viewer):
        return render(request, "workspace/preview_nothing.html", {"item": item, "withheld": True})
    on = item if hasattr(item, "get_absolute_url") else None
    if on is None and isinstance(item, BESIDE_MEETING) and sees(item.meeting, request.viewer):
        on = item.meeting
    if on is not None:
        page = resolve(on.get_absolute_url())
        return page.func(request, *page.args, **page.kwargs)
    if request.viewer.capacity:
        part = PARTS[type(item)]
        # This row alone: what other States have opened is not shown to whoever only looks through these eyes.
        return render(request, "public/opened.html", {"parts": [(part.heading, [part.line(item)])]})
    return render(request, "workspace/preview_nothing.html", {"item": item})
