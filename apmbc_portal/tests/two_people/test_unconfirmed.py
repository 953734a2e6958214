"""A proposal that is turned down, runs out, is overtaken or was made of other words opens nothing."""

import pytest
from django.urls import reverse
from django.utils import timezone

from apmbc_portal.audit.models import LedgerEntry
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing.factories import make_user, today
from apmbc_portal.tests.deciding import answer, sees, url
from apmbc_portal.tests.two_people.proposing import DAY, page, post, propose, rule
from engagements import two_people
from engagements.models import Nomination, ProposedDecision, State

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["mission", "capital", "colleague in the capital"])
def test_turned_down_by_anybody_who_may_release(rows, cast, as_, who):
    proposal = propose(as_(cast.capital), rows["text"])
    Letter.objects.all().delete()
    said = page(as_(cast.all[who]), proposal).content.decode()
    assert ("Take the proposal back" in said, "Turn it down" in said) == (who == "capital", who != "capital")
    post(as_(cast.all[who]), proposal, turn_down="yes", note="Not before the elections.")
    proposal.refresh_from_db()
    assert (proposal.status, sees(rows["text"])) == ("turned_down", False)
    entry = LedgerEntry.objects.get(verb="turn_down")
    assert (entry.detail["answers"], entry.note) == (proposal.entry, "Not before the elections.")
    letter = Letter.objects.get(kind="decision_not_confirmed")
    assert letter.to == cast.capital.email
    assert "Not before the elections." in letter.body
    post(as_(cast.mission), proposal)
    assert not sees(rows["text"])


def test_a_drafter_turns_nothing_down(rows, cast, as_):
    proposal = propose(as_(cast.capital), rows["text"])
    post(as_(cast.drafts_at_the_mission), proposal, turn_down="yes")
    proposal.refresh_from_db()
    assert proposal.status == "waiting"


def test_unanswered_it_runs_out_with_a_letter(rows, cast, as_):
    proposal = propose(as_(cast.capital), rows["text"])
    assert two_people.end_proposals() == 0
    ProposedDecision.objects.update(expires_at=timezone.now() - DAY)
    post(as_(cast.mission), proposal)  # too late, even before the clock's job ran
    assert not sees(rows["text"])
    assert two_people.end_proposals() == 1
    assert two_people.end_proposals() == 0
    proposal.refresh_from_db()
    assert proposal.status == "expired"
    assert [letter.to for letter in Letter.objects.filter(kind="decision_not_confirmed")] == [cast.capital.email]


def test_other_words_than_those_proposed_are_not_confirmed(rows, cast, as_):
    proposal = propose(as_(cast.capital), rows["text"])
    type(rows["text"]).objects.update(summary="Another sentence.")
    assert "it has to be proposed again" in page(as_(cast.mission), proposal).content.decode()
    post(as_(cast.mission), proposal)
    assert not sees(rows["text"])


def test_whoever_no_longer_speaks_for_the_state_has_proposed_nothing(rows, cast, as_):
    proposal = propose(as_(cast.capital), rows["text"])
    Nomination.objects.filter(user=cast.capital).update(ends=today() - DAY)
    post(as_(cast.mission), proposal)
    assert not sees(rows["text"])


def test_proposed_again_the_older_one_is_overtaken(rows, cast, as_):
    first = propose(as_(cast.capital), rows["text"], "public")
    second = propose(as_(cast.capital), rows["text"], "partners")
    first.refresh_from_db()
    assert (first.status, second.status) == ("overtaken", "waiting")


def test_the_second_person_has_a_letter_that_tells_nothing_and_finds_it_waiting(rows, cast, as_):
    proposal = propose(as_(cast.capital), rows["text"])
    letters = Letter.objects.filter(kind="decision_proposed")
    assert {letter.to for letter in letters} == {cast.mission.email}
    assert rows["text"].title not in letters[0].body
    assert str(proposal.pk) in letters[0].body
    waits = {name: as_(user).get(reverse("workspace")).content.decode() for name, user in cast.all.items()}
    assert {name for name, content in waits.items() if "For you as the second person" in content} == {"mission"}
    for who in (cast.capital, cast.mission):
        assert "It waits for a second person" in as_(who).get(url(rows["text"])).content.decode()


def test_a_person_of_no_capacity_finds_no_proposal(rows, cast, as_):
    assert page(as_(make_user()), propose(as_(cast.capital), rows["text"])).status_code == 404


def test_while_the_files_are_frozen_nothing_is_proposed_or_confirmed_and_the_rule_stays(rows, cast, as_, state):
    proposal = propose(as_(cast.capital), rows["text"])
    State.objects.update(frozen=True)
    post(as_(cast.mission), proposal)
    assert not sees(rows["text"])
    answer(as_(cast.capital), rows["outcome"], "public")
    rule(as_(cast.capital), state, "no")
    assert ProposedDecision.objects.count() == 1
    post(as_(cast.mission), proposal, turn_down="yes")
    proposal.refresh_from_db()
    assert proposal.status == "turned_down"
