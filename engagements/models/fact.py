from django.db import models
from django.utils.translation import gettext_lazy as _


class Confidence(models.TextChoices):
    SOURCED = "sourced", _("sourced")
    UNVERIFIED = "general-knowledge", _("not verified")


class Sourced(models.Model):
    """A fact with its source. Public pages show it only when `confidence` is *sourced*; the note stays on the desk."""

    source = models.TextField(_("source"), blank=True)
    confidence = models.CharField(_("confidence"), max_length=20, choices=Confidence, default=Confidence.UNVERIFIED)
    as_of = models.CharField(_("as of"), max_length=10, blank=True)  # a day, a month or a year, as the source gives it
    note = models.TextField(_("note (desk only)"), blank=True)

    class Meta:
        abstract = True

    @property
    def is_sourced(self):
        return self.confidence == Confidence.SOURCED
