"""Who would see a row today: the rule asked with other viewers, never a second rule."""

from django.utils import timezone
from django.utils.translation import gettext as _

from apmbc_portal.visibility import PUBLIC, Viewer


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
    """(who, whether they see it today), each answered by `visible_to` itself."""
    rows = type(item).objects
    return [(label, rows.visible_to(viewer).filter(pk=item.pk).exists()) for label, viewer in stand_ins(item).values()]
