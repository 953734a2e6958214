"""What meetings led to, on the desk."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from apmbc_portal.desk import DeskAdmin
from reports.models import Outcome

FIELDS = ["kind", "text", "public_text", "owner", "due", "status", "evidence"]


@admin.register(Outcome)
class OutcomeAdmin(DeskAdmin):
    list_display = ["text_line", "kind", "meeting", "owner", "due", "status", "audience"]
    list_filter = ["status", "kind", "due", "meeting__host_engagements__state__region"]
    list_select_related = ["meeting"]
    search_fields = ["text", "owner", "meeting__reference", "meeting__title"]
    fields = ["meeting", *FIELDS]
    date_hierarchy = "due"

    def get_readonly_fields(self, request, obj=None):
        return ["meeting"] if obj else []

    @admin.display(description=_("what was agreed"), ordering="text")
    def text_line(self, outcome):
        return outcome.text if len(outcome.text) < 90 else f"{outcome.text[:88]}…"
