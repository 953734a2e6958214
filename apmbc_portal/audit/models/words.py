"""What was typed in a ledger entry: under the seal as a hash, beside it as words, so that a person's name can be taken out."""

import hashlib
import json
import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

SALT = 32  # signs


class Part(models.TextChoices):
    SUBJECT = "subject", _("subject")
    TEXT = "text", _("text decided upon")
    TO = "to", _("receiver")
    EVIDENCE = "evidence", _("evidence")
    NOTE = "note", _("note")
    SIGNED_BY = "signed_by", _("signature")
    NAMES_SHOWN = "names_shown", _("names that were shown")


def as_written(value):
    """Plain data in one spelling, the same on every database and in every release."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def new_salt():
    """`SALT` signs drawn at random: without them nobody can try names against the hash of a short text."""
    return secrets.token_hex(SALT // 2)


class LedgerWords(models.Model):
    """One part of an entry, word for word. Triggers let it change in one way: `removal` names the entry that says so, the salt is another.

    The hash of what was sealed stays in its entry; that of what is left stands in the entry of the removal.
    """

    entry = models.ForeignKey("audit.LedgerEntry", models.PROTECT, related_name="parts", verbose_name=_("ledger entry"))
    part = models.CharField(_("part"), max_length=20, choices=Part.choices)
    words = models.TextField(_("words"))
    salt = models.CharField(max_length=64, default=new_salt)
    removal = models.ForeignKey(
        "audit.LedgerEntry", models.PROTECT, null=True, related_name="removed", verbose_name=_("taken out by")
    )

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["entry", "part"], name="ledger_words_once")]
        verbose_name = _("words of a ledger entry")
        verbose_name_plural = _("words of ledger entries")

    def __str__(self):
        about = {"chain": self.entry.chain, "number": self.entry.number, "part": self.get_part_display()}
        return str(_("ledger of %(chain)s, entry %(number)s: %(part)s") % about)

    @classmethod
    def of(cls, part, value):
        return cls(part=part, words=as_written(value) if part == Part.NAMES_SHOWN else str(value))

    @property
    def value(self):
        """As it was given: passages with names are a list."""
        return json.loads(self.words) if self.part == Part.NAMES_SHOWN else self.words

    def about(self):
        """The file its entry belongs to."""
        return self.entry.about

    def compute_hash(self):
        return hashlib.sha256(f"{self.salt}{self.words}".encode()).hexdigest()
