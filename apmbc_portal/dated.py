"""Rows that hold for a period: nominations, seats, postings, representations."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apmbc_portal import history


def in_force(day, path=""):
    """The condition that a dated row counts on `day`; `path` leads to it from another table ("seat__").

    The last day counts, unless somebody ended the row during it.
    """
    ends = f"{path}ends"
    still = Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gt": day}) | Q(**{ends: day, f"{path}ended_at__isnull": True})
    return Q(still, **{f"{path}starts__lte": day})


class DatedQuerySet(models.QuerySet):
    def on(self, day=None):
        """Those in force on `day` (today unless told)."""
        return self.filter(in_force(day or timezone.localdate()))

    def past(self, day=None):
        """Those that were in force once and are no more on `day`."""
        day = day or timezone.localdate()
        return self.filter(starts__lte=day).exclude(in_force(day))


class Dated(models.Model):
    """A period, first and last day included; an empty `ends` is open-ended."""

    starts = models.DateField(_("from"), default=timezone.localdate)
    ends = models.DateField(_("until (last day)"), null=True, blank=True)
    # Set where somebody ended it before its last day was over: from that moment on it does not count.
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="%(app_label)s_%(class)s_period",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ends__isnull=False), name="%(app_label)s_%(class)s_ended"
            ),
        ]

    def end_now(self):
        """End it in this very moment; whether it was in force until now. One of two who do it at once wins."""
        now = timezone.now()
        today = timezone.localdate(now)
        rows = type(self)._base_manager.filter(in_force(today), pk=self.pk)
        return history.update(rows, ends=today, ended_at=now) == 1

    @property
    def is_past(self):
        """Whether it was in force once and is no more."""
        today = timezone.localdate()
        return self.ends is not None and (self.ends < today or (self.ends == today and self.ended_at is not None))
