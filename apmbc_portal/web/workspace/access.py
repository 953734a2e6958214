"""Who comes into the workspace: focal points; the ISU only where it records a State's decision."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from engagements.models import Engagement


def for_focal_points(view):
    """Let in whoever speaks for a State today; tell everybody else kindly where they belong."""

    @wraps(view)
    @never_cache
    @login_required
    def answer(request, *args, **kwargs):
        if request.viewer.states:
            return view(request, *args, **kwargs)
        if request.viewer.isu:
            return redirect("admin:index")
        messages.info(
            request,
            _("The workspace belongs to the focal points of a State. You act as: %(label)s.") % {"label": request.viewer.label},
        )
        return redirect("home")

    return answer


def for_deciders(view):
    """Let in focal points and the ISU; for anybody else the page does not exist."""

    @wraps(view)
    @never_cache
    @login_required
    def answer(request, *args, **kwargs):
        if not request.viewer.states and not request.viewer.isu:
            raise Http404
        return view(request, *args, **kwargs)

    return answer


def file_of(viewer, reference):
    """The engagement of the viewer's own State (any, for the ISU) under this reference; 404 otherwise."""
    rows = Engagement.objects.visible_to(viewer).select_related("state").filter(reference=reference)
    if not viewer.isu:
        rows = rows.filter(state__in=viewer.states)
    engagement = rows.first()
    if engagement is None:
        raise Http404
    return engagement
