"""A State can ask for two people, one in the capital and one at the mission: what widens a circle is proposed and confirmed."""

import pytest
from django.urls import reverse

from apmbc_portal.audit.models import LedgerEntry
from apmbc_portal.audit.record import faults
from apmbc_portal.testing.factories import make_correspondence, make_focal_point, make_organisation, make_partner, viewer_of
from apmbc_portal.tests.deciding import KINDS, WIDEST, answer, ledger, sees
from apmbc_portal.tests.two_people.proposing import page, post, propose
from apmbc_portal.workflow import Refused
from engagements import decisions, two_people
from engagements.models import ProposedDecision

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_opened_by_the_second_word_and_not_before(rows, cast, as_, kind):
    item = rows[kind]
    proposal = propose(as_(cast.capital), item, WIDEST[kind])
    assert not sees(item)
    assert ledger() == [("XAA", "propose_decision", WIDEST[kind])]
    post(as_(cast.mission), proposal)
    assert sees(item)
    assert ledger() == [("XAA", "propose_decision", WIDEST[kind]), ("XAA", "open", WIDEST[kind])]
    first, second = LedgerEntry.objects.order_by("number")
    assert (first.person, second.person) == (cast.capital.pk, cast.mission.pk)
    assert second.detail["confirms"] == first.number
    assert first.text == second.text == item.release_text()
    assert faults("XAA") == []


WHO = {
    "capital": "You proposed it yourself",
    "mission": "",
    "colleague in the capital": "Somebody at the Permanent Mission confirms it",
    "no place": "Somebody at the Permanent Mission confirms it",
    "drafts at the mission": "does not include the right to release",
    "expired at the mission": "This decision is the State's",
    "other State": "This decision is the State's",
    "delegate": "This decision is the State's",
    "partner": "This decision is the State's",
    "isu": "Cite the note verbale",
}


@pytest.mark.parametrize("who", WHO)
def test_who_may_confirm(rows, cast, as_, who):
    proposal = propose(as_(cast.capital), rows["text"])
    reason = two_people.confirmation_refusal(proposal, viewer_of(cast.all[who]))
    assert (WHO[who] in str(reason)) if WHO[who] else reason == ""
    answered = post(as_(cast.all[who]), proposal)
    assert sees(rows["text"]) == (WHO[who] == "")
    assert (answered.status_code == 404) == (who in ("expired at the mission", "other State", "delegate", "partner"))
    assert page(as_(cast.all[who]), proposal).status_code == (404 if answered.status_code == 404 else 200)


def test_it_works_from_the_mission_to_the_capital_as_well(rows, cast, as_):
    proposal = propose(as_(cast.mission), rows["text"])
    post(as_(cast.colleague_in_the_capital), proposal)
    assert sees(rows["text"])


def test_without_a_recorded_place_nobody_proposes(rows, cast, as_):
    answer(as_(cast.no_place), rows["text"], "public")
    assert not ProposedDecision.objects.exists()
    assert (sees(rows["text"]), ledger()) == (False, [])


def test_the_engine_itself_refuses_one_person(rows, cast):
    """Not a matter of pages: the only code that writes an audience asks."""
    said = {"engagement": rows["engagement"], "by": viewer_of(cast.capital)}
    party = make_organisation()
    with pytest.raises(Refused, match="two people"):
        decisions.decide(rows["text"], "public", **said)
    with pytest.raises(Refused, match="two people"):
        decisions.grant_to(rows["text"], party.party_id, party.name, **said)
    assert not sees(rows["text"])


def test_a_party_by_name_takes_two(rows, cast, as_):
    party = make_organisation()
    answer(as_(cast.capital), rows["text"], "named", party=str(party.party_id))
    assert not sees(rows["text"], viewer_of(make_partner(party)))
    post(as_(cast.mission), ProposedDecision.objects.get())
    assert sees(rows["text"], viewer_of(make_partner(party)))
    assert ledger() == [("XAA", "propose_decision", party.name), ("XAA", "open_to", party.name)]


def test_the_second_reads_text_names_and_previews(rows, cast, as_):
    content = page(as_(cast.mission), propose(as_(cast.capital), rows["text"], "both"))
    assert [one.who for one in content.context["looks"]] == ["committee", "participant"]
    assert content.context["text"] == rows["text"].release_text()
    assert "No name, organisation, function or place" in content.content.decode()


def test_a_letter_proposes_and_a_focal_point_or_a_second_letter_confirms(rows, cast, as_, state):
    first, second = make_correspondence(state), make_correspondence(state, subject="Second note")
    desk = as_(cast.isu)
    answer(desk, rows["text"], "public", cites=str(first.pk), note="By letter")
    proposal = ProposedDecision.objects.get()
    assert not sees(rows["text"])
    post(desk, proposal, cites=str(first.pk), note="By letter")
    assert not sees(rows["text"])  # the same letter is one person's word
    post(desk, proposal, cites=str(second.pk), note="By letter")
    assert sees(rows["text"])
    assert LedgerEntry.objects.get(verb="open").evidence == second.describe()
    answer(desk, rows["outcome"], "public", cites=str(first.pk), note="By letter")
    post(as_(cast.no_place), ProposedDecision.objects.get(status="waiting"))
    assert sees(rows["outcome"])


@pytest.mark.parametrize("cited", ["", "foreign"])
def test_the_desk_confirms_nothing_without_a_letter_of_that_state(rows, cast, as_, cited):
    proposal = propose(as_(cast.capital), rows["text"])
    answered = post(as_(cast.isu), proposal, cites=str(make_correspondence().pk) if cited else "", note="By letter")
    assert (answered.status_code, sees(rows["text"])) == (422, False)


def test_at_a_joint_meeting_each_host_has_its_own_rule(cast, as_, state, rows):
    from apmbc_portal.testing.factories import make_engagement

    other = make_engagement()
    rows["meeting"].host_engagements.add(other)
    answer(as_(make_focal_point(other.state)), rows["text"], "public")
    proposal = propose(as_(cast.capital), rows["text"])
    assert not sees(rows["text"])
    post(as_(cast.mission), proposal)
    assert sees(rows["text"])
    assert as_(make_focal_point(other.state)).get(reverse("proposed_decision", args=[proposal.pk])).status_code == 404
