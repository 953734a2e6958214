from engagements.models.conversation import Comment, Enquiry, Suggestion
from engagements.models.correspondence import Correspondence
from engagements.models.engagement import Engagement, ReferenceCounter
from engagements.models.fact import Confidence
from engagements.models.freeze import Freeze
from engagements.models.lesson import Lesson
from engagements.models.need import Need, Theme
from engagements.models.obligation import ActionPlan, Obligation, ObligationStep, Occasion
from engagements.models.people import CommitteeSeat, Delegate, Nomination
from engagements.models.proposal import Proposal
from engagements.models.proposed_decision import ProposedDecision
from engagements.models.receipt import Receipt
from engagements.models.reference import ReferenceRow
from engagements.models.release import NamedGrant, Release
from engagements.models.request import EngagementRequest
from engagements.models.state import State, StateParty
from engagements.models.warning import EndingWarning

from engagements.models import history  # isort: skip  # noqa: F401  (when all tables are known)

__all__ = [
    "ActionPlan",
    "Comment",
    "CommitteeSeat",
    "Confidence",
    "Correspondence",
    "Delegate",
    "EndingWarning",
    "Engagement",
    "EngagementRequest",
    "Enquiry",
    "Freeze",
    "Lesson",
    "NamedGrant",
    "Need",
    "Nomination",
    "Obligation",
    "ObligationStep",
    "Occasion",
    "ProposedDecision",
    "Receipt",
    "Proposal",
    "ReferenceCounter",
    "ReferenceRow",
    "Release",
    "State",
    "StateParty",
    "Suggestion",
    "Theme",
]
