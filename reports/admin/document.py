"""Documents on the desk: what is being made, what failed and why."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.html import format_html
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apmbc_portal.desk import ReadOnlyAdmin
from apmbc_portal.workflow import Refused
from reports.documents import cancel, retry
from reports.models import Document


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    list_display = ["title_line", "kind", "status", "age", "attempt", "error", "pages", "asked_as", "page"]
    list_filter = ["status", "kind", "asked_at"]
    search_fields = ["title", "text__code", "text__report__meeting__reference", "contact_list__meeting__reference"]
    date_hierarchy = "asked_at"
    actions = ["make_again", "call_off"]
    fields = [
        "page", "title", "kind", "status", "attempt", "attempts_allowed", "error", "asked_as", "asked_at", "finished_at", "pages",
        "size", "sha256",
    ]  # fmt: skip
    readonly_fields = ["page"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")

    @admin.display(description=_("title"), ordering="title")
    def title_line(self, document):
        return document.title

    @admin.display(description=_("age"), ordering="asked_at")
    def age(self, document):
        return timesince(document.asked_at, timezone.now(), depth=1)

    @admin.display(description=_("page"))
    def page(self, document):
        return format_html('<a href="{}">{}</a>', document.get_absolute_url(), _("Open"))

    @admin.action(description=_("Make the chosen documents again"))
    def make_again(self, request, queryset):
        chosen = queryset.filter(status__in=[Document.Status.FAILED, Document.Status.CANCELLED])
        count = sum(1 for document in chosen if retry(document, by=request.viewer))
        self.message_user(
            request, ngettext("%(n)s document is queued again.", "%(n)s documents are queued again.", count) % {"n": count}
        )

    @admin.action(description=_("Call the chosen documents off"))
    def call_off(self, request, queryset):
        count = 0
        for document in queryset:
            try:
                cancel(document, by=request.viewer)
                count += 1
            except Refused:
                continue
        level = messages.SUCCESS if count else messages.WARNING
        self.message_user(
            request, ngettext("%(n)s document is called off.", "%(n)s documents are called off.", count) % {"n": count}, level
        )
