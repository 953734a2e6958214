"""A published text of one State, a partner with an interest in it, and everybody from whom that is kept."""

import pytest

from apmbc_portal.testing.factories import (
    make_delegate,
    make_engagement,
    make_focal_point,
    make_organisation,
    make_partner,
    make_published,
    make_staff,
    make_state,
)


@pytest.fixture
def world(client):
    """A published text of one State, a partner, and everybody from whom its interest is kept."""

    def browser(user=None):
        other = type(client)()
        if user:
            other.force_login(user)
        return other

    state, trust = make_state(), make_organisation(name="Interested Trust")
    engagement = make_engagement(state)
    cast = {
        "partner": make_partner(trust), "colleague": make_partner(trust), "host": make_focal_point(state), "isu": make_staff(),
        "other partner": make_partner(), "other State": make_focal_point(), "delegate": make_delegate(),
    }  # fmt: skip
    browsers = {name: browser(user) for name, user in cast.items()} | {"public": browser()}
    return {"text": make_published(engagement), "state": state, "trust": trust, "cast": cast, "browser": browser} | browsers
