"""Who would see a row today, and how its page looks to them: the rule asked with other viewers, never a second rule."""

from dataclasses import dataclass, replace

from django.http import Http404
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apmbc_portal.visibility import PUBLIC, Viewer
from apmbc_portal.web.releasables import find
from apmbc_portal.web.workspace.access import for_deciders


@dataclass(frozen=True)
class Sight:
    """One group of readers: whether they see the row today, and where to look at it as they would."""

    who: str
    sees: bool
    url: str = ""


def stand_ins(item):
    """One viewer for each group a State can think of, as of today."""
    hosts = frozenset(host.pk for host in item.hosts())
    meetings = frozenset({item.the_meeting().pk}) if hasattr(item, "the_meeting") else frozenset()
    return {
        "committee": (_("a Committee delegate"), Viewer(groups=frozenset({"committee"}), committee_since=timezone.localdate())),
        "participant": (_("a participant of the meeting"), Viewer(attends=hosts, meetings=meetings)),
        "partner": (_("another partner"), Viewer(groups=frozenset({"partners"}))),
        "public": (_("a visitor who is not signed in"), PUBLIC),
    }


def seen_by(item):
    """A `Sight` for each group, answered by `visible_to` itself."""
    rows = type(item).objects
    return [
        Sight(
            label,
            rows.visible_to(viewer).filter(pk=item.pk).exists(),
            reverse("decision_preview", args=[item.release_id, who]) if has_page(item) else "",
        )
        for who, (label, viewer) in stand_ins(item).items()
    ]


def has_page(item):
    """Whether the row has a page of its own that others could come to."""
    return hasattr(item, "get_absolute_url") and not item.release_objection()


@for_deciders
@require_GET
def preview(request, release_id, who):
    """The very page as somebody of that group would see it if the row were opened to them; nothing is opened by looking."""
    item = find(release_id, request.viewer)
    others = stand_ins(item)
    if who not in others or not has_page(item):
        raise Http404
    label, viewer = others[who]
    seen = type(item).objects.visible_to(viewer).filter(pk=item.pk).exists()
    granted = frozenset() if seen else frozenset({item.release_id})
    request.viewer = replace(viewer, granted=granted, name=request.viewer.name, label=_("preview: %(who)s") % {"who": label})
    page = resolve(item.get_absolute_url())
    return page.func(request, *page.args, **page.kwargs)
