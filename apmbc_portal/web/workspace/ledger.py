"""The State's own ledger."""

from django.core.paginator import Paginator
from django.shortcuts import render

from apmbc_portal.accounts.models import User
from apmbc_portal.audit.models import LedgerEntry, LedgerHead
from apmbc_portal.audit.words import removals_of
from apmbc_portal.web.workspace.access import for_focal_points
from engagements.models import State
from reports.verbs import receiver_label, verb_label


@for_focal_points
def ledger(request):
    """Every decision of the State, newest first, each with its seal."""
    state = State.objects.get(pk=next(iter(request.viewer.states)))
    entries = LedgerEntry.objects.filter(chain=state.iso3).with_words().order_by("-number")
    page = Paginator(entries, 25).get_page(request.GET.get("page"))
    # The ledger holds opaque ids: a name is looked up while the person is known, and erased with them.
    names = User.objects.in_bulk({entry.person for entry in page if entry.person})
    rows = [
        (entry, verb_label(entry.verb), receiver_label(entry.to), names.get(entry.person), removals_of(entry)) for entry in page
    ]
    context = {"state": state, "page": page, "rows": rows, "head": LedgerHead.objects.filter(chain=state.iso3).first()}
    return render(request, "workspace/ledger.html", context)
