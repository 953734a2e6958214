"""The second factor set up and shown: what a code is worth, and what is kept of it."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from apmbc_portal.accounts import second_factor
from apmbc_portal.audit.models import Event
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing import factories as make
from apmbc_portal.testing.second_factor import SECRET, next_code
from apmbc_portal.tests.signing_in import NEEDED, set_up_page, sign_in

pytestmark = pytest.mark.django_db


def test_from_the_first_password_to_the_desk(client):
    user, outsider = make.make_staff(has_app=False), make.make_staff()
    elsewhere = Client()
    sign_in(elsewhere, user)
    assert sign_in(client, user).status_code == 302
    secret = set_up_page(client)
    assert client.post(reverse("mfa_activate_totp"), {"code": "000000"}).status_code == 200
    assert second_factor.of(user) is None
    assert client.get("/admin/").url == NEEDED
    done = client.post(reverse("mfa_activate_totp"), {"code": second_factor.code_now(secret)[0]}, follow=True)
    assert len(set(re.findall(r'class="code">(\d{8})<', done.content.decode()))) == 10
    assert client.get("/admin/").status_code == 200
    assert "_auth_user_id" not in elsewhere.session or elsewhere.get("/").wsgi_request.user.is_anonymous
    assert {"sign_in", "set_up_second_factor"} == {event.verb for event in Event.objects.filter(person=user.pk)}
    assert set(Letter.objects.values_list("to", "kind")) == {(user.email, "second_factor_changed")}
    assert second_factor.of(outsider)


def test_signing_in_asks_for_the_code_and_nothing_opens_before(client):
    user = make.make_staff()
    assert sign_in(client, user).url == reverse("mfa_authenticate")
    assert client.get("/admin/").status_code == 302
    assert client.get(reverse("mfa_authenticate")).status_code == 200
    for wrong in ("000000", "", "not digits", "１２３４５６", "9" * 60):
        assert client.post(reverse("mfa_authenticate"), {"code": wrong}).status_code == 200
        assert "_auth_user_id" not in client.session
    cache.clear()
    assert client.post(reverse("mfa_authenticate"), {"code": next_code(user)}).status_code == 302
    assert client.get("/admin/").status_code == 200
    event = Event.objects.get(verb="sign_in")
    assert event.detail["how"] == "password, mfa"
    assert Event.objects.filter(verb="second_factor_failed").exists()


def test_a_code_works_once_even_where_the_cache_forgot_it():
    user = make.make_staff()
    code = next_code(user)
    assert sign_in(Client(), user, code).url == reverse("start")
    cache.clear()
    again = sign_in(Client(), user, code)
    assert again.status_code == 200
    assert "Each code works once" in again.content.decode()


def test_the_code_before_the_last_one_is_worth_nothing(monkeypatch):
    user, now = make.make_staff(), 1_790_000_000
    monkeypatch.setattr("time.time", lambda: now)
    older, newer = (second_factor.format_hotp_value(second_factor.hotp_value(SECRET, now // 30 + step)) for step in (-1, 0))
    app = second_factor.of(user)
    assert [second_factor.use_up(app, code) for code in (newer, older, newer)] == [True, False, False]
    monkeypatch.setattr("time.time", lambda: now + 30)
    assert second_factor.use_up(app, second_factor.code_now(SECRET, after=now // 30)[0])


def test_codes_cannot_be_tried_through(client):
    user = make.make_staff()
    sign_in(client, user)
    for _each in range(8):
        answer = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Too many" in answer.content.decode()
    right = client.post(reverse("mfa_authenticate"), {"code": next_code(user)})
    assert "_auth_user_id" not in client.session, right.content.decode()


def test_a_recovery_code_signs_in_once_and_the_person_is_told(client):
    user = make.make_delegate()
    code = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()[0]
    assert sign_in(Client(), user, code).url == reverse("start")
    assert sign_in(Client(), user, code).status_code == 200
    assert second_factor.recovery_codes_left(user) == 9
    assert Event.objects.get(verb="use_recovery_code").detail["left"] == 9
    assert Letter.objects.get(to=user.email).kind == "second_factor_changed"


def test_a_password_alone_does_not_take_the_factor_away(client):
    """An open session and the password are not enough: what changes the second factor is confirmed with it."""
    user = make.make_staff()
    client.force_login(user)
    for name in ("mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_view_recovery_codes", "mfa_download_recovery_codes"):
        answer = client.get(reverse(name))
        assert answer.url.startswith(reverse("mfa_reauthenticate")), name
    assert client.get(reverse("account_reauthenticate")).url.startswith(reverse("mfa_reauthenticate"))
    assert client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD}).url.startswith(
        reverse("mfa_reauthenticate")
    )
    assert second_factor.of(user)
    client.post(reverse("mfa_reauthenticate"), {"code": next_code(user)})
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.filter(user=user).exists()
    assert client.get("/admin/").url == NEEDED
    assert {"remove_second_factor"} <= {event.verb for event in Event.objects.filter(person=user.pk)}


def test_new_recovery_codes_end_the_old_ones(client):
    user = make.make_staff()
    old = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
    sign_in(client, user, next_code(user))
    assert client.post(reverse("mfa_generate_recovery_codes")).status_code == 302
    new = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
    assert set(old).isdisjoint(new)
    assert set(new) <= set(re.findall(r"\d{8}", client.get(reverse("mfa_download_recovery_codes")).content.decode()))
    assert Event.objects.filter(verb="renew_recovery_codes").exists()


def test_the_database_holds_no_secret_and_no_code(client):
    user = make.make_staff()
    codes = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
    kept = str(list(Authenticator.objects.values("data")))
    assert [one for one in [SECRET, *codes] if one in kept] == []


def test_under_another_secret_key_no_code_fits(client, settings):
    user = make.make_staff()
    code = next_code(user)
    settings.SECRET_KEY = "another-key-" + "k" * 40
    assert sign_in(client, user, code).status_code == 200
    assert "_auth_user_id" not in client.session
