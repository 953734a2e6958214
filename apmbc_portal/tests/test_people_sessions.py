"""Where somebody is signed in, codes by letter, and answers that tell nobody who has an account."""

import re

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth import hashers
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apmbc_portal.accounts import letters, sessions
from apmbc_portal.audit.models import Event
from apmbc_portal.links import token_for
from apmbc_portal.notices.models import Letter
from apmbc_portal.notices.tasks import post_letters
from apmbc_portal.testing import factories as make
from apmbc_portal.testing.second_factor import next_code

pytestmark = pytest.mark.django_db
NEW = "seven quiet rivers at dusk"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def signed_in(user, **headers):
    """A browser in which somebody signed in by the page, with their second factor where they have one."""
    client = Client(**headers)
    answer = client.post(reverse("account_login"), {"login": user.email, "password": make.PASSWORD})
    if answer.url == reverse("mfa_authenticate"):
        answer = client.post(answer.url, {"code": next_code(user)})
    assert answer.url == reverse("start")
    return client


def is_in(client):
    return client.get(reverse("account")).status_code == 200


# --- the list of sessions


def test_somebody_sees_where_they_are_signed_in_and_ends_one():
    user, other = make.make_focal_point(), make.make_focal_point()
    here, there, outsider = signed_in(user), signed_in(user, HTTP_USER_AGENT=FIREFOX), signed_in(other)
    for client in (there, outsider):
        client.get(reverse("sessions"))
    rows = here.get(reverse("sessions")).context["sessions"]
    assert {(row["browser"], row["is_this"]) for row in rows} == {
        ("Firefox, Linux", False), ("a browser that does not say its name", True),
    }  # fmt: skip
    pk = next(row["pk"] for row in rows if not row["is_this"])
    assert here.post(reverse("sessions"), {"session": pk}).status_code == 302
    assert [is_in(client) for client in (here, there, outsider)] == [True, False, True]
    assert Event.objects.filter(verb="end_session", person=user.pk).count() == 1


def test_nobody_ends_the_session_of_another():
    user, other = make.make_focal_point(), make.make_focal_point()
    theirs = signed_in(user)
    theirs.get(reverse("sessions"))
    for pk in UserSession.objects.filter(user=user).values_list("pk", flat=True):
        signed_in(other).post(reverse("sessions"), {"session": pk})
    assert is_in(theirs)


def test_all_others_end_at_once_even_those_no_list_knows():
    user = make.make_staff()
    here, there = signed_in(user), signed_in(user)
    UserSession.objects.filter(user=user).delete()
    here.post(reverse("sessions"), {"others": "1"})
    assert [is_in(here), is_in(there)] == [True, False]


def test_a_new_password_ends_every_session_and_the_person_is_told():
    user = make.make_focal_point()
    here, there = signed_in(user), signed_in(user)
    answer = here.post(
        reverse("account_change_password"), {"oldpassword": make.PASSWORD, "password1": NEW, "password2": NEW}, follow=True
    )
    assert answer.status_code == 200
    assert [is_in(here), is_in(there)] == [False, False]
    assert Letter.objects.get(to=user.email).kind == "password_changed"


@pytest.mark.parametrize("weak", ["password1234", "123456789012", "too short", "person@demo.example"])
def test_a_common_short_or_personal_password_is_refused_when_it_is_changed(weak):
    user = make.make_focal_point(user=make.make_user(email="person@demo.example"))
    client = signed_in(user)
    answer = client.post(reverse("account_change_password"), {"oldpassword": make.PASSWORD, "password1": weak, "password2": weak})
    assert answer.context["form"].errors["password1"]
    assert is_in(client)


def test_a_password_chosen_by_letter_ends_every_session():
    user = make.make_focal_point()
    client = signed_in(user)
    link = reverse("new_password", args=[token_for("new_password", user.pk, user.link_version)])
    assert Client().post(link, {"password": NEW, "again": NEW}).status_code == 302
    assert not is_in(client)


def test_ending_all_sessions_ends_the_personal_links_too():
    user = make.make_focal_point()
    link = reverse("new_password", args=[token_for("new_password", user.pk, user.link_version)])
    assert Client().get(link).status_code == 200
    sessions.end_all(user)
    assert Client().get(link).status_code == 410


# --- codes by letter


def ask_for_code(client, email):
    return client.post(reverse("account_request_login_code"), {"email": email})


def code_of_last_letter():
    post_letters()
    return re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", mail.outbox[-1].body)[0]


