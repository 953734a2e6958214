"""The hosts of a joint meeting decide in the same moment: what is in effect is what all of them said."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connections

from apmbc_portal.audit.record import faults
from apmbc_portal.testing import factories as make
from apmbc_portal.testing.factories import viewer_of
from engagements import decisions
from engagements.decisions import decide, grant_to
from engagements.models import NamedGrant

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def joint():
    """A paper's worth of a joint meeting: (the row, [(host, viewer who speaks for it), …])."""
    hosts = [make.make_engagement(make.make_state()) for _each in range(2)]
    item = make.make_outcome(make.make_meeting(*hosts, status="held"))
    return item, [(host, viewer_of(make.make_focal_point(host.state))) for host in hosts]


def both_at_once(monkeypatch, settle, act, hosts):
    """Both act, and both have written their own word before either looks at the other's, if nothing holds them."""
    meet, real = threading.Barrier(2), getattr(decisions, settle)

    def settled(*args):
        with suppress(threading.BrokenBarrierError):
            meet.wait(1)
        return real(*args)

    monkeypatch.setattr(decisions, settle, settled)

    def run(pair):
        try:
            act(*pair)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, hosts))


def test_two_hosts_that_open_a_row_to_the_same_party_at_once_have_opened_it(monkeypatch, joint):
    item, hosts = joint
    party = make.make_organisation()
    both_at_once(
        monkeypatch, "_settle_named",
        lambda host, by: grant_to(item, party.party_id, party.name, engagement=host, by=by), hosts,
    )  # fmt: skip
    assert [grant.effective for grant in NamedGrant.objects.all()] == [True, True]
    assert [faults(host.state.iso3) for host, _by in hosts] == [[], []]


def test_two_hosts_that_open_a_row_to_everybody_at_once_have_opened_it(monkeypatch, joint):
    item, hosts = joint
    both_at_once(monkeypatch, "agreed_audience", lambda host, by: decide(item, "public", engagement=host, by=by), hosts)
    item.refresh_from_db()
    assert item.audience == "public"
