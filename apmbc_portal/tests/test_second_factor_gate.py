"""Nothing opens without the second factor of whoever must have one: every address leads to setting it up."""

import re

import pytest
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve, reverse

from apmbc_portal.accounts import second_factor
from apmbc_portal.testing import factories as make
from apmbc_portal.testing.second_factor import SECRET
from apmbc_portal.tests.signing_in import NEEDED, set_up_page, sign_in
from apmbc_portal.web.people import gate

pytestmark = pytest.mark.django_db
WITHOUT = {
    "ISU": lambda: make.make_staff(has_app=False),
    "Committee": lambda: make.make_delegate(has_app=False),
    "Chair": lambda: make.make_delegate(chair=True, has_app=False),
    "Committee and a donor": lambda: make.make_delegate(user=make.make_partner(), has_app=False),
}
FREE = {"focal point": make.make_focal_point, "partner": make.make_partner, "nobody in particular": make.make_user}


def addresses(patterns=None, prefix=""):
    """An address for every route of the resolver: where a key stands in it, one that is nobody's."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, here)
        else:
            yield "/" + re.sub(r"\(\?P<\w+>(?:[^()]|\([^()]*\))*\)|<(?:(\w+):)?\w+>", filling, here).translate(
                {ord("^"): None, ord("$"): None, ord("\\"): None}
            )


def filling(part):
    return {"int": "7", "uuid": "00000000-0000-0000-0000-000000000007"}.get(part[1], "x")


def everything():
    """Every address that leads somewhere, but for those reached without a second factor and the questions of machines."""
    found = set()
    for address in addresses():
        try:
            name = resolve(address).view_name
        except Resolver404:
            continue
        if name not in gate.OPEN | gate.MACHINES:
            found.add(address)
    return sorted(found)


def test_most_addresses_are_asked():
    assert len(everything()) > 150
    assert {"/", "/workspace/", "/admin/", "/admin/login/", "/accounts/", "/outcomes/", "/opened/", "/states/x/"} <= set(
        everything()
    )


@pytest.mark.parametrize("who", ["ISU", "Committee and a donor"])
def test_without_it_every_address_of_the_portal_leads_to_setting_it_up(client, who):
    client.force_login(WITHOUT[who]())
    passed = [
        (method, address)
        for address in everything()
        for method in ("get", "post")
        if (answer := getattr(client, method)(address)).status_code != 302 or answer.url != NEEDED
    ]
    assert passed == []
    page = client.get(NEEDED).content.decode()
    assert "One more step before you come in" in page
    assert reverse("mfa_activate_totp") in page


@pytest.mark.parametrize("who", WITHOUT)
def test_behind_the_gate_nobody_is_anything_without_it(client, who, settings):
    """The desk's own gate and the Viewer hold where the middleware is missing."""
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "gate_middleware" not in one]
    client.force_login(WITHOUT[who]())
    viewer = client.get(reverse("home")).wsgi_request.viewer
    assert (viewer.isu, viewer.groups, viewer.capacity, viewer.granted) == (False, frozenset(), "", frozenset())
    assert client.get("/workspace/").status_code == 302
    assert client.get("/opened/").context["parts"] == []
    desk = [address for address in everything() if address.startswith("/admin/")] if who == "ISU" else ["/admin/"]
    assert [address for address in desk if client.get(address).status_code not in (302, 403, 404)] == []


@pytest.mark.parametrize("who", FREE)
def test_others_may_have_one_and_need_none(client, who):
    client.force_login(FREE[who]())
    assert client.get(reverse("home")).status_code == 200
    assert client.get(reverse("account")).status_code == 200
    assert client.get(NEEDED).url == reverse("mfa_index")
    assert client.get(reverse("mfa_activate_totp")).status_code in (200, 302)


@pytest.mark.parametrize("maker", [make.make_staff, make.make_delegate])
def test_a_password_only_session_stays_outside_when_the_factor_is_set_up_elsewhere(maker):
    """Somebody who learned the password and waits in an open session gains nothing when its owner sets up the app."""
    user = maker(has_app=False)
    thief = Client()
    sign_in(thief, user)
    assert thief.get("/").url == NEEDED
    second_factor.give(user, SECRET)
    assert thief.get("/").url == NEEDED
    assert thief.get(reverse("mfa_activate_totp")).status_code == 302
    assert "this session began without it" in thief.get(NEEDED).content.decode()


def test_what_was_typed_when_a_seat_on_the_committee_began_is_kept(client):
    user = make.make_focal_point()
    sign_in(client, user)
    make.make_delegate(user=user, has_app=False)
    assert client.post(reverse("contact"), {"message": "words that took an hour"}).url == NEEDED
    assert "What you typed is kept" in client.get(NEEDED).content.decode()
    code = second_factor.code_now(set_up_page(client))[0]
    assert client.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302
    assert client.get(reverse("start")).url == reverse("carried")
    assert "words that took an hour" in client.get(reverse("carried")).content.decode()
