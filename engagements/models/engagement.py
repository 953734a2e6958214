from django.conf import settings
from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apmbc_portal.visibility import Releasable
from apmbc_portal.workflow import standing
from engagements.models.state import State
from engagements.querysets import EngagementQuerySet
from engagements.workflow import ENGAGEMENT_MOVES, EngagementStatus


class Hosted:
    """What every row with host States answers to the step engine."""

    def hosts(self):
        raise NotImplementedError

    def frozen_states(self):
        """Those of its host States whose files are frozen."""
        return {host.state_id for host in self.hosts() if host.state.frozen}


class HostedByState(Hosted):
    """What a row that hangs below one engagement answers to the step engine: whose it is, and who stands where."""

    def host(self):
        raise NotImplementedError

    def hosts(self):
        return [self.host()]

    def about(self):
        """The reference of the file this row belongs to."""
        return self.host().reference or ""

    def state_ids(self):
        return {self.host().state_id}

    def ledger_chains(self, viewer):
        """The States in whose ledger a decision of `viewer` about this row is written."""
        return [self.host().state.iso3]

    def is_cited_by(self, correspondence):
        """Whether that correspondence can be evidence for a step on this row."""
        return correspondence.state_id in self.state_ids()

    def capacities(self, viewer):
        """As what `viewer` stands to this very row, today."""
        return standing(viewer, self.state_ids())


class Engagement(HostedByState, Releasable):
    """The file of one State's individualised approach: it may last years and hold several requests and meetings."""

    MOVES = ENGAGEMENT_MOVES

    class Origin(models.TextChoices):
        PORTAL = "portal", _("begun by the State in the portal")
        CORRESPONDENCE = "correspondence", _("begun by correspondence")
        PUBLIC_SOURCES = "public_sources", _("recorded from public sources")

    reference = models.CharField(_("reference"), max_length=24, null=True, blank=True, unique=True, editable=False)
    state = models.ForeignKey(State, models.PROTECT, related_name="engagements", verbose_name=_("State"))
    title = models.CharField(_("title"), max_length=200, blank=True)
    status = models.CharField(
        _("status"), max_length=12, choices=EngagementStatus, default=EngagementStatus.EXPLORING, editable=False, db_index=True
    )
    origin = models.CharField(_("origin"), max_length=16, choices=Origin, default=Origin.PORTAL)
    # One switch that hides the whole file from everybody but the State and the ISU, whatever was granted below it.
    withheld = models.BooleanField(_("closed to everybody else"), default=False, editable=False)
    opened_on = models.DateField(_("opened on"))
    created_at = models.DateTimeField(auto_now_add=True)
    # The desk's own working notes on the file.
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="assigned_engagements",
        verbose_name=_("assignee"),
    )
    next_action = models.CharField(_("next action"), max_length=200, blank=True)
    due = models.DateField(_("due"), null=True, blank=True)
    desk_note = models.TextField(_("desk note"), blank=True)

    objects = EngagementQuerySet.as_manager()

    class Meta:
        ordering = [F("due").asc(nulls_last=True), "-opened_on"]
        verbose_name = _("engagement")
        verbose_name_plural = _("engagements")

    def __str__(self):
        return self.reference or f"{self.state} ({self.get_status_display()})"

    def get_absolute_url(self):
        return reverse("engagement", args=[self.reference])

    def host(self):
        return self

    def release_title(self):
        return _("The existence of engagement %(reference)s") % {"reference": self.reference or ""}

    def release_text(self):
        return f"{self.reference}: {self.title}" if self.title else str(self.reference)

    def release_objection(self):
        return "" if self.reference else _("Nothing can be opened before the request is submitted.")


class ReferenceCounter(models.Model):
    """The last number given to a State's engagements in a year; a locked row, so that no number is given twice."""

    state = models.ForeignKey(State, models.CASCADE)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["state", "year"], name="one_counter_per_year")]

    def __str__(self):
        return f"{self.state} {self.year}: {self.last}"
