"""A joint report: a host reverses what was recorded upon its own letter, and nobody else's word."""

import pytest

from apmbc_portal.testing import factories as make
from apmbc_portal.testing.factories import isu_viewer, viewer_of
from apmbc_portal.web.workspace.recorded import entries_of, line_of, rows_of
from apmbc_portal.workflow import Refused
from engagements.decisions import decide
from engagements.models import Release
from reports.actions import approve, reverse, send_back, send_to_state
from reports.models import OutcomeReport

pytestmark = pytest.mark.django_db


@pytest.fixture
def joint():
    """A report that is with two hosts, a person of each, and a letter of each; an outsider stands by."""
    hosts = [make.make_engagement(), make.make_engagement()]
    report = make.make_report(make.make_meeting(*hosts, status="held"))
    make.make_text(report)
    people = [viewer_of(make.make_focal_point(host.state)) for host in hosts]
    letters = [make.make_correspondence(host.state) for host in hosts]
    return send_to_state(report, by=isu_viewer()), hosts, people, letters


def may_reverse(report, viewer):
    fresh = OutcomeReport.objects.get(pk=report.pk)
    try:
        reverse(fresh, by=viewer)
    except Refused:
        return False
    return True


def test_an_approval_is_reversed_by_the_host_whose_letter_it_was_and_the_other_word_stays(joint):
    report, hosts, (first, second), letters = joint
    approve(report, by=isu_viewer(), citing=letters[0])
    approve(report, by=second)
    text = report.texts.get()
    for host, by, citing in ((hosts[0], isu_viewer(), letters[0]), (hosts[1], second, None)):
        decide(text, "public", engagement=host, by=by, citing=citing)
    outsider = viewer_of(make.make_focal_point())
    assert [may_reverse(report, who) for who in (second, outsider, isu_viewer(), first)] == [False, False, False, True]
    report.refresh_from_db()
    text.refresh_from_db()
    assert (report.status, text.audience) == ("with_state", "state")
    assert set(report.approvals.values_list("engagement", flat=True)) == {hosts[1].pk}  # the same words, approved by itself
    assert set(Release.objects.exclude(audience="state").values_list("engagement", flat=True)) == {hosts[1].pk}
    approve(report, by=first)
    report.refresh_from_db()
    assert (report.status, may_reverse(report, first), may_reverse(report, second)) == ("approved", False, False)


def test_a_sending_back_is_reversed_by_the_host_whose_letter_it_was(joint):
    report, _hosts, (first, second), letters = joint
    approve(report, by=isu_viewer(), citing=letters[0])  # of the first too something was recorded, but not this
    send_back(report, by=isu_viewer(), citing=letters[1], note="The second objects.")
    assert [may_reverse(report, who) for who in (first, second)] == [False, True]


def test_nobody_reverses_what_another_host_sent_back_itself(joint):
    report, hosts, (first, second), letters = joint
    approve(report, by=isu_viewer(), citing=letters[0])
    send_back(report, by=second, note="The second objects itself.")
    assert [may_reverse(report, who) for who in (first, second)] == [False, False]
    (entry,) = entries_of(hosts[0].state)
    assert "not recorded by letter" in line_of(entry, first, rows_of([entry])).reason
