"""The usual decisions about the texts of a report: what each would do, confirmed once, all of it or nothing."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apmbc_portal.visibility import Audience
from apmbc_portal.web.workspace.access import for_deciders
from apmbc_portal.web.workspace.forms import CitingForm
from apmbc_portal.web.workspace.granted import standings
from apmbc_portal.web.workspace.presets import PRESETS, lines_of
from apmbc_portal.web.workspace.report_page import find_report, texts_of
from apmbc_portal.web.workspace.words import CANNOT_BE_RECALLED, PROPOSED
from apmbc_portal.workflow import Refused
from engagements.decisions import needs_second, take_back
from engagements.two_people import open_or_propose
from reports.naming_check import asked_about, checks_of, naming_objection


@for_deciders
@require_http_methods(["GET", "HEAD", "POST"])
def open_texts(request, pk):
    """Say what it would do to each text; decide once the State has confirmed the words, the names in them and the circle.

    The question is a page of its own that is only read: whoever looks how it would be comes back to it.
    """
    report, hosts = find_report(request, pk)
    key = request.POST.get("preset") or request.GET.get("preset")
    if not key:
        messages.error(request, _("Choose one of the usual decisions first; nothing was decided."))
        return redirect("workspace_report", pk=pk)
    if key not in PRESETS:
        raise Http404
    lines = lines_of(key, standings(texts_of(report, request.viewer), request.viewer))
    confirmed = bool(request.POST.get("confirmed"))
    chosen = [line for line in lines if not confirmed or request.POST.get(line.field)]
    form = CitingForm(request.POST if confirmed else None, viewer=request.viewer, hosts=hosts)
    checks = checks_of(line.text for line in lines if line.audience != Audience.STATE)
    objection = naming_objection([check for check in checks if check.item in [line.text for line in chosen]], request.POST)
    if confirmed and form.is_valid() and not objection and chosen:
        if any(request.POST.get(line.field) != line.digest for line in chosen):
            messages.error(
                request, _("A text has changed since you opened this page. Please read it again; nothing was decided.")
            )
            return redirect("workspace_report", pk=pk)
        return _decide(request, report, chosen, form, checks)
    context = {
        "report": report, "engagement": hosts[0], "label": PRESETS[key][0], "preset": key, "recall": CANNOT_BE_RECALLED,
        "lines": [(line, line in chosen) for line in lines], "form": form, "by_letter": request.viewer.isu,
        "nothing_chosen": confirmed and not chosen, "takes_two": needs_second(hosts[0], True),
        **asked_about(checks, request.POST, objection),
    }  # fmt: skip
    return render(request, "workspace/report_open.html", context, status=422 if confirmed else 200)


def _decide(request, report, lines, form, checks):
    evidence = form.evidence() | {"by": request.viewer}
    shown = {check.item: check.shown() for check in checks}
    try:
        with transaction.atomic():
            proposed = [_decide_one(line, evidence, shown.get(line.text, ())) for line in lines]
    except Refused as reason:
        messages.error(request, str(reason))
        return redirect("workspace_report", pk=report.pk)
    if any(proposed):
        messages.info(request, PROPOSED)
    elif len(report.hosts()) > 1:
        messages.success(request, _("Your decision is recorded. It takes effect when the other host has granted the same."))
    else:
        messages.success(request, _("Decided and written in your State's ledger. You can take each text back at any time."))
    return redirect("workspace_report", pk=report.pk)


def _decide_one(line, evidence, shown):
    if line.audience == Audience.STATE:
        return take_back(line.text, **evidence)
    return open_or_propose(line.text, line.audience, shown=shown, **evidence)
