from django.utils.functional import SimpleLazyObject

from apmbc_portal.visibility import PUBLIC
from apmbc_portal.web.viewer import SESSION_KEY, viewer_for


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