def test_a_code_by_letter_signs_in_the_window_that_asked_and_no_other(client):
    user = make.make_focal_point()
    assert ask_for_code(client, user.email).url == reverse("account_confirm_login_code")
    code = code_of_last_letter()
    assert code not in str(list(Letter.objects.values()))
    # A scanner that fetches every address of the letter, with or without cookies, uses nothing up.
    for address in re.findall(r"http://\S+", mail.outbox[-1].body):
        Client().get(address)
    for _each in range(3):
        assert client.get(reverse("account_confirm_login_code")).status_code == 200
    elsewhere = Client()
    elsewhere.post(reverse("account_confirm_login_code"), {"code": code})
    assert "_auth_user_id" not in elsewhere.session
    assert client.post(reverse("account_confirm_login_code"), {"code": code.lower()}).status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)
    again = Client()
    ask_for_code(again, user.email)
    again.post(reverse("account_confirm_login_code"), {"code": code})
    assert "_auth_user_id" not in again.session


def test_a_code_by_letter_does_not_replace_the_second_factor(client):
    user = make.make_staff()
    ask_for_code(client, user.email)
    answer = client.post(reverse("account_confirm_login_code"), {"code": code_of_last_letter()}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("mfa_authenticate")
    assert client.get("/admin/").status_code == 302


# --- answers to addresses that are known and to those that are not


PAGES = {
    "account_login": lambda email: {"login": email, "password": "wrong " + make.PASSWORD},
    "account_reset_password": lambda email: {"email": email},
    "account_request_login_code": lambda email: {"email": email},
}


def asked(page, email):
    """(status, where to, text without tokens, number of queries, passwords computed) of the answer to `email`."""
    cache.clear()
    client, hashed = Client(), []
    encode = hashers.MD5PasswordHasher.encode

    def counted(self, *args, **kwargs):
        hashed.append(1)
        return encode(self, *args, **kwargs)

    with CaptureQueriesContext(connection) as queries, pytest.MonkeyPatch.context() as patched:
        patched.setattr(hashers.MD5PasswordHasher, "encode", counted)
        answer = client.post(reverse(page), PAGES[page](email))
        shown = client.get(answer.url) if answer.status_code == 302 else answer
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|value="[^"]*@[^"]*"', "", shown.content.decode())
    statements = [one for one in queries.captured_queries if "SAVEPOINT" not in one["sql"]]
    return (answer.status_code, answer.headers.get("Location", ""), text), len(statements), len(hashed)


@pytest.mark.parametrize("page", PAGES)
def test_nobody_learns_from_an_answer_or_from_its_work_who_has_an_account(page, settings):
    user = make.make_focal_point()
    closed = make.make_focal_point(user=make.make_user(is_active=False))
    known, unknown, shut = (asked(page, email) for email in (user.email, "nobody@elsewhere.example", closed.email))
    assert known[0] == unknown[0] == shut[0]
    assert known[2] == unknown[2] == shut[2]
    assert max(abs(known[1] - unknown[1]), abs(known[1] - shut[1])) <= 2
    assert set(Letter.objects.values_list("to", flat=True)) <= {user.email}
    assert "elsewhere.example" not in str(list(Event.objects.values()))


def test_a_wrong_code_by_letter_is_answered_alike_for_an_unknown_address():
    user = make.make_focal_point()
    answers = []
    for email in (user.email, "nobody@elsewhere.example"):
        client = Client()
        ask_for_code(client, email)
        answer = client.post(reverse("account_confirm_login_code"), {"code": "BBBB-BBBB"})
        answers.append((answer.status_code, answer.context["verify_form"].errors["code"]))
    assert answers[0] == answers[1]


@pytest.mark.parametrize(("page", "most"), [("account_reset_password", 5), ("account_request_login_code", 3)])
def test_letters_to_one_address_are_limited_for_known_and_unknown_alike(page, most):
    user = make.make_focal_point()
    for email in (user.email, "nobody@elsewhere.example"):
        cache.clear()
        answers = [Client().post(reverse(page), {"email": email}) for _each in range(most + 1)]
        assert [answer.status_code for answer in answers[:most]] == [302] * most
        assert answers[most].status_code != 302
    assert Letter.objects.count() == most


def test_a_letter_to_nobody_leaves_nothing():
    letters.to_nobody("sign_in_code", "nobody@elsewhere.example")
    assert not Letter.objects.exists()
