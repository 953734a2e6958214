import pytest

from apmbc_portal.testing.factories import make_focal_point, make_state


@pytest.fixture
def state():
    return make_state()


@pytest.fixture
def writer(client, state):
    user = make_focal_point(state, user=None)
    client.force_login(user)
    return user
