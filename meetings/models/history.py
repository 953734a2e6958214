"""Which tables of this app keep versions of their rows, less the columns that steps, decisions and workers write."""

from apmbc_portal.history import CHECK, RELEASE, keep
from meetings.models.agenda import AgendaItem, AgendaTemplate, AgendaTemplateItem
from meetings.models.invitation import Participant
from meetings.models.meeting import Meeting
from meetings.models.organisation import Contact, Organisation, Representation
from meetings.models.paper import Paper

keep(AgendaTemplate)
keep(AgendaTemplateItem)
keep(Meeting, *RELEASE, "held_back", "created_at")
keep(AgendaItem)
keep(Organisation, "party_id", of_people=True)
keep(Contact, "link_version", of_people=True)
keep(Representation, of_people=True)
keep(Participant, of_people=True)
keep(Paper, *RELEASE, *CHECK, "copy", "copy_sha256")
