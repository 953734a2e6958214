"""States, what they are bound to do, action plans and meetings of the Convention. What is not verified says so."""

from functools import partial

from django.contrib import admin
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from apmbc_portal.desk import DeskAdmin, DeskTabular
from engagements.admin.freeze import freeze_page
from engagements.models import ActionPlan, Obligation, ObligationStep, Occasion, State

FACT = (_("Where this comes from"), {"fields": ["source", "confidence", "as_of"]})
DESK_NOTE = (
    _("For the desk only"),
    {"fields": ["note"], "classes": ["desk-only"], "description": _("Never shown on a public page.")},
)


@admin.display(description=_("verified"), ordering="confidence")
def verified(fact):
    """A word, not a colour alone: sourced, or not verified."""
    return format_html('<span class="tag {}">{}</span>', "ok" if fact.is_sourced else "wait", fact.get_confidence_display())


class FactAdmin(DeskAdmin):
    """A fact with its source; public pages show it only when it is sourced."""

    list_filter = ["confidence"]


@admin.register(State)
class StateAdmin(FactAdmin):
    """Names and codes are the UN's and come with the reference data; dates and notes can be kept up here."""

    may_add = False
    history_parts = {Obligation: "state"}
    list_display = ["name_en", "iso3", "region", "entry_into_force", "withdrawal_effective", verified]
    list_filter = ["confidence", "region", "is_demo"]
    search_fields = ["name_en", "name_fr", "name_es", "name_ru", "name_ar", "name_zh", "=iso3", "=m49"]
    NAMES = ["name_en", "name_fr", "name_es", "name_ru", "name_ar", "name_zh"]
    readonly_fields = ["iso3", "m49", "region", "subregion", "is_demo", *NAMES]
    change_form_template = "admin/engagements/state.html"
    fieldsets = [
        (None, {"fields": [("iso3", "m49"), ("region", "subregion"), "is_demo"]}),
        (_("UN short names"), {"fields": NAMES}),
        (_("Membership"), {"fields": ["signed", ("instrument", "deposited"), "entry_into_force", "withdrawal_notified", "withdrawal_effective"]}),
        FACT,
        (DESK_NOTE[0], DESK_NOTE[1] | {"fields": ["mission_email", "note"]}),
    ]  # fmt: skip

    def view_on_site(self, state):
        return state.get_absolute_url()

    def get_urls(self):
        page = self.admin_site.admin_view(partial(freeze_page, self))
        return [path("<int:pk>/freeze/", page, name="engagements_state_freeze"), *super().get_urls()]


class StepInline(DeskTabular):
    model = ObligationStep
    may_delete = True
    fields = ["position", "text", "decided_at", "deadline"]


@admin.register(Obligation)
class ObligationAdmin(FactAdmin):
    history_parts = {ObligationStep: "obligation"}
    list_display = ["state", "article", "status", "deadline", "last_known_deadline", verified]
    list_filter = ["confidence", "article", "status"]
    list_select_related = ["state"]
    search_fields = ["state__name_en", "state__name_fr", "=state__iso3"]
    autocomplete_fields = ["state"]
    inlines = [StepInline]
    fieldsets = [
        (None, {"fields": ["state", "article", "status"]}),
        (
            _("Deadlines"),
            {"fields": ["original_deadline", "deadline", "last_known_deadline", "requested_deadline", "extensions"]},
        ),
        FACT,
        DESK_NOTE,
    ]

    def get_readonly_fields(self, request, obj=None):
        return ["state", "article"] if obj else []


@admin.register(ActionPlan)
class ActionPlanAdmin(FactAdmin):
    list_display = ["name", "period_start", "period_end", "individualised_approach_action", verified]
    search_fields = ["name", "code"]


@admin.register(Occasion)
class OccasionAdmin(FactAdmin):
    list_display = ["name", "kind", "place", "starts", "ends", verified]
    list_filter = ["confidence", "kind"]
    search_fields = ["name", "place", "document_symbol_root"]
