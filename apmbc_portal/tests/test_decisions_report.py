"""A report in the workspace: read, remarked on, sent back, approved, and only then opened."""

import datetime

import pytest

from apmbc_portal.audit.models import LedgerEntry
from apmbc_portal.testing.factories import (
    make_correspondence,
    make_engagement,
    make_focal_point,
    make_meeting,
    make_partner,
    make_report,
    make_staff,
    make_state,
    make_user,
    today,
)  # fmt: skip
from apmbc_portal.tests.deciding import approve, decide_usually, page, post, readers, sent_report
from engagements.models import Comment
from reports.models import OutcomeReport, ReportText

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def own(client):
    """A report that waits for the State of a signed-in focal point; another State has one too."""
    state = make_state()
    client.force_login(make_focal_point(state))
    sent_report(make_engagement(make_state()))
    return sent_report(make_engagement(state))


def test_both_texts_are_read_and_nobody_else_has_them(client, own):
    content = page(client, own).content.decode()
    assert "Survey first, clearance by 2030" in content
    assert "Twelve districts remain." in content
    assert "In short" in content
    assert readers(own) == {"public": set(), "participant": set(), "partner": set()}


def test_approving_opens_nothing(client, own):
    confirm = post(client, own, "approve")
    assert "Approve these words?" in confirm.content.decode()
    assert OutcomeReport.objects.get(pk=own.pk).status == "with_state"
    approve(client, own)
    assert OutcomeReport.objects.get(pk=own.pk).status == "approved"
    assert readers(own) == {"public": set(), "participant": set(), "partner": set()}
    (entry,) = LedgerEntry.objects.all()
    assert (entry.chain, entry.verb) == ("XAA", "approve")
    assert "Twelve districts remain." in entry.text


def field(text, number="II.A"):
    """The name of the field for a remark on a section."""
    return f"remark-{text.pk}-{text.sections.get(number=number).pk}"


def test_a_remark_stays_with_its_section(client, own):
    text = own.texts.get(kind="full")
    for _click in range(2):
        post(client, own, "answer", **{field(text): "Thirteen districts, please."})
    comment = Comment.objects.get()
    assert (comment.subject, comment.section, comment.kind) == (text.release_id, "II.A Mine clearance", "message")
    content = page(client, own).content.decode()
    assert content.count("Thirteen districts, please.") == 1
    assert comment.engagement.state.iso3 == "XAA"


def test_a_remark_on_another_reports_text_goes_nowhere(client, own):
    foreign = ReportText.objects.exclude(report=own).first()
    post(client, own, "answer", **{field(foreign): "x"})
    assert not Comment.objects.exists()


def test_hostile_words_are_refused_and_markup_is_shown_as_typed(client, own):
    full, public = own.texts.get(kind="full"), own.texts.get(kind="public")
    answer = post(client, own, "answer", **{field(full): "Kept a\u202eb", field(public): "And this too"})
    assert not Comment.objects.exists()
    assert answer.status_code == 422
    content = answer.content.decode()
    assert content.count("Kept ab</textarea>") == 1  # at its section, cleaned, to be sent again
    assert content.count("And this too</textarea>") == 1
    post(client, own, "answer", **{field(full): "<script>alert(1)</script>"})
    assert "&lt;script&gt;" in page(client, own).content.decode()


def test_what_is_typed_beside_a_decision_is_kept_with_it(client, own):
    text = own.texts.get(kind="full")
    answer = post(client, own, "send_back", **{field(text): "Thirteen."}, reason="")
    assert answer.status_code == 422
    assert "Thirteen." in page(client, own).content.decode()
    confirm = post(client, own, "approve", **{field(text): "And a word more."})
    assert "Approve these words?" in confirm.content.decode()
    post(client, own, "send_back", **{field(text): "Not twelve."}, reason="See the remarks.")
    assert [comment.text for comment in Comment.objects.order_by("pk")] == [
        "Thirteen.", "And a word more.", "Not twelve.", "See the remarks.",
    ]  # fmt: skip


