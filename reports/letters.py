"""One function per letter of this app. A letter says that there is something to read; the words stay in the portal."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from apmbc_portal.notices.models import Letter
from engagements.letters import end_of_ledger, isu_mailboxes, to_focal_points, to_the_state, write

BATCH = datetime.timedelta(minutes=30)


def report_for_decision(report):
    """Word to the focal points of every host that a report waits for their decision."""
    for host in report.hosts():
        _write_about(report, host, to_focal_points(host.state), "report_for_decision", _report_waits)


def report_sent_back(report, host, *, remarks=0, files=0):
    """Word to the desk that a host sent the report back; it takes the place of a letter about its remarks that still waits."""
    waiting_about_remarks(report, host).update(status=Letter.Status.DISCARDED)
    _write_about(report, host, isu_mailboxes(), "report_sent_back", _report_came_back, remarks=remarks, files=files)


def report_remarked_on(report, host):
    """Word to the desk that a host remarks on the report: one letter for all that is said within half an hour."""
    if waiting_about_remarks(report, host).exists():
        return
    _write_about(report, host, isu_mailboxes(), "report_remarked_on", _report_is_remarked_on)
    waiting_about_remarks(report, host).update(not_before=timezone.now() + BATCH)


def waiting_about_remarks(report, host):
    """The letters about this host's remarks that have not gone out, held back ones included."""
    with override("en"):  # the language of the desk's letters
        subject = _report_is_remarked_on() % {"reference": report.reference}
    unsent = [Letter.Status.QUEUED, Letter.Status.HELD]
    return Letter.objects.filter(kind="report_remarked_on", about=host.reference or "", subject=subject, status__in=unsent)


def report_approved(report):
    """Word to both sides that all hosts approved, and that nobody else can read it yet."""
    for host in report.hosts():
        head = end_of_ledger(host.state)
        _write_about(
            report, host, to_focal_points(host.state), "report_approved", _report_is_approved, state=host.state, head=head
        )
    _write_about(report, report.hosts()[0], isu_mailboxes(), "report_approved", _report_is_approved)


def no_longer_named(report, *, in_words):
    """Word to the host States and the desk that somebody withdrew; who it is stands on the page of the report, not in a letter."""
    for host in report.hosts():
        _write_about(report, host, to_the_state(host.state), "no_longer_named", _is_named_no_longer, in_words=in_words)
    _write_about(
        report, report.hosts()[0], isu_mailboxes(), "no_longer_named", _is_named_no_longer, in_words=in_words, for_desk=True
    )


def _write_about(report, host, people, template, subject, **context):
    reference = host.reference or ""
    write(
        people, template, lambda: subject() % {"reference": report.reference},
        about=reference, kind=template, report=report, meeting=report.meeting, reference=reference, **context,
    )  # fmt: skip


def _report_waits():
    return _("%(reference)s: a meeting report waits for your decision")


def _report_came_back():
    return _("%(reference)s: the State sent the report back")


def _report_is_remarked_on():
    return _("%(reference)s: the State remarks on the report")


def _report_is_approved():
    return _("%(reference)s: the report is approved")


def _is_named_no_longer():
    return _("%(reference)s: somebody no longer agrees to be named")


def interest_shared(interest):
    """Word to whom a partner shares its interest with; what it says stays in the portal."""
    readers = isu_mailboxes()
    write(
        readers, "interest_shared", lambda: _("A partner shares what interests it"),
        about="", kind="interest_shared", interest=interest, page="",
    )  # fmt: skip
    if interest.shared_with != interest.SharedWith.STATE:
        return
    for host in interest.hosts():
        write(
            to_focal_points(host.state), "interest_shared", lambda: _("A partner shares with you what interests it"),
            about=host.reference or "", kind="interest_shared", interest=interest, page="workspace_interest",
        )  # fmt: skip


def in_discussion(interest):
    """Word to the partner that the State agrees: from now on it is told that they are in discussion."""
    person = interest.by
    if person and person.is_active:
        write(
            [(person.email, person.name, person.language)], "in_discussion", lambda: _("In discussion: the State agrees"),
            about="", kind="in_discussion", interest=interest,
        )  # fmt: skip
