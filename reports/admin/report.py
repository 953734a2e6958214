"""A meeting's report on the desk: one page with its steps, its texts, what the State says about them, and the files."""

from django import forms
from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from apmbc_portal.desk import DeskAdmin
from apmbc_portal.text import PlainTextField
from apmbc_portal.workflow import Refused
from engagements.admin.forms import Letters, StepForm
from engagements.models import Comment, Correspondence
from meetings.models import Meeting
from reports import actions
from reports.admin.panel import documents_of
from reports.models import OutcomeReport
from reports.naming import names_in
from reports.workflow import report_steps


class BeginForm(forms.Form):
    meeting = forms.ModelChoiceField(Meeting.objects.none(), label="")

    def __init__(self, *args, viewer, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["meeting"].label = _("Meeting")
        self.fields["meeting"].queryset = Meeting.objects.visible_to(viewer).held()


class ReportStepForm(StepForm):
    """A step on a report; sending it back on the State's word needs the State's words."""

    def __init__(self, *args, verb, **kwargs):
        super().__init__(*args, **kwargs)
        if verb == "send_back":
            self.fields["note"] = PlainTextField(rows=4, label=_("What the State asks to change"))
        elif verb == "approve":
            del self.fields["note"]


@admin.register(OutcomeReport)
class OutcomeReportAdmin(DeskAdmin):
    list_display = ["reference", "meeting", "version", "status", "sent_at"]
    list_filter = ["status", "meeting__host_engagements__state__region"]
    list_select_related = ["meeting"]
    search_fields = ["meeting__reference", "meeting__title", "texts__title", "texts__code"]
    date_hierarchy = "created_at"

    @admin.display(description=_("reference"), ordering="meeting__reference")
    def reference(self, report):
        return report.reference

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/step/<str:verb>/", wrap(require_POST(self.step)), name="reports_outcomereport_step"),
            path("begin/<int:meeting>/", wrap(require_POST(self.begin)), name="reports_outcomereport_begin"),
            *super().get_urls(),
        ]

    def add_view(self, request, form_url="", extra_context=None):
        """A report begins from a meeting that was held, never as a bare row."""
        form = BeginForm(request.POST or None, viewer=request.viewer)
        if request.method == "POST" and form.is_valid():
            return self.begin(request, form.cleaned_data["meeting"].pk)
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": _("Begin a report"), "form": form}
        return TemplateResponse(request, "admin/reports/begin.html", context)

    def begin(self, request, meeting):
        meeting = get_object_or_404(Meeting.objects.visible_to(request.viewer).held(), pk=meeting)
        return redirect("admin:reports_outcomereport_change", actions.begin_report(meeting, by=request.viewer).pk)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return self.page(request, self.find(request, object_id))

    def find(self, request, pk):
        if not str(pk).isdecimal():
            raise Http404
        return get_object_or_404(OutcomeReport.objects.visible_to(request.viewer).select_related("meeting"), pk=pk)

    def step(self, request, pk, verb):
        """Take a step, as the ISU's own or on a host's word with the letter that says so."""
        report = self.find(request, pk)
        step = next((one for one in report_steps(report, request.viewer) if one.verb == verb), None)
        if step is None:
            raise Http404
        form = self.step_form(report, step, request.viewer, request.POST)
        if form.is_valid():
            said = {"note": form.cleaned_data["note"]} if "note" in form.fields else {}
            if step.needs_letter:
                said |= {"citing": form.cleaned_data["cites"], "happened_on": form.cleaned_data["happened_on"]}
            try:
                actions.MOVES[verb](report, by=request.viewer, **said)
            except Refused as reason:
                form.add_error("cites" if "cites" in form.fields else None, str(reason))
            else:
                messages.success(request, _("Done: %(step)s.") % {"step": step.label})
                return redirect("admin:reports_outcomereport_change", pk)
        return self.page(request, report, {verb: form})

    def step_form(self, report, step, viewer, data=None):
        letters = Letters(Correspondence.objects.visible_to(viewer).filter(state__in=report.state_ids()))
        return ReportStepForm(data, prefix=step.verb, verb=step.verb, correspondence=letters, by_letter=step.needs_letter)

    def page(self, request, report, bound=None):
        """Everything about one version, read once."""
        bound = bound or {}
        texts = list(report.texts.prefetch_related("sections"))
        titles = {text.release_id: text.get_kind_display() for text in texts}
        comments = (
            Comment.objects.visible_to(request.viewer).filter(subject__in=titles).select_related("author", "engagement__state")
        )
        shown = report_steps(report, request.viewer)
        approved = {row.engagement_id: row for row in report.approvals.all()}
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": report.reference,
            "report": report,
            "buttons": [
                (step, bound.get(step.verb) or self.step_form(report, step, request.viewer), step.verb in bound)
                for step in shown
                if step.verb in bound or report.status in report.MOVES[step.verb].sources
            ],
            "later": [step for step in shown if report.status not in report.MOVES[step.verb].sources],
            "texts": [(text, names_in(text) if report.is_editable else []) for text in texts],
            "comments": [(titles[row.subject], row) for row in comments],
            "hosts": [(host, approved.get(host.pk)) for host in report.hosts()],
            "documents": documents_of([report.meeting_id], request.viewer).filter(text__report=report),
            "versions": report.meeting.reports.exclude(pk=report.pk),
            "history": f"{reverse('admin:audit_event_changelist')}?about={report.about()}",
        }
        return TemplateResponse(request, "admin/reports/report.html", context, status=422 if bound else 200)
