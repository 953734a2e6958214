"""Rows that hold for a period: nominations, seats, postings, representations."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DatedQuerySet(models.QuerySet):
    def on(self, day=None):
        """Those in force on `day` (today unless told). The last day counts; an ended row is out the day after `ends`."""
        day = day or timezone.localdate()
        return self.filter(Q(ends__isnull=True) | Q(ends__gte=day), starts__lte=day)


class Dated(models.Model):
    """A period, first and last day included; an empty `ends` is open-ended."""

    starts = models.DateField(_("from"), default=timezone.localdate)
    ends = models.DateField(_("until (last day)"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="%(app_label)s_%(class)s_period",
                violation_error_message=_("The last day lies before the first."),
            )
        ]
