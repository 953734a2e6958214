"""Documents on the desk: what is being made, what waits, what failed and why."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apmbc_portal.desk import ReadOnlyAdmin
from reports.documents import cancel_all, retry_all
from reports.kinds import kind_of
from reports.models import Document
from reports.progress import stage_of
from reports.queues import failed_lately, queues

TONE = {"ready": "ok", "failed": "stop", "queued": "wait", "running": "info"}
SUBJECTS = ["text__report__meeting", "contact_list__meeting", "agenda__meeting", "request__engagement", "state"]


class SizeFilter(admin.SimpleListFilter):
    title = _("size")
    parameter_name = "size"

    def lookups(self, request, model_admin):
        return [("large", _("long documents")), ("small", _("others"))]

    def queryset(self, request, queryset):
        return queryset.filter(is_large=self.value() == "large") if self.value() in ("large", "small") else queryset


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    list_display = ["title_line", "kind", "format", "state_of_it", "age", "attempt", "error", "how_long", "asked_as", "page"]
    list_display_links = ["title_line"]
    list_filter = ["status", "kind", "format", SizeFilter, "asked_at"]
    search_fields = ["title", "text__code", "text__report__meeting__reference", "contact_list__meeting__reference"]
    date_hierarchy = "asked_at"
    change_list_template = "admin/reports/document_list.html"
    actions = ["make_again", "call_off"]
    fields = [
        "page", "title", "kind", "format", "version", "made_for", "status", "stage_line", "attempt", "attempts_allowed", "error", "asked_as",
        "asked_at", "finished_at", "pages", "entries", "size", "sha256", "expires_on",
    ]  # fmt: skip
    readonly_fields = ["page", "version", "stage_line"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")

    def changelist_view(self, request, extra_context=None):
        standing = {"queues": queues(), "failed": failed_lately().count()}
        return super().changelist_view(request, {**(extra_context or {}), **standing})

    @admin.display(description=_("title"), ordering="title")
    def title_line(self, document):
        return document.title

    @admin.display(description=_("status"), ordering="status")
    def state_of_it(self, document):
        return format_html('<span class="tag {}">{}</span>', TONE.get(document.status, ""), document.get_status_display())

    @admin.display(description=_("stage"))
    def stage_line(self, document):
        return stage_of(document) if document.status == Document.Status.RUNNING else "–"

    @admin.display(description=_("age"), ordering="asked_at")
    def age(self, document):
        return timesince(document.asked_at, timezone.now(), depth=1)

    @admin.display(description=_("pages"), ordering="pages", empty_value="–")
    def how_long(self, document):
        return document.pages or None

    @admin.display(description=_("version"))
    def version(self, document):
        return kind_of(document).version(document.subject) or "–"

    @admin.display(description=_("page"))
    def page(self, document):
        return format_html('<a href="{}">{}</a>', document.get_absolute_url(), _("Open"))

    @admin.action(description=_("Make the chosen documents again"))
    def make_again(self, request, queryset):
        queued, left = retry_all(queryset.select_related(*SUBJECTS), by=request.viewer)
        count = len(queued)
        done = ngettext("%(n)s document is queued again.", "%(n)s documents are queued again.", count) % {"n": count}
        self.answer(request, count and done, left)

    @admin.action(description=_("Call the chosen documents off"))
    def call_off(self, request, queryset):
        off, left = cancel_all(queryset.select_related(*SUBJECTS), by=request.viewer)
        count = len(off)
        done = ngettext("%(n)s document is called off.", "%(n)s documents are called off.", count) % {"n": count}
        self.answer(request, count and done, left)

    def answer(self, request, done, left):
        """Say what was done, and name what was not, each with its reason."""
        if done:
            self.message_user(request, done, messages.SUCCESS)
        if left:
            lines = format_html_join("", "<li>{}: {}</li>", ((document.title, reason) for document, reason in left))
            self.message_user(request, format_html("{}<ul>{}</ul>", _("Left as they are:"), lines), messages.WARNING)
