"""The rule of two people itself: one switches it on, both switch it off, and a State does not lock itself out."""

import pytest
from django.urls import reverse

from apmbc_portal.audit.models import LedgerEntry
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing.factories import isu_viewer, make_correspondence, make_focal_point, make_state
from apmbc_portal.tests.deciding import answer, ledger, sees, world
from apmbc_portal.tests.two_people.proposing import is_on, post, rule
from apmbc_portal.workflow import Refused
from engagements import two_people
from engagements.models import ProposedDecision, State

pytestmark = pytest.mark.django_db


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
