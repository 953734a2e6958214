"""The usual decisions about a report: said line by line, confirmed once, all of it or nothing."""

import re

import pytest
from django.urls import reverse

from apmbc_portal.audit.models import LedgerEntry
from apmbc_portal.testing.factories import (
    make_contact,
    make_correspondence,
    make_engagement,
    make_focal_point,
    make_organisation,
    make_participant,
    make_partner,
    make_staff,
    make_state,
    make_text,
    viewer_of,
)  # fmt: skip
from apmbc_portal.tests.deciding import approve, decide_usually, ledger, page, post, readers, sees, sent_report
from apmbc_portal.web.workspace.presets import PRESETS
from engagements.decisions import grant_to
from engagements.models import ProposedDecision
from reports.models import ReportText

pytestmark = pytest.mark.django_db
NOBODY = {"public": set(), "participant": set(), "partner": set()}


@pytest.fixture
def own(client):
    """An approved report of the State of a signed-in focal point; another State has one that waits."""
    state = make_state()
    client.force_login(make_focal_point(state))
    sent_report(make_engagement(make_state()))
    report = sent_report(make_engagement(state))
    approve(client, report)
    return report


def opened(report):
    """What the ledger says of each text since the approval."""
    return {(entry.verb, entry.to) for entry in LedgerEntry.objects.exclude(verb="approve")}


EXPECTED = {
    "usual": {"public": {"public"}, "participant": {"full", "public"}, "partner": {"public"}},
    "both": {"public": {"public"}, "participant": {"full", "public"}, "partner": {"public"}},
    "participants": {"public": set(), "participant": {"full"}, "partner": set()},
    "public": {"public": {"public"}, "participant": {"public"}, "partner": {"public"}},
    "nothing": NOBODY,
}


def test_every_usual_decision_has_an_expectation():
    assert set(EXPECTED) == set(PRESETS)


@pytest.mark.parametrize("preset", EXPECTED)
def test_each_takes_one_question_and_gives_each_text_an_entry(client, own, preset):
    question = post(client, own, "open", preset=preset).content.decode()
    assert "cannot be recalled" in question
    assert (readers(own), opened(own)) == (NOBODY, set())
    decide_usually(client, own, preset)
    assert readers(own) == EXPECTED[preset]
    assert len(ledger()) == 3  # the approval, and each of the two texts
    for text in own.texts.all():
        client.post(reverse("decision_take_back", args=[text.release_id]))
    assert readers(own) == NOBODY


@pytest.mark.parametrize("preset", ["participants", "public", "nothing"])
def test_what_a_decision_does_not_open_it_takes_back(client, own, preset):
    """Its name is true: nothing to the public means nothing, whatever was open, named parties included."""
    decide_usually(client, own, "usual")
    party, full = make_organisation(), ReportText.objects.get(report=own, kind="full")
    grant_to(full, party.party_id, party.name, engagement=own.hosts()[0], by=viewer_of(make_focal_point(own.hosts()[0].state)))
    decide_usually(client, own, preset)
    assert readers(own) == EXPECTED[preset]
    assert sees(full, viewer_of(make_partner(party))) == (preset == "participants")


def test_the_question_is_a_page_to_come_back_to_and_none_is_chosen_beforehand(client, own):
    address = reverse("workspace_report_open", args=[own.pk])
    assert "cannot be recalled" in client.get(address, {"preset": "usual"}).content.decode()
    assert client.get(address, {"preset": "everything"}).status_code == 404
    asked = client.get(address, follow=True).content.decode()
    assert "Choose one of the usual decisions first" in asked
    assert not re.search(r'name="preset"[^>]* checked', asked)
    assert (readers(own), opened(own)) == (NOBODY, set())


def test_the_page_of_the_report_says_what_each_would_do(client, own):
    content = page(client, own).content.decode()
    for label, _plan in PRESETS.values():
        assert str(label) in content
    told = {
        key: [(line.text.kind, line.audience) for line in lines] for key, _label, lines in page(client, own).context["presets"]
    }
    assert told["usual"] == [("full", "participants"), ("public", "public")]
    assert told["nothing"] == [("full", "state"), ("public", "state")]


def test_each_text_is_previewed_by_whom_it_lets_in(client, own):
    lines = [line for line, _chosen in post(client, own, "open", preset="usual").context["lines"]]
    assert [[one.who for one in line.looks] for line in lines] == [
        ["participant"], ["committee", "participant", "partner", "public"],
    ]  # fmt: skip


