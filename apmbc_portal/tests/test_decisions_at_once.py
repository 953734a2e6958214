"""The hosts of a joint meeting decide in the same moment: what is in effect is what all of them said."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import OperationalError, connections
from django.test import Client
from django.urls import reverse

from apmbc_portal.audit.record import faults
from apmbc_portal.testing import factories as make
from apmbc_portal.testing.factories import viewer_of
from apmbc_portal.workflow import Refused
from engagements import decisions
from engagements.decisions import decide, grant_to
from engagements.models import Comment, Lesson, NamedGrant
from engagements.views import moves

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


@pytest.mark.parametrize("first", ["open", "change"])
def test_a_lesson_changed_at_the_desk_while_its_state_opens_it_is_read_in_no_other_words(monkeypatch, first):
    """The State opened other words than there are now, or the change takes back what it opened, or is refused."""
    lesson = make.make_lesson()
    read, staff = lesson.text, make.make_staff()
    by = viewer_of(make.make_focal_point(lesson.engagement.state))
    meet, taken, real, this = threading.Barrier(2), threading.Event(), decisions.one_after_the_other, threading.local()

    def held(item):
        """Both have read the lesson before either holds it, where the database lets two in at all."""
        with suppress(threading.BrokenBarrierError):
            meet.wait(0.5)
        if this.act != first:
            taken.wait(0.5)
        real(item)
        taken.set()

    monkeypatch.setattr(decisions, "one_after_the_other", held)
    browser = Client()
    browser.force_login(staff)
    words = {"title": lesson.title, "text": "Other words.", "language": "en", "attribution": "host_only", "dated": lesson.dated}

    def change():
        this.act = "change"
        browser.post(reverse("admin:engagements_lesson_change", args=[lesson.pk]), words)

    def open_it():
        this.act = "open"
        with suppress(Refused):
            decide(lesson, "public", engagement=lesson.engagement, by=by)

    def run(act):
        try:
            act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, [open_it, change]))
    now = Lesson.objects.get()
    assert (now.text, now.audience) in {(read, "public"), ("Other words.", "state")}


class Undone(Exception):
    """What psycopg says of a transaction that lost a deadlock."""

    pgcode = "40P01"


@pytest.mark.parametrize(("deadlocks", "status", "messages"), [(0, 302, 1), (1, 302, 1), (3, 302, 1), (4, 500, 0)])
def test_what_lost_a_deadlock_is_done_again_a_bounded_number_of_times(monkeypatch, deadlocks, status, messages):
    real, tried = moves.say, []

    def say(*args, **kwargs):
        tried.append(1)
        if len(tried) <= deadlocks:
            raise OperationalError("deadlock detected") from Undone()
        return real(*args, **kwargs)

    monkeypatch.setattr(moves, "say", say)
    engagement = make.make_engagement()
    client = Client(raise_request_exception=False)
    client.force_login(make.make_focal_point(engagement.state))
    assert client.post(f"/engagements/{engagement.reference}/messages/", {"text": "Good day"}).status_code == status
    assert Comment.objects.count() == messages


def test_another_failure_of_the_database_is_not_tried_again(monkeypatch):
    tried = []

    def say(*args, **kwargs):
        tried.append(1)
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(moves, "say", say)
    engagement = make.make_engagement()
    client = Client(raise_request_exception=False)
    client.force_login(make.make_focal_point(engagement.state))
    assert client.post(f"/engagements/{engagement.reference}/messages/", {"text": "Good day"}).status_code == 500
    assert len(tried) == 1
