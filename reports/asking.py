"""How a page that waits for documents asks again: how soon, whether anything changed since, and what is read out (decision 8)."""

import hashlib

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

# Seconds waited so far, and after how many milliseconds the page asks again.
PACE = [(20, 1_500), (120, 3_000), (600, 10_000)]
SLOWEST = 30_000
SECONDS_WITHOUT_SCRIPT = 3  # a page that loads itself again does so no faster


def pace(asked_at):
    """(milliseconds until a page asks again, seconds until it loads itself again), the slower the longer it waits."""
    waited = (timezone.now() - asked_at).total_seconds()
    every = next((every for limit, every in PACE if waited < limit), SLOWEST)
    return every, max(SECONDS_WITHOUT_SCRIPT, every // 1000)


def mark(state, *facts):
    """What a page shows, in a word: `state` is worth reading out when it changes, `facts` only worth showing."""
    return f"{state}.{hashlib.sha256(repr(facts).encode()).hexdigest()[:12]}"


def part(request, template, context, now, said):
    """The part of the page, with what is read out where the state is another; 204 where it shows what it showed."""
    seen = request.GET.get("seen", "")
    if seen == now:
        return HttpResponse(status=204)
    context["said"] = said if seen.partition(".")[0] != now.partition(".")[0] else ""
    return render(request, template, context)
