"""The page of a report in the workspace: its texts, what was said about them, and what can be done now."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from apmbc_portal.figures import drawn
from apmbc_portal.web.workspace.forms import CitingForm, SendBackForm
from apmbc_portal.web.workspace.granted import standings
from apmbc_portal.web.workspace.presets import usual_decisions
from apmbc_portal.web.workspace.report_forms import WHOLE, AnswerForm, key_of
from apmbc_portal.web.workspace.words import CANNOT_BE_RECALLED
from apmbc_portal.workflow import steps
from engagements.decisions import release_refusal
from reports.heard import heard_about
from reports.kinds.words import labels_language
from reports.models import OutcomeReport, ReportText
from reports.naming import names_of_who_withdrew
from reports.workflow import ReportStatus, answering_refusal

FULL, PUBLIC = ReportText.Kind.FULL, ReportText.Kind.PUBLIC


def find_report(request, pk):
    """The report and the host engagements for which this person may speak; 404 where there are none."""
    reports = OutcomeReport.objects.visible_to(request.viewer).select_related("meeting")
    report = get_object_or_404(reports.prefetch_related("meeting__host_engagements__state"), pk=pk)
    hosts = [host for host in report.hosts() if request.viewer.isu or host.state_id in request.viewer.states]
    if not hosts:
        raise Http404
    return report, hosts


def texts_of(report, viewer):
    """The texts in the order they are read: the full one first, each followed by its translations."""
    texts = list(ReportText.objects.visible_to(viewer).filter(report=report).prefetch_related("sections"))
    for text in texts:
        text.report = report
    return sorted(texts, key=lambda text: (text.kind != FULL, text.original_id is not None, text.language))


def page(request, pk, *, sent_back=None, answer=None, unkept=None):
    """The report; where something was wrong with a form of this page, that form as it was filled in.

    `unkept` is what was typed and could not be kept, where that is so: (text, heading, words) each.
    """
    report, hosts = find_report(request, pk)
    viewer, texts = request.viewer, texts_of(report, request.viewer)
    approved = {approval.engagement_id: approval for approval in report.approvals.all()}
    shown = {step.verb: step for step in steps(report, viewer)}
    mine_approved = not viewer.isu and all(host.pk in approved for host in hosts)
    heard, files = heard_about(report, texts, viewer, hosts=hosts)
    may_answer = not answering_refusal(report, viewer)
    form = answer or AnswerForm(texts=texts)
    shown_today = standings(texts, viewer) if report.status == ReportStatus.APPROVED else []
    may_release = not viewer.isu and not release_refusal(hosts[0], hosts[0], viewer)
    context = {
        "report": report,
        "engagement": hosts[0],
        "texts": [text_shown(text, heard[text.pk], form if may_answer else None) for text in texts],
        "files": files,
        "answer": form,
        "may_answer": may_answer,
        "unkept": unkept,
        "standings": shown_today,
        "presets": usual_decisions(shown_today),
        "approvals": [(host.state, approved.get(host.pk)) for host in report.hosts()],
        "waits": report.status == ReportStatus.WITH_STATE,
        "is_approved": report.status == ReportStatus.APPROVED,
        "may_approve": report.status == ReportStatus.WITH_STATE and not mine_approved and may_decide(shown),
        "mine_approved": mine_approved,
        "reason": shown["send_back"].reason if "send_back" in shown else "",
        "send_back": sent_back or SendBackForm(viewer=viewer, hosts=hosts),
        "approve": CitingForm(viewer=viewer, hosts=hosts),
        "may_open": viewer.isu or may_release,
        "may_release": may_release,
        "by_letter": viewer.isu,
        "recall": CANNOT_BE_RECALLED,
        "versions": OutcomeReport.objects.visible_to(viewer).filter(meeting=report.meeting).exclude(pk=report.pk),
    }
    return render(request, "workspace/report.html", context, status=422 if sent_back or answer or unkept is not None else 200)


def may_decide(shown):
    """Whether the buttons are shown: the step itself asks again."""
    return "send_back" in shown and not shown["send_back"].reason


def text_shown(text, heard, form):
    """A text with its sections, each with what was said about it and the field for more; the rest comes last."""
    sections = list(text.sections.all())
    return {
        "row": text,
        "whole": heard.whole,
        "whole_field": form[key_of(text, WHOLE)] if form else None,
        "sections": [(section, heard.on(section), form[key_of(text, section.pk)] if form else None) for section in sections],
        "rest": heard.elsewhere(sections),
        "files": heard.files,
        "withdrawn": names_of_who_withdrew(text),
        "figures": [drawn(figure, language=labels_language(text.language)) for figure in text.figures],
    }