def test_a_text_without_its_tick_stays_as_it_is(client, own):
    decide_usually(client, own, "usual", without=["public"])
    assert readers(own)["public"] == set()
    assert readers(own)["participant"] == {"full"}
    answer = decide_usually(client, own, "usual", without=["full", "public"])
    assert answer.status_code == 422
    assert "Every text is left out" in answer.content.decode()


def test_each_language_is_a_line_of_its_own(client, own):
    french = make_text(own, kind="public", language="fr", original=own.texts.get(kind="public"), title="En bref")
    lines = [line for line, _chosen in post(client, own, "open", preset="usual").context["lines"]]
    assert [(line.text.kind, line.text.language, line.audience) for line in lines] == [
        ("full", "en", "participants"), ("public", "en", "public"), ("public", "fr", "public"),
    ]  # fmt: skip
    question = {line.field: line.digest for line in lines if line.text != french}
    post(client, own, "open", preset="usual", confirmed="yes", **question)
    assert {text.language for text in own.texts.filter(audience="public")} == {"en"}


def test_all_of_it_or_nothing(client, own, monkeypatch):
    before = LedgerEntry.objects.count()
    monkeypatch.setattr(ReportText, "release_objection", lambda self: "Not this one." if self.kind == "public" else "")
    assert "Not this one." in decide_usually(client, own, "usual").content.decode()
    assert (readers(own), LedgerEntry.objects.count()) == (NOBODY, before)


def test_nobody_confirms_other_words_than_they_read(client, own):
    lines = [line for line, _chosen in post(client, own, "open", preset="usual").context["lines"]]
    ticked = {line.field: line.digest for line in lines}
    ReportText.objects.filter(report=own, kind="public").update(summary="Another sentence.")
    answer = post(client, own, "open", preset="usual", confirmed="yes", **ticked)
    assert "A text has changed" in answer.content.decode()
    assert readers(own) == NOBODY


def test_names_are_looked_at_before_and_kept_with_their_text(client, own):
    make_participant(own.meeting, make_contact(name="José Ñandú"), attendance="present")
    ReportText.objects.filter(report=own, kind="public").update(summary="Mr. Nandu offered two teams.")
    asked = decide_usually(client, own, "usual")
    assert asked.status_code == 422
    assert readers(own)["public"] == set()
    decide_usually(client, own, "usual", names_seen="yes", names_token=asked.context["names_token"])
    entries = {entry.to: entry.names_shown for entry in LedgerEntry.objects.filter(verb="open")}
    assert len(entries["public"]) == 1
    assert not entries["participants"]
    assert decide_usually(client, own, "nothing").status_code == 200  # taking back asks nothing


def test_before_approval_there_is_nothing_to_open(client):
    state = make_state()
    client.force_login(make_focal_point(state))
    report = sent_report(make_engagement(state))
    decide_usually(client, report, "usual")
    assert (readers(report), LedgerEntry.objects.exists()) == (NOBODY, False)


def test_without_the_right_nothing_is_decided(client, own):
    client.force_login(make_focal_point(own.hosts()[0].state, may_release=False))
    assert page(client, own).context["may_open"] is False
    decide_usually(client, own, "usual")
    assert readers(own) == NOBODY


def test_what_is_no_usual_decision_is_404(client, own):
    assert post(client, own, "open", preset="everything").status_code == 404


def test_the_isu_records_both_on_one_letter_of_the_state(client, own):
    client.force_login(make_staff())
    assert decide_usually(client, own, "usual").status_code == 422
    assert decide_usually(client, own, "usual", cites=str(make_correspondence().pk), note="By letter").status_code == 422
    assert readers(own) == NOBODY
    letter = make_correspondence(own.hosts()[0].state)
    decide_usually(client, own, "usual", cites=str(letter.pk), note="By letter")
    assert readers(own) == EXPECTED["usual"]
    assert {entry.evidence for entry in LedgerEntry.objects.filter(verb="open")} == {letter.describe()}


def test_where_two_people_decide_each_text_is_proposed(client):
    state = make_state(two_people=True)
    client.force_login(make_focal_point(state, place="capital"))
    mission = make_focal_point(state, place="mission")
    report = sent_report(make_engagement(state))
    approve(client, report)
    decide_usually(client, report, "usual")
    assert readers(report) == NOBODY
    client.force_login(mission)
    for proposal in ProposedDecision.objects.all():
        client.post(reverse("proposed_decision", args=[proposal.pk]))
    assert readers(report) == EXPECTED["usual"]
