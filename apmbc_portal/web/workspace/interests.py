"""What partners share with a State about their interest, and the State's word on being shown in discussion with them."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apmbc_portal.web.workspace.access import for_deciders
from apmbc_portal.web.workspace.forms import CitingForm
from apmbc_portal.workflow import Refused
from reports.interests import agree, agreement_refusal, disagree, takes_two
from reports.models import Interest, InterestAgreement


def shared_with_us(viewer, engagement):
    """What partners share about the rows of one file, newest first."""
    rows = (
        Interest.objects.visible_to(viewer)
        .filter(shared_with=Interest.SharedWith.STATE)
        .select_related("organisation", "text", "request")
        .annotate(declined=Exists(InterestAgreement.objects.filter(interest=OuterRef("pk"), engagement=engagement, agrees=False)))
    )
    return (
        rows.filter(request__engagement=engagement) | rows.filter(text__report__meeting__host_engagements=engagement)
    ).distinct()


@transaction.atomic
def say_for(files, word, row, **said):
    return [word(row, file, **said) for file in files]


@for_deciders
@require_http_methods(["GET", "POST"])
def interest(request, pk):
    """Read it; agree to be shown in discussion, or not (any more)."""
    rows = Interest.objects.visible_to(request.viewer).select_related(
        "organisation", "text__report__meeting", "request__engagement__state"
    )
    row = get_object_or_404(rows, pk=pk)
    hosts = [host for host in row.hosts() if request.viewer.isu or host.state_id in request.viewer.states]
    if not hosts:
        raise Http404
    form = CitingForm(request.POST if request.method == "POST" else None, viewer=request.viewer, hosts=hosts)
    if request.method == "POST" and form.is_valid():
        evidence = form.evidence()
        host = evidence.pop("engagement")
        # A meeting may belong to two files of one State: its word is about both.
        files = [one for one in hosts if one.state_id == host.state_id]
        try:
            if "end" in request.POST:
                say_for(files, disagree, row, by=request.viewer, **evidence)
                messages.success(request, _("Recorded: nobody reads that you are in discussion, and it waits for you no longer."))
            elif say_for(files, agree, row, by=request.viewer, **evidence)[-1]:
                messages.success(request, _("Both sides agree: whoever reads that page reads that you are in discussion."))
            else:
                messages.info(request, _("Your word is recorded. Nobody is told before everybody who decides has agreed."))
        except Refused as reason:
            messages.error(request, str(reason))
        return redirect("workspace_interest", pk=pk)
    agreements = list(row.agreements.select_related("engagement__state"))
    mine = [word for word in agreements if word.engagement in hosts]
    told = [word for word in agreements if word.agrees or word in mine]  # another host's no is its own affair
    context = {
        "interest": row, "engagement": hosts[0], "form": form, "by_letter": request.viewer.isu, "words": told,
        "has_agreed": any(word.agrees and word.person == request.viewer.person for word in mine),
        "may_end": any(word.agrees for word in mine), "has_declined": any(not word.agrees for word in mine), "takes_two": takes_two(hosts[0]),
        "refused": "" if request.viewer.isu and row.may_be_shown else agreement_refusal(row, hosts[0], request.viewer),
    }  # fmt: skip
    return render(request, "workspace/interest.html", context, status=422 if form.errors else 200)
