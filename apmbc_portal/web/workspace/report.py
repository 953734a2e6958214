"""A report that waits for the State: read it, remark on it, send it back, approve it, and then open it or not."""

from collections import defaultdict

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from apmbc_portal.visibility import Audience
from apmbc_portal.web.workspace.access import for_deciders
from apmbc_portal.web.workspace.forms import CitingForm, CommentForm, SendBackForm
from apmbc_portal.web.workspace.granted import standings
from apmbc_portal.web.workspace.words import CANNOT_BE_RECALLED, MEANS
from apmbc_portal.workflow import Refused, steps
from engagements.actions import say
from engagements.decisions import decide, release_refusal
from engagements.models import Comment
from reports import actions
from reports.models import OutcomeReport, ReportText
from reports.workflow import ReportStatus

FULL, PUBLIC = ReportText.Kind.FULL, ReportText.Kind.PUBLIC

# What States usually decide, in one step: which text goes to whom.
PRESETS = {
    "usual": (
        gettext_lazy("The full report to the participants, the public text to everyone"),
        {FULL: Audience.PARTICIPANTS, PUBLIC: Audience.PUBLIC},
    ),
    "both": (
        gettext_lazy("The full report to the Committee and the participants, the public text to everyone"),
        {FULL: Audience.BOTH, PUBLIC: Audience.PUBLIC},
    ),
    "participants": (gettext_lazy("The full report to the participants, nothing to the public"), {FULL: Audience.PARTICIPANTS}),
    "public": (gettext_lazy("The public text to everyone, the full report to nobody else"), {PUBLIC: Audience.PUBLIC}),
}


def _report(request, pk):
    """The report and the host engagements for which this person may speak; 404 where there are none."""
    reports = OutcomeReport.objects.visible_to(request.viewer).select_related("meeting")
    report = get_object_or_404(reports.prefetch_related("meeting__host_engagements__state"), pk=pk)
    hosts = [host for host in report.hosts() if request.viewer.isu or host.state_id in request.viewer.states]
    if not hosts:
        raise Http404
    return report, hosts


def _texts(report, viewer):
    texts = list(ReportText.objects.visible_to(viewer).filter(report=report).prefetch_related("sections"))
    for text in texts:
        text.report = report
    return sorted(texts, key=lambda text: (text.kind != FULL, text.language))


@for_deciders
def read(request, pk):
    """Both texts as they will read, the remarks on them, and the steps."""
    return _page(request, pk)


def _page(request, pk, sent_back=None, remark=None):
    """The report; where something was wrong with a form of this page, that form as it was filled in."""
    report, hosts = _report(request, pk)
    texts = _texts(report, request.viewer)
    said = defaultdict(list)
    comments = Comment.objects.visible_to(request.viewer).filter(
        subject__in=[text.release_id for text in texts], engagement__in=hosts
    )
    for comment in comments.select_related("author"):
        said[comment.subject, comment.section].append(comment)
    approved = {approval.engagement_id: approval for approval in report.approvals.all()}
    shown = {step.verb: step for step in steps(report, request.viewer)}
    mine_approved = not request.viewer.isu and all(host.pk in approved for host in hosts)
    context = {
        "report": report,
        "engagement": hosts[0],
        "texts": [_shown(text, said) for text in texts],
        "remark": remark,
        "standings": standings(texts, request.viewer) if report.status == ReportStatus.APPROVED else [],
        "approvals": [(host.state, approved.get(host.pk)) for host in report.hosts()],
        "waits": report.status == ReportStatus.WITH_STATE,
        "is_approved": report.status == ReportStatus.APPROVED,
        "may_approve": report.status == ReportStatus.WITH_STATE and not mine_approved and _may(request.viewer, report),
        "mine_approved": mine_approved,
        "reason": shown["send_back"].reason if "send_back" in shown else "",
        "send_back": sent_back or SendBackForm(viewer=request.viewer, hosts=hosts),
        "approve": CitingForm(viewer=request.viewer, hosts=hosts),
        "presets": [(key, label) for key, (label, _plan) in PRESETS.items()],
        "may_open": not request.viewer.isu and not release_refusal(hosts[0], hosts[0], request.viewer, widening=False),
        "by_letter": request.viewer.isu,
        "recall": CANNOT_BE_RECALLED,
    }
    return render(request, "workspace/report.html", context, status=422 if sent_back or remark else 200)


def _may(viewer, report):
    """Whether the buttons are shown: the step itself asks again."""
    step = next((step for step in steps(report, viewer) if step.verb == "send_back"), None)
    return step is not None and not step.reason


