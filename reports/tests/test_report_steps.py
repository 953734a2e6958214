"""A report's way from the ISU's notes to the States' approval."""

import pytest
from django.utils import timezone

from apmbc_portal.audit.models import LedgerEntry
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing.factories import (
    isu_viewer,
    make_agenda,
    make_contact,
    make_correspondence,
    make_engagement,
    make_focal_point,
    make_meeting,
    make_organisation,
    make_outcome,
    make_participant,
    make_report,
    make_text,
    viewer_of,
)  # fmt: skip
from apmbc_portal.visibility import PUBLIC, Audience
from apmbc_portal.workflow import Refused
from engagements.decisions import decide
from engagements.models import Comment
from reports import actions, answers
from reports.models import Document, OutcomeReport, ReportText
from reports.workflow import approval_refusal, report_steps

pytestmark = pytest.mark.django_db
ISU = isu_viewer()


def held_meeting(*hosts):
    meeting = make_meeting(*(hosts or [make_engagement()]), status="held")
    make_agenda(meeting)
    meeting.agenda.items.filter(number="II.A").update(
        note_full="Trust of Belmora offered teams.", note_public="Teams were offered."
    )
    return meeting


def sent_report(*hosts):
    return actions.send_to_state(actions.begin_report(held_meeting(*hosts), by=ISU), by=ISU)


def releaser(engagement):
    return viewer_of(make_focal_point(engagement.state))


def test_a_report_begins_with_the_notes_of_the_agenda_in_two_texts():
    report = actions.begin_report(held_meeting(), by=ISU)
    bodies = {text.kind: [(s.number, s.theme, s.body) for s in text.sections.all()] for text in report.texts.all()}
    assert bodies == {
        "full": [("I", "", ""), ("II.A", "A", "Trust of Belmora offered teams.")],
        "public": [("I", "", ""), ("II.A", "A", "Teams were offered.")],
    }
    assert {text.kind: text.attribution for text in report.texts.all()} == {"full": "named", "public": "host_only"}


def test_beginning_twice_gives_one_version():
    meeting = held_meeting()
    assert actions.begin_report(meeting, by=ISU) == actions.begin_report(meeting, by=ISU)
    assert OutcomeReport.objects.count() == 1


def test_a_version_after_an_approved_one_begins_from_its_words_and_opens_nothing():
    host = make_engagement()
    report = sent_report(host)
    before = actions.approve(report, by=releaser(host))
    after = actions.begin_report(before.meeting, by=ISU)
    assert (after.version, after.status) == (2, "drafting")
    old, new = before.texts.get(kind="public"), after.texts.get(kind="public")
    assert [s.body for s in new.sections.all()] == [s.body for s in old.sections.all()]
    assert new.code != old.code
    assert new.audience == Audience.STATE


def test_sending_freezes_who_was_there_and_names_only_who_agreed():
    meeting = held_meeting()
    trust = make_organisation(name="Invented Trust")
    ana = make_participant(meeting, make_contact(trust, name="Ana Example", title="Director"), attendance="present")
    make_participant(meeting, make_contact(trust, name="Quiet Person"), attendance="present", may_be_listed=False)
    make_participant(
        meeting, make_contact(make_organisation(name="Quiet House"), name="Silent"), attendance="online", may_be_listed=False
    )
    make_participant(meeting, make_contact(name="Absent One"), attendance="absent")
    report = actions.send_to_state(actions.begin_report(meeting, by=ISU), by=ISU)
    assert report.texts.get(kind="full").participants == [
        {
            "organisation": "Invented Trust",
            "kind": "non-governmental organisation",
            "people": [{"id": ana.contact_id, "name": "Ana Example", "title": "Director"}],
            "further": 1,
        },
        {"organisation": "", "kind": "", "people": [], "further": 1},
    ]
    assert report.texts.get(kind="public").participants == []


def test_the_public_text_takes_only_outcomes_that_have_a_public_wording():
    meeting = held_meeting()
    make_outcome(meeting, text="Invented Trust sends two teams", owner="Invented Trust", public_text="Two teams are sent")
    make_outcome(meeting, text="A private follow-up")
    report = actions.send_to_state(actions.begin_report(meeting, by=ISU), by=ISU)
    public, full = report.texts.get(kind="public"), report.texts.get(kind="full")
    assert [(outcome["text"], outcome["owner"]) for outcome in public.outcomes] == [("Two teams are sent", "")]
    assert {outcome["text"] for outcome in full.outcomes} == {"Invented Trust sends two teams", "A private follow-up"}
    assert (public.themes, full.themes) == ("A", "A")


