"""What is done from the file page: each function answers one post and goes back to the page, or shows it with the reason."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apmbc_portal.workflow import Refused, steps, take
from engagements import actions, decisions
from engagements.admin.file_page import FilePage, show_file
from engagements.admin.forms import BeginRequestForm, InternalNoteForm, MessageForm, WithholdForm
from engagements.models import Comment
from engagements.two_people import open_again_or_propose

RECORDED = gettext_lazy("The State's decision is recorded in its ledger.")
PROPOSED = gettext_lazy(
    "The State lets two people decide: recorded as a proposal, which a focal point or a second letter confirms."
)


def back(engagement, anchor=""):
    return redirect(reverse("admin:engagements_engagement_file", args=[engagement.pk]) + anchor)


def find_row(page, name, pk):
    """The row of this file a step is about: the engagement, one of its requests, a suggestion to it; or 404."""
    rows = {
        "engagement": lambda: [page.engagement],
        "engagementrequest": page.requests,
        "suggestion": page.suggestions,
    }.get(name, list)
    for row in rows():
        if str(row.pk) == pk:
            return row
    raise Http404


def take_step(model_admin, request, engagement):
    """Take a step, as the ISU's own or on the State's behalf with the letter that asked for it."""
    page = FilePage(request, engagement)
    row = find_row(page, request.POST.get("on", ""), request.POST.get("row", ""))
    step = next((one for one in steps(row, request.viewer) if one.verb == request.POST.get("verb")), None)
    if step is None:
        raise Http404
    form = page.step_form(row, step, request.POST)
    if form.is_valid():
        said = {
            "note": form.cleaned_data["note"],
            "citing": form.cleaned_data.get("cites"),
            "happened_on": form.cleaned_data.get("happened_on"),
        }
        try:
            MOVERS.get(row._meta.model_name, take)(row, step.verb, by=request.viewer, **said)
        except Refused as reason:
            form.add_error("cites" if "cites" in form.fields else None, str(reason))
        else:
            messages.success(request, _("Done: %(step)s.") % {"step": step.label})
            return back(engagement)
    return show_file(model_admin, request, engagement, {form.prefix: form})


MOVERS = {"engagement": actions.move_engagement, "engagementrequest": actions.move_request}


def write_note(model_admin, request, engagement):
    return _say(model_admin, request, engagement, InternalNoteForm, "note", Comment.Kind.INTERNAL, _("Kept for the ISU."))


def write_message(model_admin, request, engagement):
    return _say(model_admin, request, engagement, MessageForm, "message", Comment.Kind.MESSAGE, _("Written to the State."))


def _say(model_admin, request, engagement, form_class, key, kind, done):
    form = form_class(request.POST, prefix=key)
    if not form.is_valid():
        return show_file(model_admin, request, engagement, {key: form})
    actions.say(engagement, form.cleaned_data["text"], by=request.viewer, author=request.user, kind=kind)
    messages.success(request, done)
    return back(engagement, f"#{key}")


def begin_request(model_admin, request, engagement):
    """Begin to transcribe a request that came by letter; the text is then typed into the State's own form."""
    page = FilePage(request, engagement)
    form = BeginRequestForm(request.POST, prefix="begin", correspondence=page.correspondence)
    if form.is_valid():
        if engagement.requests.open_drafts().filter(on_behalf=False).exists():
            form.add_error(None, _("The State is writing a request itself: its draft is its own."))
        else:
            cites = form.cleaned_data["cites"]
            draft = actions.begin_request(engagement.state, by=request.viewer, on_behalf=True, engagement=engagement, cites=cites)
            return redirect(draft.get_absolute_url())
    return show_file(model_admin, request, engagement, {"begin": form})


def withhold(model_admin, request, engagement):
    """Close the whole file to everybody else, or open it again as it was granted, on the State's word."""
    page = FilePage(request, engagement)
    form = WithholdForm(request.POST, prefix="withhold", correspondence=page.correspondence)
    if form.is_valid():
        said = form.cleaned_data
        try:
            closed = request.POST.get("closed") == "yes"
            evidence = {"by": request.viewer, "citing": said["cites"], "happened_on": said["happened_on"], "note": said["note"]}
            proposal = None
            if closed:
                decisions.withhold(engagement, True, **evidence)
            else:
                proposal = open_again_or_propose(engagement, **evidence)
        except Refused as reason:
            form.add_error("cites", str(reason))
        else:
            messages.success(request, PROPOSED if proposal else RECORDED)
            return back(engagement, "#release")
    return show_file(model_admin, request, engagement, {"withhold": form})
