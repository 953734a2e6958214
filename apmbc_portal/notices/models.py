import datetime
import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LEASE = datetime.timedelta(minutes=2)
MAX_ATTEMPTS = 54  # with pauses that double up to an hour: two days, as mail servers themselves wait for one another
ATTEMPTS_OF_A_CODE = 5  # a quarter of an hour: a code to sign in is worth nothing later


class LetterQuerySet(models.QuerySet):
    def due(self):
        """Letters to be sent now, oldest first."""
        return self.filter(status=Letter.Status.QUEUED, not_before__lte=timezone.now()).order_by("queued_at", "pk")

    def abandoned(self):
        """Letters whose sender died while speaking to the mail server: nobody knows whether they went out."""
        return self.filter(status=Letter.Status.SENDING, leased_until__lt=timezone.now())

    def about(self, reference):
        return self.filter(about=reference)


class Letter(models.Model):
    """A letter as a row: kept, queued, sent once, or marked uncertain for a person to decide."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        QUEUED = "queued", _("queued")
        HELD = "held", _("held back")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        UNCERTAIN = "uncertain", _("uncertain: may have been sent")
        FAILED = "failed", _("failed")
        DISCARDED = "discarded", _("discarded")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to = models.EmailField(_("to"))
    to_name = models.CharField(_("name"), max_length=200, blank=True)
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"))
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DRAFT, db_index=True)
    about = models.CharField(_("file"), max_length=80, blank=True, db_index=True)
    kind = models.CharField(_("kind"), max_length=60, blank=True)
    # A personal link is made only while the letter is being sent: {link} in the body stands for it until then.
    link_view = models.CharField(max_length=60, blank=True)
    link_subject = models.CharField(max_length=64, blank=True)
    link_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    queued_at = models.DateTimeField(_("queued"), null=True)
    not_before = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    error = models.CharField(_("error"), max_length=500, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["status", "not_before"], name="letter_due")]
        constraints = [models.CheckConstraint(condition=~Q(status="sent") | Q(sent_at__isnull=False), name="letter_sent_at")]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")

    def __str__(self):
        return f"{self.subject} → {self.to_name or self.to}"

    @property
    def message_id(self):
        """Stable over every attempt, so that a mail server or a reader can recognise a second copy."""
        return f"<{self.pk}@portal>"

    def claim(self):
        """Take the letter for sending; one worker wins, on either database."""
        won = (
            type(self)
            .objects.filter(pk=self.pk, status=self.Status.QUEUED, attempt=self.attempt)
            .update(status=self.Status.SENDING, attempt=self.attempt + 1, leased_until=timezone.now() + LEASE)
        )
        if won:
            self.attempt += 1
        return won == 1

    def close(self, status, *, error="", **fields):
        """Write down how the attempt ended, unless somebody else has decided meanwhile."""
        return (
            type(self)
            .objects.filter(pk=self.pk, status=self.Status.SENDING, attempt=self.attempt)
            .update(status=status, error=error[:500], leased_until=None, **fields)
        )
