"""The plain lists of this app: every invitation, the papers, the agenda templates."""

from django.contrib import admin, messages
from django.db import models, transaction
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from apmbc_portal.desk import DeskAdmin, DeskTabular, ReadOnlyAdmin
from apmbc_portal.uploads import looks
from apmbc_portal.uploads.fields import ChooseAgain, PaperField
from engagements.admin.anew import ClearedAnewForm, write_anew
from engagements.decisions import is_open
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


class PaperForm(ChooseAgain, ClearedAnewForm):
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
    formfield_overrides = DeskAdmin.formfield_overrides | {models.FileField: {"form_class": PaperField, "may_wait": True}}
    list_display = ["title", "meeting", "language", "audience", "checked", "added_at"]
    list_filter = ["checked", "language", "audience", "added_at"]
    list_select_related = ["meeting"]
    search_fields = ["title", "file_name", "meeting__reference", "meeting__title"]
    autocomplete_fields = ["meeting"]

    def get_fields(self, request, obj=None):
        return [
            "meeting",
            "item",
            "title",
            "language",
            *(["download", "original", "to_look_at"] if obj else ["file"]),
            *anew(obj),
        ]

    def get_readonly_fields(self, request, obj=None):
        return ["meeting", "download", "original", "to_look_at"] if obj else []

    def has_delete_permission(self, request, obj=None):
        """A paper whose file was refused holds nothing: it may go."""
        return bool(obj and obj.is_refused) and super().has_view_permission(request, obj)

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
        def write():
            super(PaperAdmin, self).save_model(request, obj, form, change)
            obj.ask_check()

        if change:
            write_anew(request, obj, write)
            return
        obj.take(form.cleaned_data["file"])
        with transaction.atomic():
            write()
        self.tell(request, obj)

    def tell(self, request, row):
        """What to look at before the paper is passed on, or that the check goes on."""
        for sentence in looks.sentences(row.looks):
            messages.warning(request, sentence)
        if row.is_waiting:
            messages.info(request, _("The file is still being checked. Nobody can download it before that is done."))

    @admin.display(description=_("copy that is passed on"))
    def download(self, row):
        if not row.handed_out:
            return row.refusal or _("The file is being checked. Nobody can download it before that is done.")
        return file_line(reverse("paper", args=[row.pk]), row.file_name, row.copy_sha256)

    @admin.display(description=_("as it was handed in"))
    def original(self, row):
        if not row.handed_out:
            return row.file_name
        return file_line(reverse("paper_original", args=[row.pk]), row.file_name, row.sha256)

    @admin.display(description=_("look at"))
    def to_look_at(self, row):
        return format_html_join(mark_safe("<br>"), "{}", ((one,) for one in looks.sentences(row.looks))) or "–"


def anew(paper):
    """The tick that is asked for before the words of an open paper change."""
    return ["anew"] if paper is not None and is_open(paper) else []


def file_line(address, name, sha256):
    return format_html('<a href="{}">{}</a><br><span class="meta">SHA-256 <code>{}</code></span>', address, name, sha256)


class TemplateItems(DeskTabular):
    model = AgendaTemplateItem
    fields = ["position", "number", "title", "theme", "minutes", "presenter"]
    may_delete = True


@admin.register(AgendaTemplate)
class AgendaTemplateAdmin(DeskAdmin):
    """Another structure is another version: meetings keep the copy they were planned with."""

    history_parts = {AgendaTemplateItem: "template"}
    list_display = ["title", "version", "in_force_from"]
    search_fields = ["title", "source"]
    fields = ["version", "title", "in_force_from", "source"]
    inlines = [TemplateItems]
