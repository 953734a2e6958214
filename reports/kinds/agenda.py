"""The agenda of a meeting: its parts with the times they begin, who presents them, and where and when everybody meets."""

import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from apmbc_portal.visibility import Audience
from engagements.models import NamedGrant
from meetings.models import Meeting
from meetings.times import clocks
from meetings.workflow import MeetingStatus
from reports.kinds.base import Kind
from reports.kinds.words import where
from reports.models import Document

LARGE = 200  # items; above it a layout takes seconds
DENSE = 14  # items; above it the lines move together, so that twenty still fit one page
OVER = {MeetingStatus.HELD, MeetingStatus.CLOSED}  # until then it is provisional


class AgendaKind(Kind):
    name = Document.Kind.AGENDA

    def find(self, key, viewer):
        """Who does not see the meeting does not see the agenda printed: its title, day and place are on it."""
        rows = self.rows().visible_to(viewer).filter(meeting__in=Meeting.objects.visible_to(viewer))
        return rows.select_related("meeting__occasion").filter(pk=key).first()

    def content(self, agenda, language=settings.LANGUAGE_CODE):
        return agenda_content(agenda, language)

    def title(self, content):
        return f"{content['title']}: {content['meeting']}"

    def made_for(self, agenda, viewer=None):
        """Words printed before the hosts opened the agenda stay with them and the ISU."""
        return Document.For.READERS if is_opened(agenda) else Document.For.STATE

    def entries(self, content):
        return len(content["items"])

    def is_large(self, content):
        return len(content["items"]) > LARGE

    def ask_refusal(self, agenda, viewer):
        """Whoever reads the agenda may have it printed."""
        return ""

    def hand_out_refusal(self, document):
        """A file says what the agenda says today: a name or an hour taken out of it is handed to nobody any more."""
        if document.content == self.frozen(document.agenda, language=document.content["labels_language"]):
            return ""
        return _("The agenda, or what is known of the meeting, was changed since this was made.")

    def place(self, document, viewer):
        if viewer.isu:
            return self.desk_place(document)
        meeting = document.agenda.meeting
        return meeting.get_absolute_url(), meeting.title

    def desk_place(self, document):
        meeting = document.agenda.meeting
        return reverse("admin:meetings_meeting_change", args=[meeting.pk]), meeting.reference

    def meetings_q(self, meetings):
        return {"agenda__meeting__in": meetings}


def is_opened(agenda):
    """Whether anybody beside the hosts and the ISU may read it."""
    if agenda.audience != Audience.STATE:
        return True
    return NamedGrant.objects.filter(item=agenda.release_id, effective=True).exists()


def agenda_content(agenda, language):
    """What the agenda prints: the meeting's facts in the venue's time, and every part in order."""
    meeting, items = agenda.meeting, list(agenda.items.all())
    with override(language):
        clock = next(iter(clocks(meeting)), None)
        starts, total = starts_of(meeting, items), sum(item.minutes for item in items)
        return {
            "language": language,
            "labels_language": language,
            "rtl": False,
            "demo": any(host.state.is_demo for host in agenda.hosts()),
            "closed": not is_opened(agenda),
            "title": _("Agenda") if meeting.status in OVER else _("Provisional agenda"),
            "status": str(meeting.get_status_display()) if meeting.status in ("postponed", "cancelled") else "",
            "reference": meeting.reference,
            "meeting": meeting.title,
            "states": [host.state.name for host in agenda.hosts()],
            "when": clock.text if clock else "",
            "zone": clock.zone if clock else "",
            "where": where(meeting),
            "occasion": str(meeting.occasion or ""),
            "timed": bool(starts),
            "presented": any(item.presenter for item in items),
            "total": total,
            "overrun": max(0, total - meeting.minutes) if meeting.minutes else 0,
            "dense": len(items) > DENSE,
            "items": [item_content(item, start) for item, start in zip(items, starts or [""] * len(items), strict=True)],
        }


def item_content(item, start):
    """One part. A line with neither number, theme nor presenter is a break between parts.

    The theme is said where neither the number (II.A) nor the title says it already.
    """
    theme = str(item.get_theme_display()) if item.theme and not item.number.endswith(item.theme) else ""
    return {
        "starts": start,
        "number": item.number,
        "level": item.level,
        "title": item.title,
        "theme": "" if theme.casefold() == item.title.casefold() else theme,
        "presenter": item.presenter,
        "minutes": item.minutes,
        "pause": not (item.number or item.theme or item.presenter),
    }


def starts_of(meeting, items):
    """When each part begins at the venue, as "09:30"; none where the meeting has no hour, lasts days, or no part has minutes."""
    if not meeting.starts_at or not any(item.minutes for item in items):
        return []
    first = meeting.starts_at.astimezone(meeting.zone).date()
    if meeting.ends_at and meeting.ends_at.astimezone(meeting.zone).date() != first:
        return []
    at, found = meeting.starts_at, []
    for item in items:
        found.append(f"{at.astimezone(meeting.zone):%H:%M}")
        at += datetime.timedelta(minutes=item.minutes)
    return found if at.astimezone(meeting.zone).date() == first else []
