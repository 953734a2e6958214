"""What a row with a file from outside remembers of how it was looked through. The row is the truth, the worker a courier."""

import datetime

from django.core.files.base import ContentFile
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apmbc_portal.sealing import SealedFile
from apmbc_portal.uploads.checking import Verdict
from apmbc_portal.uploads.names import safe_name
from apmbc_portal.uploads.refusals import sentence
from apmbc_portal.wake import wake

LEASE = datetime.timedelta(minutes=5)  # longer than any check may take
ATTEMPTS = 3
TASK = "apmbc_portal.uploads.tasks.check_files"


class CheckedFile(SealedFile):
    """A sealed file that is given to nobody before it was looked through. PURPOSE says how: "evidence" or "paper".

    A paper also has the columns `copy` and `copy_sha256`, for what is passed on in its place.
    """

    PURPOSE, KINDS = "evidence", ()

    class Check(models.TextChoices):
        WAITING = "waiting", _("being checked")
        PASSED = "passed", _("checked")
        REFUSED = "refused", _("refused")

    checked = models.CharField(_("check"), max_length=7, choices=Check, default=Check.WAITING, editable=False)
    file_kind = models.CharField(_("kind of file, by its content"), max_length=8, blank=True, editable=False)
    refused_for = models.CharField(_("refused because"), max_length=30, blank=True, editable=False)
    refused_detail = models.CharField(_("what is meant"), max_length=120, blank=True, editable=False)
    looks = models.JSONField(_("to look at before it is passed on"), default=list, blank=True, editable=False)
    check_attempt = models.PositiveSmallIntegerField(default=0, editable=False)
    check_until = models.DateTimeField(null=True, editable=False)  # the end of a worker's lease, or of a pause

    class Meta:
        abstract = True

    @property
    def is_waiting(self):
        return bool(self.file) and self.checked == self.Check.WAITING

    @property
    def is_refused(self):
        return self.checked == self.Check.REFUSED

    @property
    def refusal(self):
        """Why the file was not taken, as a sentence; empty where it was."""
        return sentence(self.refused_for, self.refused_detail) if self.is_refused else ""

    @property
    def handed_out(self):
        """The file a person may be given: what passed the check, of a paper the copy; None before."""
        if self.checked != self.Check.PASSED:
            return None
        return (self.copy if self.PURPOSE == "paper" else self.file) or None

    def take(self, upload):
        """Take an uploaded file, with what its field found out, into the store.

        Call before the row is inserted, and outside any transaction: the store may be slow.
        """
        self.seal(upload)
        self.write_verdict(getattr(upload, "verdict", None) or Verdict(waiting="too_slow"))
        self.file.save(self.file_name, upload, save=False)

    def ask_check(self):
        """Wake the worker for a file that waits; in the transaction that inserts the row."""
        if self.is_waiting:
            wake(TASK)

    def write_verdict(self, verdict):
        """Set the columns a verdict decides; returns their names. The copy goes into its store."""
        if verdict.waiting:
            return []
        self.checked = self.Check.REFUSED if verdict.refused else self.Check.PASSED
        self.file_kind, self.looks = verdict.kind, verdict.looks
        self.file_name = safe_name(self.file_name, verdict.kind)
        self.refused_for, self.refused_detail = verdict.refused, verdict.detail if verdict.refused else ""
        names = ["checked", "file_kind", "file_name", "looks", "refused_for", "refused_detail"]
        if verdict.copy is not None:
            self.copy_sha256 = verdict.copy_sha256
            self.copy.save(self.file_name, ContentFile(verdict.copy), save=False)
            names += ["copy", "copy_sha256"]
        return names

    # What the worker does with a row that waits.
    @classmethod
    def due(cls):
        """Rows whose file waits to be looked through, oldest lease first."""
        free = Q(check_until=None) | Q(check_until__lt=timezone.now())
        return (
            cls._base_manager.filter(free, checked=cls.Check.WAITING)
            .exclude(file="")
            .order_by(F("check_until").asc(nulls_first=True))
        )

    def claim_check(self):
        """Take the work; one worker wins."""
        seen = Q(check_attempt=self.check_attempt, check_until=self.check_until)
        won = type(self).due().filter(seen, pk=self.pk).order_by()
        if won.update(check_attempt=self.check_attempt + 1, check_until=timezone.now() + LEASE) != 1:
            return False
        self.check_attempt += 1
        return True

    def put_off(self, seconds):
        """Give the work back: the virus check does not answer. It is no attempt of this file's."""
        self._mine().update(
            check_attempt=self.check_attempt - 1, check_until=timezone.now() + datetime.timedelta(seconds=seconds)
        )

    def conclude(self, columns):
        """Write down the `columns` a verdict decided; False when another worker has the row by now."""
        return self._mine().update(**{name: getattr(self, name) for name in columns}, check_until=None) == 1

    def _mine(self):
        return type(self)._base_manager.filter(pk=self.pk, checked=self.Check.WAITING, check_attempt=self.check_attempt)
