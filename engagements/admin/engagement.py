"""Engagements on the desk: the list, the few columns that are the desk's own, and the file page with its acts."""

from django.contrib import admin
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from apmbc_portal.accounts.models import StaffAppointment, User
from apmbc_portal.desk import DeskAdmin, DeskList
from engagements.admin import file_acts
from engagements.admin.file_page import show_file
from engagements.models import Engagement, EngagementRequest

ACTS = {
    "step": file_acts.take_step,
    "note": file_acts.write_note,
    "message": file_acts.write_message,
    "begin": file_acts.begin_request,
    "withhold": file_acts.withhold,
}


class FilesList(DeskList):
    def url_for_result(self, result):
        return reverse("admin:engagements_engagement_file", args=[result.pk])


@admin.register(Engagement)
class EngagementAdmin(DeskAdmin):
    """A file begins in the portal, with correspondence or with an enquiry, never by a bare row."""

    history_parts = {EngagementRequest: "engagement"}
    may_add = False
    list_display = ["__str__", "state", "status", "assignee", "next_action", "due", "opened_on"]
    list_filter = ["status", "origin", ("assignee", admin.RelatedOnlyFieldListFilter), "state__region", "opened_on"]
    list_select_related = ["state", "assignee"]
    search_fields = ["reference", "=state__iso3", *(f"state__name_{code}" for code in ("en", "fr", "es", "ru", "ar", "zh"))]
    readonly_fields = ["file", "state", "status", "origin", "opened_on"]
    fieldsets = [
        (None, {"fields": ["file", "state", "status", "origin", "opened_on"]}),
        (
            _("On the desk"),
            {"fields": ["assignee", "next_action", "due", "desk_note"], "classes": ["desk-only"], "description": _("Read by the ISU alone.")},
        ),
    ]  # fmt: skip

    def get_changelist(self, request, **kwargs):
        return FilesList

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "assignee":
            kwargs["queryset"] = User.objects.filter(pk__in=StaffAppointment.objects.on().values("user"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("file"))
    def file(self, engagement):
        return format_html('<a href="{}">{}</a>', reverse("admin:engagements_engagement_file", args=[engagement.pk]), engagement)

    def response_post_save_change(self, request, obj):
        return HttpResponseRedirect(reverse("admin:engagements_engagement_file", args=[obj.pk]))

    def get_urls(self):
        wrap, name = self.admin_site.admin_view, "engagements_engagement"
        acts = [
            path(f"<int:pk>/file/{act}/", wrap(require_POST(self.answer(function))), name=f"{name}_{act}")
            for act, function in ACTS.items()
        ]
        return [path("<int:pk>/file/", wrap(self.file_view), name=f"{name}_file"), *acts, *super().get_urls()]

    def file_view(self, request, pk):
        return show_file(self, request, self.find(request, pk))

    def answer(self, function):
        def view(request, pk):
            return function(self, request, self.find(request, pk))

        return view

    def find(self, request, pk):
        return get_object_or_404(Engagement.objects.visible_to(request.viewer).select_related("state", "assignee"), pk=pk)