def test_words_that_come_too_late_are_shown_again_to_be_copied(client, own):
    text = own.texts.get(kind="full")
    post(client, own, "send_back", reason="See the figures.")
    answer = post(client, own, "answer", **{field(text): "Thirteen, not twelve."})
    content = answer.content.decode()
    assert answer.status_code == 422
    assert "while the report is with the State" in content
    assert "Thirteen, not twelve." in content
    assert Comment.objects.count() == 1


def test_sent_back_with_a_reason_and_no_reason_is_no_step(client, own):
    too_long = post(client, own, "send_back", reason="The figures " * 2000)
    assert too_long.status_code == 422
    assert "The figures The figures" in too_long.content.decode()
    post(client, own, "send_back", reason=" ")
    assert OutcomeReport.objects.get(pk=own.pk).status == "with_state"
    post(client, own, "send_back", reason="The figures are those of 2024.")
    assert OutcomeReport.objects.get(pk=own.pk).status == "sent_back"
    assert [entry.verb for entry in LedgerEntry.objects.all()] == ["send_back"]
    assert "The figures are those of 2024." in page(client, own).content.decode()


def test_words_sent_anew_meanwhile_are_not_approved(client, own):
    read = own.sent_at.isoformat()
    OutcomeReport.objects.filter(pk=own.pk).update(sent_at=own.sent_at + datetime.timedelta(minutes=1))
    answer = post(client, own, "approve", confirmed="yes", sent_at=read)
    assert "sent anew" in answer.content.decode()
    assert OutcomeReport.objects.get(pk=own.pk).status == "with_state"


STEPS = ["approve", "send_back", "answer", "open"]


@pytest.mark.parametrize("step", STEPS)
def test_another_states_report_does_not_exist_here(client, own, step):
    foreign = OutcomeReport.objects.exclude(pk=own.pk).get()
    assert page(client, foreign).status_code == 404
    assert post(client, foreign, step, confirmed="yes", preset="usual", reason="x", words="x", text="1").status_code == 404


@pytest.mark.parametrize("who", [make_user, make_partner])
def test_nobody_else_comes_in(client, own, who):
    client.force_login(who())
    assert page(client, own).status_code == 404


def test_without_the_right_one_reads_and_does_not_decide(client):
    state = make_state()
    report = sent_report(make_engagement(state))
    client.force_login(make_focal_point(state, may_release=False))
    content = page(client, report).content.decode()
    assert "does not include the right to release" in content
    approve(client, report)
    post(client, report, "send_back", reason="no")
    assert OutcomeReport.objects.get(pk=report.pk).status == "with_state"


def test_a_report_the_isu_still_drafts_is_404_for_the_state(client):
    state = make_state()
    client.force_login(make_focal_point(state))
    report = make_report(make_meeting(make_engagement(state), status="held"))
    assert page(client, report).status_code == 404


def test_the_isu_records_an_approval_on_a_letter_of_the_state(client, own):
    client.force_login(make_staff())
    approve(client, own)
    assert OutcomeReport.objects.get(pk=own.pk).status == "with_state"
    state = own.hosts()[0].state
    letter = make_correspondence(state, dated=today() - 2 * DAY)
    approve(client, own, cites=str(letter.pk), note="Approved by note verbale.")
    assert OutcomeReport.objects.get(pk=own.pk).status == "approved"
    assert LedgerEntry.objects.get().happened_on == today() - 2 * DAY


def test_a_joint_report_is_approved_by_the_last_host_and_opened_by_both(client):
    one, two = make_engagement(), make_engagement()
    report = sent_report(one, two)
    first, second = make_focal_point(one.state), make_focal_point(two.state)
    client.force_login(first)
    approve(client, report)
    assert OutcomeReport.objects.get(pk=report.pk).status == "with_state"
    assert "The other host State has not yet" in page(client, report).content.decode()
    client.force_login(second)
    approve(client, report)
    assert OutcomeReport.objects.get(pk=report.pk).status == "approved"
    decide_usually(client, report, "usual")
    assert readers(report)["public"] == set()
    client.force_login(first)
    decide_usually(client, report, "usual")
    assert readers(report)["public"] == {"public"}
    assert {(entry.chain, entry.verb) for entry in LedgerEntry.objects.all()} == {
        (state.iso3, verb) for state in (one.state, two.state) for verb in ("approve", "open")
    }
