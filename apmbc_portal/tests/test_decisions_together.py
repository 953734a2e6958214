"""Decisions recorded on a State's letter, and those of a joint meeting, which its hosts take together."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from apmbc_portal.audit.models import LedgerEntry
from apmbc_portal.testing.factories import (
    make_correspondence,
    make_delegate,
    make_engagement,
    make_focal_point,
    make_meeting,
    make_organisation,
    make_outcome,
    make_partner,
    make_staff,
    make_state,
    today,
    viewer_of,
)  # fmt: skip
from apmbc_portal.tests.deciding import answer, ledger, sees, url, world
from engagements.decisions import decide
from engagements.models import Engagement, Release

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def desk(client):
    state = make_state()
    rows = world(state)
    client.force_login(make_staff())
    rows["letter"] = make_correspondence(state, dated=today() - 5 * DAY, number="NV 12/2026")
    rows["foreign"] = make_correspondence(make_state())
    return rows


def test_from_a_row_the_desk_finds_its_way_back_to_the_file(client, desk):
    page = client.get(url(desk["outcome"])).content.decode()
    assert f'<a href="{reverse("admin:engagements_engagement_file", args=[desk["engagement"].pk])}">' in page
    assert reverse("workspace_engagement", args=[desk["engagement"].reference]) not in page


def test_the_isu_records_a_decision_on_a_letter_of_that_state(client, desk):
    answer(client, desk["outcome"], "public", cites=str(desk["letter"].pk), note="By the third secretary")
    assert sees(desk["outcome"])
    entry = LedgerEntry.objects.get()
    assert (entry.chain, entry.happened_on, entry.acting_as) == ("XAA", today() - 5 * DAY, "ISU staff")
    assert "NV 12/2026" in entry.evidence
    assert entry.note == "By the third secretary"
    # Taking back needs a letter too.
    client.post(url(desk["outcome"], "decision_take_back"))
    assert sees(desk["outcome"])
    answer(client, desk["outcome"], "state", cites=str(desk["letter"].pk), note="Taken back by call")
    assert not sees(desk["outcome"])


@pytest.mark.parametrize("cited", ["", "foreign", "nonsense"])
def test_without_a_letter_of_that_state_the_isu_decides_nothing(client, desk, cited):
    cites = str(desk[cited].pk) if cited in desk else cited
    page = answer(client, desk["outcome"], "public", cites=cites)
    assert page.context["form"].errors["cites"]
    assert (sees(desk["outcome"]), ledger()) == (False, [])


def test_the_isu_closes_a_file_on_a_letter(client, desk):
    path = reverse("workspace_close", args=[desk["engagement"].reference])
    assert client.post(path, {"withheld": "yes"}).status_code == 200
    assert not Engagement.objects.get(pk=desk["engagement"].pk).withheld
    client.post(path, {"withheld": "yes", "cites": str(desk["letter"].pk), "note": "By call"})
    assert Engagement.objects.get(pk=desk["engagement"].pk).withheld
    assert ledger() == [("XAA", "close_to_all", "")]


# --- joint meetings


@pytest.fixture
def joint():
    one, two = make_engagement(), make_engagement()
    outcome = make_outcome(make_meeting(one, two, status="held"))
    make_outcome(make_meeting(make_engagement(), status="held"))
    return one, two, outcome, make_focal_point(one.state), make_focal_point(two.state)


def test_a_joint_row_opens_when_both_hosts_have_said_so(client, joint):
    one, two, outcome, first, second = joint
    client.force_login(first)
    page = answer(client, outcome, "public")
    assert not sees(outcome)
    page = client.get(url(outcome))
    assert page.context["standing"].waits_for == [str(two.state)]
    assert "takes effect when the other host" in page.content.decode()
    client.force_login(second)
    answer(client, outcome, "both")
    outcome.refresh_from_db()
    assert outcome.audience == "both"  # what they agree on
    answer(client, outcome, "public")
    assert sees(outcome)
    # Either takes it back alone.
    client.force_login(first)
    client.post(url(outcome, "decision_take_back"))
    assert not sees(outcome)
    assert ledger() == [
        (one.state.iso3, "open", "public"), (two.state.iso3, "open", "both"), (two.state.iso3, "open", "public"),
        (one.state.iso3, "take_back", "state"),
    ]  # fmt: skip
    assert Release.objects.get(engagement=two).audience == "public"


def test_a_name_of_a_joint_row_waits_for_both_hosts(client, joint):
    _one, _two, outcome, first, second = joint
    chosen = make_organisation()
    partner = make_partner(chosen)
    for user, seen in ((first, False), (second, True)):
        client.force_login(user)
        answer(client, outcome, "named", party=str(chosen.party_id))
        assert sees(outcome, viewer_of(partner)) is seen


def test_the_committee_means_the_seats_of_the_day_of_each_hosts_decision():
    """A host that opened it to the Committee of then has not let in who came before the other host said the same."""
    first, second = make_engagement(), make_engagement()
    outcome = make_outcome(make_meeting(first, second, status="held"))
    one, other = (viewer_of(make_focal_point(host.state)) for host in (first, second))
    decide(outcome, "committee", engagement=first, by=one)
    Release.objects.update(since=timezone.now() - 20 * DAY)
    decide(outcome, "committee", engagement=second, by=other)
    old, new = (viewer_of(make_delegate(since=today() - days * DAY)) for days in (30, 10))
    assert (sees(outcome, old), sees(outcome, new)) == (True, False)
    decide(outcome, "committee", engagement=first, by=one)
    assert (sees(outcome, old), sees(outcome, new)) == (True, True)


def test_a_host_that_opened_it_to_everybody_let_in_every_seat():
    first, second = make_engagement(), make_engagement()
    outcome = make_outcome(make_meeting(first, second, status="held"))
    one, other = (viewer_of(make_focal_point(host.state)) for host in (first, second))
    decide(outcome, "public", engagement=first, by=one)
    Release.objects.update(since=timezone.now() - 20 * DAY)
    decide(outcome, "committee", engagement=second, by=other)
    assert sees(outcome, viewer_of(make_delegate(since=today() - 10 * DAY)))
