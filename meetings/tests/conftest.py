import pytest
from django.core.cache import cache

from apmbc_portal.testing.factories import make_staff


@pytest.fixture
def desk(client, db):
    """A browser signed in as ISU staff; no copy of another test's page lives on."""
    cache.clear()
    client.force_login(make_staff())
    return client
