from reports.models.contact_list import ContactList
from reports.models.document import Document
from reports.models.outcome import Outcome
from reports.models.report import OutcomeReport, ReportApproval, ReportSection, ReportText
from reports.models.search import SearchEntry

__all__ = [
    "ContactList", "Document", "Outcome", "OutcomeReport", "ReportApproval", "ReportSection", "ReportText", "SearchEntry",
]  # fmt: skip
