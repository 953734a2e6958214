from engagements.admin import waiting
from engagements.admin.correspondence import CorrespondenceAdmin
from engagements.admin.engagement import EngagementAdmin
from engagements.admin.enquiry import EnquiryAdmin
from engagements.admin.lesson import LessonAdmin
from engagements.admin.people import CommitteeSeatAdmin, DelegateAdmin, NominationAdmin, ProposalAdmin
from engagements.admin.reference import ActionPlanAdmin, ObligationAdmin, OccasionAdmin, StateAdmin

__all__ = [
    "ActionPlanAdmin", "CommitteeSeatAdmin", "CorrespondenceAdmin", "DelegateAdmin", "EngagementAdmin", "EnquiryAdmin",
    "LessonAdmin", "NominationAdmin", "ObligationAdmin", "OccasionAdmin", "ProposalAdmin", "StateAdmin", "waiting",
]  # fmt: skip
