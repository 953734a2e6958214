"""Signing in through the pages, with and without a second factor."""

from django.urls import reverse

from apmbc_portal.testing import factories as make

NEEDED = "/accounts/second-factor/"


def sign_in(client, user, code=None):
    """The sign-in page, and the page of the code where it comes."""
    answer = client.post(reverse("account_login"), {"login": user.email, "password": make.PASSWORD})
    if code is not None:
        assert answer.url == reverse("mfa_authenticate")
        answer = client.post(answer.url, {"code": code})
    return answer


def set_up_page(client):
    """The secret on the page where the app is set up."""
    return client.get(reverse("mfa_activate_totp")).context["form"].secret
