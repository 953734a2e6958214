"""A State's ledger: an append-only chain of its decisions, each sealed with an HMAC over its text and the one before."""

import datetime
import hashlib
import hmac
import json

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

GENESIS = "0" * 64


class LedgerHead(models.Model):
    """The end of one chain. Writers lock this row, so that a chain never forks; a cut tail disagrees with it."""

    chain = models.CharField(_("State"), max_length=3, primary_key=True)  # ISO 3166 alpha-3
    number = models.PositiveIntegerField(default=0)
    seal = models.CharField(max_length=64, default=GENESIS)
    told = models.PositiveIntegerField(default=0)  # the last entry whose seal went out in a letter to the State

    def __str__(self):
        return f"{self.chain} {self.number}"


class LedgerEntry(models.Model):
    """One decision, or one reversal of it. Triggers on both databases refuse to change or delete it."""

    chain = models.CharField(_("State"), max_length=3)
    number = models.PositiveIntegerField(_("entry"))
    at = models.DateTimeField(_("recorded at"))
    happened_on = models.DateField(_("happened on"))
    person = models.UUIDField(_("person"), null=True)
    acting_as = models.CharField(_("acting as"), max_length=200)
    verb = models.CharField(_("decision"), max_length=60)
    subject = models.CharField(_("subject"), max_length=300)
    about = models.CharField(_("file"), max_length=80, blank=True)
    detail = models.JSONField(_("detail"), default=dict)
    text = models.TextField(_("text decided upon"), blank=True)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    previous = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    class Meta:
        ordering = ["chain", "number"]
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="ledger_entry_once")]
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")

    def __str__(self):
        return f"{self.chain} {self.number}: {self.verb}"

    def sealed_text(self):
        """The exact bytes under the seal, the same on every database and in every release."""
        content = {
            "chain": self.chain,
            "number": self.number,
            "at": self.at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
            "happened_on": self.happened_on.isoformat(),
            "person": str(self.person or ""),
            "acting_as": self.acting_as,
            "verb": self.verb,
            "subject": self.subject,
            "about": self.about,
            "detail": self.detail,
            "text": self.text,
            "evidence": self.evidence,
            "previous": self.previous,
        }
        return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()

    def compute_seal(self):
        return hmac.new(settings.LEDGER_KEY.encode(), self.sealed_text(), hashlib.sha256).hexdigest()
