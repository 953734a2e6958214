"""The process of a meeting report, printed as a table. Who may read it is a matter of grants, not of status."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apmbc_portal.workflow import Capacity, Move, Right

STATE, ISU = {Capacity.FOCAL_POINT}, {Capacity.ISU}


class ReportStatus(models.TextChoices):
    DRAFTING = "drafting", _("being drafted by the ISU")
    WITH_STATE = "with_state", _("with the State")
    SENT_BACK = "sent_back", _("sent back with comments")
    APPROVED = "approved", _("approved by the State")


def has_a_text(report):
    if report.meeting.status not in ("held", "closed"):
        return _("The meeting has not been held yet.")
    return "" if report.texts.exists() else _("There is no text yet.")


def all_hosts_approve(report):
    """The step to *approved* is taken when the last host State has said yes."""
    hosts = {host.pk for host in report.hosts()}
    approved = set(report.approvals.values_list("engagement_id", flat=True))
    return "" if approved >= hosts else _("Another host State has not approved yet.")


R = ReportStatus
REPORT_MOVES = {
    "send": Move({R.DRAFTING, R.SENT_BACK}, R.WITH_STATE, ISU, _("Send to the State"), guard=has_a_text),
    "recall": Move({R.WITH_STATE}, R.DRAFTING, ISU, _("Take back for correction")),
    "send_back": Move({R.WITH_STATE}, R.SENT_BACK, STATE, _("Send back with comments"), right=Right.RELEASE, by_letter=True),
    "approve": Move({R.WITH_STATE}, R.APPROVED, STATE, _("Approve"), right=Right.RELEASE, by_letter=True, guard=all_hosts_approve),
}
