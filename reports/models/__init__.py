from reports.models.contact_list import ContactList
from reports.models.document import Document
from reports.models.interest import Interest, InterestAgreement
from reports.models.outcome import Outcome
from reports.models.report import OutcomeReport, ReportApproval, ReportSection, ReportText
from reports.models.returned import ReturnedFile
from reports.models.search import SearchEntry
from reports.models.wording import OutcomeWording

from reports.models import history  # isort: skip  # noqa: F401  (when all tables are known)

__all__ = [
    "ContactList", "Document", "Interest", "InterestAgreement", "Outcome", "OutcomeReport", "OutcomeWording", "ReportApproval", "ReportSection", "ReportText",
    "ReturnedFile", "SearchEntry",
]  # fmt: skip
