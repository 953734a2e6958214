"""Collects what the figures show. Counts and days only: no person, no organisation, nobody's interest."""

from collections import Counter, defaultdict

from django.db.models import Max, Min
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from apmbc_portal.workflow import Capacity
from engagements.models import Engagement, EngagementRequest
from meetings.models import Meeting, Organisation, Participant
from meetings.workflow import MeetingStatus
from reports.frozen_figures import without_few
from reports.models import Outcome, OutcomeReport, ReportText
from reports.workflow import ReportStatus

OWN_PARTS = (Participant.Part.HOST, Participant.Part.COMMITTEE, Participant.Part.ISU)
FORMS = {MeetingStatus.HELD: "done", MeetingStatus.CLOSED: "done", MeetingStatus.CANCELLED: "stopped"}


def participants_by_kind(meeting, public=True):
    """How many people came, by kind. In public only kinds in which nobody stands out, the others told as one."""
    people, organisations = Counter(), defaultdict(set)
    present = meeting.participants.present().values_list("part", "contact__organisation", "contact__organisation__kind")
    for part, organisation, kind in present:
        label = Participant.Part(part).label if part in OWN_PARTS else Organisation.Kind(kind).label
        people[capfirst(label)] += 1
        organisations[capfirst(label)].add(organisation)
    rows, rest = without_few(people, organisations) if public else (people.most_common(), 0)
    if rows and rest:
        rows.append((_("Of other kinds"), rest))
    return {"kind": "participants_by_kind", "title": _("Participants by kind"), "rows": [list(row) for row in rows]}


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
