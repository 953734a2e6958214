import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from apmbc_portal.sealing import unguessable
from apmbc_portal.uploads import looks
from apmbc_portal.uploads.models import CheckedFile
from apmbc_portal.visibility import Releasable
from meetings.models.agenda import AgendaItem
from meetings.models.meeting import HostedByMeeting, Meeting
from meetings.querysets import PaperQuerySet


class Paper(HostedByMeeting, CheckedFile, Releasable):
    """A paper of a meeting: a presentation, a statement, a work plan.

    What readers get is the copy without names, places and traces of programs. The file as it was handed in stays sealed,
    for the ISU and the hosts: it shows what was left out, and another copy can be made of it.
    """

    FOLDER = "papers"
    PURPOSE = "paper"
    WORDS = ("title", "language")  # what a State opens beside the file itself, which stays as it was handed in

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="papers", verbose_name=_("meeting"))
    item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="papers", verbose_name=_("agenda item")
    )
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=12, default="en")
    file = models.FileField(_("file"), upload_to=unguessable, max_length=200)
    copy = models.FileField(_("copy that is passed on"), upload_to=unguessable, max_length=200, blank=True, editable=False)
    copy_sha256 = models.CharField(_("SHA-256 of the copy"), max_length=64, blank=True, editable=False)
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(checked="passed") | ~models.Q(copy=""), name="checked_paper_has_copy")
        ]
        verbose_name = _("paper")
        verbose_name_plural = _("papers")

    def __str__(self):
        return self.title

    def release_text(self):
        return f"{self.title} ({self.language}), sha256:{self.copy_sha256}"

    def release_notices(self):
        return [*super().release_notices(), *looks.sentences(self.looks)]

    def release_objection(self):
        if self.is_refused:
            return _("The check did not take its file; the ISU has been told.")
        return "" if self.handed_out else _("Its file is still being checked.")
