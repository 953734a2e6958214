"""Somebody's own account: how they sign in, and where they are signed in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apmbc_portal.accounts import second_factor, sessions
from apmbc_portal.accounts.history import write_down


@login_required
@never_cache
def account(request):
    """One page from which everything about signing in is reached."""
    user = request.user
    context = {
        "app": second_factor.of(user),
        "codes_left": second_factor.recovery_codes_left(user),
        "forced": second_factor.is_forced({one.capacity for one in request.held}),
        "sessions": len(sessions.of(request)),
    }
    return render(request, "people/account.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def open_sessions(request):
    """Where somebody is signed in; POST ends one session, or all but this."""
    if request.method == "POST":
        if "others" in request.POST:
            sessions.end_others(request)
            write_down("end_sessions", request.user)
            messages.success(request, _("You are signed out everywhere else."))
        elif (pk := request.POST.get("session", "")).isdecimal() and sessions.end_one(request, int(pk)):
            write_down("end_session", request.user)
            messages.success(request, _("That session has ended."))
        else:
            messages.info(request, _("That session had ended already."))
        return redirect("sessions")
    return render(request, "people/sessions.html", {"sessions": [_row(one, request) for one in sessions.of(request)]})


def _row(one, request):
    return {
        "pk": one.pk, "began": one.created_at, "ip": one.ip, "browser": browser(one.user_agent),
        "is_this": one.session_key == request.session.session_key,
    }  # fmt: skip


# Browsers that name others as well stand before those.
BROWSERS = [("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"),
            ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari")]  # fmt: skip
SYSTEMS = [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("CrOS", "ChromeOS"),
           ("Linux", "Linux")]  # fmt: skip


def browser(agent):
    """A browser's name for itself, in words: “Firefox, Windows”. Only names of ours, whatever a browser sends."""
    names = [next((name for mark, name in known if mark in agent), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(name for name in names if name) or _("a browser that does not say its name")
