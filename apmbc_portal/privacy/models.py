from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _


class Remnant(models.Model):
    """A place that still names somebody who was erased: a State's own words, or words it approved. The ISU decides about it.

    It says where, never whom: the row, its column, and at which letters the name stands.
    """

    at = models.DateTimeField(_("found"), auto_now_add=True)
    person = models.CharField(_("person"), max_length=60)  # as history calls them, by a number
    row = models.CharField(_("row"), max_length=120)
    column = models.CharField(max_length=60)
    place = models.CharField(_("where"), max_length=300)  # how the page calls the row
    about = models.CharField(_("file"), max_length=80, blank=True, db_index=True)
    start = models.PositiveIntegerField(default=0)
    length = models.PositiveIntegerField(default=0)
    decision = models.TextField(_("what was decided, and why"), blank=True)
    settled_at = models.DateTimeField(_("decided"), null=True, editable=False)

    class Meta:
        ordering = ["settled_at", "-at", "pk"]
        verbose_name = _("place that still names an erased person")
        verbose_name_plural = _("places that still name an erased person")

    def __str__(self):
        return f"{self.place} ({self.column})"

    @property
    def end(self):
        return self.start + self.length

    @property
    def words(self):
        """(before, the name, after) as they stand there now; None where the row is gone, empty where it is no plain text."""
        label, _colon, key = self.row.partition(":")
        row = apps.get_model(label)._base_manager.filter(pk=key).only(self.column).first()
        if row is None:
            return None
        found, end = getattr(row, self.column), self.end
        if not isinstance(found, str):
            return "", "", ""
        return found[max(0, self.start - 80) : self.start], found[self.start : end], found[end : end + 80]
