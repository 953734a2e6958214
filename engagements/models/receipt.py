from django.db import models
from django.utils.translation import gettext_lazy as _


class Receipt(models.Model):
    """Somebody outside the State and the ISU received a row that was open to them and not to everybody.

    What was received cannot be recalled: the State sees these lines beside its decision. Only `engagements.receipts` writes here.
    """

    class Way(models.TextChoices):
        PAGE = "page", _("read in the portal")
        FILE = "file", _("taken as a file")

    item = models.UUIDField(db_index=True)  # the row's release_id
    person = models.UUIDField(_("person"))  # opaque, so that erasing somebody leaves the record standing
    acting_as = models.CharField(_("acting as"), max_length=200)
    way = models.CharField(_("way"), max_length=4, choices=Way)
    form = models.CharField(_("form"), max_length=10, blank=True)  # of a file: pdf, docx, csv
    first_at = models.DateTimeField(_("first"))
    last_at = models.DateTimeField(_("last"))

    class Meta:
        ordering = ["first_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["item", "person", "acting_as", "way", "form"], name="one_receipt_per_way")]
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")

    def __str__(self):
        return f"{self.acting_as}: {self.item}"
