from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.models.outcome import Outcome
from reports.models.report import ReportText


class OutcomeWording(models.Model):
    """What was agreed, in the language of a translated text."""

    text = models.ForeignKey(ReportText, models.CASCADE, related_name="outcome_wordings", verbose_name=_("text"))
    outcome = models.ForeignKey(Outcome, models.CASCADE, related_name="wordings", verbose_name=_("outcome"))
    wording = models.TextField(_("wording"), blank=True)

    class Meta:
        ordering = ["outcome", "pk"]
        constraints = [models.UniqueConstraint(fields=["text", "outcome"], name="one_wording_per_text")]
        verbose_name = _("wording of an outcome")
        verbose_name_plural = _("wordings of outcomes")

    def __str__(self):
        return self.wording[:80]
