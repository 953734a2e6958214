import uuid
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagements.models import EngagementRequest, State
from meetings.models import Agenda
from reports.models.contact_list import ContactList
from reports.models.job import MAX_ATTEMPTS, Job
from reports.models.report import ReportText
from reports.querysets import DocumentQuerySet


def document_name(instance, filename):
    """An unguessable name: what the reader's copy is called is decided at download."""
    return f"documents/{uuid.uuid4().hex}.{instance.format}"


@dataclass(frozen=True)
class Subject:
    """What one kind of document prints: the column that names it, its table, and the way from it to its host States.

    `also` are further rows whose facts it prints, as ways to them and their tables: who does not see those does not see it.
    What is `inside` is for its States and the ISU alone, whatever is opened to whom.
    """

    column: str
    label: str
    states: str
    also: tuple = ()
    inside: bool = False

    def model(self):
        return apps.get_model(self.label)


SUBJECTS = {
    "report": Subject("text", "reports.ReportText", "text__report__meeting__host_engagements__state"),
    "contact_list": Subject("contact_list", "reports.ContactList", "contact_list__meeting__host_engagements__state"),
    "agenda": Subject(
        "agenda", "meetings.Agenda", "agenda__meeting__host_engagements__state", also=(("agenda__meeting", "meetings.Meeting"),)
    ),
    "request": Subject("request", "engagements.EngagementRequest", "request__engagement__state"),
    "brief": Subject("state", "engagements.State", "state"),
    "ledger": Subject("state", "engagements.State", "state", inside=True),
}
COLUMNS = sorted({subject.column for subject in SUBJECTS.values()})


def one_subject():
    """The condition that a row names exactly what its kind prints."""
    return reduce(
        or_,
        (
            Q(kind=kind, **{f"{column}__isnull": column != subject.column for column in COLUMNS})
            for kind, subject in SUBJECTS.items()
        ),
    )


class Document(Job, models.Model):
    """A file being made: the job and its result in one row, which is the truth; a worker only carries."""

    SUBJECTS = SUBJECTS

    class Kind(models.TextChoices):
        REPORT = "report", _("meeting report")
        CONTACT_LIST = "contact_list", _("contact list")
        AGENDA = "agenda", _("agenda")
        REQUEST = "request", _("request")
        BRIEF = "brief", _("State brief")
        LEDGER = "ledger", _("ledger")

    class Format(models.TextChoices):
        PDF = "pdf", _("PDF")
        DOCX = "docx", _("Word")
        XLSX = "xlsx", _("Excel")

    class For(models.TextChoices):
        """Who reads what is printed: it may hold words of a stage that others do not read."""

        ISU = "isu", _("the ISU")
        STATE = "state", _("the host State and the ISU")
        READERS = "readers", _("everybody who may read what it is made of")

    class Status(models.TextChoices):
        QUEUED = "queued", _("queued")
        RUNNING = "running", _("being made")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")
        EXPIRED = "expired", _("no longer kept")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    format = models.CharField(_("format"), max_length=4, choices=Format, default=Format.PDF)
    # What is printed: one of these, by kind.
    text = models.ForeignKey(ReportText, models.CASCADE, null=True, blank=True, related_name="documents")
    contact_list = models.ForeignKey(ContactList, models.CASCADE, null=True, blank=True, related_name="documents")
    agenda = models.ForeignKey(Agenda, models.CASCADE, null=True, blank=True, related_name="documents")
    request = models.ForeignKey(EngagementRequest, models.CASCADE, null=True, blank=True, related_name="documents")
    state = models.ForeignKey(State, models.CASCADE, null=True, blank=True, related_name="documents")
    title = models.CharField(_("title"), max_length=300)
    content = models.JSONField(default=dict)  # all that is printed, frozen when the document was asked for
    content_hash = models.CharField(max_length=64, db_index=True)  # of the content, what it is about, its readers and format
    made_for = models.CharField(_("made for"), max_length=7, choices=For, default=For.READERS, editable=False)
    is_large = models.BooleanField(_("long job"), default=False, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.QUEUED, db_index=True)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=0)
    attempts_allowed = models.PositiveSmallIntegerField(default=MAX_ATTEMPTS)  # asking again adds to it; `attempt` only grows
    leased_until = models.DateTimeField(null=True)  # while queued: nobody begins before
    stage = models.CharField(_("stage"), max_length=80, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    error = models.CharField(_("reason"), max_length=500, blank=True)
    file = models.FileField(upload_to=document_name, blank=True, max_length=200)
    size = models.PositiveIntegerField(_("bytes"), default=0)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    entries = models.PositiveIntegerField(_("rows"), default=0)  # how many people a list prints
    expires_on = models.DateField(_("kept until"), null=True, editable=False)
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
                fields=["content_hash"], condition=Q(status__in=["queued", "running", "ready"]), name="one_document_per_content"
            ),
            models.CheckConstraint(condition=one_subject(), name="document_prints_what_its_kind_says"),
            models.CheckConstraint(condition=~Q(kind="ledger") | Q(made_for="state"), name="ledger_is_for_its_state"),
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
        return getattr(self, SUBJECTS[self.kind].column)

    @property
    def is_pending(self):
        return self.status in (self.Status.QUEUED, self.Status.RUNNING)
