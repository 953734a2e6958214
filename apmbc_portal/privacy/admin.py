"""What the ISU decides about: places that still name somebody who asked to be removed."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from apmbc_portal.audit.models import LedgerWords
from apmbc_portal.desk import DeskAdmin, waiting
from apmbc_portal.desk.forms import DeskForm
from apmbc_portal.privacy.models import Remnant
from apmbc_portal.privacy.record import is_of_record, stands_there, take_out
from apmbc_portal.text import PlainTextField


class OpenFilter(admin.SimpleListFilter):
    title = _("decision")
    parameter_name = "open"

    def lookups(self, request, model_admin):
        return [("yes", _("to be decided")), ("no", _("decided"))]

    def queryset(self, request, queryset):
        return queryset.filter(settled_at__isnull=self.value() == "yes") if self.value() else queryset


class RemnantForm(DeskForm):
    take_out = PlainTextField(
        required=False, label=_("Take these words out"),
        help_text=_(
            "The name or the address, as it stands there. “[…]” stands in its place from then on; a ledger says so in an entry of its own, and "
            "keeps the seal of the original. It cannot be undone."
        ),
    )  # fmt: skip

    def clean_take_out(self):
        words = self.cleaned_data["take_out"].strip()
        if words and not stands_there(self.instance, words):
            raise ValidationError(_("These words do not stand there: take out what is marked above."))
        return words


@admin.register(Remnant)
class RemnantAdmin(DeskAdmin):
    """Words are changed where they stand: a new version of a report, a word with the State. Here stands what was decided, and words go
    out of the record, which nobody edits.
    """

    form = RemnantForm
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
        if label == LedgerWords._meta.label_lower:
            label, key = "audit.ledgerentry", LedgerWords.objects.values_list("entry", flat=True).get(pk=key)
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

    def get_fields(self, request, obj=None):
        fields = list(super().get_fields(request, obj))
        return [*fields[:-2], "take_out", *fields[-2:]] if obj and is_of_record(obj) and not obj.settled_at else fields

    def save_model(self, request, obj, form, change):
        if words := form.cleaned_data.get("take_out"):
            obj.decision = obj.decision.strip() or _("Taken out of the record.")
            take_out(obj, words)
        obj.settled_at = timezone.now() if obj.decision.strip() else None
        obj.save(update_fields=["decision", "settled_at"])

    def subject_of(self, obj):
        return f"remnant {obj.pk}"


@waiting("remnants")
def remnants_to_decide():
    count = Remnant.objects.filter(settled_at=None).count()
    return _("Texts that still name an erased person"), count, reverse("admin:privacy_remnant_changelist") + "?open=yes"
