from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PeriodFilter(admin.SimpleListFilter):
    """Dated rows by what they are today: in force, ended, or still to come."""

    title = _("period")
    parameter_name = "period"

    def lookups(self, request, model_admin):
        return [("now", _("in force today")), ("ended", _("ended")), ("ahead", _("to come"))]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        if self.value() == "now":
            return queryset.on(today)
        if self.value() == "ended":
            return queryset.past(today)
        if self.value() == "ahead":
            return queryset.filter(starts__gt=today)
        return queryset
