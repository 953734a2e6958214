"""A State that asks for two people, everybody who might try, and its rows."""

from types import SimpleNamespace

import pytest

from apmbc_portal.testing.factories import make_delegate, make_focal_point, make_partner, make_staff, make_state, today
from apmbc_portal.tests.deciding import world
from apmbc_portal.tests.two_people.proposing import DAY, post, propose


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


@pytest.fixture
def opened(rows, cast, as_):
    """A text that both have opened to the public."""
    post(as_(cast.mission), propose(as_(cast.capital), rows["text"]))
    return rows["text"]
