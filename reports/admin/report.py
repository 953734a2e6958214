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
from engagements.models import Correspondence
from meetings.models import Meeting
from reports import actions, answers, translating
from reports.admin.panel import documents_of
from reports.admin.returned import ReturnedForm
from reports.admin.translation import BeginTranslationForm
from reports.heard import heard_about
from reports.models import OutcomeReport
from reports.naming import names_in, names_of_who_withdrew
from reports.naming_check import checks_of, naming_check, token_of
from reports.workflow import ReportStatus, report_steps


class BeginForm(forms.Form):
    meeting = forms.ModelChoiceField(Meeting.objects.none(), label="")

    def __init__(self, *args, viewer, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["meeting"].label = _("Meeting")
        self.fields["meeting"].queryset = Meeting.objects.visible_to(viewer).held()


class ReportStepForm(StepForm):
    """A step on a report; sending it back on the State's word needs the State's words, sending it a look at whom it names."""

    names_seen = forms.BooleanField(
        label=_("I have looked at the passages with names, and the texts may go to the State as they are."),
        error_messages={"required": _("Look first at the passages that stand beside the texts.")},
    )
    names_token = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, verb, checks=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.checks = checks
        if any(check.traces for check in checks):
            self.fields["names_token"].initial = token_of(checks)
        else:
            del self.fields["names_seen"], self.fields["names_token"]
        if verb == "send_back":
            self.fields["note"] = PlainTextField(rows=4, label=_("What the State asks to change"))

    def clean(self):
        cleaned = super().clean()
        if "names_token" in self.fields and cleaned.get("names_token") != (now := token_of(self.checks)):
            self.data = self.data.copy()  # the page that comes back shows what is found now, and asks about that
            self.data[self.add_prefix("names_token")] = now
            self.add_error(None, _("The texts have changed since you opened this page. Look at the passages again."))
        return cleaned


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
            path("<int:pk>/returned/", wrap(require_POST(self.returned)), name="reports_outcomereport_returned"),
            path("<int:pk>/translate/<int:text>/", wrap(require_POST(self.translate)), name="reports_outcomereport_translate"),
            path("<int:pk>/remove/<int:text>/", wrap(require_POST(self.remove)), name="reports_outcomereport_remove"),
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
            if form.checks:
                said |= {"shown": [passage for check in form.checks for passage in check.shown()]}
            try:
                actions.MOVES[verb](report, by=request.viewer, **said)
            except Refused as reason:
                form.add_error("cites" if "cites" in form.fields else None, str(reason))
            else:
                messages.success(request, _("Done: %(step)s.") % {"step": step.label})
                return redirect("admin:reports_outcomereport_change", pk)
        return self.page(request, report, {verb: form})

    def returned(self, request, pk):
        """Keep an annotated file that came by mail, with the letter it came with."""
        report = self.find(request, pk)
        form = self.returned_form(report, request.viewer, request.POST, request.FILES)
        if form.is_valid():
            said = form.cleaned_data
            try:
                answers.hand_in(
                    report, said["file"], by=request.viewer, text=form.text(), note=said["note"], citing=said["cites"]
                )
            except Refused as reason:
                form.add_error("cites", str(reason))
            else:
                messages.success(request, _("The file is sealed and kept with the report."))
                return redirect("admin:reports_outcomereport_change", pk)
        return self.page(request, report, {"returned": form})

    def translate(self, request, pk, text):
        """Begin a text in another language, and go on to its page."""
        report = self.find(request, pk)
        original = get_object_or_404(report.texts, pk=text)
        form = self.translation_form(report, original, request.POST)
        if form.is_valid():
            try:
                row = translating.add_translation(original, **form.cleaned_data, by=request.viewer)
            except Refused as reason:
                form.add_error("language", str(reason))
            else:
                return redirect("admin:reports_reporttext_change", row.pk)
        return self.page(request, report, {f"translate-{original.pk}": form})

    def remove(self, request, pk, text):
        report = self.find(request, pk)
        try:
            translating.remove_translation(get_object_or_404(report.texts, pk=text), by=request.viewer)
        except Refused as reason:
            messages.error(request, str(reason))
        else:
            messages.success(request, _("The translation is removed."))
        return redirect("admin:reports_outcomereport_change", pk)

    def letters_of(self, report, viewer):
        return Letters(Correspondence.objects.visible_to(viewer).filter(state__in=report.state_ids()))

    def step_form(self, report, step, viewer, data=None):
        letters = self.letters_of(report, viewer)
        checks = checks_of(report.texts.all()) if step.verb == "send" and report.is_editable else []
        return ReportStepForm(
            data, prefix=step.verb, verb=step.verb, checks=checks, correspondence=letters, by_letter=step.needs_letter
        )

    def returned_form(self, report, viewer, *data):
        return ReturnedForm(*data, prefix="returned", correspondence=self.letters_of(report, viewer), texts=report.texts.all())

    def translation_form(self, report, text, *data):
        taken = {one.language for one in report.texts.all() if one.kind == text.kind}
        return BeginTranslationForm(*data, prefix=f"translate-{text.pk}", taken=taken)

    def page(self, request, report, bound=None):
        """Everything about one version, read once. `bound` are forms with something wrong in them, by their prefix."""
        bound = bound or {}
        texts = list(report.texts.select_related("original").prefetch_related("sections"))
        texts.sort(key=lambda text: (text.kind, text.original_id is not None, text.language))
        heard, files = heard_about(report, texts, request.viewer)
        shown = report_steps(report, request.viewer)
        approved = {row.engagement_id: row for row in report.approvals.all()}
        may_record = report.status in (ReportStatus.WITH_STATE, ReportStatus.SENT_BACK)
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
            "texts": [self.shown(report, text, heard[text.pk], bound) for text in texts],
            "files": files,
            "returned": bound.get("returned") or (self.returned_form(report, request.viewer) if may_record else None),
            "returned_is_wrong": "returned" in bound,
            "hosts": [(host, approved.get(host.pk)) for host in report.hosts()],
            "documents": documents_of([report.meeting_id], request.viewer).filter(text__report=report),
            "versions": report.meeting.reports.exclude(pk=report.pk),
            "history": f"{reverse('admin:audit_event_changelist')}?about={report.about()}",
        }
        return TemplateResponse(request, "admin/reports/report.html", context, status=422 if bound else 200)

    def shown(self, report, text, heard, bound):
        """A text with what is wrong with it, what the State says about it, and the way into another language."""
        sections, begin = list(text.sections.all()), None
        if report.is_editable and not text.original_id:
            begin = bound.get(f"translate-{text.pk}") or self.translation_form(report, text)
        return {
            "row": text,
            "named": names_in(text) if report.is_editable else [],
            "names": naming_check(text) if report.is_editable else None,
            "withdrawn": [] if report.is_editable else names_of_who_withdrew(text),
            "missing": translating.not_translated(text) if report.is_editable else [],
            "sections": [(section, heard.on(section)) for section in sections],
            "whole": heard.whole,
            "elsewhere": heard.elsewhere(sections),
            "files": heard.files,
            "begin": begin,
            "begin_is_wrong": f"translate-{text.pk}" in bound,
        }
