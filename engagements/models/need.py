from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from engagements.models.request import EngagementRequest


class Theme(models.TextChoices):
    """The parts A to F of a State's presentation under the individualised approach."""

    CLEARANCE = "A", _("Mine clearance")
    STOCKPILES = "B", _("Stockpile destruction")
    RISK_EDUCATION = "C", _("Mine risk reduction and education")
    VICTIM_ASSISTANCE = "D", _("Victim assistance")
    NATIONAL_ACTION = "E", _("National action on the Convention's norms and compliance")
    COOPERATION = "F", _("Sharing expertise through cooperation")


class Need(models.Model):
    """What a State needs, or offers, under one theme."""

    class Direction(models.TextChoices):
        NEEDS = "needs", _("needs")
        OFFERS = "offers", _("offers")

    class Kind(models.TextChoices):
        FUNDS = "funds", _("funds")
        EQUIPMENT = "equipment", _("equipment")
        TRAINING = "training", _("training")
        EXPERTISE = "expertise", _("expertise")

    request = models.ForeignKey(EngagementRequest, models.CASCADE, related_name="needs", verbose_name=_("request"))
    position = models.PositiveSmallIntegerField(default=0)
    theme = models.CharField(_("theme"), max_length=1, choices=Theme)
    direction = models.CharField(_("needs or offers"), max_length=6, choices=Direction, default=Direction.NEEDS)
    title = models.CharField(_("in one line"), max_length=160)
    circumstances = models.TextField(_("circumstances"), blank=True)
    needs = models.TextField(_("what is needed or offered"), blank=True)
    challenges = models.TextField(_("challenges"), blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, blank=True)
    amount_from = models.DecimalField(_("amount from"), max_digits=14, decimal_places=0, null=True, blank=True)
    amount_to = models.DecimalField(_("amount to"), max_digits=14, decimal_places=0, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)

    class Meta:
        ordering = ["theme", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_to__isnull=True) | Q(amount_from__isnull=True) | Q(amount_to__gte=F("amount_from")),
                name="need_range",
                violation_error_message=_("The range is upside down: its end is below its beginning."),
            ),
            models.CheckConstraint(
                condition=Q(amount_from__isnull=True, amount_to__isnull=True) | ~Q(currency=""),
                name="need_currency",
                violation_error_message=_("Say in which currency."),
            ),
        ]
        verbose_name = _("need or offer")
        verbose_name_plural = _("needs and offers")

    def __str__(self):
        return f"{self.theme}: {self.title}"

    def as_text(self):
        amount = f"{self.amount_from or ''}–{self.amount_to or ''} {self.currency}" if self.currency else ""
        parts = [
            self.theme,
            self.direction,
            self.title,
            self.kind,
            amount,
            str(self.year or ""),
            self.circumstances,
            self.needs,
            self.challenges,
        ]
        return "need: " + " | ".join(parts)
