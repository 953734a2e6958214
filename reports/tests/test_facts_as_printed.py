"""What a text tells of its meeting is what its States approved: a later correction at the desk changes no page and no file of it."""

import pytest
from django.test import Client

from apmbc_portal.testing import factories as make
from apmbc_portal.testing.factories import isu_viewer, viewer_of
from engagements.decisions import decide
from meetings.models import Meeting
from meetings.tests.test_desk import changed, page
from reports.actions import approve, recall, send_to_state
from reports.kinds import content_of
from reports.models import ReportText

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    client = Client()
    client.force_login(make.make_staff())
    return client


@pytest.fixture
def text():
    """A public text that a State approved and opened; another meeting stands beside it."""
    host = make.make_engagement()
    meeting = make.make_meeting(host, status="held", place="Hall of the Rivers")
    make.make_meeting(status="held", place="Hall of the Rivers")
    report = make.make_report(meeting)
    row = make.make_text(report, kind="public")
    send_to_state(report, by=isu_viewer())
    by = viewer_of(make.make_focal_point(host.state))
    approve(report, by=by)
    decide(ReportText.objects.get(pk=row.pk), "public", engagement=host, by=by)
    return row


def corrected(desk, text, **typed):
    meeting = Meeting.objects.get(pk=text.report.meeting_id)
    assert desk.post(page(meeting), changed(meeting, **typed)).status_code == 302


def test_the_page_and_the_file_of_an_opened_text_tell_what_was_approved(client, desk, text):
    before = content_of("report", ReportText.objects.get(pk=text.pk))
    signed = ReportText.objects.get(pk=text.pk).release_text()
    corrected(desk, text, place="Another city", title="Another title", time_zone="Asia/Phnom_Penh")
    after = ReportText.objects.get(pk=text.pk)
    shown = client.get(text.get_absolute_url()).content.decode()
    assert ("Hall of the Rivers" in shown, "Another" in shown, "Phnom" in shown) == (True, False, False)
    assert (content_of("report", after), after.release_text(), after.audience) == (before, signed, "public")
    assert "Hall of the Rivers" in signed  # it stands in the ledger


def test_while_the_isu_writes_the_facts_of_now_are_told_and_frozen_when_it_is_sent_again():
    report = make.make_report(make.make_meeting(status="held", place="Hall of the Rivers"))
    row = make.make_text(report, kind="public")
    sent = send_to_state(report, by=isu_viewer())
    recall(sent, by=isu_viewer())
    Meeting.objects.update(place="Another city")
    assert ReportText.objects.get(pk=row.pk).meeting_told().place == "Another city"
    send_to_state(sent, by=isu_viewer())
    fresh = ReportText.objects.get(pk=row.pk)
    assert fresh.facts["place"] == "Another city"


def test_a_text_that_names_nobody_keeps_no_facts():
    report = make.make_report(make.make_meeting(status="held", place="Hall of the Rivers"))
    row = make.make_text(report, kind="public", attribution="nobody")
    send_to_state(report, by=isu_viewer())
    fresh = ReportText.objects.get(pk=row.pk)
    assert (fresh.facts, "Hall of the Rivers" in fresh.release_text()) == ({}, False)
