"""The second factor: who must show one before anything opens, how it is set up, and what a code is worth."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as configured
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve, reverse

from apmbc_portal.accounts import second_factor
from apmbc_portal.accounts.models import User
from apmbc_portal.audit.models import Event
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing import factories as make
from apmbc_portal.testing.second_factor import SECRET, next_code
from apmbc_portal.web.people import gate

pytestmark = pytest.mark.django_db
WITHOUT = {
    "ISU": lambda: make.make_staff(has_app=False),
    "Committee": lambda: make.make_delegate(has_app=False),
    "Chair": lambda: make.make_delegate(chair=True, has_app=False),
    "Committee and a donor": lambda: make.make_delegate(user=make.make_partner(), has_app=False),
}
FREE = {"focal point": make.make_focal_point, "partner": make.make_partner, "nobody in particular": make.make_user}
NEEDED = "/accounts/second-factor/"


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


def sign_in(client, user, code=None):
    """The sign-in page, and the page of the code where it comes."""
    answer = client.post(reverse("account_login"), {"login": user.email, "password": make.PASSWORD})
    if code is not None:
        assert answer.url == reverse("mfa_authenticate")
        answer = client.post(answer.url, {"code": code})
    return answer


# --- the gate


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


# --- setting it up, showing it


def set_up_page(client):
    """The secret on the page where the app is set up."""
    return client.get(reverse("mfa_activate_totp")).context["form"].secret


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


# --- a colleague takes a lost one away


def lost(user):
    return reverse("admin:accounts_user_second_factor", args=[user.pk])


def test_a_colleague_takes_a_lost_one_away_and_everything_follows(client):
    staff, member, outsider = make.make_staff(), make.make_delegate(), make.make_delegate()
    theirs = Client()
    sign_in(theirs, member, next_code(member))
    assert theirs.get("/").status_code == 200
    client.force_login(staff)
    page = client.get(reverse("admin:accounts_user_change", args=[member.pk])).content.decode()
    assert lost(member) in page
    assert client.post(lost(member), {"note": "  "}).context["form"].errors
    assert second_factor.of(member)
    answer = client.post(lost(member), {"note": "Called back at the Mission."}, follow=True)
    assert answer.status_code == 200
    assert not Authenticator.objects.filter(user=member).exists()
    assert theirs.get("/").wsgi_request.user.is_anonymous
    event = Event.objects.get(verb="reset_second_factor")
    assert (event.person, event.detail["note"]) == (staff.pk, "Called back at the Mission.")
    assert str(member.pk) in event.subject
    assert [(letter.to, letter.kind) for letter in Letter.objects.all()] == [(member.email, "second_factor_reset")]
    assert second_factor.of(outsider)
    assert sign_in(theirs, member).status_code == 302
    assert theirs.get("/").url == NEEDED


def test_nobody_resets_their_own_and_nobody_else_resets_any(client):
    staff, member = make.make_staff(), make.make_delegate()
    client.force_login(staff)
    answer = client.post(lost(staff), {"note": "I lost it."})
    assert answer.status_code == 409
    assert "ask a colleague" in answer.content.decode()
    assert client.post(lost(make.make_partner()), {"note": "It is lost."}).status_code == 409  # they have none
    for user in (make.make_delegate(chair=True), make.make_focal_point(), make.make_partner()):
        client.force_login(user)
        client.post(lost(member), {"note": "It is lost."})
    Client().post(lost(member), {"note": "It is lost."})
    assert second_factor.of(staff)
    assert second_factor.of(member)
    assert not Event.objects.filter(verb="reset_second_factor").exists()


def test_the_operator_helps_the_only_person_on_the_staff():
    user = make.make_staff()
    for email, note in (("nobody@demo.example", "x"), (user.email, " "), (make.make_user().email, "They have none.")):
        with pytest.raises(CommandError):
            call_command("reset_second_factor", email, note, verbosity=0)
    assert second_factor.of(user)
    call_command("reset_second_factor", user.email.upper(), "She stood beside me.")
    assert second_factor.of(user) is None
    assert Event.objects.get(verb="reset_second_factor").acting_as == "operator, on the command line"


# --- the demonstration


def invented(**fields):
    user = make.make_staff(**fields)
    User.objects.filter(pk=user.pk).update(is_demo=True)
    return user


def test_the_demonstration_shows_the_code_of_invented_people_only(client, settings):
    settings.DEMO = True
    user, real = invented(), make.make_staff()
    sign_in(client, user)
    page = client.get(reverse("mfa_authenticate"))
    code = page.context["demo_code"]
    assert code in page.content.decode()
    assert client.post(reverse("mfa_authenticate"), {"code": code}).url == reverse("start")
    again = Client()
    sign_in(again, user)
    assert again.post(reverse("mfa_authenticate"), {"code": again.get(reverse("mfa_authenticate")).context["demo_code"]}).url
    sign_in(again := Client(), real)
    page = again.get(reverse("mfa_authenticate"))
    assert page.context["demo_code"] == ""
    assert "Demonstration.</strong>\n  Nobody holds" not in page.content.decode()


def test_an_invented_person_sets_one_up_without_a_telephone(client, settings):
    settings.DEMO = True
    user = invented(has_app=False)
    sign_in(client, user)
    code = client.get(reverse("mfa_activate_totp")).context["demo_code"]
    assert client.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302
    assert client.get("/admin/").status_code == 200


def test_in_service_there_is_no_hint_and_no_invented_person_comes_in(client):
    assert configured.DEMO is False
    user = invented()
    assert sign_in(client, user).url == reverse("account_inactive")
    assert client.get(reverse("mfa_authenticate")).status_code == 302
    client.force_login(user)  # a session from before the demonstration was switched off
    assert client.get("/").wsgi_request.user.is_anonymous
    from apmbc_portal.web.demo import hint

    assert (hint.for_user(user), hint.for_secret(user, SECRET)) == ("", "")
    assert not hasattr(configured, "MFA_TOTP_INSECURE_BYPASS_CODE")
