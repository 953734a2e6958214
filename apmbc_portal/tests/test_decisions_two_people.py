"""A State can ask for two people, one in the capital and one at the mission: what widens a circle is proposed and confirmed."""

import datetime
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from apmbc_portal.audit.models import LedgerEntry
from apmbc_portal.audit.record import faults
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing.factories import (
    isu_viewer,
    make_correspondence,
    make_delegate,
    make_focal_point,
    make_organisation,
    make_partner,
    make_staff,
    make_state,
    make_user,
    today,
    viewer_of,
)  # fmt: skip
from apmbc_portal.tests.deciding import KINDS, WIDEST, answer, ledger, sees, url, world
from apmbc_portal.workflow import Refused
from engagements import decisions, two_people
from engagements.models import Nomination, ProposedDecision, State

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def state():
    return make_state(two_people=True)


@pytest.fixture
def cast(state):
    """Everybody who might try: the two, their colleagues, and outsiders."""
    people = {
        "capital": make_focal_point(state, place="capital"),
        "mission": make_focal_point(state, place="mission"),
        "colleague in the capital": make_focal_point(state, place="capital"),
        "no place": make_focal_point(state),
        "drafts at the mission": make_focal_point(state, place="mission", may_release=False),
        "expired at the mission": make_focal_point(state, place="mission", ends=today() - DAY),
        "other State": make_focal_point(place="mission"),
        "delegate": make_delegate(),
        "partner": make_partner(),
        "isu": make_staff(),
    }
    return SimpleNamespace(**{name.replace(" ", "_"): user for name, user in people.items()}, all=people)


@pytest.fixture
def rows(state):
    return world(state)


@pytest.fixture
def as_(client):
    """A browser for each person."""

    def browser(user):
        other = type(client)()
        other.force_login(user)
        return other

    return browser


def propose(browser, item, to="public"):
    """Through the page, up to the proposal it leads to."""
    answer(browser, item, to)
    return ProposedDecision.objects.order_by("proposed_at").last()


def page(browser, proposal):
    return browser.get(reverse("proposed_decision", args=[proposal.pk]))


def post(browser, proposal, **data):
    return browser.post(reverse("proposed_decision", args=[proposal.pk]), data)


# --- proposing and confirming -------------------------------------------------------------------------------------------


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


# --- taking back never needs two ----------------------------------------------------------------------------------------


@pytest.fixture
def opened(rows, cast, as_):
    """A text that both have opened to the public."""
    post(as_(cast.mission), propose(as_(cast.capital), rows["text"]))
    return rows["text"]


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


# --- what ends a proposal -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["mission", "capital", "colleague in the capital"])
def test_turned_down_by_anybody_who_may_release(rows, cast, as_, who):
    proposal = propose(as_(cast.capital), rows["text"])
    Letter.objects.all().delete()
    post(as_(cast.all[who]), proposal, turn_down="yes", note="Not before the elections.")
    proposal.refresh_from_db()
    assert (proposal.status, sees(rows["text"])) == ("turned_down", False)
    entry = LedgerEntry.objects.get(verb="turn_down")
    assert (entry.detail["answers"], entry.detail["note"]) == (proposal.entry, "Not before the elections.")
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


# --- who is told --------------------------------------------------------------------------------------------------------


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


def test_the_second_reads_text_names_and_previews(rows, cast, as_):
    content = page(as_(cast.mission), propose(as_(cast.capital), rows["text"], "both"))
    assert [one.who for one in content.context["looks"]] == ["committee", "participant"]
    assert content.context["text"] == rows["text"].release_text()
    assert "No name, organisation, function or place" in content.content.decode()


# --- letters --------------------------------------------------------------------------------------------------------------


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


# --- the rule itself ----------------------------------------------------------------------------------------------------


def rule(browser, state, two):
    return browser.post(reverse("two_people", args=[state.iso3]), {"two": two}, follow=True)


def is_on(state):
    return State.objects.get(pk=state.pk).two_people


def test_one_switches_it_on_and_both_switch_it_off(state, cast, as_):
    State.objects.update(two_people=False)
    rule(as_(cast.capital), state, "yes")
    assert is_on(state)
    rule(as_(cast.capital), state, "no")
    assert is_on(state)
    post(as_(cast.colleague_in_the_capital), ProposedDecision.objects.get())
    assert is_on(state)
    waiting = as_(cast.mission).get(reverse("workspace")).content.decode()
    assert "For you as the second person" in waiting
    post(as_(cast.mission), ProposedDecision.objects.get())
    assert not is_on(state)
    assert [verb for _chain, verb, _to in ledger()] == ["two_people", "propose_decision", "one_person"]
    assert {letter.to for letter in Letter.objects.filter(kind="rule_changed")} >= {cast.capital.email, cast.mission.email}


def test_a_state_does_not_lock_itself_out(as_):
    state = make_state()
    alone = make_focal_point(state, place="capital")
    page = rule(as_(alone), state, "yes")
    assert "Nobody with the right to release is recorded at the Permanent Mission" in page.content.decode()
    assert not is_on(state)
    make_focal_point(state, user=alone, place="mission")  # at both places, and still one person
    assert "still one person" in rule(as_(alone), state, "yes").content.decode()
    assert not is_on(state)


@pytest.mark.parametrize("who", ["drafts at the mission", "other State", "delegate", "partner"])
def test_nobody_else_changes_the_rule(state, cast, as_, who):
    State.objects.update(two_people=False)
    rule(as_(cast.all[who]), state, "yes")
    assert (is_on(state), ledger()) == (False, [])


def test_the_isu_records_the_rule_on_a_letter_alone(state, cast, as_):
    State.objects.update(two_people=False)
    path = reverse("two_people", args=[state.iso3])
    as_(cast.isu).post(path, {"two": "yes"})
    assert not is_on(state)
    letter = make_correspondence(state)
    as_(cast.isu).post(path, {"two": "yes", "cites": str(letter.pk), "note": "By letter"})
    assert is_on(state)
    assert LedgerEntry.objects.get().evidence == letter.describe()
    with pytest.raises(Refused, match="Cite"):
        two_people.let_two_decide(state, by=isu_viewer())


def test_a_state_without_the_rule_decides_alone_as_before(as_):
    state = make_state()
    rows = world(state)
    answer(as_(make_focal_point(state)), rows["text"], "public")
    assert sees(rows["text"])
    assert not ProposedDecision.objects.exists()


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
