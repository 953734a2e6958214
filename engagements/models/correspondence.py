import uuid

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from apmbc_portal.sealing import unguessable
from apmbc_portal.uploads.models import CheckedFile
from engagements.models.engagement import Engagement
from engagements.models.state import State
from engagements.querysets import CorrespondenceQuerySet


class Correspondence(CheckedFile):
    """A note verbale, mail or call: what happened on paper, with its own date beside the date of recording."""

    FOLDER = "sealed"

    class Kind(models.TextChoices):
        NOTE_VERBALE = "note_verbale", _("note verbale")
        LETTER = "letter", _("letter")
        MAIL = "mail", _("e-mail")
        CALL = "call", _("call or conversation")
        SIGNED_PAGE = "signed_page", _("signed page")

    class Way(models.TextChoices):
        IN = "in", _("received")
        OUT = "out", _("sent")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.ForeignKey(State, models.PROTECT, related_name="correspondence", verbose_name=_("State"))
    engagement = models.ForeignKey(
        Engagement, models.PROTECT, null=True, blank=True, related_name="correspondence", verbose_name=_("engagement")
    )
    # A page signed at home: for the words of which version. While those are a draft, the page is the State's alone.
    request = models.ForeignKey(
        "engagements.EngagementRequest", models.PROTECT, null=True, editable=False, related_name="signed_pages"
    )
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    way = models.CharField(_("received or sent"), max_length=3, choices=Way, default=Way.IN)
    dated = models.DateField(_("date of the document"))
    number = models.CharField(_("its number or symbol"), max_length=80, blank=True)
    parties = models.CharField(_("from and to"), max_length=300, blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    file = models.FileField(_("sealed file"), upload_to=unguessable, blank=True, max_length=200)
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)
    recorded_by = models.CharField(_("recorded by"), max_length=200, blank=True, editable=False)

    objects = CorrespondenceQuerySet.as_manager()

    class Meta:
        ordering = ["-dated", "-recorded_at"]
        verbose_name = _("correspondence")
        verbose_name_plural = _("correspondence")

    def __str__(self):
        return f"{self.get_kind_display()}, {date_format(self.dated)}: {self.subject}"

    @property
    def is_the_states_word(self):
        """Whether the State wrote or said it; what the ISU sent is no evidence of what a State decided."""
        return self.way == self.Way.IN or self.kind == self.Kind.CALL

    def objection(self):
        """Why the ISU cannot act in the State's name upon it; an empty string means it can."""
        if not self.is_the_states_word:
            return _("That was sent by the ISU. Cite what the State itself wrote or said.")
        if self.kind != self.Kind.CALL and not self.file:
            return _(
                "Its document is not sealed here. Record it again with its file, or cite the call in which the State said it."
            )
        if self.file and self.is_refused:
            return _("The check refused its file, so that nobody can read it. Ask the State for another, and record that.")
        return ""

    def is_also(self, other):
        """Whether this is the same document as `other`, recorded once more: by its file, or by kind, date and number."""
        if self.pk == other.pk or (self.sha256 and self.sha256 == other.sha256):
            return True
        return bool(self.number) and (self.kind, self.dated, self.number) == (other.kind, other.dated, other.number)

    def describe(self):
        """How a step cites it: kind, date, number, and the hash of the sealed file."""
        parts = [self.get_kind_display(), f"{self.dated:%-d %B %Y}", self.number, self.sha256 and f"sha256:{self.sha256}"]
        return ", ".join(str(part) for part in parts if part)
