"""Whom the ISU writes to: organisations, their contacts with what they consented to, and who represents them here."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from apmbc_portal.desk import DeskAdmin, DeskForm, DeskTabular, PeriodFilter
from meetings.models import Consent, Contact, Organisation, Representation


@admin.register(Organisation)
class OrganisationAdmin(DeskAdmin):
    list_display = ["name", "short_name", "kind", "state", "email"]
    list_filter = ["kind", "state__region"]
    list_select_related = ["state"]
    search_fields = ["name", "short_name", "email", "state__name_en", "=state__iso3"]
    autocomplete_fields = ["state"]
    fields = ["name", "short_name", "kind", "state", "email"]


class ConsentRow(DeskForm):
    """What was agreed to stays as it was agreed to; it can only be withdrawn."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            for name in ("purpose", "wording", "given_on"):
                self.fields[name].disabled = True


class Consents(DeskTabular):
    form = ConsentRow

    model = Consent
    fields = ["purpose", "wording", "given_on", "withdrawn_on"]


class OnAListFilter(admin.SimpleListFilter):
    title = _("contact lists")
    parameter_name = "listed"

    def lookups(self, request, model_admin):
        return [("yes", _("agreed to be listed")), ("no", _("did not agree"))]

    def queryset(self, request, queryset):
        agreed = Consent.objects.filter(purpose="contact_list", withdrawn_on__isnull=True).values("contact")
        if self.value() == "yes":
            return queryset.filter(pk__in=agreed)
        return queryset.exclude(pk__in=agreed) if self.value() == "no" else queryset


@admin.register(Contact)
class ContactAdmin(DeskAdmin):
    list_display = ["name", "title", "organisation", "email", "language", "confirmed_on", "expires_on"]
    list_filter = [OnAListFilter, "organisation__kind", "language", "expires_on"]
    list_select_related = ["organisation"]
    search_fields = ["name", "email", "title", "organisation__name", "organisation__short_name"]
    autocomplete_fields = ["organisation", "user"]
    fields = ["organisation", "name", "title", "email", "phone", "language", "user", ("confirmed_on", "expires_on")]
    inlines = [Consents]

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        ended = [row for row, names in formset.changed_objects if "withdrawn_on" in names and row.withdrawn_on]
        if any(row.purpose == Consent.Purpose.CONTACT_LIST for row in ended):
            # A later consent at another meeting must not bring this name back into older lists.
            form.instance.participations.update(may_be_listed=False)

    def subject_of(self, obj):
        return f"contact {obj.pk}"


@admin.register(Representation)
class RepresentationAdmin(DeskAdmin):
    list_display = ["user", "organisation", "function", "starts", "ends"]
    list_filter = [PeriodFilter, "organisation__kind"]
    list_select_related = ["user", "organisation"]
    search_fields = ["user__name", "user__email", "organisation__name"]
    autocomplete_fields = ["user", "organisation"]
    fields = ["user", "organisation", "function", ("starts", "ends")]

    def subject_of(self, obj):
        return f"representation {obj.pk}"
