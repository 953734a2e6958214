"""A State's ledger: an append-only chain of its decisions, each sealed with an HMAC over its facts, the hashes of its words and the one before."""

import datetime
import hashlib
import hmac

from django.conf import settings
from django.db import models
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from apmbc_portal.audit.models.words import LedgerWords, Part, as_written

GENESIS = "0" * 64


class LedgerHead(models.Model):
    """The end of one chain. Writers lock this row, so that a chain never forks; a cut tail disagrees with it."""

    chain = models.CharField(_("State"), max_length=3, primary_key=True)  # ISO 3166 alpha-3
    number = models.PositiveIntegerField(default=0)
    seal = models.CharField(max_length=64, default=GENESIS)
    told = models.PositiveIntegerField(default=0)  # the last entry whose seal went out in a letter to the State

    def __str__(self):
        return f"{self.chain} {self.number}"


def words_of(part, nothing=""):
    """What was typed of one part, as it stands today."""

    def read(entry):
        return entry.said.get(part, nothing)

    read.short_description = part.label
    return property(read)


class Entries(models.QuerySet):
    def with_subjects(self):
        """With their subjects and receivers alone: for a list that leads to them."""
        few = LedgerWords.objects.filter(part__in=[Part.SUBJECT, Part.TO])
        return self.prefetch_related(Prefetch("parts", few))

    def with_words(self):
        """With what was typed in them and who took words out, in three queries however many they are."""
        return self.prefetch_related("parts__removal")


class LedgerEntry(models.Model):
    """One decision, or one reversal of it. Triggers on both databases refuse to change or delete it.

    Facts stand in the entry itself. Whatever somebody typed stands beside it (`LedgerWords`), and only its hash is sealed:
    a name in it can be taken out, and the chain stays whole. Lists read `with_words()`.
    """

    chain = models.CharField(_("State"), max_length=3)
    number = models.PositiveIntegerField(_("entry"))
    at = models.DateTimeField(_("recorded at"))
    happened_on = models.DateField(_("happened on"))
    person = models.UUIDField(_("person"), null=True)
    acting_as = models.CharField(_("acting as"), max_length=200)
    verb = models.CharField(_("decision"), max_length=60)
    about = models.CharField(_("file"), max_length=80, blank=True)
    detail = models.JSONField(_("detail"), default=dict)
    hashes = models.JSONField(_("hashes of its words"), default=dict)  # part → SHA-256 of salt and words
    previous = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    objects = Entries.as_manager()

    subject = words_of(Part.SUBJECT)
    text = words_of(Part.TEXT)
    evidence = words_of(Part.EVIDENCE)
    note = words_of(Part.NOTE)
    signed_by = words_of(Part.SIGNED_BY)
    names_shown = words_of(Part.NAMES_SHOWN, ())

    class Meta:
        ordering = ["chain", "number"]
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="ledger_entry_once")]
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")

    def __str__(self):
        return f"{self.chain} {self.number}: {self.verb}"

    @property
    def said(self):
        """{part: its words as they stand today}."""
        prefetch_related_objects([self], "parts")
        return {row.part: row.value for row in self.parts.all()}

    @property
    def to(self):
        """To whom: the name of an audience, or of a party as it is called."""
        return self.detail.get("to") or self.said.get(Part.TO, "")

    @property
    def taken_out(self):
        """[(part, the entry that says so)] of words that were taken out since it was sealed; needs `with_words`, or asks."""
        prefetch_related_objects([self], "parts__removal")
        return [(row.get_part_display(), row.removal) for row in self.parts.all() if row.removal]

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
            "about": self.about,
            "detail": self.detail,
            "hashes": self.hashes,
            "previous": self.previous,
        }
        return as_written(content).encode()

    def compute_seal(self):
        return hmac.new(settings.LEDGER_KEY.encode(), self.sealed_text(), hashlib.sha256).hexdigest()
