from urllib.parse import unquote

from django.conf import settings
from django.http import Http404
from django.utils.functional import SimpleLazyObject

from apmbc_portal.visibility import PUBLIC
from apmbc_portal.web.viewer import SESSION_KEY, viewer_for


def no_nul_middleware(get_response):
    """Answer 404 to an address that holds a NUL: no row is called so, and PostgreSQL refuses to be asked.

    A session key with one is nobody's.
    """

    def middleware(request):
        if "\0" in request.path or "\0" in unquote(request.META.get("QUERY_STRING", "")):
            raise Http404
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
