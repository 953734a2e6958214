"""The ISU acts for a State only on its word, sealed, with a note; the State is told at once and can reverse it."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apmbc_portal.audit.models import Event, LedgerEntry
from apmbc_portal.audit.record import faults
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing import factories as make
from apmbc_portal.web.workspace.recorded import OPPOSITE
from apmbc_portal.workflow import Refused, refusal, take
from engagements.actions import move_engagement, move_request
from engagements.decisions import decide
from engagements.models import Engagement, EngagementRequest, State
from engagements.workflow import ENGAGEMENT_MOVES, REQUEST_MOVES, SUGGESTION_MOVES
from meetings.actions import approve as approve_invitation
from meetings.actions import plan_meeting
from meetings.actions import refuse as refuse_invitation
from meetings.workflow import INVITATION_MOVES
from reports import actions as reporting
from reports.workflow import REPORT_MOVES

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
ISU = make.isu_viewer()


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def file():
    return make.make_engagement()


def engagement_paused(file, **said):
    return move_engagement(file, "pause", by=ISU, **said)


def engagement_withdrawn(file, **said):
    return move_engagement(file, "withdraw", by=ISU, **said)


def engagement_resumed(file, **said):
    Engagement.objects.filter(pk=file.pk).update(status="paused")
    return move_engagement(file, "resume", by=ISU, **said)


def request_ended(file, **said):
    return move_request(make.make_request(file, status="acknowledged"), "end", by=ISU, **said)


def request_recorded(file, *, citing, happened_on, note=""):
    draft = make.make_request(file, on_behalf=True, cites=citing, dates_open=True)
    return move_request(draft, "record", by=ISU)


def suggestion_taken(file, **said):
    request = make.make_request(file, status="in_dialogue")
    return take(request.suggestions.create(text="Begin with a survey."), "take_up", by=ISU, **said)


def suggestion_left(file, **said):
    request = make.make_request(file, status="in_dialogue")
    return take(request.suggestions.create(text="Begin with a survey."), "leave", by=ISU, **said)


def invitation_approved(file, **said):
    return approve_invitation(make.make_invitation(make.make_meeting(file)), by=ISU, **said)


def planned_together(file, *, citing, **_said):
    other = make.make_engagement()
    return plan_meeting([other, file], by=ISU, citing=[citing, make.make_correspondence(other.state)], title="Together")


def invitation_half_approved(file, **said):
    """The first of two words."""
    State.objects.filter(pk=file.state_id).update(two_people=True)
    return invitation_approved(Engagement.objects.get(pk=file.pk), **said)


def invitation_refused(file, **said):
    return refuse_invitation(make.make_invitation(make.make_meeting(file)), by=ISU, **said)


def waiting_report(file):
    report = make.make_report(make.make_meeting(file, status="held"), status="with_state")
    make.make_text(report)
    return report


def report_approved(file, **said):
    return reporting.approve(waiting_report(file), by=ISU, **said)


def report_sent_back(file, **said):
    return reporting.send_back(waiting_report(file), by=ISU, **said)


RECORDED = {
    ("engagement", "pause"): (engagement_paused, "active"), ("engagement", "withdraw"): (engagement_withdrawn, "active"),
    ("engagement", "resume"): (engagement_resumed, "paused"), ("engagementrequest", "end"): (request_ended, "submitted"),
    ("engagementrequest", "record"): (request_recorded, "ended"), ("suggestion", "take_up"): (suggestion_taken, "left"),
    ("suggestion", "leave"): (suggestion_left, "taken"), ("invitation", "approve"): (invitation_approved, "refused"),
    ("meeting", "host_together"): (planned_together, "cancelled"), ("invitation", "refuse"): (invitation_refused, "approved"), ("invitation", "propose_decision"): (invitation_half_approved, "refused"),
    ("outcomereport", "approve"): (report_approved, "with_state"),
    ("outcomereport", "send_back"): (report_sent_back, "with_state"),
}  # fmt: skip


def test_every_step_that_can_be_recorded_by_letter_can_be_reversed():
    tables = {
        "engagement": ENGAGEMENT_MOVES, "engagementrequest": REQUEST_MOVES, "suggestion": SUGGESTION_MOVES,
        "invitation": INVITATION_MOVES, "outcomereport": REPORT_MOVES,
    }  # fmt: skip
    by_letter = {(name, verb) for name, moves in tables.items() for verb, move in moves.items() if move.by_letter}
    assert (
        by_letter | {("engagementrequest", "record"), ("invitation", "propose_decision"), ("meeting", "host_together")}
        == set(OPPOSITE)
        == set(RECORDED)
    )


@pytest.mark.parametrize("step", RECORDED, ids="-".join)
def test_the_state_is_told_at_once_and_reverses_it(file, step):
    record_it, after = RECORDED[step]
    user, colleague, outsider = make.make_focal_point(file.state), make.make_focal_point(file.state), make.make_focal_point()
    letter, day = make.make_correspondence(engagement=file), make.today() - 3 * DAY
    row = record_it(file, citing=letter, happened_on=day, note="They asked for it.")
    entry = LedgerEntry.objects.get(detail__on_behalf=True, chain=file.state.iso3)
    assert entry.evidence == letter.describe()
    # What was typed in a request is the State's text and needs no note, nor who meets; every other step says what was asked for.
    assert entry.note == ("" if step[1] in ("record", "host_together") else "They asked for it.")
    told = set(Letter.objects.filter(kind="recorded_on_behalf").values_list("to", flat=True))
    assert told == {user.email, colleague.email}
    page = signed_in(user).get(reverse("recorded"))
    (line,) = page.context["lines"]
    assert (line.entry, bool(line.step), line.reason) == (entry, True, "")
    back = reverse("recorded_reverse", args=[entry.number])
    assert signed_in(outsider).post(back).status_code == 404
    answer = signed_in(user).post(back, follow=True)
    assert "Reversed" in answer.content.decode()
    row.refresh_from_db()
    assert row.status == after
    assert faults(file.state.iso3) == []
    assert Event.objects.get(verb="reverse_recorded").detail["entry"] == entry.number
    reversed_to = set(Letter.objects.filter(kind="reversed_by_the_state").values_list("to", flat=True))
    assert reversed_to == {user.email, colleague.email, "isu@demo.example"}
    assert "Reversed" not in signed_in(user).post(back, follow=True).content.decode()  # once is enough


def test_both_dates_stand_beside_each_other(file):
    user, day = make.make_focal_point(file.state), datetime.date(2026, 3, 2)
    engagement_paused(file, citing=make.make_correspondence(engagement=file), happened_on=day, note="By telephone first.")
    for name in ("recorded", "ledger"):
        text = signed_in(user).get(reverse(name)).content.decode()
        assert "2 March 2026" in text, name
        assert make.today().strftime("%-d %B %Y") in text, name
    desk = signed_in(make.make_staff()).get(reverse("admin:engagements_engagement_file", args=[file.pk])).content.decode()
    assert "happened on 2026-03-02" in desk
    assert "2 Mar 2026 · recorded" in desk
    assert "By telephone first." in signed_in(user).get(reverse("recorded")).content.decode()


def test_where_nobody_is_nominated_the_mission_is_told(file):
    State.objects.filter(pk=file.state_id).update(mission_email="mission@demo.example")
    file = Engagement.objects.get()
    engagement_paused(file, citing=make.make_correspondence(engagement=file), note="x")
    decide(file, "committee", engagement=file, by=ISU, citing=make.make_correspondence(engagement=file))
    assert set(Letter.objects.filter(to="mission@demo.example").values_list("kind", flat=True)) == {
        "recorded_on_behalf",
        "decided",
    }


def test_the_address_of_the_mission_is_the_desks_alone(file):
    State.objects.filter(pk=file.state_id).update(mission_email="mission@demo.example")
    user = make.make_focal_point(file.state)
    for client in (Client(), signed_in(user), signed_in(make.make_delegate()), signed_in(make.make_partner())):
        for address in (file.state.get_absolute_url(), "/states/", "/workspace/", "/workspace/people/"):
            assert "mission@demo.example" not in client.get(address).content.decode()
    page = reverse("admin:engagements_state_change", args=[file.state_id])
    assert "mission@demo.example" in signed_in(make.make_staff()).get(page).content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"way": "out"}, "sent by the ISU"),
        ({"file": "", "sha256": ""}, "not sealed"),
        ({"file": "", "sha256": "", "kind": "call"}, ""),
        ({}, ""),
    ],
)
def test_what_the_isu_may_cite(file, fields, said):
    reason = str(refusal(file, "pause", ISU, citing=make.make_correspondence(engagement=file, **fields)))
    assert said in reason if said else reason == ""


def test_nothing_is_recorded_without_a_letter_or_upon_another_states(file):
    for citing in (None, make.make_correspondence()):
        for act in (
            lambda citing=citing: engagement_paused(file, citing=citing),
            lambda citing=citing: decide(file, "public", engagement=file, by=ISU, citing=citing),
        ):
            with pytest.raises(Refused):
                act()
    assert not LedgerEntry.objects.exists()


def test_the_desks_form_asks_for_a_note_and_keeps_what_was_typed(file):
    desk, letter = signed_in(make.make_staff()), make.make_correspondence(engagement=file)
    step = reverse("admin:engagements_engagement_step", args=[file.pk])
    prefix = f"engagement-{file.pk}-pause"
    typed = {
        "on": "engagement",
        "row": file.pk,
        "verb": "pause",
        f"{prefix}-cites": letter.pk,
        f"{prefix}-happened_on": "2026-03-02",
    }
    refused = desk.post(step, typed)
    assert refused.status_code == 422
    assert "Say in a line" in refused.content.decode()
    assert 'value="2026-03-02"' in refused.content.decode()
    assert desk.post(step, typed | {f"{prefix}-note": "Paused until the elections."}).status_code == 302
    entry = LedgerEntry.objects.get()
    assert (entry.text, entry.happened_on) == ("Paused until the elections.", datetime.date(2026, 3, 2))


def test_a_decision_about_who_sees_what_is_reversed_on_its_own_page(file):
    user = make.make_focal_point(file.state)
    decide(file, "public", engagement=file, by=ISU, citing=make.make_correspondence(engagement=file), note="Note verbale 7.")
    page = signed_in(user).get(reverse("recorded")).content.decode()
    assert reverse("decision", args=[file.release_id]) in page
    assert "Note verbale 7." in page
    signed_in(user).post(reverse("decision_take_back", args=[file.release_id]))
    assert Client().get(file.get_absolute_url()).status_code == 404


def test_reversing_an_approval_takes_back_what_was_opened_upon_it(file):
    user = make.make_focal_point(file.state)
    letter = make.make_correspondence(engagement=file)
    report = report_approved(file, citing=letter, happened_on=make.today())
    text = report.texts.get()
    decide(text, "participants", engagement=file, by=ISU, citing=letter)
    number = LedgerEntry.objects.get(verb="approve").number
    signed_in(user).post(reverse("recorded_reverse", args=[number]))
    text.refresh_from_db()
    report.refresh_from_db()
    assert (report.status, text.audience, report.approvals.count()) == ("with_state", "state", 0)


def test_what_the_state_decided_itself_is_not_reversed_as_a_record(file):
    user = make.make_focal_point(file.state)
    report = waiting_report(file)
    reporting.approve(report, by=make.viewer_of(user))
    report.refresh_from_db()
    assert "not recorded by letter" in refusal(report, "reverse", make.viewer_of(user))
    assert signed_in(user).get(reverse("recorded")).context["lines"] == []
    assert "Nothing was recorded for you" in signed_in(user).get(reverse("recorded")).content.decode()


def test_reversing_asks_for_the_same_right_as_the_step(file):
    reader = make.make_focal_point(file.state, may_submit=False)
    engagement_paused(file, citing=make.make_correspondence(engagement=file), note="x")
    client = signed_in(reader)
    assert "does not include the right to submit" in client.get(reverse("recorded")).content.decode()
    client.post(reverse("recorded_reverse", args=[LedgerEntry.objects.get().number]))
    assert Engagement.objects.get().status == "paused"


def test_an_ended_request_is_not_asked_again_beside_a_later_version(file):
    user = make.make_focal_point(file.state)
    ended = request_ended(file, citing=make.make_correspondence(engagement=file), note="x")
    make.make_request(file, version=2, status="submitted")
    assert "later version" in refusal(EngagementRequest.objects.get(pk=ended.pk), "restore", make.viewer_of(user))


def test_the_list_asks_no_more_for_many_entries_than_for_one(file):
    browser, asked = signed_in(make.make_focal_point(file.state)), []
    meeting = make.make_meeting(file)
    for times in (1, 3):
        for _each in range(times):
            approve_invitation(make.make_invitation(meeting), by=ISU, citing=make.make_correspondence(file.state, kind="mail"))
        browser.get(reverse("recorded"))
        with CaptureQueriesContext(connection) as queries:
            page = browser.get(reverse("recorded"))
        asked.append(len(queries))
    assert [line.step for line in page.context["lines"]] == ["Do not invite"] * 4
    assert asked[0] == asked[1]
