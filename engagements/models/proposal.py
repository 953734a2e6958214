"""A focal point proposes a colleague: a row that gives nobody anything until a second person confirms it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apmbc_portal.workflow import standing
from engagements.models.people import Nomination, Terms
from engagements.models.state import State
from engagements.querysets import ProposalQuerySet
from engagements.workflow import PROPOSAL_MOVES, ProposalStatus


class Proposal(Terms):
    """Somebody whom a State's focal point wishes to see nominated; the account and the nomination come with the confirmation."""

    MOVES = PROPOSAL_MOVES

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.ForeignKey(State, models.PROTECT, related_name="proposals", verbose_name=_("State"))
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language of letters"), max_length=12, default="en")
    is_shared = models.BooleanField(_("a mailbox that several people read"), default=False)
    document = models.ForeignKey(
        "engagements.Correspondence", models.PROTECT, related_name="proposals", verbose_name=_("nominated by")
    )
    instead_of = models.ForeignKey(
        Nomination, models.SET_NULL, null=True, blank=True, related_name="successors", verbose_name=_("in place of")
    )
    status = models.CharField(_("status"), max_length=9, choices=ProposalStatus, default=ProposalStatus.OPEN, editable=False)
    proposed_at = models.DateTimeField(_("proposed"), auto_now_add=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="proposals", verbose_name=_("proposed by")
    )
    nomination = models.OneToOneField(Nomination, models.SET_NULL, null=True, editable=False, related_name="proposal")

    objects = ProposalQuerySet.as_manager()

    class Meta(Terms.Meta):
        ordering = ["-proposed_at"]
        verbose_name = _("proposal of a focal point")
        verbose_name_plural = _("proposals of focal points")

    def __str__(self):
        """Names nobody: it stands in history and in the ledger."""
        return str(_("proposal of a focal point of %(state)s (%(id)s)") % {"state": self.state, "id": str(self.pk)[:8]})

    # What the step engine asks of a row.
    def about(self):
        return ""

    def state_ids(self):
        return {self.state_id}

    def frozen_states(self):
        return {self.state_id} if self.state.frozen else set()

    def ledger_chains(self, viewer):
        return [self.state.iso3]

    def is_cited_by(self, correspondence):
        return correspondence.state_id == self.state_id

    def capacities(self, viewer):
        return standing(viewer, self.state_ids())