def _shown(text, said):
    """A text with its sections, each with what was said about it; remarks on a heading that is gone come last."""
    of_text = {section: comments for (release_id, section), comments in said.items() if release_id == text.release_id}
    whole = of_text.pop("", [])
    sections = [(section, str(section)[:120], of_text.pop(str(section)[:120], [])) for section in text.sections.all()]
    return {"row": text, "whole": whole, "sections": sections, "rest": [one for comments in of_text.values() for one in comments]}


@for_deciders
@require_POST
def remark(request, pk):
    """A remark on one section; it reaches the ISU with the report, or by itself."""
    report, hosts = _report(request, pk)
    form = CommentForm(request.POST)
    if form.is_valid():
        text = get_object_or_404(
            ReportText.objects.visible_to(request.viewer).filter(report=report), pk=form.cleaned_data["text"]
        )
        section, words = form.cleaned_data["section"], form.cleaned_data["words"]
        say(hosts[0], words, by=request.viewer, author=request.user, subject=text.release_id, section=section, letter=False)
        messages.success(request, _("Your remark is kept with the text. The ISU reads it there."))
    else:
        messages.error(request, _("The remark was not kept yet: please look at the field marked below."))
        return _page(request, pk, remark=form)
    return redirect("workspace_report", pk=pk)


@for_deciders
@require_http_methods(["POST"])
def send_back(request, pk):
    """Back to the ISU with a reason; the remarks on sections go along."""
    report, hosts = _report(request, pk)
    form = SendBackForm(request.POST, viewer=request.viewer, hosts=hosts)
    if not form.is_valid():
        messages.error(request, _("The report was not sent back: please look at the field marked below."))
        return _page(request, pk, form)
    citing = form.cleaned_data.get("cites")
    facts = {"citing": citing, "happened_on": citing.dated} if citing else {}
    return _taken(
        request, pk, _("Sent back to the ISU with your remarks."),
        lambda: actions.send_back(report, by=request.viewer, note=form.cleaned_data["reason"], **facts),
    )  # fmt: skip


@for_deciders
@require_http_methods(["POST"])
def approve(request, pk):
    """Approve the words as sent; asked once more before it counts. Who may read them is decided afterwards."""
    report, hosts = _report(request, pk)
    form = CitingForm(request.POST, viewer=request.viewer, hosts=hosts)
    if not form.is_valid():
        messages.error(request, _("Cite the letter by which the State approved it."))
        return redirect("workspace_report", pk=pk)
    if not request.POST.get("confirmed"):
        context = {
            "report": report, "engagement": hosts[0], "form": form, "texts": _texts(report, request.viewer),
            "sent_at": report.sent_at.isoformat() if report.sent_at else "",
        }  # fmt: skip
        return render(request, "workspace/report_approve.html", context)
    if request.POST.get("sent_at") != (report.sent_at.isoformat() if report.sent_at else ""):
        messages.error(
            request, _("The report was sent anew since you opened this page. Please read it again; nothing was approved.")
        )
        return redirect("workspace_report", pk=pk)
    citing = form.cleaned_data.get("cites")
    facts = {"citing": citing, "happened_on": citing.dated} if citing else {}
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


@for_deciders
@require_http_methods(["POST"])
def open_texts(request, pk):
    """One of the usual decisions about both texts, in one transaction: all of it or nothing."""
    report, hosts = _report(request, pk)
    if request.viewer.isu or request.POST.get("preset") not in PRESETS:
        raise Http404
    label, plan = PRESETS[request.POST["preset"]]
    texts = [(text, plan[text.kind]) for text in _texts(report, request.viewer) if text.kind in plan]
    if not request.POST.get("confirmed"):
        lines = [(text, Audience(audience).label, MEANS[audience]) for text, audience in texts]
        context = {
            "report": report, "engagement": hosts[0], "label": label, "lines": lines, "preset": request.POST["preset"],
            "recall": CANNOT_BE_RECALLED,
        }  # fmt: skip
        return render(request, "workspace/report_open.html", context)

    @transaction.atomic
    def step():
        for text, audience in texts:
            decide(text, audience, engagement=hosts[0], by=request.viewer)

    done = _("Decided and written in your State's ledger. You can take each text back at any time.")
    if len(report.hosts()) > 1:
        done = _("Your decision is recorded. It takes effect when the other host has granted the same.")
    return _taken(request, pk, done, step)
