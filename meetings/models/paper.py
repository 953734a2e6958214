import hashlib
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from apmbc_portal.visibility import Releasable
from meetings.models.agenda import AgendaItem
from meetings.models.meeting import HostedByMeeting, Meeting
from meetings.querysets import ReleasableBelowMeetingQuerySet


def paper_name(instance, filename):
    """An unguessable name: the file's own name is a column, never a path."""
    return f"papers/{uuid.uuid4().hex}"


class Paper(HostedByMeeting, Releasable):
    """A paper of a meeting: a presentation, a statement, a work plan."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="papers", verbose_name=_("meeting"))
    item = models.ForeignKey(AgendaItem, models.SET_NULL, null=True, blank=True, related_name="papers", verbose_name=_("agenda item"))
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=12, default="en")
    file = models.FileField(_("file"), upload_to=paper_name, max_length=200)
    file_name = models.CharField(_("name of the file"), max_length=200, blank=True, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)
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

    def seal(self, upload):
        """Take an uploaded file and remember its name and hash. Call before the row is inserted."""
        digest = hashlib.sha256()
        for chunk in upload.chunks():
            digest.update(chunk)
        upload.seek(0)
        self.file, self.file_name, self.sha256 = upload, upload.name[:200], digest.hexdigest()
