"""Notes verbales, mails and calls: recorded once with their own date and a sealed file, then only linked to a file."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from apmbc_portal.desk import DeskAdmin, DeskForm
from apmbc_portal.uploads.fields import ChooseAgain, EvidenceField
from apmbc_portal.uploads.serving import hand_out
from engagements.actions import begin_file
from engagements.models import Correspondence, Engagement

LETTER = ["state", "kind", "way", "dated", "number", "parties", "subject", "summary"]


class CorrespondenceForm(ChooseAgain, DeskForm):
    open_file = forms.BooleanField(
        required=False,
        label=_("Open a file with it"),
        help_text=_("Where the State has none in hand: the engagement begins with this correspondence and gets its reference."),
    )

    def clean_dated(self):
        if self.cleaned_data["dated"] > timezone.localdate():
            raise ValidationError(_("This date lies in the future."))
        return self.cleaned_data["dated"]

    def clean(self):
        cleaned = super().clean()
        state = cleaned.get("state") or getattr(self.instance, "state", None)
        engagement = cleaned.get("engagement")
        if state and engagement and engagement.state_id != state.pk:
            self.add_error("engagement", _("This file is another State's."))
        if state and cleaned.get("open_file"):
            if engagement:
                self.add_error("open_file", _("Either a file that exists, or a new one."))
            elif existing := Engagement.objects.in_hand().filter(state=state).exclude(reference=None).first():
                self.add_error("open_file", _("This State has a file in hand: %(file)s. Choose it instead.") % {"file": existing})
        return cleaned


@admin.register(Correspondence)
class CorrespondenceAdmin(DeskAdmin):
    form = CorrespondenceForm
    formfield_overrides = DeskAdmin.formfield_overrides | {models.FileField: {"form_class": EvidenceField, "may_wait": True}}
    list_display = ["dated", "state", "kind", "way", "subject", "number", "engagement", "sealed", "recorded_at"]
    list_filter = ["kind", "way", "checked", "dated", "state__region"]
    list_select_related = ["state", "engagement__state"]
    search_fields = ["subject", "number", "parties", "summary", "state__name_en", "=state__iso3", "engagement__reference"]
    autocomplete_fields = ["state", "engagement"]

    def get_fieldsets(self, request, obj=None):
        document = ["kind", "way", "dated", "number", "parties", "subject", "summary"]
        if obj is None:
            return [
                (None, {"fields": ["state", *document]}),
                (
                    _("Sealed file"),
                    {"fields": ["file"], "description": _("Kept byte for byte; its SHA-256 is cited by every step.")},
                ),
                (_("The State's file"), {"fields": ["engagement", "open_file"]}),
            ]
        return [
            (None, {"fields": ["state", *document, "download", "recorded"]}),
            (_("The State's file"), {"fields": ["engagement"]}),
        ]

    def get_readonly_fields(self, request, obj=None):
        # What was recorded stays as it was: only the link to a file can be made later, once.
        if obj is None:
            return []
        return [*LETTER, "download", "recorded", *(["engagement"] if obj.engagement_id else [])]

    def add_view(self, request, form_url="", extra_context=None):
        return super().add_view(request, form_url, {"title": _("Record correspondence"), **(extra_context or {})})

    def get_changeform_initial_data(self, request):
        return {"dated": timezone.localdate(), **super().get_changeform_initial_data(request)}

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if object_id is not None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        # Not inside Django's own transaction: writing the file to its store would hold SQLite's write lock meanwhile.
        return self._changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        if upload := None if change else form.cleaned_data.get("file"):
            obj.take(upload)
        with transaction.atomic():
            if not change:
                obj.recorded_by = request.viewer.name or request.viewer.label
                if form.cleaned_data.get("open_file"):
                    obj.engagement = begin_file(obj.state, by=request.viewer, title="")
            super().save_model(request, obj, form, change)
            if not change:
                self.write_down(request, "record_correspondence", obj, evidence=obj.describe())
                obj.ask_check()
        if not change and obj.is_the_states_word and (reason := obj.objection()):
            messages.warning(request, _("No step can be recorded upon it. %(reason)s") % {"reason": reason})
        if obj.is_waiting and not change:
            messages.info(request, _("Its file is still being checked, and can be downloaded once that is done."))

    def response_post_save_add(self, request, obj):
        """Back to the file it was recorded in: there it is cited."""
        if obj.engagement_id:
            return redirect("admin:engagements_engagement_file", obj.engagement_id)
        return super().response_post_save_add(request, obj)

    def log_addition(self, request, obj, message):
        """Said already, in the transaction that inserted the row."""

    def get_urls(self):
        download = path(
            "<uuid:pk>/sealed/", self.admin_site.admin_view(self.sealed_file), name="engagements_correspondence_sealed"
        )
        return [download, *super().get_urls()]

    def sealed_file(self, request, pk):
        """The sealed file as it came, streamed from the private store; never shown inside a page."""
        row = get_object_or_404(Correspondence.objects.visible_to(request.viewer), pk=pk)
        return hand_out(row.handed_out, row.file_name)

    @admin.display(description=_("file"), boolean=True)
    def sealed(self, row):
        return bool(row.file)

    @admin.display(description=_("sealed file"))
    def download(self, row):
        if not row.file:
            return _("none")
        if not row.handed_out:
            return format_html(
                '{}<br>{}<br><span class="meta">SHA-256 <code>{}</code></span>',
                row.file_name,
                row.refusal or _("It is being checked. Nobody can download it before that is done."),
                row.sha256,
            )
        url = reverse("admin:engagements_correspondence_sealed", args=[row.pk])
        return format_html(
            '<a href="{}">{}</a><br><span class="meta">SHA-256 <code>{}</code></span>', url, row.file_name, row.sha256
        )

    @admin.display(description=_("recorded"))
    def recorded(self, row):
        when = timezone.localtime(row.recorded_at).strftime("%Y-%m-%d %H:%M")
        return _("%(when)s by %(who)s") % {"when": when, "who": row.recorded_by or "–"}
