"""To whom a contact list can be opened: the people on it agreed to the participants of their meeting, and to nobody else."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from apmbc_portal.testing import factories as make
from apmbc_portal.testing.factories import viewer_of
from apmbc_portal.visibility import Audience
from apmbc_portal.workflow import Refused
from engagements.decisions import decide, grant_to
from reports.models import ContactList

pytestmark = pytest.mark.django_db
WIDER = [audience for audience in Audience if audience not in (Audience.STATE, Audience.PARTICIPANTS)]


@pytest.fixture
def world():
    """A list of a meeting where one organisation takes part and another does not."""
    state = make.make_state()
    meeting = make.make_meeting(make.make_engagement(state), status="held")
    there, elsewhere = make.make_organisation(name="Invented Trust"), make.make_organisation(name="Absent Trust")
    donor = make.make_state(name_en="Norland")
    make.make_participant(meeting, make.make_contact(there))
    make.make_participant(meeting, make.make_contact(make.make_organisation(name="Delegation", kind="state", state=donor)))
    make.make_participant(meeting, make.make_contact(elsewhere), reply="declined")
    return {
        "list": make.make_contact_list(meeting), "engagement": meeting.hosts()[0], "focal": make.make_focal_point(state),
        "there": there, "elsewhere": elsewhere, "donor": donor,
    }  # fmt: skip


@pytest.mark.parametrize("audience", WIDER)
def test_no_decision_opens_a_list_wider_than_to_the_participants(world, audience):
    by = viewer_of(world["focal"])
    with pytest.raises(Refused, match="participants of the meeting"):
        decide(world["list"], audience, engagement=world["engagement"], by=by)
    assert ContactList.objects.get().audience == Audience.STATE
    assert decide(world["list"], Audience.PARTICIPANTS, engagement=world["engagement"], by=by) == Audience.PARTICIPANTS


def test_by_name_only_a_party_whose_people_take_part(world):
    by = viewer_of(world["focal"])
    with pytest.raises(Refused, match="nobody of this party takes part"):
        grant_to(world["list"], world["elsewhere"].party_id, "x", engagement=world["engagement"], by=by)
    for party in (world["there"], world["donor"]):
        grant_to(world["list"], str(party.party_id), party.name, engagement=world["engagement"], by=by)
    seen = ContactList.objects.visible_to
    assert seen(viewer_of(make.make_partner(world["there"]))).exists()
    assert seen(viewer_of(make.make_focal_point(world["donor"]))).exists()
    assert not seen(viewer_of(make.make_partner(world["elsewhere"]))).exists()


def test_the_page_says_what_is_not_possible_before_one_chooses_and_refuses_it_all_the_same(client, world):
    client.force_login(world["focal"])
    address = reverse("decision", args=[world["list"].release_id])
    page = client.get(address)
    barred = {choice["value"] for choice in page.context["choices"] if choice["objection"]}
    assert barred == set(map(str, WIDER))
    content = page.content.decode()
    assert content.count("The people on it agreed to a list") == len(WIDER)
    assert 'id="open_to_public" disabled' in content
    assert str(world["there"].party_id) in content
    assert str(world["elsewhere"].party_id) not in content
    digest = page.context["digest"]
    answer = client.post(address, {"open_to": "public", "digest": digest, "confirmed": "yes"})
    assert "agreed to a list that is given to the participants" in answer.content.decode()
    assert ContactList.objects.get().audience == Audience.STATE


def test_a_list_that_is_over_is_opened_to_nobody_any_more(world):
    ContactList.objects.update(valid_until=timezone.localdate() - datetime.timedelta(days=1))
    with pytest.raises(Refused, match="was valid until"):
        decide(ContactList.objects.get(), Audience.PARTICIPANTS, engagement=world["engagement"], by=viewer_of(world["focal"]))
