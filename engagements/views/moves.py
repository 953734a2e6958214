"""Taking steps: on a request, on the whole file, on a suggestion; and saying something."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from apmbc_portal.workflow import Refused, refusal, take
from engagements.actions import move_engagement, move_request, say
from engagements.consequence_words import CLOSING, in_words
from engagements.consequences import CONSEQUENCES
from engagements.forms import MessageForm
from engagements.models import EngagementRequest, Suggestion
from engagements.views.engagement import engagement_page
from engagements.views.finding import find_engagement, find_request, inside_or_404

DONE = {
    "clear": gettext_lazy("Sent for clearance. Print it, or take it as a Word file; submit it when it comes back."),
    "redraft": gettext_lazy("Taken back. You can write in it again."),
    "discard": gettext_lazy("The draft is discarded. Nobody else has seen it."),
    "end": gettext_lazy("The request is ended."),
    "restore": gettext_lazy("The request is asked for again. The ISU is told."),
}


@login_required
@require_POST
def request_move(request, pk, verb):
    """Take a step on a request. A second click on “submit” leads to the receipt of the first."""
    item = find_request(request, pk)
    if verb == "submit" and item.submitted_at:
        return redirect("receipt", item.pk)
    try:
        move_request(item, verb, by=request.viewer, revision=revision_read(request))
    except Refused as reason:
        if verb == "submit" and EngagementRequest.objects.filter(pk=pk, submitted_at__isnull=False).exists():
            return redirect("receipt", item.pk)  # the other click was a moment quicker
        messages.error(request, str(reason))
        return redirect("request_step", item.pk, "review") if verb == "submit" and "revision" in request.POST else redirect(item)
    if verb == "submit":
        return redirect("receipt", item.pk)
    if message := DONE.get(verb):
        messages.success(request, message)
    if verb == "discard":
        return redirect(item.engagement if item.engagement.reference else "workspace")
    return redirect(item)


def revision_read(request):
    """Which revision of the draft the person had before their eyes; None where the button does not say."""
    revision = request.POST.get("revision", "")
    return int(revision) if revision.isdecimal() and len(revision) < 10 else None


@login_required
@never_cache
def engagement_move(request, reference, verb):
    """Pause, resume, withdraw: first the page that says what follows, then the step. No reason is asked."""
    engagement = find_engagement(request, reference)
    reason = refusal(engagement, verb, request.viewer)
    if request.method != "POST" and not reason:
        return render(request, "engagements/engagement_move.html", confirmation(engagement, verb))
    try:
        if reason:
            raise Refused(str(reason))
        engagement = move_engagement(engagement, verb, by=request.viewer)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Done. The engagement is %(status)s.") % {"status": engagement.get_status_display()})
    return redirect(engagement)


def confirmation(engagement, verb):
    return {
        "engagement": engagement,
        "verb": verb,
        "label": engagement.MOVES[verb].label,
        "consequences": in_words(verb) if verb in CONSEQUENCES else [],
        "closing": CLOSING.get(verb, ""),
    }


@login_required
@require_POST
def suggestion_move(request, pk, verb):
    """The State takes up a suggestion of the Committee, or leaves it aside."""
    suggestion = get_object_or_404(
        Suggestion.objects.visible_to(request.viewer).select_related("request__engagement__state"), pk=pk
    )
    try:
        take(suggestion, verb, by=request.viewer)
    except Refused as reason:
        messages.error(request, str(reason))
    return redirect(suggestion.request)


@login_required
@require_POST
def engagement_say(request, reference):
    """Write a message to the other side of the file."""
    engagement = find_engagement(request, reference)
    inside_or_404(engagement, request.viewer)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return engagement_page(request, engagement, form, status=422)
    say(engagement, form.cleaned_data["text"], by=request.viewer, author=request.user)
    messages.success(request, _("Your message is written. The other side gets a letter that says so."))
    return redirect(engagement.get_absolute_url() + "#messages")
