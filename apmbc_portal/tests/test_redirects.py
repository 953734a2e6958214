"""Whoever is sent on is sent on inside the portal, whatever an address or a form asks for."""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from apmbc_portal.testing import factories as make

pytestmark = pytest.mark.django_db
ELSEWHERE = [
    "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil.example", "http:///evil.example",
    "https:evil.example", "javascript:alert(1)", "data:text/html,a", " //evil.example", "\t//evil.example", "/\t/evil.example",
    "https://localhost:8000@evil.example/", "https://testserver.evil.example/", "ftp://testserver/",
]  # fmt: skip


def leads_elsewhere(answer):
    """Whether the answer sends a browser to another site, or offers it a link there."""
    place = answer.headers.get("Location", "")
    host = urlsplit(place.replace("\\", "/").replace("\t", "").strip()).netloc
    links = [f'{mark}{target}"' for mark in ('href="', 'action="') for target in ELSEWHERE]
    page = "" if answer.streaming else answer.content.decode(errors="replace")
    return (
        (bool(host) and host != "testserver") or place.startswith(("javascript:", "data:")) or any(one in page for one in links)
    )


@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_page_of_the_account_leads_elsewhere(client, target):
    user = make.make_focal_point()
    asked, way = [], {"next": target, "carried-to": target}
    for name in ("account_login", "account_request_login_code", "account_reset_password", "admin:login"):
        asked.append(client.get(reverse(name), way))
    asked.append(client.post(reverse("account_login"), {"login": user.email, "password": make.PASSWORD} | way))
    for name in ("acting", "account_login", "start", "mfa_index", "account_change_password", "account_reauthenticate"):
        asked.append(client.get(reverse(name), way))
    asked.append(client.post(reverse("acting"), {"key": client_key(client)} | way))
    asked.append(client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD} | way))
    asked.append(client.post(reverse("account_logout"), way))
    assert [answer.request["PATH_INFO"] for answer in asked if leads_elsewhere(answer)] == []


def client_key(client):
    return client.get(reverse("acting")).context["held"][0]["key"]


@pytest.mark.parametrize("path", ["//evil.example/", "//evil.example", "/\\evil.example/states", "/%2f%2fevil.example/states"])
def test_an_address_without_its_last_slash_leads_to_no_other_host(client, path):
    assert not leads_elsewhere(client.get(path))


def test_what_was_typed_before_signing_in_is_carried_to_no_other_site(client):
    user = make.make_focal_point()
    typed = {"login": user.email, "password": make.PASSWORD, "carried-to": "//evil.example/", "carried.text": "words"}
    answer = client.post(reverse("account_login"), typed)
    assert not leads_elsewhere(answer)
    assert "evil.example" not in client.get(reverse("start"), follow=True).content.decode()
