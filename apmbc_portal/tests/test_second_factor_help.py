"""A lost second factor is taken away by a colleague or the operator; invented people are shown their code."""

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from apmbc_portal.accounts import second_factor
from apmbc_portal.accounts.models import User
from apmbc_portal.audit.models import Event
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing import factories as make
from apmbc_portal.testing.second_factor import SECRET, next_code
from apmbc_portal.tests.signing_in import NEEDED, sign_in

pytestmark = pytest.mark.django_db


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
