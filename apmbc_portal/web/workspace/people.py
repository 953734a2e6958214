"""Who speaks for the State: the focal points of today, colleagues proposed, and leaving."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from apmbc_portal.web.workspace.access import for_focal_points
from apmbc_portal.workflow import Refused
from engagements import handover
from engagements.consequence_words import in_words
from engagements.forms import ProposalForm
from engagements.models import Nomination, Proposal, State

ANSWERED = {
    "confirm": gettext_lazy("Confirmed. The nomination counts; letters are on their way."),
    "decline": gettext_lazy("Not confirmed. The State and the ISU are told."),
    "retract": gettext_lazy("Taken back. The State and the ISU are told."),
}


def state_of(viewer):
    return State.objects.get(pk=next(iter(viewer.states)))


@for_focal_points
def focal_points(request):
    """Everybody who speaks for the State today, and who is proposed."""
    viewer, state = request.viewer, state_of(request.viewer)
    rows = list(Nomination.objects.speaking().filter(state=state).select_related("user", "state", "document"))
    last = set(Nomination.objects.last_word().filter(state=state).values_list("pk", flat=True))
    able = set(Nomination.objects.able_to_withdraw().filter(state=state).values_list("pk", flat=True))
    proposals = (
        Proposal.objects.visible_to(viewer).open().filter(state=state).select_related("state", "proposed_by", "instead_of__user")
    )
    mine = next((row for row in rows if row.user_id == viewer.person), None)
    context = {
        "state": state,
        "rows": [(row, row.pk in last, row.user_id == viewer.person) for row in rows],
        "proposals": proposals,
        "refusal": handover.proposing_refusal(state.pk, viewer),
        "alone": len(able) == 1,
        "nobody": not able,
        "stay": handover.ending_refusal(mine, viewer) if mine else "",
        "mine": mine,
    }
    return render(request, "workspace/focal_points.html", context)


@for_focal_points
@require_http_methods(["GET", "POST"])
def propose_one(request):
    """The form by which a colleague is proposed."""
    state = state_of(request.viewer)
    if reason := handover.proposing_refusal(state.pk, request.viewer):
        messages.error(request, reason)
        return redirect("focal_points")
    form = ProposalForm(request.POST or None, request.FILES or None, state=state, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        row = form.proposal()
        row.document = handover.document_of(
            state, said["file"], kind=said["kind"], dated=said["dated"], number=said["number"], by=request.viewer
        )
        try:
            handover.propose(row, by=request.viewer)
        except Refused as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Proposed. It counts once a second focal point of your State, or the ISU, confirms it."))
            return redirect("focal_points")
    context = {"state": state, "form": form, "one_form": [form]}
    return render(request, "workspace/focal_point_propose.html", context, status=422 if form.is_bound else 200)


@for_focal_points
@require_http_methods(["GET", "POST"])
def proposal(request, pk):
    """One proposal: what it gives, the document, and the answers one may give."""
    rows = Proposal.objects.visible_to(request.viewer).select_related("state", "document", "proposed_by", "instead_of__user")
    row = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        verb = request.POST.get("verb", "")
        try:
            if verb not in row.MOVES:
                raise Refused(_("Choose one of the answers below."))
            handover.answer(row, verb, by=request.viewer)
        except Refused as reason:
            messages.error(request, str(reason))
            return redirect("focal_point_proposal", row.pk)
        messages.success(request, str(ANSWERED[verb]))
        return redirect("focal_points")
    answers = [
        (verb, move.label, handover.step_refusal(row, verb, request.viewer))
        for verb, move in row.MOVES.items()
        if (verb == "retract") == (row.proposed_by_id == request.viewer.person)
    ]
    return render(
        request,
        "workspace/focal_point_proposal.html",
        {"row": row, "answers": answers, "mine": row.proposed_by_id == request.viewer.person},
    )


@for_focal_points
@require_http_methods(["GET", "POST"])
def leave(request):
    """A focal point ends their own nomination: first what follows, then the step."""
    mine = (
        Nomination.objects.speaking().filter(user=request.user, state__in=request.viewer.states).select_related("state").first()
    )
    if mine is None:
        return redirect("focal_points")
    if request.method == "POST":
        try:
            handover.end(mine, by=request.viewer)
        except Refused as reason:
            messages.error(request, str(reason))
            return redirect("focal_points")
        return redirect("home")  # signed out by then
    refusal = handover.ending_refusal(mine, request.viewer)
    context = {"mine": mine, "refusal": refusal, "consequences": in_words("end_nomination")}
    return render(request, "workspace/focal_point_leave.html", context)
