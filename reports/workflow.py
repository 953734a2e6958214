"""The process of a meeting report, printed as a table. Who may read it is a matter of grants, not of status."""

from dataclasses import replace

from django.db import models
from django.utils.translation import gettext_lazy as _

from apmbc_portal.audit.models import LedgerEntry
from apmbc_portal.workflow import Capacity, Move, Right, citing_refusal, lacking, refusal, steps

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


def was_recorded_by_letter(report):
    """Only what the ISU recorded in a State's name is reversed, by that State; what a State decided itself stays decided."""
    return "" if recorded_by_letter(report, report.hosts()) else _("This was not recorded by letter.")


def recorded_by_letter(report, hosts):
    """Whether the word of one of these hosts by which the report stands as it does was recorded upon a letter."""
    entries = LedgerEntry.objects.filter(
        detail__row=f"reports.outcomereport:{report.pk}", verb="approve" if report.status == R.APPROVED else "send_back"
    )
    said = {approval.engagement_id: approval.at for approval in report.approvals.all()}
    since = {host: said.get(host.pk) if report.status == R.APPROVED else report.words_since for host in hosts}
    return any(entries.filter(chain=host.state.iso3, at__gte=at).exists() for host, at in since.items() if at)


R = ReportStatus
REPORT_MOVES = {
    "send": Move({R.DRAFTING, R.SENT_BACK}, R.WITH_STATE, ISU, _("Send to the State"), guard=has_a_text),
    "recall": Move({R.WITH_STATE}, R.DRAFTING, ISU, _("Take back for correction")),
    "send_back": Move({R.WITH_STATE}, R.SENT_BACK, STATE, _("Send back with comments"), right=Right.RELEASE, by_letter=True),
    "approve": Move(
        {R.WITH_STATE}, R.APPROVED, STATE, _("Approve"), right=Right.RELEASE, by_letter=True, guard=all_hosts_approve
    ),
    "reverse": Move(
        {R.APPROVED, R.SENT_BACK},
        R.WITH_STATE,
        STATE,
        _("Reverse what was recorded for us"),
        right=Right.RELEASE,
        guard=was_recorded_by_letter,
    ),
}


def approval_refusal(report, viewer, *, citing=None):
    """Why `viewer` may not give their State's approval now. Another host that has not approved yet is no reason."""
    reason = refusal(report, "approve", viewer, citing=citing)
    waiting = all_hosts_approve(report)
    if not waiting or str(reason) != str(waiting):  # the guard speaks last: before it, everything was in order
        return reason
    speaks_for = {citing.state_id} if citing else viewer.states
    approved = set(report.approvals.values_list("engagement__state_id", flat=True))
    return _("Approved already; another host State has not approved yet.") if speaks_for <= approved else ""


def reversal_refusal(report, viewer):
    """Why `viewer` may not reverse what was recorded by letter; an empty string means they may.

    A host reverses what was recorded for it, and neither what another host's letter said nor what any of them decided itself.
    """
    if reason := refusal(report, "reverse", viewer):
        return reason
    own = [host for host in report.hosts() if host.state_id in viewer.states]
    return "" if any(recorded_by_letter(report, [host]) for host in own) else _("This was not recorded by letter for your State.")


def answering_refusal(report, viewer, *, citing=None):
    """Why `viewer` may not remark on the report now or hand in an annotated file; the ISU only what came with a State's letter.

    A letter that sends a report back often brings the file: the ISU may record it after that step too.
    """
    held = report.capacities(viewer)
    by_letter = Capacity.ISU in held
    if not by_letter and Capacity.FOCAL_POINT not in held:
        return _("This step is not yours to take.")
    if by_letter and (reason := citing_refusal(report, citing)):
        return reason
    if not by_letter and not any(viewer.has_right(report.state_ids(), right) for right in (Right.DRAFT, Right.RELEASE)):
        return lacking(viewer, report.state_ids(), Right.DRAFT)
    if report.status not in ({R.WITH_STATE, R.SENT_BACK} if by_letter else {R.WITH_STATE}):
        return _("Remarks and files are taken while the report is with the State. Today it is: %(status)s.") % {
            "status": report.get_status_display()
        }
    return ""


def report_steps(report, viewer):
    """`steps` for the pages of a report: the button to approve is there for each host, not for the last one alone."""
    shown = []
    for step in steps(report, viewer):
        if step.verb == "approve" and step.reason and str(step.reason) == str(all_hosts_approve(report)):
            reason = "" if step.needs_letter else approval_refusal(report, viewer)
            step = replace(step, reason=str(reason))
        shown.append(step)
    return shown
