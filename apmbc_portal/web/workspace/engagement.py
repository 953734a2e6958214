"""One file in the workspace: what waits, every decision about it, its documents, its course."""

from django.shortcuts import render

from apmbc_portal.web.releasables import of_file
from apmbc_portal.web.workspace.access import file_of, for_focal_points
from apmbc_portal.web.workspace.course import course_of
from apmbc_portal.web.workspace.documents import documents_of, printables
from apmbc_portal.web.workspace.granted import standings
from apmbc_portal.web.workspace.interests import shared_with_us
from apmbc_portal.web.workspace.waiting import drafts_of, waiting_for
from apmbc_portal.web.workspace.words import CANNOT_BE_RECALLED
from apmbc_portal.workflow import Right, steps
from engagements.models import Comment, Correspondence
from meetings.models import Meeting
from reports.models import ContactList


@for_focal_points
def page(request, reference):
    """A file of the State one acts for; another State's does not exist here."""
    viewer = request.viewer
    engagement = file_of(viewer, reference)
    items = of_file(engagement, viewer)
    meetings = [item for item in items if isinstance(item, Meeting)]
    shown = standings(items, viewer)
    context = {
        "engagement": engagement,
        "waiting": waiting_for(viewer, [engagement]),
        "opened": [one for one in shown if one.is_open or one.has_been_granted],
        "kept": [one for one in shown if not one.is_open and not one.has_been_granted],
        "drafts": drafts_of(viewer).filter(engagement=engagement),
        "documents": documents_of(viewer, meetings, [engagement])[:10],
        "printables": printables(items),
        "lists": [item for item in items if isinstance(item, ContactList)],
        "meetings": meetings,
        "course": course_of(engagement, viewer, meetings=meetings),
        "messages_said": Comment.objects.visible_to(viewer).filter(engagement=engagement, subject=None).order_by("-at")[:3],
        "letters": Correspondence.objects.visible_to(viewer).filter(engagement=engagement)[:10],
        "steps": steps(engagement, viewer),
        "interests": shared_with_us(viewer, engagement),
        "may_release": viewer.has_right({engagement.state_id}, Right.RELEASE),
        "recall": CANNOT_BE_RECALLED,
    }
    return render(request, "workspace/engagement.html", context)
