"""How a State decides: one person alone, or one in the capital and one at the mission together."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apmbc_portal.web.workspace.access import for_deciders
from apmbc_portal.web.workspace.forms import CitingForm
from apmbc_portal.workflow import Refused
from engagements.models import Nomination, ProposedDecision, State
from engagements.second_person import proposal_refusal
from engagements.two_people import PROPOSAL_DAYS, let_two_decide, propose_one_person, rule_refusal


class StateOf:
    """A State as the forms of this workspace take what they speak for."""

    def __init__(self, state):
        self.state_id = state.pk


@for_deciders
@require_http_methods(["GET", "POST"])
def two_people(request, iso3):
    """The rule, who could decide together, and the change of it: on by one, off again by both."""
    state = find_state(request.viewer, iso3)
    form = CitingForm(request.POST if request.method == "POST" else None, viewer=request.viewer, hosts=[StateOf(state)])
    if request.method == "POST" and form.is_valid():
        evidence = form.evidence()
        del evidence["engagement"]
        try:
            # The page says what it does: a second click on a stale page repeats, it never reverses.
            if request.POST.get("two") == "yes":
                let_two_decide(state, by=request.viewer, **evidence)
                messages.success(request, _("From now on two people decide together what is opened."))
            elif state.two_people:
                waiting = propose_one_person(state, by=request.viewer, **evidence)
                messages.info(request, _("Proposed. It takes effect when the second person confirms it."))
                return redirect("proposed_decision", pk=waiting.pk)
        except Refused as reason:
            messages.error(request, str(reason))
        return redirect("two_people", iso3=iso3)
    refusal = proposal_refusal if state.two_people else rule_refusal
    context = {
        "state": state,
        "form": form,
        "by_letter": request.viewer.isu,
        "people": Nomination.objects.on().filter(state=state, may_release=True).select_related("user").order_by("place", "user"),
        "refused": "" if request.viewer.isu else refusal(state, request.viewer),
        "proposals": ProposedDecision.objects.visible_to(request.viewer).filter(state=state).order_by("-proposed_at")[:20],
        "days": PROPOSAL_DAYS,
    }
    return render(request, "workspace/two_people.html", context)


def find_state(viewer, iso3):
    state = State.objects.filter(iso3=iso3).first()
    if state is None or not (viewer.isu or state.pk in viewer.states):
        raise Http404
    return state
