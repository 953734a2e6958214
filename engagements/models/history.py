"""Which tables of this app keep versions of their rows, less the columns that steps, decisions and workers write."""

from apmbc_portal.history import CHECK, RELEASE, keep
from engagements.models.conversation import Enquiry
from engagements.models.correspondence import Correspondence
from engagements.models.engagement import Engagement
from engagements.models.lesson import Lesson
from engagements.models.obligation import ActionPlan, Obligation, ObligationStep, Occasion
from engagements.models.people import CommitteeSeat, Delegate, Nomination
from engagements.models.request import EngagementRequest
from engagements.models.state import State

keep(State, "frozen", "party_id", "two_people")
keep(Obligation)
keep(ObligationStep)
keep(ActionPlan)
keep(Occasion)
keep(Nomination, of_people=True)
keep(CommitteeSeat)
keep(Delegate, of_people=True)
keep(Engagement, *RELEASE, "withheld", "created_at")
keep(EngagementRequest, *RELEASE, "revision", "edited_by", "edited_at", "created_at")  # from its submission on
keep(Lesson, *RELEASE)
keep(Correspondence, *CHECK)
keep(Enquiry, "name", "email", "organisation", "text", "at", of_people=True)  # as it came: nobody edits it
