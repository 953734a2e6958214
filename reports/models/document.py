import datetime
import uuid

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apmbc_portal.audit.models import Publication
from reports.models.outcome import ContactList
from reports.models.report import ReportText
from reports.querysets import DocumentQuerySet

LEASE = datetime.timedelta(seconds=45)
MAX_ATTEMPTS = 3


def document_name(instance, filename):
    """An unguessable name: what the reader's copy is called is decided at download."""
    return f"documents/{uuid.uuid4().hex}.pdf"


class Document(models.Model):
    """A file being made: the job and its result in one row, which is the truth; a worker only carries."""

    class Kind(models.TextChoices):
        REPORT = "report", _("meeting report")
        CONTACT_LIST = "contact_list", _("contact list")

    class Status(models.TextChoices):
        QUEUED = "queued", _("queued")
        RUNNING = "running", _("being made")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    text = models.ForeignKey(ReportText, models.CASCADE, null=True, blank=True, related_name="documents")
    contact_list = models.ForeignKey(ContactList, models.CASCADE, null=True, blank=True, related_name="documents")
    title = models.CharField(_("title"), max_length=300)
    content = models.JSONField(default=dict)  # all that is printed, frozen when the document was asked for
    content_hash = models.CharField(max_length=64, db_index=True)
    # The report's status when the document was asked for: words of an earlier stage stay with those who read that stage.
    report_status = models.CharField(max_length=12, blank=True, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.QUEUED, db_index=True)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=0)
    attempts_allowed = models.PositiveSmallIntegerField(default=MAX_ATTEMPTS)  # asking again adds to it; `attempt` only grows
    leased_until = models.DateTimeField(null=True)
    stage = models.CharField(_("stage"), max_length=80, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    error = models.CharField(_("reason"), max_length=500, blank=True)
    file = models.FileField(upload_to=document_name, blank=True, max_length=200)
    size = models.PositiveIntegerField(_("bytes"), default=0)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_as = models.CharField(_("asked for by"), max_length=200)
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["status", "leased_until"], name="document_due")]
        constraints = [
            # Asking twice for the same content gives the same row, pending or ready.
            models.UniqueConstraint(
                fields=["text", "content_hash"],
                condition=Q(status__in=["queued", "running", "ready"]),
                name="one_document_per_text",
            ),
            models.UniqueConstraint(
                fields=["contact_list", "content_hash"],
                condition=Q(status__in=["queued", "running", "ready"]),
                name="one_document_per_list",
            ),
            models.CheckConstraint(
                condition=Q(text__isnull=False, contact_list__isnull=True) | Q(text__isnull=True, contact_list__isnull=False),
                name="document_has_one_subject",
            ),
            models.CheckConstraint(condition=~Q(status="ready") | ~Q(file=""), name="ready_has_a_file"),
        ]
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("document", args=[self.pk])

    @property
    def subject(self):
        """The row this document prints."""
        return self.text or self.contact_list

    @property
    def is_pending(self):
        return self.status in (self.Status.QUEUED, self.Status.RUNNING)

    def claim(self):
        """Take the work if it is queued or its lease ran out; one worker wins, on either database."""
        now = timezone.now()
        free = Q(status=self.Status.QUEUED) | Q(status=self.Status.RUNNING, leased_until__lt=now)
        won = (
            type(self)
            .objects.filter(free, pk=self.pk, attempt=self.attempt, attempt__lt=F("attempts_allowed"))
            .update(status=self.Status.RUNNING, attempt=self.attempt + 1, leased_until=now + LEASE, stage="", done=0, total=0)
        )
        if won:
            self.attempt += 1
            self.status = self.Status.RUNNING
        return won == 1

    def _mine(self):
        """The row while this very attempt holds it: a worker that comes back late changes nothing."""
        return type(self).objects.filter(pk=self.pk, attempt=self.attempt, status=self.Status.RUNNING)

    def heartbeat(self, stage, done=0, total=0):
        """Say how far the work is and keep the lease; False when somebody else holds it or it was cancelled."""
        return self._mine().update(stage=stage, done=done, total=total, leased_until=timezone.now() + LEASE) == 1

    def finish(self, name, *, size, pages, sha256):
        """Close the work with its file; False for a worker that came back late (its file is then nobody's)."""
        with transaction.atomic():
            won = self._mine().update(
                status=self.Status.READY, file=name, size=size, pages=pages, sha256=sha256,
                finished_at=timezone.now(), leased_until=None, stage="", error="",
            ) == 1  # fmt: skip
            if won:
                Publication.bump()  # the page of a published text shows its file from now on
        return won

    def fail(self, reason, *, final=False):
        """Close the work with a reason a person understands, or queue it again while attempts are left."""
        again = self.attempt < self.attempts_allowed and not final
        return self._mine().update(
            status=self.Status.QUEUED if again else self.Status.FAILED,
            error=str(reason)[:500],
            leased_until=None,
            finished_at=None if again else timezone.now(),
        )
