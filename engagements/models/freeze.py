from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagements.models.correspondence import Correspondence
from engagements.models.state import State


class Freeze(models.Model):
    """A time in which two authorities claimed to speak for a State and the portal took neither side.

    Read and written on the desk alone; what everybody else is told is one neutral sentence.
    """

    state = models.ForeignKey(State, models.PROTECT, related_name="freezes", verbose_name=_("State"))
    began_at = models.DateTimeField(_("since"), default=timezone.now)
    began_by = models.CharField(_("flagged by"), max_length=200)
    note = models.TextField(_("note of the desk"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_by = models.CharField(_("ended by"), max_length=200, blank=True)
    ended_on_the_word_of = models.ForeignKey(
        Correspondence, models.PROTECT, null=True, related_name="+", verbose_name=_("on the evidence of")
    )

    class Meta:
        ordering = ["-began_at"]
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(ended_at__isnull=True), name="one_freeze_at_a_time"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_on_the_word_of__isnull=False), name="freeze_ends_on_evidence"
            ),
        ]
        verbose_name = _("freeze")
        verbose_name_plural = _("freezes")

    def __str__(self):
        return str(self.state)
