"""Asking for one's own page by e-mail address. The answer is the same whoever is known here and whoever is not.

So is its work: the page writes down the address and looks nobody up. A worker does, and forgets the address.
"""

import datetime
import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from apmbc_portal.freshness import fresh_page
from apmbc_portal.notices.models import Letter
from apmbc_portal.wake import wake
from apmbc_portal.web.privacy import letters
from apmbc_portal.web.privacy.forms import AskForm
from apmbc_portal.web.privacy.person import people_at

ASKED = "own_page_asked"  # the kind of letter that only keeps an address for a moment
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
            note(form.cleaned_data["email"].strip())
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
def note(address):
    """Keep the address for the worker: a letter without words, that goes to nobody."""
    Letter.objects.create(to=address, kind=ASKED, subject="–", status=Letter.Status.DRAFT)
    wake("apmbc_portal.web.tasks.answer_who_asked")


def answer_all():
    """Send each person known by an address that was asked for their link; delete what was asked. Returns how many letters."""
    sent = 0
    for row in Letter.objects.filter(kind=ASKED, status=Letter.Status.DRAFT).order_by("created_at")[:200]:
        with transaction.atomic():
            if Letter.objects.filter(pk=row.pk).delete()[0]:  # of two workers one takes it
                sent += sum(answer(person) for person in people_at(row.to))
    return sent


def answer(person):
    """Write to this person, a few times a day at the most."""
    day_ago = timezone.now() - datetime.timedelta(days=1)
    today = Letter.objects.filter(kind="own_page", link_subject=person.key, to_name=person.name, created_at__gt=day_ago)
    if today.count() >= LETTERS_A_DAY:
        return False
    letters.own_page(person)
    return True


def counted(key, seconds):
    """How often this happened in the present stretch of so many seconds, this time included."""
    key = f"{key}:{int(time.time() // seconds)}"
    cache.add(key, 0, seconds + 60)
    try:
        return cache.incr(key)
    except ValueError:  # the count ran out between the two lines
        return 1
