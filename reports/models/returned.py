import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from apmbc_portal.sealing import unguessable
from apmbc_portal.uploads.models import CheckedFile
from engagements.models import Correspondence, Engagement
from engagements.models.engagement import HostedByState
from reports.models.report import OutcomeReport, ReportText
from reports.querysets import ReturnedFileQuerySet


class ReturnedFile(HostedByState, CheckedFile):
    """A State's annotated copy of a report, as it came back: one State's own, kept for ever with the words it speaks of."""

    FOLDER = "returned"
    KINDS = ("docx", "odt", "pdf")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(OutcomeReport, models.PROTECT, related_name="returned_files", verbose_name=_("report"))
    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="+", verbose_name=_("engagement"))
    # Which text it annotates; empty where it speaks of the whole report.
    text = models.ForeignKey(
        ReportText, models.PROTECT, null=True, blank=True, related_name="returned_files", verbose_name=_("text")
    )
    words_of = models.DateTimeField(_("speaks of the words sent"))  # a version can be sent more than once
    file = models.FileField(_("file"), upload_to=unguessable, max_length=200)
    size = models.PositiveIntegerField(_("bytes"))
    note = models.TextField(_("note"), blank=True)
    # Recorded by the ISU: the correspondence with which it came.
    cites = models.ForeignKey(
        Correspondence, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("came with")
    )
    returned_at = models.DateTimeField(_("received"), auto_now_add=True)
    returned_by = models.CharField(_("received from"), max_length=200)

    objects = ReturnedFileQuerySet.as_manager()

    class Meta:
        ordering = ["returned_at"]
        constraints = [
            # A second click brings the same bytes again.
            models.UniqueConstraint(fields=["report", "engagement", "words_of", "sha256"], name="returned_once")
        ]
        verbose_name = _("annotated file")
        verbose_name_plural = _("annotated files")

    def __str__(self):
        return self.file_name

    def host(self):
        return self.engagement

    @property
    def is_of_earlier_words(self):
        """Whether the report was sent anew since."""
        return self.words_of < self.report.words_since
