"""Who may take which step on a meeting report: the code's table against one written by hand."""

from dataclasses import replace

import pytest

from apmbc_portal.testing.cast import CAST
from apmbc_portal.testing.factories import make_engagement, make_meeting, make_report, make_staff, make_text, viewer_of
from apmbc_portal.workflow import no_objection, refusal
from meetings.tests.test_workflow import meeting
from reports.models import OutcomeReport, ReportApproval
from reports.workflow import REPORT_MOVES, ReportStatus

REPORT = {
    "send": (["drafting", "sent_back"], ["isu"]),
    "recall": (["with_state"], ["isu"]),
    "send_back": (["with_state"], ["own", "releaser"]),
    "approve": (["with_state"], ["own", "releaser"]),
    "reverse": (["approved", "sent_back"], ["own", "releaser"]),
}


def test_the_hand_written_table_knows_every_step():
    assert set(REPORT_MOVES) == set(REPORT)


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("verb", REPORT_MOVES)
def test_who_may_do_what_when(monkeypatch, verb, who):
    monkeypatch.setattr(OutcomeReport, "MOVES", {name: replace(move, guard=no_objection) for name, move in REPORT_MOVES.items()})
    allowed_from, allowed_to = REPORT[verb]
    allowed = {
        status
        for status in ReportStatus.values
        if not refusal(OutcomeReport(meeting=meeting("held"), status=status), verb, CAST[who])
    }
    assert allowed == (set(allowed_from) if who in allowed_to else set())


def test_a_report_is_sent_only_with_a_text_of_a_meeting_that_was_held(db):
    desk = viewer_of(make_staff())
    assert "no text" in refusal(make_report(), "send", desk)
    assert "not been held" in refusal(make_text(make_report(make_meeting())).report, "send", desk)
    assert refusal(make_text().report, "send", desk) == ""


def test_a_joint_report_waits_for_every_host(db):
    first, second = make_engagement(), make_engagement()
    report = make_report(make_meeting(first, second, status="held"), status="with_state")
    ReportApproval.objects.create(report=report, engagement=first, by="Focal point")
    assert "Another host" in REPORT_MOVES["approve"].guard(report)
    ReportApproval.objects.create(report=report, engagement=second, by="Focal point")
    assert REPORT_MOVES["approve"].guard(report) == ""
