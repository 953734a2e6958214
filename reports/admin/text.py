"""The words of a report's text: written while the ISU drafts, read only from the moment the State has them."""

from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from apmbc_portal.desk import DeskAdmin, DeskStacked
from engagements.models import Comment
from reports.admin.translation import translation_page
from reports.models import OutcomeWording, ReportSection, ReportText
from reports.translating import follow


class Editable:
    """Words change only while the report is the ISU's to write; afterwards a change is a new version."""

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.report.is_editable)


class Sections(Editable, DeskStacked):
    model = ReportSection
    fields = ["title", ("number", "position"), "theme", "body"]
    may_delete = True

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and (obj is None or obj.report.is_editable)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or obj.report.is_editable)


@admin.register(ReportText)
class ReportTextAdmin(Editable, DeskAdmin):
    history_parts = {ReportSection: "text", OutcomeWording: "text"}
    may_add = False
    change_form_template = "admin/reports/text_form.html"
    list_display = ["code", "title", "kind", "language", "attribution", "report", "audience"]
    list_filter = ["kind", "language", "attribution", "audience"]
    list_select_related = ["report__meeting"]
    search_fields = ["code", "title", "report__meeting__reference", "report__meeting__title"]
    readonly_fields = ["of", "code", "kind", "language"]
    fields = ["of", ("code", "kind", "language"), "attribution", "title", "summary", "translator", "is_authoritative"]
    inlines = [Sections]

    @admin.display(description=_("report"))
    def of(self, text):
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:reports_outcomereport_change", args=[text.report_id]), text.report
        )

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("report__meeting")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """A translation has a page of its own, with the original beside it."""
        text = self.get_object(request, object_id)
        if text is None or not text.original_id:
            return super().change_view(request, object_id, form_url, extra_context)
        return translation_page(self, request, text)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        follow(form.instance)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            said = Comment.objects.visible_to(request.viewer).filter(subject=obj.release_id)
            context["remarks"] = said.select_related("author", "engagement__state")
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_post_save_change(self, request, obj):
        return HttpResponseRedirect(reverse("admin:reports_outcomereport_change", args=[obj.report_id]))
