from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from apmbc_portal.visibility import Releasable
from meetings.models import Meeting
from meetings.models.meeting import HostedByMeeting
from reports.querysets import OutcomeQuerySet


class Outcome(HostedByMeeting, Releasable):
    """What a meeting led to: one of the six kinds of follow-up, with an owner and a date."""

    class Kind(models.TextChoices):
        REPORT = "report", _("report shared with participants")
        MEETING = "meeting", _("further meeting, in Geneva or in the country")
        INFORMATION = "information", _("sharing of information")
        CONTACTS = "contacts", _("contact list")
        REPORTING = "reporting", _("better national reporting")
        PARTNERSHIP = "partnership", _("Platform for Partnerships")

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        UNDER_WAY = "under_way", _("under way")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    WORDS = ("kind", "text", "owner")  # what a State read when it opened the row

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="outcomes", verbose_name=_("meeting"))
    kind = models.CharField(_("kind of follow-up"), max_length=12, choices=Kind)
    text = models.TextField(_("what was agreed"))
    # What a public text prints. Empty keeps the outcome out of it: nothing is public because somebody forgot.
    public_text = models.TextField(_("wording for the public text: names no participant"), blank=True)
    owner = models.CharField(_("owner"), max_length=200, blank=True)
    due = models.DateField(_("due"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = [F("due").asc(nulls_last=True), "pk"]
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")

    def __str__(self):
        return f"{self.get_kind_display()}: {self.text[:80]}"

    def release_text(self):
        return f"{self.get_kind_display()}: {self.text}\n{self.owner} {self.due or ''}"
