"""Parts of pages that ask for themselves (htmx): what stands in their place once they may not be read any more."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from apmbc_portal.web.addresses import parts_of
from apmbc_portal.web.middleware import signed_in

ANOTHER_PAGE = {301, 302, 303, 307, 308, 403, 404}


def fragment_middleware(get_response):
    """Answer a part with a sentence where a whole page would follow: nobody finds a sign-in page nested in the page they look at.

    It says the same of what was taken back, of what never was, and of a session that ended.
    """

    def middleware(request):
        response = get_response(request)
        if request.headers.get("HX-Request") != "true" or response.status_code not in ANOTHER_PAGE:
            return response
        page = page_of(request.headers.get("HX-Current-URL", ""))
        sign_in = "" if signed_in(request) else f"{reverse('account_login')}?{urlencode({'next': page})}"
        part = render(request, "partials/part_gone.html", {"sign_in": sign_in}, status=404)
        add_never_cache_headers(part)
        return part

    return middleware


def page_of(address):
    """The page a part stands in; the first page where the address is none of ours, whoever sent it."""
    path = parts_of(address).path
    return path if path.startswith("/") and not path.startswith("//") else "/"