def test_a_public_text_that_names_a_participant_is_not_sent():
    meeting = held_meeting()
    make_participant(meeting, make_contact(name="Ana Example"), attendance="present")
    report = actions.begin_report(meeting, by=ISU)
    report.texts.get(kind="public").sections.filter(number="I").update(body="Opened by ANA  example of the trust.")
    with pytest.raises(Refused, match="Ana Example"):
        actions.send_to_state(report, by=ISU)
    assert OutcomeReport.objects.get().status == "drafting"


def test_a_text_that_names_nobody_does_not_name_the_host():
    host = make_engagement()
    report = actions.begin_report(held_meeting(host), by=ISU)
    public = report.texts.get(kind="public")
    public.attribution, public.title = "nobody", f"A meeting of {host.state.name_en}"
    public.save(update_fields=["attribution", "title"])
    with pytest.raises(Refused, match=host.state.name_en):
        actions.send_to_state(report, by=ISU)


def test_sending_writes_to_the_focal_points_of_every_host_and_to_nobody_else():
    hosts = make_engagement(), make_engagement()
    mine = {make_focal_point(host.state).email for host in hosts}
    make_focal_point()
    sent_report(*hosts)
    assert set(Letter.objects.filter(kind="report_for_decision").values_list("to", flat=True)) == mine


def test_sending_back_needs_a_note_and_keeps_the_remarks_beside_their_sections():
    host = make_engagement()
    report, state = sent_report(host), releaser(host)
    public = report.texts.get(kind="public")
    with pytest.raises(Refused, match="Say what should change"):
        actions.send_back(report, by=state, note="  ")
    answers.remark(report, [(public, "II.A", "Eleven, not twelve."), (public, "I", "")], by=state)
    report = actions.send_back(report, by=state, note="One figure is wrong.")
    assert report.status == "sent_back"
    remarks = {(c.subject, c.section, c.text) for c in Comment.objects.all()}
    assert remarks == {
        (public.release_id, "II.A", "Eleven, not twelve."),
        (report.texts.first().release_id, "", "One figure is wrong."),
    }
    assert Letter.objects.filter(kind="report_sent_back").count() == 1


def test_one_host_approves_and_the_text_signed_is_in_its_ledger():
    host = make_engagement()
    report = actions.approve(sent_report(host), by=releaser(host))
    entry = LedgerEntry.objects.get(verb="approve")
    assert (report.status, entry.chain) == ("approved", host.state.iso3)
    assert "Trust of Belmora offered teams." in entry.text
    assert "Teams were offered." in entry.text


def test_a_joint_report_is_approved_by_its_last_host_and_each_word_is_in_its_own_ledger():
    first, second = make_engagement(), make_engagement()
    report, one, other = sent_report(first, second), releaser(first), releaser(second)
    approve = {step.verb: step.reason for step in report_steps(report, one)}
    assert approve["approve"] == ""
    assert actions.approve(report, by=one).status == "with_state"
    with pytest.raises(Refused, match="already"):
        actions.approve(report, by=one)
    assert set(LedgerEntry.objects.filter(verb="approve").values_list("chain", flat=True)) == {first.state.iso3}
    assert actions.approve(report, by=other).status == "approved"
    assert list(LedgerEntry.objects.filter(verb="approve").values_list("chain", flat=True)) == [
        first.state.iso3,
        second.state.iso3,
    ]


def test_a_letter_approves_for_the_state_that_wrote_it_alone():
    first, second = make_engagement(), make_engagement()
    report = sent_report(first, second)
    assert "Cite" in approval_refusal(report, ISU)
    assert "another file" in approval_refusal(report, ISU, citing=make_correspondence())
    letter = make_correspondence(second.state)
    actions.approve(report, by=ISU, citing=letter)
    assert list(LedgerEntry.objects.filter(verb="approve").values_list("chain", flat=True)) == [second.state.iso3]
    assert actions.approve(report, by=releaser(first)).status == "approved"


