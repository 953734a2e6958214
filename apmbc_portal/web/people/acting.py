"""As whom somebody acts: the capacities of today, and the switch between them."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apmbc_portal.audit.record import record
from apmbc_portal.web.people import carry
from apmbc_portal.web.viewer import SESSION_KEY, as_viewer, capacities_of
from apmbc_portal.workflow import Capacity, Right

SOURCES = {
    Capacity.ISU: gettext_lazy("appointed to the Implementation Support Unit"),
    Capacity.FOCAL_POINT: gettext_lazy("nominated"),
    Capacity.COMMITTEE: gettext_lazy("sits on the Committee"),
    Capacity.CHAIR: gettext_lazy("sits on the Committee"),
    Capacity.PARTNER: gettext_lazy("represents a partner"),
    Capacity.PARTICIPANT: gettext_lazy("takes part in a meeting, or took part"),
}


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def acting(request):
    """Show the capacities of today; switch to one of them. Somebody with a single one never needs this page."""
    held = capacities_of(request.user)
    after = _safe(request, request.POST.get("next") or request.GET.get("next"))
    if request.method == "POST":
        chosen = next((one for one in held if one.key == request.POST.get("key")), None)
        if chosen is None:
            messages.error(request, _("You do not hold that capacity today."))
            return redirect("acting")
        before = request.viewer.label
        request.session[SESSION_KEY] = chosen.key
        record(as_viewer(request.user, chosen), "act_as", chosen.label, before=before)
        messages.success(request, _("You now act as: %(label)s") % {"label": chosen.label})
        return redirect(after or reverse("start"))
    wished = request.session.get(SESSION_KEY, "")
    now = wished if any(one.key == wished for one in held) else held[0].key if held else ""
    context = {
        "held": [_row(one) for one in held],
        "now": now,
        "next": after,
        "ended": [] if held else _ended(request.user),
        "isu_email": settings.ISU_EMAIL,
    }
    return render(request, "people/acting.html", context)


@login_required
def start(request):
    """Where somebody goes after signing in: to what they had typed, to their work, or to the page that says why there is none."""
    viewer = request.viewer
    if carry.from_session(request):
        return redirect("carried")
    if viewer.isu:
        return redirect("admin:index")
    if viewer.states:
        return redirect("workspace")
    return redirect("opened" if viewer.capacity else "acting")


def _row(one):
    period = ""
    if one.starts:
        dates = {"starts": date_format(one.starts), "ends": date_format(one.ends) if one.ends else ""}
        period = (_("from %(starts)s until %(ends)s") if one.ends else _("from %(starts)s, without an end")) % dates
    source = str(SOURCES[one.capacity])
    if one.rights:
        source = _("%(source)s, with the right to %(rights)s") % {
            "source": source, "rights": ", ".join(str(right.label) for right in Right if right in one.rights),
        }  # fmt: skip
    return {"key": one.key, "label": one.label, "source": source, "period": period}


def _ended(user):
    """What somebody was until lately: why the doors are closed today."""
    rows = [
        *user.nominations.select_related("state"), *user.delegations.select_related("seat__state"),
        *user.representations.select_related("organisation"), *user.staff_appointments.all(),
    ]  # fmt: skip
    past = [(str(row).partition(", ")[2], row.ends) for row in rows if row.is_past]
    return sorted(past, key=lambda one: one[1], reverse=True)[:5]


def _safe(request, url):
    fits = url and url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return url if fits else ""
