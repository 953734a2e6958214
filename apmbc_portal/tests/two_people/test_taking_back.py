"""Taking back and closing never need two people, and overtake what waits for the second."""

import pytest
from django.urls import reverse

from apmbc_portal.testing.factories import make_organisation
from apmbc_portal.tests.deciding import answer, ledger, sees, url
from apmbc_portal.tests.two_people.proposing import post, propose
from engagements.models import ProposedDecision

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["capital", "mission", "no place"])
def test_one_person_takes_back_and_closes(rows, cast, as_, opened, who):
    as_(cast.all[who]).post(url(opened, "decision_take_back"))
    assert not sees(opened)
    as_(cast.all[who]).post(reverse("workspace_close", args=[rows["engagement"].reference]), {"withheld": "yes"})
    rows["engagement"].refresh_from_db()
    assert rows["engagement"].withheld


def test_narrowing_takes_one_and_widening_again_two(cast, as_, opened):
    answer(as_(cast.capital), opened, "partners")
    opened.refresh_from_db()
    assert opened.audience == "partners"
    answer(as_(cast.capital), opened, "public")
    opened.refresh_from_db()
    assert opened.audience == "partners"


def test_letting_in_a_new_committee_is_widening(rows, cast, as_):
    """Opened again to the Committee, a text is seen by seats that came later: that is more people."""
    post(as_(cast.mission), propose(as_(cast.capital), rows["text"], "committee"))
    assert propose(as_(cast.capital), rows["text"], "committee").status == "waiting"


def test_taking_back_from_everybody_overtakes_what_waits_though_only_a_party_had_it(rows, cast, as_):
    party = make_organisation()
    answer(as_(cast.capital), rows["text"], "named", party=str(party.party_id))
    post(as_(cast.mission), ProposedDecision.objects.get())
    waiting = propose(as_(cast.capital), rows["text"], "public")
    as_(cast.mission).post(url(rows["text"], "decision_take_back"))
    waiting.refresh_from_db()
    assert waiting.status == "overtaken"
    post(as_(cast.mission), waiting)
    assert not sees(rows["text"])


def test_a_proposal_whose_row_is_gone_is_confirmed_by_nobody(rows, cast, as_):
    waiting = propose(as_(cast.capital), rows["outcome"])
    rows["outcome"].delete()
    answered = post(as_(cast.mission), waiting)
    waiting.refresh_from_db()
    assert (answered.status_code, waiting.status) == (302, "waiting")


def test_opening_a_closed_file_again_takes_two(rows, cast, as_, opened):
    path = reverse("workspace_close", args=[rows["engagement"].reference])
    as_(cast.capital).post(path, {"withheld": "yes"})
    as_(cast.capital).post(path, {"withheld": "no"})
    assert not sees(opened)
    post(as_(cast.mission), ProposedDecision.objects.get(what="open_again"))
    assert sees(opened)
    assert [verb for _chain, verb, _to in ledger()][-3:] == ["close_to_all", "propose_decision", "open_again"]


@pytest.mark.parametrize("how", ["take back", "close"])
def test_what_was_proposed_before_it_was_taken_back_is_not_confirmed_after(rows, cast, as_, how):
    proposal = propose(as_(cast.capital), rows["text"])
    if how == "close":
        as_(cast.mission).post(reverse("workspace_close", args=[rows["engagement"].reference]), {"withheld": "yes"})
    else:
        as_(cast.mission).post(url(rows["text"], "decision_take_back"))
    post(as_(cast.mission), proposal)
    proposal.refresh_from_db()
    assert proposal.status == "overtaken"
    assert "open" not in [verb for _chain, verb, _to in ledger()]
