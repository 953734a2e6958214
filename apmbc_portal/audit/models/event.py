from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """One line of history: who did what, as whom. Text without foreign keys, written once.

    Triggers let it change in one way: words that name an erased person go out of `subject` and `detail`, on a day that it then says.
    """

    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    person = models.UUIDField(_("person"), null=True)  # opaque, so that erasing somebody leaves history standing
    acting_as = models.CharField(_("acting as"), max_length=200, blank=True)
    verb = models.CharField(_("step"), max_length=60)
    subject = models.CharField(_("subject"), max_length=300)
    about = models.CharField(_("file"), max_length=80, blank=True, db_index=True)
    detail = models.JSONField(_("detail"), default=dict, blank=True)

    taken_out_at = models.DateTimeField(_("words taken out"), null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def __str__(self):
        return f"{self.verb}: {self.subject}"
