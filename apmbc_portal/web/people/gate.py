"""The gate before every page: whoever must have a second factor shows it first, and what somebody was ends with its session."""

from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from apmbc_portal.web.middleware import must_show_second_factor, signed_in
from apmbc_portal.web.people import carry

MACHINES = {"health_live", "health_ready"}  # they ask nobody who they are
# What is reached without a second factor: setting one up, and leaving.
OPEN = {
    "second_factor", "mfa_activate_totp", "mfa_reauthenticate", "account_reauthenticate", "account_logout",
}  # fmt: skip
HELD = "held"  # the session's memory of what the person was when they signed in
UNDATED = {"participant:"}  # goes over into another capacity without having ended


def gate_middleware(get_response):
    """Stop a session that may not go on; asked of the rows of today, on every address the resolver knows."""

    def middleware(request):
        return get_response(request)

    def process_view(request, view, args, kwargs):
        name = request.resolver_match.view_name
        if name in MACHINES or not signed_in(request):
            return None
        if _something_ended(request):
            logout(request)
            messages.info(
                request, _("One of your functions has ended, so you were signed out. Sign in again to go on with the others.")
            )
            return None
        if name in OPEN or not must_show_second_factor(request):
            return None
        if request.method == "POST" and (typed := carry.from_post(request)):
            carry.keep(request, typed)  # sent on once the second factor is set up
        return redirect("second_factor")

    middleware.process_view = process_view
    return middleware


def remember(request):
    """Keep in mind what somebody is as they sign in."""
    request.session[HELD] = _keys(request)


def _something_ended(request):
    """Whether a capacity of this session is no longer held; one that was added since is kept in mind from now on."""
    known = request.session.get(HELD)
    if known is None:
        return False
    now = _keys(request)
    if set(known) - set(now):
        return True
    if set(now) - set(known):
        request.session[HELD] = now
    return False


def _keys(request):
    return sorted({one.key for one in request.held} - UNDATED)
