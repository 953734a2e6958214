"""Signing in, choosing a password by a personal link, and who gets no letter."""

import pytest
from django.core import mail
from django.urls import reverse

from apmbc_portal.accounts import letters
from apmbc_portal.accounts.models import User
from apmbc_portal.audit.models import Event
from apmbc_portal.links import token_for
from apmbc_portal.notices.models import Letter
from apmbc_portal.notices.tasks import post_letters
from apmbc_portal.testing.factories import PASSWORD, make_focal_point, make_user

pytestmark = pytest.mark.django_db
NEW = "seven quiet rivers at dusk"


@pytest.fixture(autouse=True)
def _no_rate_left_over():
    from django.core.cache import cache

    cache.clear()


def link(user, purpose="welcome"):
    return reverse(purpose, args=[token_for(purpose, user.pk, user.link_version)])


def answer(client, url, password=NEW, again=None):
    return client.post(url, {"password": password, "again": password if again is None else again})


def sign_in(client, email, password):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_sign_in_with_e_mail_and_password(client):
    user = make_focal_point()
    assert sign_in(client, user.email.upper(), PASSWORD).status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client):
    user = make_user()
    known = sign_in(client, user.email, "wrong " + PASSWORD).context["form"].non_field_errors()
    unknown = sign_in(client, "nobody@demo.example", "wrong " + PASSWORD).context["form"].non_field_errors()
    assert list(known) == list(unknown)
    assert known


def test_an_account_that_was_closed_does_not_sign_in(client):
    user = make_user(is_active=False)
    sign_in(client, user.email, PASSWORD)
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up(client):
    url = reverse("account_signup")
    page = client.get(url).content.decode()
    assert "Accounts come by letter" in page
    client.post(url, {"email": "x@demo.example", "password1": NEW, "password2": NEW})
    assert set(User.objects.all()) == set()
    assert "signup" not in client.get(reverse("account_login")).content.decode()


@pytest.mark.parametrize("path", ["/accounts/email/", "/accounts/confirm-email/", "/accounts/password/reset/key/1-abc/"])
def test_addresses_of_accounts_are_the_isus_to_change(client, path):
    client.force_login(make_user())
    assert client.get(path).status_code == 404


def test_many_wrong_passwords_are_slowed_down(client):
    user = make_user()
    for _each in range(11):
        response = sign_in(client, user.email, "wrong " + PASSWORD)
    assert response.status_code == 429 or "Too many" in response.content.decode()


# --- the letter with the link


def test_opening_the_link_changes_nothing_however_often(client):
    user = make_user(password=None)
    before = User.objects.values().get(pk=user.pk)
    for _each in range(3):
        response = client.get(link(user))
        assert user.email in response.content.decode()
        client.head(link(user))
    assert User.objects.values().get(pk=user.pk) == before
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]


def test_the_first_password_ends_the_link(client):
    user, outsider = make_user(password=None), make_user()
    url = link(user)
    assert answer(client, url).status_code == 302
    assert User.objects.get(pk=user.pk).check_password(NEW)
    assert client.get(url).status_code == 410
    assert answer(client, url, "another long sentence").status_code == 410
    assert User.objects.get(pk=user.pk).check_password(NEW)
    assert User.objects.get(pk=outsider.pk).check_password(PASSWORD)
    assert set(Event.objects.values_list("verb", "person")) == {("set_password", user.pk)}
    assert NEW not in str(list(Event.objects.values()))


@pytest.mark.parametrize(
    ("password", "again"), [("short", None), ("123456789012", None), ("password1234", None), (NEW, NEW + "x"), ("", "")]
)
def test_a_weak_or_mistyped_password_is_refused_at_the_field_and_the_link_lives(client, password, again):
    user = make_user(password=None)
    response = answer(client, link(user), password, again)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not User.objects.get(pk=user.pk).has_usable_password()
    assert client.get(link(user)).status_code == 200


def test_a_link_is_good_for_its_purpose_only(client):
    user = make_user(password=None)
    token = token_for("new_password", user.pk, user.link_version)
    assert client.get(reverse("welcome", args=[token])).status_code == 410
    assert client.get(reverse("welcome", args=["nonsense"])).status_code == 410
    assert client.get(reverse("welcome", args=[token_for("welcome", "not-a-uuid", 1)])).status_code == 410


def test_a_changed_address_or_a_closed_account_ends_the_link(client):
    user = make_user(password=None)
    url = link(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(url).status_code == 410
    User.objects.filter(pk=user.pk).update(is_active=True, email="moved@demo.example")
    assert client.get(url).status_code == 410


@pytest.mark.parametrize(
    ("purpose", "days", "works"), [("welcome", 13, True), ("welcome", 15, False), ("new_password", 2, False)]
)
def test_a_link_grows_old(client, monkeypatch, purpose, days, works):
    import time

    user = make_user()
    then = time.time() - days * 86400
    with monkeypatch.context() as patched:
        patched.setattr("django.core.signing.time.time", lambda: then)
        url = link(user, purpose)
    assert (client.get(url).status_code == 200) is works


def test_a_forgotten_password_is_answered_by_a_letter_and_the_page_says_the_same_to_everybody(
    client, django_capture_on_commit_callbacks
):
    user = make_user()
    make_user(is_active=False, email="closed@demo.example")
    pages = []
    for email in (user.email, "nobody@demo.example", "closed@demo.example"):
        response = client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        pages.append((response.redirect_chain, response.status_code))
    assert pages[0] == pages[1] == pages[2]
    assert set(Letter.objects.values_list("to", "kind")) == {(user.email, "new_password")}
    letter = Letter.objects.get()
    assert "{link}" in letter.body  # the link is made only while the letter is sent
    post_letters()
    url = next(word for word in mail.outbox[0].body.split() if "/password/new/" in word)
    path = "/" + url.split("/", 3)[3]
    assert answer(client, path).status_code == 302
    assert User.objects.get(pk=user.pk).check_password(NEW)
    assert "_auth_user_id" not in client.session  # a second factor is asked for at sign-in


def test_the_welcome_letter_carries_the_link(client):
    user = make_user(password=None)
    letters.welcome(user)
    post_letters()
    (sent,) = mail.outbox
    assert sent.to == [user.email]
    assert "/accounts/welcome/" in sent.body
    assert user.email in sent.body


def test_every_page_of_the_account_wears_the_portals_look(client):
    names = ["account_login", "account_reset_password", "account_reset_password_done", "account_signup", "account_inactive"]
    signed_in = ["account_logout", "account_change_password", "account_reauthenticate", "mfa_index"]
    assert [n for n in names if 'class="masthead"' not in client.get(reverse(n)).content.decode()] == []
    user = make_user()
    sign_in(client, user.email, PASSWORD)
    for name in [*signed_in, "mfa_activate_totp"]:
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        page = client.get(reverse(name)).content.decode()
        assert 'class="masthead"' in page, name
        assert "style=" not in page, name
        assert "data:image" not in page, name
