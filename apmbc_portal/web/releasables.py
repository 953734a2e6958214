"""The rows a State can open to others: found by their release id, listed by file."""

from django.db.models import IntegerField, Value, prefetch_related_objects
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from apmbc_portal.workflow import Capacity
from engagements.models import Engagement, EngagementRequest, Lesson
from meetings.models import Agenda, Meeting, Paper
from reports.models import ContactList, Outcome, ReportText

# In the order in which a file lists them.
KINDS = {
    Engagement: _("the existence of the engagement"),
    EngagementRequest: _("request"),
    Meeting: _("calendar entry"),
    Agenda: _("agenda"),
    Paper: _("paper"),
    ReportText: _("text of the report"),
    Outcome: _("outcome"),
    ContactList: _("contact list"),
    Lesson: _("lesson"),
}
MODELS = list(KINDS)


def find(release_id, viewer):
    """The row that bears this release id, if `viewer` sees it and stands where it can be decided upon; 404 otherwise."""
    probes = [
        model._base_manager.filter(release_id=release_id).order_by().values_list(Value(number, IntegerField()))
        for number, model in enumerate(MODELS)
    ]
    numbers = list(probes[0].union(*probes[1:], all=True))
    if not numbers:
        raise Http404
    model = MODELS[numbers[0][0]]
    item = model.objects.visible_to(viewer).filter(release_id=release_id).first()
    if item is None or not deciding_hosts(item, viewer):
        raise Http404
    return item


def deciding_hosts(item, viewer):
    """The host engagements for which `viewer` may at least ask: those of their own State, or all of them for the ISU."""
    return [host for host in item.hosts() if host.capacities(viewer) & {Capacity.FOCAL_POINT, Capacity.ISU}]


def of_file(engagement, viewer):
    """Every row of a file that can be opened to others, in the order of `KINDS`; the number of queries is fixed."""
    meetings = list(Meeting.objects.visible_to(viewer).filter(host_engagements=engagement))
    prefetch_related_objects(meetings, "host_engagements__state")
    by_id = {meeting.pk: meeting for meeting in meetings}
    found = [engagement]
    requests = EngagementRequest.objects.visible_to(viewer).filter(engagement=engagement).submitted().select_related("occasion")
    for request in requests:
        request.engagement = engagement
        found.append(request)
    found += meetings
    for model in (Agenda, Paper, ReportText, Outcome, ContactList):
        rows = model.objects.visible_to(viewer)
        if model is ReportText:
            rows = (
                rows.filter(report__meeting__in=by_id).select_related("report").order_by("-report__version", "kind", "language")
            )
        else:
            rows = rows.filter(meeting__in=by_id)
        for row in rows:
            # One meeting object for all that hangs below it, so that its hosts are read once.
            below = row.report if model is ReportText else row
            below.meeting = by_id[below.meeting_id]
            found.append(row)
    for lesson in Lesson.objects.visible_to(viewer).filter(engagement=engagement):
        lesson.engagement = engagement
        found.append(lesson)
    return found