def test_an_approval_ends_when_the_words_are_taken_back():
    first, second = make_engagement(), make_engagement()
    report = sent_report(first, second)
    actions.approve(report, by=releaser(first))
    actions.recall(report, by=ISU)
    assert not report.approvals.exists()


def test_the_day_of_first_publication_is_kept():
    host = make_engagement()
    report, state = sent_report(host), releaser(host)
    actions.approve(report, by=state)
    text = report.texts.get(kind="public")
    text.refresh_from_db()
    decide(text, Audience.COMMITTEE, engagement=host, by=state)
    text.refresh_from_db()
    assert text.published_at is None
    decide(text, Audience.PUBLIC, engagement=host, by=state)
    text.refresh_from_db()
    first = text.published_at
    assert first <= timezone.now()
    decide(text, Audience.STATE, engagement=host, by=state)
    decide(text, Audience.PUBLIC, engagement=host, by=state)
    text.refresh_from_db()
    assert text.published_at == first


def test_a_report_that_is_not_approved_is_opened_to_nobody():
    host = make_engagement()
    text = make_text(make_report(make_meeting(host, status="held"), status="with_state"))
    with pytest.raises(Refused, match="approved first"):
        decide(text, Audience.PUBLIC, engagement=host, by=releaser(host))


def test_recalling_is_the_isus_step_alone():
    report = sent_report(make_engagement())
    with pytest.raises(Refused):
        actions.recall(report, by=viewer_of(make_focal_point()))


def test_a_file_of_words_whose_approval_was_reversed_is_handed_out_to_nobody_again():
    """Whoever kept the link to it would read the words that were corrected, once the corrected ones are opened."""
    host = make_engagement()
    state = releaser(host)
    report = actions.approve(sent_report(host), by=ISU, citing=make_correspondence(host.state))
    text = report.texts.get(kind="public")
    decide(text, Audience.PUBLIC, engagement=host, by=state)
    before = Document.objects.visible_to(PUBLIC).get(text=text)
    actions.recall(actions.reverse(report, by=state), by=ISU)
    text.sections.update(body="Other words.")
    actions.approve(actions.send_to_state(report, by=ISU), by=state)
    text = type(text).objects.get(pk=text.pk)
    decide(text, Audience.PUBLIC, engagement=host, by=state)
    before.refresh_from_db()
    assert (before.status, before.content) == ("expired", {})
    assert "Other words." in str(Document.objects.visible_to(PUBLIC).get(text=text, status="queued").content)


def test_what_waits_again_after_it_was_sent_back_by_letter_is_looked_through_as_when_it_is_sent():
    """The ISU may have begun to change the words: nobody approves others than they read, and no name slips in beside the check."""
    host = make_engagement()
    report, state = sent_report(host), releaser(host)
    make_participant(report.meeting, make_contact(name="Zoltan Ferreira"), attendance="present")
    report = actions.send_back(report, by=ISU, note="One figure is wrong.", citing=make_correspondence(host.state))
    read_at, public = report.sent_at, report.texts.get(kind="public")
    public.sections.update(body="Zoltan Ferreira offered teams.")
    with pytest.raises(Refused, match="Zoltan Ferreira"):
        actions.reverse(report, by=state)
    report.refresh_from_db()
    assert report.status == "sent_back"
    public.sections.update(body="Other words.")
    assert actions.reverse(report, by=state).sent_at > read_at


def test_what_another_host_had_opened_is_not_opened_again_in_corrected_words_without_its_word():
    first, second = make_engagement(), make_engagement()
    one, other = releaser(first), releaser(second)

    def approved(report):
        actions.approve(report, by=ISU, citing=make_correspondence(first.state))
        return actions.approve(report, by=other)

    def opens(host, by):
        decide(ReportText.objects.get(report=report, kind="public"), Audience.PUBLIC, engagement=host, by=by)
        return ReportText.objects.visible_to(PUBLIC).exists()

    report = approved(sent_report(first, second))
    assert [opens(first, one), opens(second, other)] == [False, True]
    actions.recall(actions.reverse(report, by=one), by=ISU)
    report.texts.get(kind="public").sections.update(body="Corrected words.")
    report = approved(actions.send_to_state(report, by=ISU))
    assert [opens(first, one), opens(second, other)] == [False, True]
