"""Where two people decide: what one proposed, as the second reads it, and their answer."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from apmbc_portal.text import PlainTextField
from apmbc_portal.visibility import LETS_IN, Audience
from apmbc_portal.web.releasables import find
from apmbc_portal.web.workspace.access import for_deciders
from apmbc_portal.web.workspace.forms import CitingForm
from apmbc_portal.web.workspace.granted import standings
from apmbc_portal.web.workspace.preview import GROUPS, looks
from apmbc_portal.web.workspace.received import received_by
from apmbc_portal.web.workspace.words import CANNOT_BE_RECALLED, MEANS
from apmbc_portal.workflow import Refused
from engagements.models import ProposedDecision
from engagements.two_people import confirm, confirmation_refusal, digest_of, turn_down, turning_down_refusal
from reports.naming_check import asked_about, checks_of, naming_objection


class ProposalForm(CitingForm):
    """The second word, with a note to whoever proposed it; the ISU cites a letter of the State beside it."""

    field_order = ["cites", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "note" in self.fields:  # the ISU says what the letter asks for
            return
        self.fields["note"] = PlainTextField(label=gettext_lazy("A note for the record"), rows=2, required=False, max_length=500)

    def said(self):
        """What `confirm` and `turn_down` take beside the proposal."""
        evidence = self.evidence()
        del evidence["engagement"]
        return evidence


@for_deciders
@require_http_methods(["GET", "POST"])
def proposal(request, pk):
    """Read what was proposed, in its words and as they would read it; confirm it or turn it down."""
    row = find_proposal(request.viewer, pk)
    item = item_of(row, request.viewer)
    form = ProposalForm(request.POST if request.method == "POST" else None, viewer=request.viewer, hosts=[row])
    checks = checks_of([item] if item else [])
    objection = naming_objection(checks, request.POST)
    if request.method == "POST" and form.is_valid():
        if "turn_down" in request.POST:
            return _answered(
                request, row, _("Turned down. Nothing was opened."), lambda: turn_down(row, by=request.viewer, **form.said())
            )
        if not objection:
            shown = [passage for check in checks for passage in check.shown()]
            return _answered(
                request, row, _("Confirmed and written in the ledger."),
                lambda: confirm(row, by=request.viewer, item=item, shown=shown, **form.said()),
            )  # fmt: skip
    context = {"form": form, "proposal": row, "item": item, **_about(row, item, request.viewer)}
    context |= asked_about(checks, {"confirmed": request.method == "POST"}, objection)
    return render(request, "workspace/proposed.html", context, status=422 if request.method == "POST" else 200)


def find_proposal(viewer, pk):
    rows = ProposedDecision.objects.visible_to(viewer).select_related("state", "engagement__state", "cites")
    return get_object_or_404(rows, pk=pk)


def item_of(row, viewer):
    """The row it would open; None for what opens no single row, and for a row that is gone."""
    if row.item is None:
        return None
    try:
        return find(row.item, viewer)
    except Http404:
        return None


def _about(row, item, viewer):
    """How the row stands, what would be read of it, and what this person may answer."""
    by_letter = viewer.isu
    about = {
        "engagement": row.engagement,
        "by_letter": by_letter,
        "waits": row.status == ProposedDecision.Status.WAITING,
        "is_own": row.proposed_by_id == viewer.person,
        "recall": CANNOT_BE_RECALLED,
        "confirm_reason": "" if by_letter else confirmation_refusal(row, viewer),
        "turn_down_reason": "" if by_letter else turning_down_refusal(row, viewer),
        "means": MEANS.get(row.audience, ""),
    }
    if item is not None:
        groups = {GROUPS[group] for group in LETS_IN[Audience(row.audience)]} if row.audience else {"partner"}
        (standing,) = standings([item], viewer)
        text = str(item.release_text())
        about |= {
            "standing": standing, "text": text, "has_changed": digest_of(text) != row.digest,
            "looks": looks(item, groups), "received": received_by(item),
        }  # fmt: skip
    return about


def _answered(request, row, done, act):
    try:
        act()
    except Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, done)
    return redirect("proposed_decision", pk=row.pk)
