"""Which tables of this app keep versions of their rows, less the columns that steps, decisions and workers write."""

from apmbc_portal.history import RELEASE, keep
from reports.models.contact_list import ContactList
from reports.models.outcome import Outcome
from reports.models.report import ReportSection, ReportText
from reports.models.wording import OutcomeWording

keep(ReportText, *RELEASE, "participants", "outcomes", "figures", "facts", "published_at")  # as printed: frozen when it is sent
keep(ReportSection)
keep(Outcome, *RELEASE)
keep(OutcomeWording)
keep(ContactList, *RELEASE)
