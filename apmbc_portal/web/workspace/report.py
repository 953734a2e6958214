"""A report that waits for the State: read it, send it back, approve it. To whom it is then opened is in `presets`."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apmbc_portal.web.people import signing
from apmbc_portal.web.workspace.access import for_deciders
from apmbc_portal.web.workspace.forms import CitingForm, SendBackForm
from apmbc_portal.web.workspace.report_answers import kept
from apmbc_portal.web.workspace.report_forms import AnswerForm
from apmbc_portal.web.workspace.report_page import find_report, page, texts_of
from apmbc_portal.workflow import Refused
from reports import actions


@for_deciders
def read(request, pk):
    """The texts as they will read, the remarks on them, and the steps."""
    return page(request, pk)


def also_kept(request, report):
    """Keep what was typed beside the decision; returns the page to show instead of going on, or None."""
    if request.viewer.isu:
        return None
    form = AnswerForm(request.POST, request.FILES, texts=texts_of(report, request.viewer))
    return kept(request, report, form) if not form.is_valid() or form.says_something else None


@for_deciders
@require_POST
def send_back(request, pk):
    """Back to the ISU with a reason; remarks and files typed or chosen on the page are kept first."""
    report, hosts = find_report(request, pk)
    form = SendBackForm(request.POST, viewer=request.viewer, hosts=hosts)
    if signing.is_missing(request):
        return signing.who_decides(request)  # before anything is kept, or it would be kept twice
    if wrong := also_kept(request, report):
        return wrong
    if not form.is_valid():
        messages.error(request, _("The report was not sent back: please look at the field marked below."))
        return page(request, pk, sent_back=form)
    citing = form.cleaned_data.get("cites")
    facts = {"citing": citing, "happened_on": citing.dated} if citing else {}
    return _taken(
        request, pk, _("Sent back to the ISU with your remarks."),
        lambda: actions.send_back(report, by=request.viewer, note=form.cleaned_data["reason"], **facts),
    )  # fmt: skip


@for_deciders
@require_POST
def approve(request, pk):
    """Approve the words as sent; asked once more before it counts. Who may read them is decided afterwards."""
    report, hosts = find_report(request, pk)
    form = CitingForm(request.POST, viewer=request.viewer, hosts=hosts)
    if not form.is_valid():
        messages.error(request, _("Cite the letter by which the State approved it, and say in a note what it asked for."))
        return redirect("workspace_report", pk=pk)
    if not request.POST.get("confirmed"):
        if wrong := also_kept(request, report):
            return wrong
        context = {
            "report": report, "engagement": hosts[0], "form": form, "texts": texts_of(report, request.viewer),
            "sent_at": report.sent_at.isoformat() if report.sent_at else "",
        }  # fmt: skip
        return render(request, "workspace/report_approve.html", context)
    if request.POST.get("sent_at") != (report.sent_at.isoformat() if report.sent_at else ""):
        messages.error(
            request, _("The report was sent anew since you opened this page. Please read it again; nothing was approved.")
        )
        return redirect("workspace_report", pk=pk)
    citing = form.cleaned_data.get("cites")
    facts = {"citing": citing, "happened_on": citing.dated, "note": form.cleaned_data["note"]} if citing else {}
    return _taken(
        request, pk, _("Approved. Nobody else reads it until you open it: choose below to whom."),
        lambda: actions.approve(report, by=request.viewer, **facts),
    )  # fmt: skip


def _taken(request, pk, done, step):
    try:
        step()
    except Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, done)
    return redirect("workspace_report", pk=pk)
