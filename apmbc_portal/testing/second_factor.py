"""The second factor in tests: whoever must have one has it, and is signed in by it."""

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.core.cache import cache

from apmbc_portal.accounts import second_factor

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def give(user):
    """An authenticator app and recovery codes, unless they have them."""
    return second_factor.of(user) or second_factor.give(user, SECRET)


def next_code(user):
    """A code their app shows now, as if none had been used: a test does not wait half a minute to sign in again."""
    app = second_factor.of(user)
    type(app).objects.filter(pk=app.pk).update(data=app.data | {"counter": 0})
    code = second_factor.code_now(SECRET)[0]
    cache.delete(f"allauth.mfa.totp.used?user={user.pk}&code={code}")
    return code


def show(client, user):
    """Write into the client's session that `user` showed their app's code as they signed in; nothing where they have none."""
    app = second_factor.of(user)
    if app is None:
        return
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": 0, "type": "totp", "id": app.pk}]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()
