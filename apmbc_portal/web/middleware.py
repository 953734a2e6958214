from dataclasses import replace

from django.conf import settings
from django.db import OperationalError
from django.http import Http404
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

from apmbc_portal.accounts import second_factor
from apmbc_portal.visibility import PUBLIC
from apmbc_portal.web.viewer import SESSION_KEY, capacities_of, viewer_for, without_second_factor


def no_nul_middleware(get_response):
    """Let no NUL of an address reach the database: PostgreSQL refuses to be asked with one.

    No row is called so: 404. In a question it means nothing and is left out; a session key with one is nobody's.
    """

    def middleware(request):
        if "\0" in request.path:
            raise Http404
        while "%00" in request.META.get("QUERY_STRING", ""):  # again, for what taking one out may leave
            request.META["QUERY_STRING"] = request.META["QUERY_STRING"].replace("%00", "")
        if "\0" in request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""):
            del request.COOKIES[settings.SESSION_COOKIE_NAME]
        return get_response(request)

    return middleware


def viewer_middleware(get_response):
    """Give every request its Viewer: built once, from the rows of today, and only when a page asks who is looking.

    `request.held` is what the person who is signed in holds today. Whoever must show a second factor and has not is the
    public to every page, also where the gate (`people.gate`) did not stand before it.
    """

    def middleware(request):
        def held():
            return capacities_of(request.user) if signed_in(request) else []

        def build():
            if not signed_in(request):
                return PUBLIC
            if must_show_second_factor(request):
                return without_second_factor(request.user)
            viewer = viewer_for(request.user, request.session.get(SESSION_KEY, ""), held=request.held)
            return replace(viewer, signatory=signatory(request)) if viewer.shared else viewer

        request.held = SimpleLazyObject(held)
        request.viewer = SimpleLazyObject(build)
        return get_response(request)

    return middleware


def signed_in(request):
    """Whether somebody is signed in. Without a session key nobody is asked: an anonymous page must not touch the session."""
    return request.session.session_key is not None and request.user.is_authenticated


SIGNED = ("signed_name", "signed_function")


def signatory(request):
    """Who says they act, where several people read the mailbox: both fields of a post, or nothing."""
    if request.method != "POST":
        return ""
    typed = [" ".join(request.POST.get(field, "").split())[:100] for field in SIGNED]
    return ", ".join(typed) if all(typed) else ""


def must_show_second_factor(request):
    """Whether the person who is signed in reaches nothing before they have shown a second factor."""
    return not second_factor.passed(request) and second_factor.is_forced({one.capacity for one in request.held})


PRIVATE = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


def headers_middleware(get_response):
    """What every answer says to the browser, error pages and static files included; the policy of content comes from django-csp."""

    def middleware(request):
        response = get_response(request)
        for name, value in {
            "Permissions-Policy": PRIVATE,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
            "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
            "Cross-Origin-Resource-Policy": "same-origin",
        }.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def only_a_form_middleware(get_response):
    """Say in words that an address takes what a form sends, where somebody opened or reloaded it: Django's answer is a blank page."""

    def middleware(request):
        response = get_response(request)
        if request.method == "GET" and response.status_code == 405 and not response.content:
            page = render(request, "405.html", status=405)
            page["Allow"] = response["Allow"]
            return page
        return response

    return middleware


DEADLOCK = "40P01"  # PostgreSQL's code for two transactions that wait for each other; it has undone one of them
ATTEMPTS = 4


def once_more_middleware(get_response):
    """Do again what PostgreSQL undid because two people acted in the same moment: nobody loses what they typed."""

    def middleware(request):
        return get_response(request)

    def process_exception(request, exception):
        match = request.resolver_match
        for _attempt in range(1, ATTEMPTS):
            if not isinstance(exception, OperationalError) or getattr(exception.__cause__, "pgcode", "") != DEADLOCK:
                break
            for upload in request.FILES.values():
                upload.seek(0)
            try:
                return match.func(request, *match.args, **match.kwargs)
            except OperationalError as again:
                exception = again
        return None

    middleware.process_exception = process_exception
    return middleware
