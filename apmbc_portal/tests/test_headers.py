"""What every answer tells the browser: asked of every address of the project, so that the next page is not forgotten."""

import re

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from apmbc_portal.testing import factories as make
from apmbc_portal.web.public import home

pytestmark = pytest.mark.django_db
VALUES = {"int": "1", "uuid": "6b1f7e4e-6f0f-4f9a-9d5a-1d1f0c1f7a11", "slug": "submit", "str": "x", "path": "1", "theme": "A"}
SAID = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
}


def addresses(patterns=None, before=""):
    """Every address of the project once, its parts filled in with something of the right kind."""
    for pattern in patterns or get_resolver().url_patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, route)
            continue
        path = re.sub(r"<(?:(\w+):)?\w+>", lambda part: VALUES.get(part[1] or "str", part[1] and "submit" or "x"), route)
        path = re.sub(r"\(\?P<\w+>(?:[^()]|\([^()]*\))*\)", "1", path)
        yield "/" + re.sub(r"\\([./-])", r"\1", path).replace("^", "").replace("$", "").replace(r"\Z", "").lstrip("/")


@pytest.fixture
def service(settings):
    """The settings of a portal behind https."""
    settings.SECURE_HSTS_SECONDS = 31536000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True


def faults(answer):
    """What is missing or too weak in an answer."""
    wrong = [name for name, value in SAID.items() if answer.headers.get(name) != value]
    if answer.headers.get("Referrer-Policy") not in ("same-origin", "no-referrer"):
        wrong.append("Referrer-Policy")
    if "geolocation=()" not in answer.headers.get("Permissions-Policy", ""):
        wrong.append("Permissions-Policy")
    policy = answer.headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy or "*" in policy or "frame-ancestors 'none'" not in policy:
        wrong.append(f"Content-Security-Policy: {policy}")
    return wrong


def test_there_are_addresses_to_ask():
    found = set(addresses())
    assert len(found) > 200
    assert {"/", "/states/", "/admin/", "/accounts/login/", "/papers/6b1f7e4e-6f0f-4f9a-9d5a-1d1f0c1f7a11/"} <= found


@pytest.mark.parametrize("who", ["anybody", "a focal point", "the desk"])
def test_every_answer_to_every_address(service, who):
    client = Client(raise_request_exception=False)
    people = {"a focal point": make.make_focal_point, "the desk": make.make_staff}
    if who in people:
        client.force_login(people[who]())
    found = {}
    for address in sorted(set(addresses())):
        answer = client.get(address, secure=True)
        answer.close()
        if wrong := faults(answer):
            found[address] = (answer.status_code, wrong)
        if answer.status_code == 302 and "logout" in address and who in people:
            client.force_login(people[who]())
    assert found == {}


def test_answers_that_go_wrong(service, monkeypatch):
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    monkeypatch.setattr(home, "render", lambda *_a, **_k: 1 / 0)
    answers = {
        500: client.get("/", secure=True),
        404: client.get("/nowhere/", secure=True),
        403: client.post(reverse("account_login"), {"login": "a"}, secure=True),
        400: client.get("/", secure=True, headers={"host": "elsewhere.example"}),
        405: Client().post("/states/", secure=True),
    }
    assert {code: (answer.status_code, faults(answer)) for code, answer in answers.items()} == {
        code: (code, []) for code in answers
    }


def test_plain_http_is_sent_to_https_before_anything_is_answered(service, settings):
    settings.SECURE_SSL_REDIRECT = True
    client = Client()
    answer = client.get("/accounts/login/?next=/workspace/")
    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/accounts/login/?next=/workspace/")
    assert client.get("/health/live").status_code == 200
