from meetings.admin import waiting
from meetings.admin.meeting import MeetingAdmin
from meetings.admin.organisation import ContactAdmin, OrganisationAdmin, RepresentationAdmin
from meetings.admin.parts import meeting_panel, notes_rows
from meetings.admin.rows import AgendaTemplateAdmin, InvitationAdmin, PaperAdmin

__all__ = [
    "AgendaTemplateAdmin", "ContactAdmin", "InvitationAdmin", "MeetingAdmin", "OrganisationAdmin", "PaperAdmin",
    "RepresentationAdmin", "meeting_panel", "notes_rows", "waiting",
]  # fmt: skip
