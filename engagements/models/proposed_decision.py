import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apmbc_portal.visibility import Audience
from engagements.models.correspondence import Correspondence
from engagements.models.engagement import Engagement
from engagements.models.people import Nomination
from engagements.models.state import State
from engagements.querysets import ProposedDecisionQuerySet


class ProposedDecision(models.Model):
    """A decision that one person of a State proposes and a second one confirms. It opens nothing: silence lets it run out."""

    class What(models.TextChoices):
        OPEN = "open", _("open it")
        OPEN_TO = "open_to", _("open it by name")
        OPEN_AGAIN = "open_again", _("open the file again, as it was granted")
        ONE_PERSON = "one_person", _("let one person decide alone again")

    class Status(models.TextChoices):
        WAITING = "waiting", _("waits for a second person")
        CONFIRMED = "confirmed", _("confirmed")
        TURNED_DOWN = "turned_down", _("turned down")
        OVERTAKEN = "overtaken", _("overtaken by another decision")
        EXPIRED = "expired", _("ran out unanswered")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.ForeignKey(State, models.CASCADE, related_name="proposed_decisions", verbose_name=_("State"))
    engagement = models.ForeignKey(
        Engagement, models.CASCADE, null=True, related_name="proposed_decisions", verbose_name=_("engagement")
    )
    what = models.CharField(_("decision"), max_length=10, choices=What)
    status = models.CharField(_("status"), max_length=11, choices=Status, default=Status.WAITING, db_index=True)
    # Of a row that is to be opened: which, to whom, and the hash of the words that were read.
    item = models.UUIDField(null=True, db_index=True)
    title = models.CharField(_("about"), max_length=300, blank=True)
    audience = models.CharField(_("open to"), max_length=12, choices=Audience, blank=True)
    party = models.UUIDField(null=True)
    party_name = models.CharField(_("to"), max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    entry = models.PositiveIntegerField(_("entry of the ledger"), default=0)  # that says who proposed it
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    proposed_as = models.CharField(_("proposed by"), max_length=200)
    place = models.CharField(_("place"), max_length=7, choices=Nomination.Place, blank=True)  # empty where a letter proposes
    cites = models.ForeignKey(Correspondence, models.PROTECT, null=True, related_name="+", verbose_name=_("cites"))
    proposed_at = models.DateTimeField(_("since"))
    expires_at = models.DateTimeField(_("until"))
    answered_as = models.CharField(_("answered by"), max_length=200, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)

    objects = ProposedDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["proposed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(what="one_person") | Q(engagement__isnull=False), name="proposal_is_about_a_file_or_the_rule"
            ),
            models.CheckConstraint(
                condition=~Q(what__in=["open", "open_to"]) | Q(item__isnull=False), name="proposal_to_open_names_a_row"
            ),
        ]
        verbose_name = _("proposed decision")
        verbose_name_plural = _("proposed decisions")

    def __str__(self):
        if not self.item:
            return str(self.get_what_display())
        return str(_("%(title)s, to %(whom)s") % {"title": self.title, "whom": self.to})

    def about(self):
        """The reference of the file it is about; empty for the rule itself."""
        return (self.engagement.reference or "") if self.engagement_id else ""

    def answered(self, status, who):
        """Close it; the caller holds the row."""
        self.status, self.answered_as, self.answered_at = status, who, timezone.now()
        self.save(update_fields=["status", "answered_as", "answered_at"])

    @property
    def to(self):
        """To whom it would be opened, in words."""
        return self.party_name or str(self.get_audience_display())
