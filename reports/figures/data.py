"""Collects what the figures show. Counts and days only: no person, no organisation, nobody's interest."""

from collections import Counter

from django.db.models import Max, Min
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from apmbc_portal.workflow import Capacity
from engagements.models import Engagement, EngagementRequest
from meetings.models import Meeting, Organisation, Participant
from meetings.workflow import MeetingStatus
from reports.models import Outcome, OutcomeReport, ReportText
from reports.workflow import ReportStatus

FEWEST = 3  # in public a kind with fewer people is told only together with others
OWN_PARTS = {part.value: part for part in (Participant.Part.HOST, Participant.Part.COMMITTEE, Participant.Part.ISU)}
FORMS = {MeetingStatus.HELD: "done", MeetingStatus.CLOSED: "done", MeetingStatus.CANCELLED: "stopped"}


def participants_by_kind(meeting, public=True):
    """How many people came, by kind. In public nobody stands alone: small kinds are told as one, or not at all."""
    rows = meeting.participants.present().values_list("part", "contact__organisation__kind")
    counts = Counter(OWN_PARTS.get(part) or Organisation.Kind(kind) for part, kind in rows)
    order = [OWN_PARTS["host"], OWN_PARTS["committee"], *Organisation.Kind, OWN_PARTS["isu"]]
    kinds = [(kind, counts[kind]) for kind in order if counts[kind] and kind != Organisation.Kind.OTHER]
    kinds, other = together(kinds, counts[Organisation.Kind.OTHER]) if public else (kinds, counts[Organisation.Kind.OTHER])
    named = [[capfirst(kind.label), number] for kind, number in kinds]
    if other and (named or not public):
        named.append([capfirst(Organisation.Kind.OTHER.label), other])
    return {"kind": "participants_by_kind", "title": _("Participants by kind"), "rows": named}


def together(kinds, other):
    """(kinds, other) where neither a kind nor the others are so few that somebody could be told from the number.

    The others take in every small kind and, while they are few themselves, the smallest that is left.
    """
    small = [kind for kind, number in kinds if number < FEWEST]
    other += sum(number for _kind, number in kinds if number < FEWEST)
    kinds = [(kind, number) for kind, number in kinds if kind not in small]
    while kinds and 0 < other < FEWEST:
        smallest = min(kinds, key=lambda one: one[1])
        kinds.remove(smallest)
        other += smallest[1]
    return kinds, other if other >= FEWEST else 0


def timeline(engagement, viewer):
    """The course of a file as `viewer` may see it. When a follow-up is due is told to the State and the ISU alone."""
    rows = []
    if Engagement.objects.visible_to(viewer).filter(pk=engagement.pk).exists():
        meetings = list(Meeting.objects.visible_to(viewer).filter(host_engagements=engagement))
        rows = [[engagement.opened_on.isoformat(), _("File opened"), "done"]]
        rows += requests(engagement, viewer) + [met(meeting) for meeting in meetings] + reports(meetings, viewer)
        if engagement.capacities(viewer) & {Capacity.ISU, Capacity.FOCAL_POINT}:
            rows += follow_ups(meetings, viewer)
    rows.sort(key=lambda row: row[0] or "9999")
    return {"kind": "timeline", "title": _("Course over time"), "on": timezone.localdate().isoformat(), "rows": rows}


def requests(engagement, viewer):
    seen = EngagementRequest.objects.visible_to(viewer).filter(engagement=engagement, submitted_at__isnull=False)
    return [
        [
            day_of(request.submitted_at),
            _("Request submitted")
            if request.version == 1
            else _("Request submitted, version %(version)s") % {"version": request.version},
            "done",
        ]
        for request in seen
    ]


def met(meeting):
    """A meeting on its day in its own zone; one that was put off has none."""
    if meeting.status == MeetingStatus.POSTPONED:
        return ["", _("Meeting postponed: %(title)s") % {"title": meeting.title}, "to_come"]
    day = meeting.starts_at.astimezone(meeting.zone).date().isoformat() if meeting.starts_at else ""
    return [day, _("Meeting: %(title)s") % {"title": meeting.title}, FORMS.get(meeting.status, "to_come")]


def reports(meetings, viewer):
    """When the hosts approved a report, and when a text of it that names them was first opened to the public."""
    approved = OutcomeReport.objects.visible_to(viewer).filter(meeting__in=meetings, status=ReportStatus.APPROVED)
    days = [(day, _("Report approved")) for day in approved.annotate(day=Max("approvals__at")).values_list("day", flat=True)]
    texts = ReportText.objects.visible_to(viewer).filter(report__meeting__in=meetings, published_at__isnull=False)
    opened = texts.exclude(attribution=ReportText.Attribution.NOBODY).values_list("report").annotate(day=Min("published_at"))
    days += [(day, _("Report opened to the public")) for _report, day in opened.order_by()]
    return [[day_of(day), said, "done"] for day, said in days if day]


def follow_ups(meetings, viewer):
    rows = Outcome.objects.visible_to(viewer).filter(meeting__in=meetings, due__isnull=False)
    return [
        [
            row.due.isoformat(),
            _("Follow-up due: %(kind)s") % {"kind": row.get_kind_display()},
            "done" if row.status == Outcome.Status.DONE else "to_come",
        ]
        for row in rows.exclude(status=Outcome.Status.DROPPED)
    ]


def day_of(moment):
    return timezone.localdate(moment).isoformat()
