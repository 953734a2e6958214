import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from apmbc_portal.sealing import SealedFile, unguessable
from apmbc_portal.visibility import Releasable
from meetings.models.agenda import AgendaItem
from meetings.models.meeting import HostedByMeeting, Meeting
from meetings.querysets import ReleasableBelowMeetingQuerySet


class Paper(HostedByMeeting, SealedFile, Releasable):
    """A paper of a meeting: a presentation, a statement, a work plan."""

    FOLDER = "papers"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="papers", verbose_name=_("meeting"))
    item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="papers", verbose_name=_("agenda item")
    )
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=12, default="en")
    file = models.FileField(_("file"), upload_to=unguessable, max_length=200)
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    objects = ReleasableBelowMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        verbose_name = _("paper")
        verbose_name_plural = _("papers")

    def __str__(self):
        return self.title

    def release_text(self):
        return f"{self.title} ({self.language}), sha256:{self.sha256}"
