import pytest

from apmbc_portal.testing.factories import make_focal_point, make_state
from apmbc_portal.tests.deciding import world


@pytest.fixture
def own(client):
    """A signed-in focal point with every right, their State's rows, and an outsider's."""
    state = make_state()
    client.force_login(make_focal_point(state))
    rows = world(state)
    rows["outsider"] = world(make_state())
    return rows
