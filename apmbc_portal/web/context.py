from django.conf import settings


def portal(request):
    """What every page needs beside its own content.

    Who is looking is asked only where a session cookie came along: an anonymous page touches no session.
    """
    came_back = settings.SESSION_COOKIE_NAME in request.COOKIES
    user = getattr(request, "user", None)
    return {
        "viewer": getattr(request, "viewer", None),
        "signed_in": bool(came_back and user and user.is_authenticated),
        "may_have_messages": came_back or "messages" in request.COOKIES,
        "OFFICIAL_SITE": settings.OFFICIAL_SITE,
        "DEMO": settings.DEMO,
        "LANGUAGES": settings.LANGUAGES,
    }
