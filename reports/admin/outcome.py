"""What meetings led to, on the desk."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from apmbc_portal.desk import DeskAdmin, DeskForm
from engagements.admin.anew import write_anew
from engagements.decisions import is_open
from reports.models import Outcome

STAYS = _("A State has opened it in these words. Write another outcome, or ask the State to take this one back first.")
FIELDS = ["kind", "text", "public_text", "owner", "due", "status", "evidence"]


class OutcomeForm(DeskForm):
    """What others read of an outcome is what the State opened: how it goes on is written down, its words stay."""

    def clean(self):
        cleaned = super().clean()
        changed = [name for name in Outcome.WORDS if name in self.changed_data]
        if changed and not self.instance._state.adding and is_open(self.instance):
            for name in changed:
                self.add_error(name, STAYS)
        return cleaned


@admin.register(Outcome)
class OutcomeAdmin(DeskAdmin):
    form = OutcomeForm
    list_display = ["text_line", "kind", "meeting", "owner", "due", "status", "audience"]
    list_filter = ["status", "kind", "due", "meeting__host_engagements__state__region"]
    list_select_related = ["meeting"]
    search_fields = ["text", "owner", "meeting__reference", "meeting__title"]
    fields = ["meeting", *FIELDS]
    date_hierarchy = "due"

    def save_model(self, request, obj, form, change):
        def write():
            super(OutcomeAdmin, self).save_model(request, obj, form, change)

        # A State may open it between the form and this moment.
        write_anew(request, obj, write) if change and set(Outcome.WORDS) & set(form.changed_data) else write()

    def get_readonly_fields(self, request, obj=None):
        return ["meeting"] if obj else []

    @admin.display(description=_("what was agreed"), ordering="text")
    def text_line(self, outcome):
        return outcome.text if len(outcome.text) < 90 else f"{outcome.text[:88]}…"
