"""The course of a file as a timeline: what was done, what comes next."""

import datetime
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagements.models import EngagementRequest
from engagements.workflow import EngagementStatus
from meetings.models import Meeting
from meetings.workflow import MeetingStatus
from reports.models import Outcome, OutcomeReport
from reports.workflow import ReportStatus


@dataclass(frozen=True)
class Point:
    """A point on the line: "done", "next" (somebody's turn), "stop", or still to come."""

    title: str
    meta: str = ""
    kind: str = "done"
    on: datetime.date | None = None
    url: str = ""


def course_of(engagement, viewer, *, meetings=None):
    """The points of a file in order; what has no date comes last."""
    points = [Point(_("File opened"), str(engagement.get_origin_display()), on=engagement.opened_on)]
    requests = EngagementRequest.objects.visible_to(viewer).filter(engagement=engagement, submitted_at__isnull=False)
    for request in requests.order_by("version"):
        title = (
            _("Request submitted")
            if request.version == 1
            else _("Request submitted, version %(version)s") % {"version": request.version}
        )
        points.append(Point(title, str(request.get_status_display()), on=timezone.localdate(request.submitted_at)))
    if meetings is None:
        meetings = list(Meeting.objects.visible_to(viewer).filter(host_engagements=engagement))
    points += [_meeting(meeting) for meeting in meetings]
    for report in (
        OutcomeReport.objects.visible_to(viewer).filter(meeting__in=meetings).select_related("meeting").order_by("version")
    ):
        points.append(_report(report))
    points += _follow_up(Outcome.objects.visible_to(viewer).filter(meeting__in=meetings))
    if engagement.status in (EngagementStatus.PAUSED, EngagementStatus.WITHDRAWN, EngagementStatus.CLOSED):
        points.append(Point(str(engagement.get_status_display()).capitalize(), kind="stop", on=timezone.localdate()))
    return sorted(points, key=lambda point: point.on or datetime.date.max)


def _meeting(meeting):
    kinds = {MeetingStatus.HELD: "done", MeetingStatus.CLOSED: "done", MeetingStatus.CANCELLED: "stop"}
    on = meeting.starts_at.astimezone(meeting.zone).date() if meeting.starts_at else None
    title = _("Meeting %(status)s") % {"status": meeting.get_status_display()}
    return Point(title, meeting.place, kinds.get(meeting.status, "to_come"), on)


def _report(report):
    page = reverse("workspace_report", args=[report.pk])
    if report.status == ReportStatus.WITH_STATE:
        since = date_format(timezone.localdate(report.sent_at)) if report.sent_at else ""
        return Point(_("Report: your decision"), _("since %(date)s") % {"date": since} if since else "", "next", url=page)
    approved = report.status == ReportStatus.APPROVED
    title = _("Report, version %(version)s: %(status)s") % {"version": report.version, "status": report.get_status_display()}
    return Point(
        title,
        kind="done" if approved else "to_come",
        on=timezone.localdate(report.sent_at) if approved and report.sent_at else None,
        url=page,
    )


def _follow_up(outcomes):
    rows = list(outcomes)
    if not rows:
        return []
    left = [row for row in rows if row.status in (Outcome.Status.OPEN, Outcome.Status.UNDER_WAY)]
    text = ngettext("%(count)s outcome", "%(count)s outcomes", len(rows)) % {"count": len(rows)}
    due = min((row.due for row in left if row.due), default=None)
    if due:
        text = _("%(outcomes)s, next due %(date)s") % {"outcomes": text, "date": date_format(due)}
    return [Point(_("Follow-up"), text, "to_come" if left else "done")]
