"""The plain lists of this app: every invitation, the papers, the agenda templates."""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from apmbc_portal.desk import DeskAdmin, DeskForm, DeskTabular, ReadOnlyAdmin
from meetings.models import AgendaItem, AgendaTemplate, AgendaTemplateItem, Invitation, Paper


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    """To look through all meetings; what is done with an invitation is done on its meeting's page."""

    list_display = ["organisation", "of", "status", "to_email", "answered_at"]
    list_filter = ["status", "held_back", "organisation__kind", "meeting__status"]
    list_select_related = ["organisation", "meeting"]
    search_fields = ["organisation__name", "meeting__reference", "meeting__title", "to_email"]
    fields = ["organisation", "of", "status", "to_name", "to_email", "answered_at", "answer"]

    @admin.display(description=_("meeting"), ordering="meeting__reference")
    def of(self, row):
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:meetings_meeting_invitations", args=[row.meeting_id]), row.meeting.reference
        )


class PaperForm(DeskForm):
    def clean_file(self):
        upload = self.cleaned_data.get("file")
        if upload and upload.size > settings.MAX_UPLOAD_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(limit)s.") % {"limit": filesizeformat(settings.MAX_UPLOAD_BYTES)}
            )
        return upload

    def clean(self):
        cleaned = super().clean()
        meeting = cleaned.get("meeting") or getattr(self.instance, "meeting", None)
        item = cleaned.get("item")
        if item and meeting and item.agenda.meeting_id != meeting.pk:
            self.add_error("item", _("This part belongs to another meeting's agenda."))
        return cleaned


@admin.register(Paper)
class PaperAdmin(DeskAdmin):
    """A paper stays as it was handed in: another file is another paper."""

    form = PaperForm
    list_display = ["title", "meeting", "language", "audience", "added_at"]
    list_filter = ["language", "audience", "added_at"]
    list_select_related = ["meeting"]
    search_fields = ["title", "file_name", "meeting__reference", "meeting__title"]
    autocomplete_fields = ["meeting"]

    def get_fields(self, request, obj=None):
        return ["meeting", "item", "title", "language", "download" if obj else "file"]

    def get_readonly_fields(self, request, obj=None):
        return ["meeting", "download"] if obj else []

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "item":
            rows = AgendaItem.objects.select_related("agenda__meeting").order_by("-agenda__meeting__starts_at", "position")
            if chosen := request.GET.get("meeting", "").isdecimal() and request.GET["meeting"]:
                rows = rows.filter(agenda__meeting=chosen)
            kwargs["queryset"] = rows
            field = super().formfield_for_foreignkey(db_field, request, **kwargs)
            field.label_from_instance = lambda item: f"{item.agenda.meeting.reference} · {item}"
            return field
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @transaction.non_atomic_requests
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        # Not inside Django's own transaction: writing the file to its store would hold SQLite's write lock meanwhile.
        return self._changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        if not change:
            upload = form.cleaned_data["file"]
            obj.seal(upload)
            obj.file.save(obj.file_name, upload, save=False)
        with transaction.atomic():
            super().save_model(request, obj, form, change)

    @admin.display(description=_("file"))
    def download(self, row):
        return format_html(
            '<a href="{}">{}</a><br><span class="meta">SHA-256 <code>{}</code></span>',
            reverse("paper", args=[row.pk]),
            row.file_name,
            row.sha256,
        )


class TemplateItems(DeskTabular):
    model = AgendaTemplateItem
    fields = ["position", "number", "title", "theme", "minutes", "presenter"]
    may_delete = True


@admin.register(AgendaTemplate)
class AgendaTemplateAdmin(DeskAdmin):
    """Another structure is another version: meetings keep the copy they were planned with."""

    list_display = ["title", "version", "in_force_from"]
    search_fields = ["title", "source"]
    fields = ["version", "title", "in_force_from", "source"]
    inlines = [TemplateItems]
