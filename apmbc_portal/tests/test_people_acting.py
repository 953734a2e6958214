"""Choosing as whom one acts."""

import datetime

import pytest
from django.urls import reverse

from apmbc_portal.audit.models import Event
from apmbc_portal.testing.factories import make_delegate, make_focal_point, make_partner, make_staff, make_state, make_user, today
from apmbc_portal.web.viewer import SESSION_KEY
from engagements.models import Nomination

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def two_hats(client):
    """Somebody who is focal point of a State and Committee delegate, signed in."""
    state = make_state()
    user = make_focal_point(state, ends=today() + 40 * DAY)
    make_delegate(user=user)
    client.force_login(user)
    return user, state


def switch(client, key, **data):
    return client.post(reverse("acting"), {"key": key, **data})


def test_the_page_names_each_capacity_with_the_row_it_comes_from(client, two_hats):
    page = client.get(reverse("acting")).content.decode()
    assert "Focal point of Aramar" in page
    assert "Committee member, Belmora" in page
    assert "nominated" in page
    assert "until" in page


def test_switching_is_recorded_and_lasts_for_the_session(client, two_hats):
    user, state = two_hats
    seat = user.delegations.get().seat_id
    switch(client, f"seat:{seat}")
    assert client.get(reverse("acting")).wsgi_request.viewer.committee_since
    assert client.get(reverse("acting")).wsgi_request.viewer.states == frozenset()
    event = Event.objects.get(verb="act_as")
    assert (event.person, event.acting_as, event.detail) == (
        user.pk, "Committee member, Belmora", {"before": "Focal point of Aramar"},
    )  # fmt: skip


def test_a_capacity_of_somebody_else_is_not_to_be_had(client, two_hats):
    other = make_state()
    make_focal_point(other)
    for key in (f"state:{other.pk}", "isu:", "", "nonsense"):
        switch(client, key)
        assert SESSION_KEY not in client.session
    assert not Event.objects.filter(verb="act_as").exists()


@pytest.mark.parametrize(
    ("wished", "sent_to"),
    [
        ("/accounts/acting/", "/accounts/acting/"),
        ("https://evil.example/", "/accounts/start/"),
        ("//evil.example", "/accounts/start/"),
        ("javascript:alert(1)", "/accounts/start/"),
    ],
)
def test_the_way_back_stays_inside_the_portal(client, two_hats, wished, sent_to):
    _user, state = two_hats
    assert switch(client, f"state:{state.pk}", next=wished).url == sent_to


def test_a_get_switches_nothing(client, two_hats):
    client.get(reverse("acting"), {"key": f"seat:{two_hats[0].delegations.get().seat_id}"})
    assert SESSION_KEY not in client.session


def test_a_chosen_capacity_is_gone_the_day_after_its_last(client, two_hats, monkeypatch):
    user, state = two_hats
    switch(client, f"state:{state.pk}")
    make_focal_point(state)
    Nomination.objects.filter(user=user).update(ends=today() - DAY)
    viewer = client.get(reverse("acting")).wsgi_request.viewer
    assert viewer.states == frozenset()
    assert viewer.capacity == "committee"


def test_somebody_without_a_capacity_reads_why_and_whom_to_ask(client, settings):
    settings.ISU_EMAIL = "unit@demo.example"
    user = make_focal_point(make_state(), ends=today() - DAY, may_submit=False)
    client.force_login(user)
    page = client.get(reverse("start"), follow=True).content.decode()
    assert "you hold no capacity today" in page
    assert "Aramar" in page
    assert "unit@demo.example" in page


def test_the_public_is_asked_to_sign_in(client):
    assert client.get(reverse("acting")).url.startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("make", "place"), [(make_staff, "/admin/"), (make_focal_point, "/workspace/"), (make_user, "/accounts/acting/")]
)
def test_after_signing_in_everybody_comes_to_their_work(client, make, place):
    client.force_login(make())
    assert client.get(reverse("start")).url == place


def test_the_page_costs_the_same_for_one_and_three_capacities(client, django_assert_max_num_queries):
    one, three = make_partner(), make_partner()
    make_partner(user=three)
    make_focal_point(user=three)
    for user in (one, three):
        client.force_login(user)
        with django_assert_max_num_queries(5):
            client.get(reverse("acting"))
