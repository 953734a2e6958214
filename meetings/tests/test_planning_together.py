"""A joint meeting tells each host of the others: none is planned without the word of every one of them."""

import pytest

from apmbc_portal.audit.models import LedgerEntry
from apmbc_portal.audit.record import faults
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing import factories as make
from apmbc_portal.testing.factories import isu_viewer, viewer_of
from apmbc_portal.workflow import FROZEN, Refused
from engagements.models import State
from meetings.actions import plan_meeting
from meetings.models import Meeting
from meetings.tests.test_desk import ADD, errors, planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def hosts():
    return [make.make_engagement(), make.make_engagement()]


def letters_of(hosts, **fields):
    return [make.make_correspondence(host.state, **fields) for host in hosts]


def refused(hosts, citing):
    with pytest.raises(Refused) as said:
        plan_meeting(hosts, by=isu_viewer(), title="Together", citing=citing)
    assert not Meeting.objects.exists()
    assert not LedgerEntry.objects.exists()
    return str(said.value)


def test_each_host_is_told_of_the_others_upon_its_own_word_alone(hosts):
    focal, letters = [make.make_focal_point(host.state) for host in hosts], letters_of(hosts)
    assert "each host learns" in refused(hosts, []).lower()
    assert hosts[1].state.name_en in refused(hosts, letters[:1])
    assert hosts[1].state.name_en in refused(hosts, [letters[0], make.make_correspondence()])
    assert "sent by the ISU" in refused(hosts, [letters[0], make.make_correspondence(hosts[1].state, way="out")])
    assert all(set(Meeting.objects.visible_to(viewer_of(person))) == set() for person in focal)
    meeting = plan_meeting(hosts, by=isu_viewer(), title="Together", citing=letters)
    for host, person, letter in zip(hosts, focal, letters, strict=True):
        entry = LedgerEntry.objects.get(chain=host.state.iso3)
        assert (entry.verb, entry.evidence, faults(host.state.iso3)) == ("host_together", letter.describe(), [])
        assert Letter.objects.filter(kind="recorded_on_behalf", to=person.email).count() == 1
        assert set(Meeting.objects.visible_to(viewer_of(person))) == {meeting}


def test_two_files_of_one_state_need_no_letter(hosts):
    assert plan_meeting([hosts[0], make.make_engagement(hosts[0].state)], by=isu_viewer(), title="Own").hosts()
    assert not LedgerEntry.objects.exists()


def test_a_state_that_lets_two_decide_says_so_in_two_letters_and_one_at_rest_not_at_all(hosts):
    State.objects.filter(pk=hosts[0].state_id).update(two_people=True)
    first, letters = type(hosts[0]).objects.get(pk=hosts[0].pk), letters_of(hosts)
    assert "cite a second letter" in refused([first, hosts[1]], letters)
    twice = make.make_correspondence(first.state, sha256=letters[0].sha256)
    assert "cite a second letter" in refused([first, hosts[1]], [*letters, twice])
    State.objects.filter(pk=first.state_id).update(frozen=True)
    assert refused([first, hosts[1]], letters) == str(FROZEN)
    State.objects.filter(pk=first.state_id).update(frozen=False)
    assert plan_meeting(hosts, by=isu_viewer(), title="Together", citing=[*letters, make.make_correspondence(first.state)])


def test_the_desk_s_form_asks_for_the_letters(desk, hosts):
    letters = letters_of(hosts)
    both = planned(hosts[0]) | {"hosts_chosen": [host.pk for host in hosts]}
    assert errors(desk.post(ADD, both)) == {"cites"}
    assert errors(desk.post(ADD, both | {"cites": [letters[0].pk]})) == {"cites"}
    assert desk.post(ADD, both | {"cites": [letter.pk for letter in letters]}).status_code == 302
    assert desk.post(ADD, planned(hosts[0])).status_code == 302  # alone it needs none
