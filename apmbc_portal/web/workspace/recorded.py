"""What the ISU recorded in the State's name, on which letter, and the button that reverses it."""

from collections import defaultdict
from dataclasses import dataclass

from django.apps import apps
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse as address_of
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apmbc_portal.audit.models import LedgerEntry
from apmbc_portal.audit.record import record
from apmbc_portal.web.workspace.access import for_focal_points
from apmbc_portal.workflow import Refused, refusal, take
from engagements.actions import move_engagement, move_request
from engagements.letters import reversed_by_the_state
from engagements.models import State
from meetings.actions import inviting, move_meeting
from reports import actions as reporting
from reports.verbs import receiver_label, verb_label
from reports.workflow import reversal_refusal

# (row, step recorded): the step of the State that undoes it.
OPPOSITE = {
    ("engagement", "pause"): "resume", ("engagement", "withdraw"): "resume", ("engagement", "resume"): "pause",
    ("engagementrequest", "record"): "end", ("engagementrequest", "end"): "restore",
    ("suggestion", "take_up"): "leave", ("suggestion", "leave"): "take_up",
    ("meeting", "host_together"): "cancel", ("invitation", "approve"): "refuse", ("invitation", "propose_decision"): "refuse", ("invitation", "refuse"): "approve",
    ("outcomereport", "approve"): "reverse", ("outcomereport", "send_back"): "reverse",
}  # fmt: skip
TAKERS = {
    "engagement": move_engagement,
    "engagementrequest": move_request,
    "suggestion": take,
    "meeting": lambda row, verb, *, by: move_meeting(row, verb, by=by),
    "invitation": lambda row, verb, *, by: {"approve": inviting.approve, "refuse": inviting.refuse}[verb](row, by=by),
    "outcomereport": lambda row, verb, *, by: reporting.reverse(row, by=by),
}


# What the reason against that step asks of a row, read with it.
READ_WITH = {
    "engagement": ["state"],
    "engagementrequest": ["engagement__state"],
    "suggestion": ["request__engagement__state"],
    "meeting": ["host_engagements__state"],
    "invitation": ["meeting__host_engagements__state", "approvals", "organisation"],
    "outcomereport": ["meeting__host_engagements__state", "approvals"],
}


@dataclass
class Line:
    """One entry, with the way to reverse it: a step of the State, or the page of a decision about who sees what."""

    entry: LedgerEntry
    label: str
    to: str
    step: str = ""  # the label of the step that reverses it
    reason: str = ""  # why that is not possible now
    page: str = ""


def entries_of(state):
    return LedgerEntry.objects.filter(chain=state.iso3, detail__on_behalf=True).with_words()


@for_focal_points
def recorded(request):
    """Newest first, each with both its dates."""
    state = State.objects.get(pk=next(iter(request.viewer.states)))
    page = Paginator(entries_of(state).order_by("-number"), 25).get_page(request.GET.get("page"))
    rows = rows_of(page)
    context = {"state": state, "page": page, "lines": [line_of(entry, request.viewer, rows) for entry in page]}
    return render(request, "workspace/recorded.html", context)


def rows_of(entries):
    """{how an entry names it: the row that its step was about}, for the steps that another undoes; in as many queries for many."""
    keys = defaultdict(set)
    for entry in entries:
        label, _colon, pk = entry.detail.get("row", "").partition(":")
        if (label.rpartition(".")[2], entry.verb) in OPPOSITE:
            keys[label].add(pk)
    return {
        f"{label}:{row.pk}": row
        for label, pks in keys.items()
        for row in apps.get_model(label)._base_manager.filter(pk__in=pks).prefetch_related(*READ_WITH[label.rpartition(".")[2]])
    }


def line_of(entry, viewer, rows):
    line = Line(entry, verb_label(entry.verb), receiver_label(entry.to))
    if item := entry.detail.get("item"):
        line.page = address_of("decision", args=[item])
    elif found := opposite_of(entry, viewer, rows):
        row, verb = found
        line.step, line.reason = str(row.MOVES[verb].label), str(reason_against(row, verb, viewer))
    return line


def reason_against(row, verb, viewer):
    if (row._meta.model_name, verb) == ("invitation", "approve"):  # one host's yes, whatever the others say
        return inviting.approval_refusal(row, viewer)
    if verb == "reverse":
        return reversal_refusal(row, viewer)
    return refusal(row, verb, viewer)


def opposite_of(entry, viewer, rows):
    """(row, step of the State that undoes the entry), or None where no step does; `rows` as `rows_of` read them."""
    row = rows.get(entry.detail.get("row", ""))
    verb = OPPOSITE.get((row._meta.model_name, entry.verb)) if row is not None else None
    return (row, verb) if verb and viewer.states & row.state_ids() else None


@for_focal_points
@require_POST
def reverse(request, number):
    """Take the step that undoes what was recorded; both stay in the ledger."""
    state = State.objects.get(pk=next(iter(request.viewer.states)))
    entry = get_object_or_404(entries_of(state), number=number)
    found = opposite_of(entry, request.viewer, rows_of([entry]))
    if found is None:
        raise Http404
    row, verb = found
    try:
        with transaction.atomic():
            TAKERS[row._meta.model_name](row, verb, by=request.viewer)
            record(request.viewer, "reverse_recorded", row, entry=entry.number)
            reversed_by_the_state(state, entry)
    except Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Reversed, and written in your State's ledger. The ISU is told."))
    return redirect("recorded")
