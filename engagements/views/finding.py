"""How the pages of this app find their row: what the viewer may not see does not exist."""

from functools import wraps

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from apmbc_portal.workflow import Capacity, steps
from engagements.models import Engagement, EngagementRequest


def find_request(request, pk):
    """The request behind an address, with its file and State."""
    seen = EngagementRequest.objects.visible_to(request.viewer).select_related(
        "engagement__state", "occasion", "cites", "instead_of"
    )
    return get_object_or_404(seen, pk=pk)


def find_engagement(request, reference):
    """The file behind a reference, with its State."""
    return get_object_or_404(Engagement.objects.visible_to(request.viewer).select_related("state"), reference=reference)


def is_inside(item, viewer):
    """Whether the viewer stands on one of the two sides of the file, the State or the ISU."""
    return bool(item.capacities(viewer) & {Capacity.FOCAL_POINT, Capacity.ISU})


def inside_or_404(item, viewer):
    if not is_inside(item, viewer):
        raise Http404


def steps_now(item, viewer):
    """The steps of the viewer's capacity that begin at today's status, each with its reason where refused."""
    return [step for step in steps(item, viewer) if item.status in item.MOVES[step.verb].sources]


def nothing_here(request):
    """The answer to somebody who has not signed in: nothing is here for the public; signing in may show more."""
    return render(request, "engagements/nothing_here.html", status=404)


def sign_in_may_help(view):
    """For pages the public may see at times: somebody signed out gets the 404 that offers to sign in."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except Http404:
            if request.user.is_authenticated:
                raise
            return nothing_here(request)

    return wrapped
