from django.conf import settings
from django.db import OperationalError
from django.http import Http404
from django.utils.functional import SimpleLazyObject

from apmbc_portal.visibility import PUBLIC
from apmbc_portal.web.viewer import SESSION_KEY, viewer_for


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
    """Give every request its Viewer: built once, from the rows of today, and only when a page asks who is looking."""

    def middleware(request):
        def build():
            # Without a session key nobody is asked: an anonymous page must not touch the session.
            if request.session.session_key is None or not request.user.is_authenticated:
                return PUBLIC
            return viewer_for(request.user, request.session.get(SESSION_KEY, ""))

        request.viewer = SimpleLazyObject(build)
        return get_response(request)

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
