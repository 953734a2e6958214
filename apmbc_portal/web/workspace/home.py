"""The workspace's first page: what waits, the drafts, the files of the State."""

from collections import Counter

from django.core.paginator import Paginator
from django.shortcuts import render

from apmbc_portal.web.workspace.access import for_focal_points
from apmbc_portal.web.workspace.documents import documents_of
from apmbc_portal.web.workspace.waiting import drafts_of, files_of, oldest_first, waiting_beside_files, waiting_for
from apmbc_portal.workflow import Right
from engagements.models import Proposal, State
from meetings.models import Meeting


@for_focal_points
def workspace(request):
    """All that concerns the State one acts for."""
    viewer = request.viewer
    state = State.objects.get(pk=next(iter(viewer.states)))
    every = list(files_of(viewer))
    page = Paginator(every, 20).get_page(request.GET.get("page"))
    waiting = oldest_first([*waiting_beside_files(viewer), *waiting_for(viewer, every)])
    counts = Counter(one.engagement for one in waiting)
    references = {engagement.pk: engagement.reference for engagement in every}
    meetings = Meeting.objects.visible_to(viewer).filter(host_engagements__in=every).distinct()
    context = {
        "state": state,
        "page": page,
        "files": [(engagement, counts[engagement.pk]) for engagement in page],
        "waiting": [(one, references.get(one.engagement, "")) for one in waiting],
        "drafts": drafts_of(viewer),
        "documents": documents_of(viewer, meetings, every)[:5],
        "proposed": Proposal.objects.visible_to(viewer).open().count(),
        "may_draft": viewer.has_right(viewer.states, Right.DRAFT),
    }
    return render(request, "workspace/home.html", context)
