"""What the ISU decides about: places that still name somebody who asked to be removed."""

from django.contrib import admin
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from apmbc_portal.desk import DeskAdmin, waiting
from apmbc_portal.privacy.models import Remnant


class OpenFilter(admin.SimpleListFilter):
    title = _("decision")
    parameter_name = "open"

    def lookups(self, request, model_admin):
        return [("yes", _("to be decided")), ("no", _("decided"))]

    def queryset(self, request, queryset):
        return queryset.filter(settled_at__isnull=self.value() == "yes") if self.value() else queryset


@admin.register(Remnant)
class RemnantAdmin(DeskAdmin):
    """The words are changed where they stand: a new version of a report, a word with the State. Here stands what was decided."""

    may_add = False
    list_display = ["place", "about", "at", "settled_at"]
    list_filter = [OpenFilter]
    search_fields = ["place", "=about"]
    fields = ["page", "about", "at", "excerpt", "decision", "settled_at"]
    readonly_fields = ["page", "about", "at", "excerpt", "settled_at"]

    @admin.display(description=_("where"))
    def page(self, remnant):
        """The place, with the way to its row where the desk has a page of it."""
        label, _colon, key = remnant.row.partition(":")
        try:
            address = reverse(f"admin:{label.replace('.', '_')}_change", args=[key])
        except NoReverseMatch:
            return remnant.place
        return format_html('<a href="{}">{}</a>', address, remnant.place)

    @admin.display(description=_("the words"))
    def excerpt(self, remnant):
        if (words := remnant.words) is None:
            return _("They are gone.")
        if not any(words):
            return _("In the data of this row.")
        return format_html("… <bdi>{}<mark>{}</mark>{}</bdi> …", *words)

    def save_model(self, request, obj, form, change):
        obj.settled_at = timezone.now() if obj.decision.strip() else None
        obj.save(update_fields=["decision", "settled_at"])

    def subject_of(self, obj):
        return f"remnant {obj.pk}"


@waiting("remnants")
def remnants_to_decide():
    count = Remnant.objects.filter(settled_at=None).count()
    return _("Texts that still name an erased person"), count, reverse("admin:privacy_remnant_changelist") + "?open=yes"
