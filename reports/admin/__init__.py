from reports.admin import meeting_part, panel, waiting
from reports.admin.contact_list import ContactListAdmin
from reports.admin.document import DocumentAdmin
from reports.admin.interest import InterestAdmin
from reports.admin.outcome import OutcomeAdmin
from reports.admin.report import OutcomeReportAdmin
from reports.admin.text import ReportTextAdmin

__all__ = [
    "ContactListAdmin", "DocumentAdmin", "InterestAdmin", "OutcomeAdmin", "OutcomeReportAdmin", "ReportTextAdmin", "meeting_part", "panel", "waiting",
]  # fmt: skip
