"""History and the States' ledgers: read on the desk, written by nobody here."""

import json

from django.contrib import admin
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from apmbc_portal.accounts.models import User
from apmbc_portal.audit.models import Event, LedgerEntry
from apmbc_portal.audit.verbs import said
from apmbc_portal.audit.words import removals_of
from apmbc_portal.desk import ReadOnlyAdmin


class RowFilter(admin.SimpleListFilter):
    """The history of one row, from the link on its page; there is nothing to choose in the list."""

    title = _("row")
    parameter_name = "row"
    template = "admin/no_filter.html"

    def lookups(self, request, model_admin):
        return [(value, value) for value in self.used_parameters.values()]

    def queryset(self, request, queryset):
        return queryset.filter(detail__row=self.value()) if self.value() else queryset


class AboutFilter(RowFilter):
    """The history of one file."""

    title = _("file")
    parameter_name = "about"

    def queryset(self, request, queryset):
        return queryset.filter(about=self.value()) if self.value() else queryset


class RecordAdmin(ReadOnlyAdmin):
    """People stand in the record as opaque ids; the desk reads the name as long as the person is known."""

    def get_queryset(self, request):
        name = User.objects.filter(pk=OuterRef("person")).values("name")[:1]
        return super().get_queryset(request).annotate(person_name=Subquery(name))

    @admin.display(description=_("person"))
    def who(self, row):
        return row.person_name or (_("no longer known") if row.person else "–")

    @admin.display(description=_("step"), ordering="verb")
    def step(self, row):
        return said(row.verb)

    @admin.display(description=_("detail"))
    def details(self, row):
        return json.dumps(row.detail, ensure_ascii=False, indent=1) if row.detail else "–"


@admin.register(Event)
class EventAdmin(RecordAdmin):
    list_display = ["at", "step", "subject", "about", "who", "acting_as"]
    list_filter = ["at", AboutFilter, RowFilter]
    search_fields = ["=about", "subject", "verb", "acting_as"]
    fields = ["at", "step", "subject", "about", "who", "acting_as", "details", "taken_out_at"]


@admin.register(LedgerEntry)
class LedgerEntryAdmin(RecordAdmin):
    list_display = ["chain", "number", "happened_on", "step", "subject", "who", "acting_as"]
    list_filter = ["chain", "happened_on", AboutFilter]
    search_fields = ["=chain", "parts__words", "=about", "verb"]
    ordering = ["-at"]
    fields = [
        "chain", "number", "happened_on", "at", "step", "subject", "about", "who", "acting_as", "to", "signed_by", "evidence", "note",
        "text", "shown", "taken_out", "details", "previous", "seal",
    ]  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request).with_words()

    @admin.display(description=_("names that were shown"))
    def shown(self, entry):
        return json.dumps(entry.names_shown, ensure_ascii=False, indent=1) if entry.names_shown else "–"

    @admin.display(description=_("words taken out"))
    def taken_out(self, entry):
        return " ".join(removals_of(entry)) or "–"
