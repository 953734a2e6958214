from django.db import models
from django.utils.translation import gettext_lazy as _

from engagements.models.people import Nomination


class EndingWarning(models.Model):
    """That everybody concerned was told how soon a nomination ends: once for each distance and each last day."""

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="warnings")
    days = models.PositiveSmallIntegerField(_("days before"))
    ends = models.DateField(_("last day"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["nomination", "days", "ends"], name="one_warning_each")]

    def __str__(self):
        return f"{self.nomination_id}: {self.days}, {self.ends}"
