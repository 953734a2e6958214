"""Asking for one's own page by e-mail address. The answer is the same whoever is known here and whoever is not."""

import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from apmbc_portal.freshness import fresh_page
from apmbc_portal.web.privacy import letters
from apmbc_portal.web.privacy.forms import AskForm
from apmbc_portal.web.privacy.person import people_at

PER_HOUR = 10  # from one network; an embassy shares one
LETTERS_A_DAY = 3  # to one address: nobody's mailbox is filled by others


@csrf_exempt  # nobody is signed in here and nothing is done in anybody's name
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request):
    form = AskForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        if counted(f"own-page-asks:{get_adapter().get_client_ip(request)}", 3600) <= PER_HOUR:
            write_to(form.cleaned_data["email"].strip())
            return redirect("privacy_asked")
        form.add_error(None, _("Several people asked from your network within an hour. Please try again later."))
        status = 429
    elif form.is_bound:
        status = 422
    return render(request, "privacy/ask.html", {"form": form}, status=status)


@fresh_page
@require_safe
def asked(request):
    return render(request, "privacy/asked.html")


@transaction.atomic
def write_to(address):
    """Send each person known by this address their link, a few times a day at the most; nothing to an unknown one."""
    for person in people_at(address):
        if counted(f"own-page-letters:{person.key}", 24 * 3600) <= LETTERS_A_DAY:
            letters.own_page(person)


def counted(key, seconds):
    """How often this happened in the present stretch of so many seconds, this time included."""
    key = f"{key}:{int(time.time() // seconds)}"
    cache.add(key, 0, seconds + 60)
    try:
        return cache.incr(key)
    except ValueError:  # the count ran out between the two lines
        return 1
