"""Public pages that are fast and never stale: the publication counter is read before anything else.

A copy is kept under an ETag that holds the counter, so the next request after a decision finds no copy of before.
"""

import hashlib
from functools import wraps

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language

from apmbc_portal.audit.models import Publication

KEPT_SECONDS = 15 * 60
LONGEST_PATH = 600  # longer addresses are answered, but no copy is kept


def is_personal(request):
    """Whether the answer may differ for this reader: they came with a session or with messages to show."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES


def etag_of(request):
    """A strong ETag: everything an anonymous page depends on. The counter is read here, before any content."""
    parts = [
        settings.RELEASE,
        str(Publication.current()),
        get_language() or "",
        timezone.localdate().isoformat(),
        request.get_full_path(),
    ]
    return f'"{hashlib.sha256("|".join(parts).encode()).hexdigest()[:40]}"'


def fresh_page(view=None, *, same_for_all=False):
    """Answer anonymous GETs with 304 or a copy where nothing was decided since; render for everybody else.

    `same_for_all` is for what shows the public's view to everybody: feeds, the calendar file, the sitemap.
    """
    if view is None:
        return lambda view: fresh_page(view, same_for_all=same_for_all)

    @wraps(view)
    def answer(request, *args, **kwargs):
        if request.method not in ("GET", "HEAD") or (is_personal(request) and not same_for_all):
            response = view(request, *args, **kwargs)
            response.headers.setdefault("Cache-Control", "private, no-store")
            return response
        etag = etag_of(request)
        unchanged = get_conditional_response(request, etag=etag)
        if unchanged is not None:
            return _labelled(unchanged, etag, same_for_all)
        copy = cache.get(f"page:{etag}")
        if copy is not None:
            content, content_type = copy
            return _labelled(HttpResponse(content, content_type=content_type), etag, same_for_all)
        response = view(request, *args, **kwargs)
        if hasattr(response, "render") and not response.is_rendered:
            response.render()
        if response.status_code != 200 or response.streaming or response.cookies:
            response.headers.setdefault("Cache-Control", "no-store")
            return response
        if len(request.get_full_path()) <= LONGEST_PATH:
            cache.set(f"page:{etag}", (response.content, response.headers["Content-Type"]), KEPT_SECONDS)
        return _labelled(response, etag, same_for_all)

    return answer


def _labelled(response, etag, same_for_all):
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    if not same_for_all:
        patch_vary_headers(response, ["Cookie"])
    return response
