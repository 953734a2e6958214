"""One function per letter of this app. A letter says that there is something to read; the words stay in the portal."""

from django.utils.translation import gettext as _

from engagements.letters import isu_mailboxes, to_focal_points, write


def report_for_decision(report):
    """Word to the focal points of every host that a report waits for their decision."""
    for host in report.hosts():
        _write_about(report, host, to_focal_points(host.state), "report_for_decision", _report_waits)


def report_sent_back(report, host):
    """Word to the desk that a host sent the report back."""
    _write_about(report, host, isu_mailboxes(), "report_sent_back", _report_came_back)


def report_approved(report):
    """Word to both sides that all hosts approved, and that nobody else can read it yet."""
    for host in report.hosts():
        _write_about(report, host, to_focal_points(host.state), "report_approved", _report_is_approved)
    _write_about(report, report.hosts()[0], isu_mailboxes(), "report_approved", _report_is_approved)


def _write_about(report, host, people, template, subject):
    reference = host.reference or ""
    write(
        people, template, lambda: subject() % {"reference": report.reference},
        about=reference, kind=template, report=report, meeting=report.meeting, reference=reference,
    )  # fmt: skip


def _report_waits():
    return _("%(reference)s: a meeting report waits for your decision")


def _report_came_back():
    return _("%(reference)s: the State sent the report back")


def _report_is_approved():
    return _("%(reference)s: the report is approved")
