from engagements.admin.people import CommitteeSeatAdmin, DelegateAdmin, NominationAdmin
from engagements.admin.reference import ActionPlanAdmin, ObligationAdmin, OccasionAdmin, StateAdmin

__all__ = [
    "ActionPlanAdmin", "CommitteeSeatAdmin", "DelegateAdmin", "NominationAdmin", "ObligationAdmin", "OccasionAdmin", "StateAdmin",
]  # fmt: skip
