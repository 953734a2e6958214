from meetings.models.agenda import Agenda, AgendaItem, AgendaTemplate, AgendaTemplateItem
from meetings.models.attribution import OrganisationConsent
from meetings.models.invitation import HostApproval, Invitation, Participant
from meetings.models.meeting import Meeting, MeetingDate
from meetings.models.organisation import Consent, Contact, Organisation, Representation
from meetings.models.paper import Paper

from meetings.models import history  # isort: skip  # noqa: F401  (when all tables are known)

__all__ = [
    "Agenda", "AgendaItem", "AgendaTemplate", "AgendaTemplateItem", "Consent", "Contact", "HostApproval", "Invitation",
    "Meeting", "MeetingDate", "Organisation", "OrganisationConsent", "Paper", "Participant", "Representation",
]  # fmt: skip
