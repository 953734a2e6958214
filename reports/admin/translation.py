"""A translation on the desk: every part of the original beside the field for it, and what is agreed in the same language."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from apmbc_portal import history, sensitive
from apmbc_portal.desk import DeskForm
from apmbc_portal.text import PlainTextField
from engagements.languages import OTHER_LANGUAGES, UN_LANGUAGES
from engagements.models import Comment
from reports.models import OutcomeReport, OutcomeWording, ReportSection, ReportText
from reports.translating import not_translated, wordings_of

LONG = 100_000


class BeginTranslationForm(forms.Form):
    """Into which language, by whom."""

    language = forms.ChoiceField(label=_("Language"))
    translator = PlainTextField(label=_("Translated by"), required=False)
    is_authoritative = forms.BooleanField(
        label=_("Authoritative"), required=False, help_text=_("Where the wording differs, it counts as much as the original.")
    )

    def __init__(self, *args, taken=(), **kwargs):
        super().__init__(*args, **kwargs)
        free = [
            (label, [(code, name) for code, name in languages.items() if code not in taken])
            for label, languages in ((_("United Nations"), UN_LANGUAGES), (_("Others"), OTHER_LANGUAGES))
        ]
        self.fields["language"].choices = [("", "---------"), *free]


class TranslationForm(DeskForm):
    """The words of a translation: its own columns, and those of its sections and outcomes as fields of the same form."""

    title = PlainTextField(label=_("Title"), required=False)
    summary = PlainTextField(label=_("Summary"), rows=6, max_length=LONG, required=False)

    class Meta:
        model = ReportText
        fields = ["title", "summary", "translator", "is_authoritative"]
        field_classes = {"translator": PlainTextField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.parts = {}  # name of a field: (row, its column)
        text = self.instance
        self.sections = list(text.sections.select_related("original"))
        self.agreed = wordings_of(text)
        for section in self.sections:
            rows = max(4, min(24, len(section.original.body if section.original else section.body) // 70 + 2))
            self.add(
                f"section-{section.pk}-title",
                section,
                "title",
                PlainTextField(required=False, label=named(_("Heading"), section)),
            )
            body = PlainTextField(rows=rows, max_length=LONG, required=False, label=named(_("Text"), section))
            self.add(f"section-{section.pk}-body", section, "body", body)
            if section.original is None:
                self.fields[f"section-{section.pk}-remove"] = forms.BooleanField(required=False, label=_("Remove this section"))
        for outcome, _said, wording in self.agreed:
            row = OutcomeWording(text=text, outcome=outcome, wording=wording)
            self.add(f"outcome-{outcome.pk}", row, "wording", PlainTextField(rows=2, required=False, label=_("What was agreed")))
        for name in ("title", "summary", *self.parts):
            self.fields[name].widget.attrs |= {"lang": text.language, "dir": "rtl" if text.is_rtl else "auto"}

    def add(self, name, row, column, field):
        """A field for a column of another row, which knows what its page showed like those of the text itself."""
        field.initial = getattr(row, column)
        field.show_hidden_initial = self.add_initial_prefix(name) in self.data or not self.is_bound
        self.fields[name], self.parts[name] = field, (row, column)

    def rows(self):
        """What the page shows: (label, what it translates, fields) of every part, in the order of the text."""
        original = self.instance.original
        yield _("Title"), original.title, "", [self["title"]]
        yield _("Summary"), "", original.summary, [self["summary"]]
        for section in self.sections:
            fields = [self[f"section-{section.pk}-{part}"] for part in ("title", "body")]
            if section.original is None:
                yield (
                    section.number,
                    _("The original has this section no more."),
                    "",
                    [*fields, self[f"section-{section.pk}-remove"]],
                )
            else:
                yield section.number, section.original.title, section.original.body, fields
        for outcome, said, _wording in self.agreed:
            yield _("Agreed"), "", said, [self[f"outcome-{outcome.pk}"]]

    @transaction.atomic
    def keep(self):
        """Write what this person changed, and nothing else; returns the names of the changed fields."""
        if columns := self.changed_columns():
            self.instance.save(update_fields=columns)
        for name in self.changed_data:
            if name.endswith("-remove") and self.cleaned_data[name]:
                self.instance.sections.filter(pk=name.split("-")[1], original=None).delete()
            elif name in self.parts:
                self.keep_part(*self.parts[name], self.cleaned_data[name])
        return self.changed_data

    def keep_part(self, row, column, words):
        if isinstance(row, ReportSection):
            history.update(ReportSection.objects.filter(pk=row.pk), **{column: words})
        else:
            OutcomeWording.objects.update_or_create(text=row.text, outcome=row.outcome, defaults={"wording": words})


def named(label, section):
    """A label that tells the fields of one section from those of the others."""
    return f"{label}, {section.number}" if section.number else label


def translation_page(model_admin, request, text):
    """The original and its translation side by side; while it is the ISU's, as a form."""
    form = TranslationForm(request.POST or None, instance=text)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            report = OutcomeReport.objects.select_for_update().get(pk=text.report_id)
            if report.is_editable:
                if changed := form.keep():
                    model_admin.write_down(request, "change", text, fields=changed)
                messages.success(request, _("The translation is saved."))
                sensitive.point_out(request, form)
                return redirect("admin:reports_outcomereport_change", report.pk)
        form.add_error(None, _("The words are with the State or approved by it. Copy yours from here: they are not saved."))
    remarks = Comment.objects.visible_to(request.viewer).filter(subject=text.release_id)
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": text.name,
        "text": text,
        "form": form,
        "writes": text.report.is_editable or form.is_bound,
        "missing": not_translated(text),
        "remarks": remarks.select_related("author", "engagement__state"),
    }
    return TemplateResponse(request, "admin/reports/translation.html", context, status=422 if form.is_bound else 200)
