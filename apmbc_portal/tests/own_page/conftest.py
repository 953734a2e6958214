"""Somebody who took part in a meeting, and nobody's count of another test."""

import pytest
from django.core.cache import cache

from apmbc_portal.testing import factories as make


@pytest.fixture
def ana():
    """Somebody who took part in a meeting, and an outsider of another name at the same mailbox."""
    organisation = make.make_organisation(name="Clear Fields")
    contact = make.make_contact(organisation, name="Ana Vero", email="ana@demo.example", title="Director", phone="+41 22 1")
    make.make_participant(make.make_meeting(status="held", title="Talks"), contact, attendance="present", access_needs="ramp")
    make.opened(contact.participations.get().meeting, "participants")
    make.make_participant(contact=make.make_contact(name="Bo Other", email="ANA@demo.example", phone="+99 9"))
    return contact


@pytest.fixture(autouse=True)
def _no_count():
    cache.clear()
