"""From which dated rows people take their capacity: nominations by States, seats on the Committee."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apmbc_portal.desk import DeskAdmin, DeskForm, DeskTabular, PeriodFilter
from engagements.models import CommitteeSeat, Delegate, Nomination


class NominationForm(DeskForm):
    def clean(self):
        cleaned = super().clean()
        state, document = cleaned.get("state") or getattr(self.instance, "state", None), cleaned.get("document")
        if state and document and document.state_id != state.pk:
            raise ValidationError({"document": _("This document is from another State.")})
        return cleaned


@admin.register(Nomination)
class NominationAdmin(DeskAdmin):
    """Who speaks for a State, by which document, how long and with which rights."""

    form = NominationForm
    list_display = [
        "user", "state", "function", "place", "starts", "ends", "may_draft", "may_submit", "may_release", "has_document",
    ]  # fmt: skip
    list_filter = [PeriodFilter, "place", "may_release", "state__region"]
    list_select_related = ["user", "state"]
    search_fields = ["user__name", "user__email", "state__name_en", "=state__iso3", "function"]
    autocomplete_fields = ["user", "state", "document"]
    date_hierarchy = None
    fieldsets = [
        (None, {"fields": ["state", "user", ("function", "place")]}),
        (_("By which document, and how long"), {"fields": ["document", ("starts", "ends")]}),
        (
            _("What the State lets them do"),
            {"fields": ["may_draft", "may_submit", "may_release"], "description": _("Reading comes with the nomination.")},
        ),
    ]

    def get_readonly_fields(self, request, obj=None):
        return ["state", "user"] if obj else []  # a nomination of somebody else is another row

    @admin.display(description=_("document"), boolean=True)
    def has_document(self, nomination):
        return nomination.document_id is not None

    def subject_of(self, obj):
        return _("nomination by %(state)s of person %(person)s") % {"state": obj.state, "person": obj.user_id}


class DelegateInline(DeskTabular):
    model = Delegate
    autocomplete_fields = ["user"]
    fields = ["user", "starts", "ends"]


@admin.register(CommitteeSeat)
class CommitteeSeatAdmin(DeskAdmin):
    list_display = ["state", "starts", "ends", "chair_from", "chair_until"]
    list_filter = [PeriodFilter]
    list_select_related = ["state"]
    search_fields = ["state__name_en", "=state__iso3"]
    autocomplete_fields = ["state"]
    inlines = [DelegateInline]
    fieldsets = [
        (None, {"fields": ["state", ("starts", "ends")]}),
        (_("Chair"), {"fields": [("chair_from", "chair_until")]}),
    ]


@admin.register(Delegate)
class DelegateAdmin(DeskAdmin):
    list_display = ["user", "seat", "starts", "ends"]
    list_filter = [PeriodFilter]
    list_select_related = ["user", "seat__state"]
    search_fields = ["user__name", "user__email", "seat__state__name_en"]
    autocomplete_fields = ["user", "seat"]

    def subject_of(self, obj):
        return _("seat of %(seat)s for person %(person)s") % {"seat": obj.seat, "person": obj.user_id}
