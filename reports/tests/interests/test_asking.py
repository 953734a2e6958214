"""An interest that asks to be shown waits for the State's word."""

import pytest
from django.urls import reverse

from apmbc_portal.testing.factories import make_focal_point
from engagements.models import State
from reports.tests.interests.keeping import EVERYBODY, answer, asked, page_of, share, told

pytestmark = pytest.mark.django_db


def test_a_partner_that_asks_waits_under_the_decisions_until_the_state_answers(world):
    host = world["cast"]["host"]
    row = share(world)
    assert asked(world) == set()  # it tells the State something, and asks nothing
    share(world, may_be_shown="on")
    reader = make_focal_point(world["state"], may_release=False)
    assert asked(world, host, reader, world["cast"]["other State"]) == {host}
    answer(world["host"], row)
    assert asked(world) == set()


def test_a_no_is_kept_from_the_partner_and_asked_about_only_when_it_asks_anew(world):
    row = share(world, may_be_shown="on")
    answer(world["host"], row, end="yes")
    assert (asked(world), told(world)) == (set(), set())
    assert "does not wish it" in world["host"].get(reverse("workspace_interest", args=[row.pk])).content.decode()
    assert "wish" not in world["partner"].get(page_of(world["text"])).content.decode()
    share(world, may_be_shown="on", note="Reworded")
    assert asked(world) == set()
    share(world)
    share(world, may_be_shown="on")
    assert asked(world) == {world["cast"]["host"]}
    answer(world["host"], row, end="yes")
    answer(world["host"], row)
    assert told(world) == EVERYBODY


def test_where_two_people_decide_it_waits_for_whoever_has_not_spoken(world):
    State.objects.filter(pk=world["state"].pk).update(two_people=True)
    row = share(world, may_be_shown="on")
    capital, colleague = (make_focal_point(world["state"], place="capital") for _each in range(2))
    mission = make_focal_point(world["state"], place="mission")
    people = [world["cast"]["host"], capital, colleague, mission]  # the host's place is not recorded
    assert asked(world, *people) == {capital, colleague, mission}
    answer(world["browser"](capital), row)
    assert asked(world, *people) == {mission}
    capital.nominations.get().end_now()
    assert asked(world, colleague, mission) == {colleague, mission}
