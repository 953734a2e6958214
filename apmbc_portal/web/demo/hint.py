"""The code of an invented person's authenticator app, shown on the page that asks for it: nobody holds that telephone.

Only while the demonstration is on, and only for people marked as invented. In service there is no hint, and
`PortalBackend` lets no invented person in.
"""

from allauth.mfa.utils import decrypt
from django.conf import settings

from apmbc_portal.accounts import second_factor


def for_user(user):
    """The code they can type now: "" for everybody who exists."""
    if not is_shown(user) or (app := second_factor.of(user)) is None:
        return ""
    return second_factor.code_now(decrypt(app.data["secret"]), after=app.data.get("counter", 0))[0]


def for_secret(user, secret):
    """The same while the app is being set up."""
    return second_factor.code_now(secret)[0] if is_shown(user) else ""


def is_shown(user):
    return settings.DEMO and user.is_demo
